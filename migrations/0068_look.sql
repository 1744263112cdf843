-- The portal's look (M62). choice: what was chosen and the names of the files made of it, as the feature reads it. shown: what
-- pages name of it; empty for the portal's own look. A draft is what the staff's preview shows.
CREATE TABLE look (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    choice text NOT NULL,
    shown text NOT NULL,
    saved_at bigint NOT NULL,
    CONSTRAINT look_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT look_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id)
);

CREATE TABLE look_draft (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    choice text NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT look_draft_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT look_draft_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);

-- Pictures and stylesheets, sealed. They are served to anybody, under names that hold their content's hash.
CREATE TABLE look_file (
    clinic_id uuid NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    made_at bigint NOT NULL,
    CONSTRAINT look_file_pkey PRIMARY KEY (clinic_id, name),
    CONSTRAINT look_file_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT look_file_name UNIQUE (name)
);
CREATE INDEX look_file_by_age ON look_file (clinic_id, made_at);
