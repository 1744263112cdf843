-- What a message of the clinic asks of the patient's side (M34, M38), and when its sender is told that nobody opened it (M41).
ALTER TABLE message ADD COLUMN allow_attachments boolean NOT NULL DEFAULT FALSE;
ALTER TABLE message ADD COLUMN require_response_days bigint;
ALTER TABLE message ADD COLUMN notify_if_unread_days bigint;

-- Whether the patient sees "Clinic Staff" in place of every name of the clinic's (M21).
ALTER TABLE conversation ADD COLUMN mask_name boolean NOT NULL DEFAULT FALSE;
