-- Uploads on their way: what has come so far, and what nobody has taken up yet.

-- One piece of an upload, encrypted like every file. The pieces go when the whole has been checked.
CREATE TABLE upload_piece (
    clinic_id uuid NOT NULL,
    file_id uuid NOT NULL,
    starts_at bigint NOT NULL,
    size bigint NOT NULL,
    blob_key text NOT NULL,
    CONSTRAINT upload_piece_pkey PRIMARY KEY (clinic_id, file_id, starts_at),
    CONSTRAINT upload_piece_file FOREIGN KEY (clinic_id, file_id) REFERENCES stored_file (clinic_id, id),
    CONSTRAINT upload_piece_blob UNIQUE (blob_key)
);

-- A file that no message, draft or chart item may hold. It is looked at again after a day: by then it is held, or it goes.
CREATE TABLE unclaimed_file (
    clinic_id uuid NOT NULL,
    file_id uuid NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT unclaimed_file_pkey PRIMARY KEY (clinic_id, file_id),
    CONSTRAINT unclaimed_file_file FOREIGN KEY (clinic_id, file_id) REFERENCES stored_file (clinic_id, id)
);
CREATE INDEX unclaimed_file_by_time ON unclaimed_file (since);

CREATE UNIQUE INDEX stored_file_by_preview ON stored_file (preview_key);
CREATE INDEX draft_attachment_by_file ON draft_attachment (clinic_id, file_id);

-- Which bytes left in one download, so that one that was resumed counts as whole (M33).
ALTER TABLE attachment_download ADD COLUMN first_byte bigint NOT NULL DEFAULT 0;
ALTER TABLE attachment_download ADD COLUMN end_byte bigint NOT NULL DEFAULT 0;
CREATE INDEX attachment_download_by_attachment ON attachment_download (clinic_id, attachment_id, portal_user_id);
