-- A draft that was sent and waits for its time (M25): the seconds in which it can be undone, or a time that was chosen.
-- While it waits it is not changed. Where something is in the way at its time, it is a draft again and says what.
ALTER TABLE draft ADD COLUMN send_at bigint;
ALTER TABLE draft ADD COLUMN send_later boolean NOT NULL DEFAULT FALSE;
ALTER TABLE draft ADD COLUMN returned text;
CREATE INDEX draft_scheduled ON draft (clinic_id, staff_id, send_at, id) WHERE send_at IS NOT NULL;

-- Seconds after Send in which a member can undo it.
ALTER TABLE staff_member ADD COLUMN undo_seconds bigint NOT NULL DEFAULT 10
    CONSTRAINT staff_member_undo CHECK (undo_seconds BETWEEN 0 AND 30);
