-- When uploads that were sent may go (M33). Days after sending that one is kept which somebody has not downloaded:
ALTER TABLE portal_settings ADD COLUMN attachment_days bigint NOT NULL DEFAULT 365
    CONSTRAINT portal_settings_attachment_days CHECK (attachment_days BETWEEN 7 AND 3650);

-- An upload that was sent and is still kept. look_at: when its end is to be worked out again; never after its end.
CREATE TABLE attachment_end (
    clinic_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    look_at bigint NOT NULL,
    CONSTRAINT attachment_end_pkey PRIMARY KEY (clinic_id, attachment_id),
    CONSTRAINT attachment_end_attachment FOREIGN KEY (clinic_id, attachment_id) REFERENCES message_attachment (clinic_id, id)
);
CREATE INDEX attachment_end_by_time ON attachment_end (look_at);

INSERT INTO attachment_end (clinic_id, attachment_id, look_at)
SELECT a.clinic_id, a.id, 0 FROM message_attachment a
JOIN message m ON m.clinic_id = a.clinic_id AND m.id = a.message_id
WHERE a.file_id IS NOT NULL AND m.author_staff_id IS NOT NULL;
