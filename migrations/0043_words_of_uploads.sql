-- The words of a PDF that a staff member has uploaded, for the guard to look through while a message is written (M26). They
-- are read once, when the file is checked, and go a day after it has been sent, or with it.
CREATE TABLE upload_words (
    clinic_id uuid NOT NULL,
    file_id uuid NOT NULL,
    state text NOT NULL,
    words text NOT NULL,
    CONSTRAINT upload_words_pkey PRIMARY KEY (clinic_id, file_id),
    CONSTRAINT upload_words_file FOREIGN KEY (clinic_id, file_id) REFERENCES stored_file (clinic_id, id),
    CONSTRAINT upload_words_state CHECK (state IN ('read', 'none', 'unreadable'))
);
