-- What came in by import, by the name that its source knows it by: a second import finds it, and sees whether it changed.
-- The fingerprint stands with the name that lasts; further names of the same thing have none.
CREATE TABLE import_source (
    clinic_id uuid NOT NULL,
    source_key text NOT NULL,
    target_kind text NOT NULL,
    target_id uuid NOT NULL,
    fingerprint bytea,
    imported_at bigint NOT NULL,
    CONSTRAINT import_source_pkey PRIMARY KEY (clinic_id, source_key),
    CONSTRAINT import_source_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id)
);
CREATE INDEX import_source_by_target ON import_source (clinic_id, target_id);
