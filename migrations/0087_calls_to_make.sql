-- Calls to make (M75): a message that nobody opened after all its reminders becomes a task with an owner.

-- next_at: when somebody is to call, or to call again.
CREATE TABLE call_task (
    clinic_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    owner_staff_id uuid,
    opened_at bigint NOT NULL,
    next_at bigint NOT NULL,
    ended_at bigint,
    ended_why text,
    CONSTRAINT call_task_pkey PRIMARY KEY (clinic_id, message_id),
    CONSTRAINT call_task_message FOREIGN KEY (clinic_id, message_id) REFERENCES message (clinic_id, id),
    CONSTRAINT call_task_owner FOREIGN KEY (clinic_id, owner_staff_id) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT call_task_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
    CONSTRAINT call_task_why CHECK (ended_why IN ('called', 'opened', 'answered', 'closed'))
);
-- One task at a time stands in a conversation: one call speaks of all that is unread in it.
CREATE UNIQUE INDEX call_task_standing ON call_task (clinic_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX call_task_by_conversation ON call_task (clinic_id, conversation_id, opened_at);

ALTER TABLE inbox_entry ADD COLUMN call_due_at bigint;
CREATE INDEX inbox_entry_call ON inbox_entry (clinic_id, inbox_id, call_due_at, conversation_id) WHERE call_due_at IS NOT NULL;

-- What was agreed with somebody who was reached.
ALTER TABLE patient_call ADD COLUMN said text CONSTRAINT patient_call_said CHECK (said IN ('read_out', 'will_look'));
