-- What comes due: an answer that is required (M38-M40), a message that nobody has opened (M41).

-- A conversation in which the clinic waits for an answer. The row goes when the patient's side answers or staff close.
CREATE TABLE response_awaited (
    clinic_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    due_at bigint NOT NULL,
    alerts bigint NOT NULL,
    CONSTRAINT response_awaited_pkey PRIMARY KEY (clinic_id, conversation_id),
    CONSTRAINT response_awaited_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id)
);

-- When the sender was told that nobody had opened it.
ALTER TABLE message ADD COLUMN unread_told_at bigint;

-- What else is true of a conversation in each inbox it is in, each with the time that its folder is sorted by: the clinic's
-- last message has been opened by nobody; an answer is due; a notice could not be delivered.
ALTER TABLE inbox_entry ADD COLUMN unopened_since bigint;
ALTER TABLE inbox_entry ADD COLUMN response_due_at bigint;
ALTER TABLE inbox_entry ADD COLUMN failed_since bigint;
CREATE INDEX inbox_entry_unopened ON inbox_entry (clinic_id, inbox_id, unopened_since, conversation_id) WHERE unopened_since IS NOT NULL;
CREATE INDEX inbox_entry_awaited ON inbox_entry (clinic_id, inbox_id, response_due_at, conversation_id) WHERE response_due_at IS NOT NULL;
CREATE INDEX inbox_entry_failed ON inbox_entry (clinic_id, inbox_id, failed_since, conversation_id) WHERE failed_since IS NOT NULL;

UPDATE inbox_entry SET unopened_since = (
    SELECT max(m.sent_at) FROM message m
    WHERE m.clinic_id = inbox_entry.clinic_id AND m.conversation_id = inbox_entry.conversation_id AND m.author_staff_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM message_recipient r WHERE r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM message later WHERE later.clinic_id = m.clinic_id AND later.conversation_id = m.conversation_id
                      AND later.author_staff_id IS NOT NULL AND later.sent_at > m.sent_at))
WHERE NOT EXISTS (SELECT 1 FROM conversation_closure x WHERE x.clinic_id = inbox_entry.clinic_id
                  AND x.conversation_id = inbox_entry.conversation_id AND x.reopened_at IS NULL AND x.reason = 'closed_by_staff');

-- How often the patient's side is alerted of an overdue answer, and how many times at most (M39).
ALTER TABLE portal_settings ADD COLUMN overdue_every_days bigint NOT NULL DEFAULT 3;
ALTER TABLE portal_settings ADD COLUMN overdue_alerts bigint NOT NULL DEFAULT 3;

-- A delivery is the notice of a message (round 0) or the nth alert that its answer is overdue.
ALTER TABLE delivery RENAME TO delivery_before;
CREATE TABLE delivery (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    channel text NOT NULL,
    round bigint NOT NULL,
    address text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    provider_id text,
    failure_code text,
    failure_reason text,
    next_attempt_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT delivery_round_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT delivery_round_once UNIQUE (clinic_id, message_id, portal_user_id, channel, round),
    CONSTRAINT delivery_round_channel CHECK (channel IN ('email', 'text')),
    CONSTRAINT delivery_round_state CHECK (state IN ('queued', 'sent', 'delivered', 'failed', 'cancelled'))
);
INSERT INTO delivery SELECT clinic_id, id, message_id, conversation_id, portal_user_id, channel, 0, address, state, attempts,
    provider_id, failure_code, failure_reason, next_attempt_at, created_at, updated_at FROM delivery_before;
DROP TABLE delivery_before;
CREATE INDEX delivery_by_conversation ON delivery (clinic_id, conversation_id);
CREATE INDEX delivery_waiting ON delivery (clinic_id, updated_at) WHERE state = 'queued';

-- Drafts are looked for only while they are neither sent nor thrown away.
CREATE INDEX draft_open ON draft (clinic_id, staff_id, updated_at, id) WHERE sent_message_id IS NULL AND discarded_at IS NULL;
