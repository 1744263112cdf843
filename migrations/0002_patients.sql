-- Patients, what identifies them, their chart, and the people who read and write for them.

CREATE TABLE patient (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    birth_date text NOT NULL,
    sex text NOT NULL,
    status text NOT NULL,
    email text,
    mobile text,
    preferred_channel text NOT NULL,
    language text NOT NULL,
    portal_access boolean NOT NULL,
    source_key text,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT patient_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT patient_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT patient_source_key UNIQUE (clinic_id, source_key),
    CONSTRAINT patient_status CHECK (status IN ('active', 'discharged')),
    CONSTRAINT patient_preferred_channel CHECK (preferred_channel IN ('email', 'text'))
);

-- One row for each thing a patient can be found by, folded (case and accents removed):
-- each name part, each identifier, the birth date, the email, the mobile number.
CREATE TABLE patient_search_term (
    clinic_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL,
    patient_id uuid NOT NULL,
    kind text NOT NULL,
    CONSTRAINT patient_search_term_pkey PRIMARY KEY (clinic_id, term, patient_id, kind),
    CONSTRAINT patient_search_term_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
CREATE INDEX patient_search_term_by_patient ON patient_search_term (clinic_id, patient_id, term, kind);
-- The list of all patients by name reads this alone.
CREATE INDEX patient_search_term_by_name ON patient_search_term (clinic_id, kind, term, patient_id) WHERE kind = 'name';

CREATE TABLE identifier_kind (
    clinic_id uuid NOT NULL,
    kind text NOT NULL,
    label text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT identifier_kind_pkey PRIMARY KEY (clinic_id, kind)
);

CREATE TABLE patient_identifier (
    clinic_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    value_folded text NOT NULL,
    CONSTRAINT patient_identifier_pkey PRIMARY KEY (clinic_id, kind, value_folded),
    CONSTRAINT patient_identifier_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT patient_identifier_kind FOREIGN KEY (clinic_id, kind) REFERENCES identifier_kind (clinic_id, kind)
);
CREATE INDEX patient_identifier_by_patient ON patient_identifier (clinic_id, patient_id);

-- A person who reads and writes for one or more patients. Where self_patient_id is set the person is that
-- patient, and name, contact points, channel and language are the patient's own: the columns here stay empty.
CREATE TABLE portal_user (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    self_patient_id uuid,
    given_name text NOT NULL,
    family_name text NOT NULL,
    email text,
    mobile text,
    preferred_channel text NOT NULL,
    language text NOT NULL,
    source_key text,
    created_at bigint NOT NULL,
    CONSTRAINT portal_user_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT portal_user_self UNIQUE (clinic_id, self_patient_id),
    CONSTRAINT portal_user_source_key UNIQUE (clinic_id, source_key),
    CONSTRAINT portal_user_self_patient FOREIGN KEY (clinic_id, self_patient_id) REFERENCES patient (clinic_id, id)
);

CREATE TABLE portal_link (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    relationship text NOT NULL,
    state text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint,
    revoked_at bigint,
    revoked_by uuid,
    created_at bigint NOT NULL,
    CONSTRAINT portal_link_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT portal_link_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id),
    CONSTRAINT portal_link_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT portal_link_relationship CHECK (relationship IN ('self', 'guardian', 'representative')),
    CONSTRAINT portal_link_state CHECK (state IN ('invited', 'registered', 'connected'))
);
CREATE INDEX portal_link_by_patient ON portal_link (clinic_id, patient_id);
CREATE INDEX portal_link_by_portal_user ON portal_link (clinic_id, portal_user_id);

-- A file at rest: encrypted in the blob store under blob_key, described here.
-- state: uploading (bytes still coming), checking (complete, not yet looked at), available, rejected, deleted.
CREATE TABLE stored_file (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    received bigint NOT NULL,
    sha256 bytea,
    blob_key text NOT NULL,
    preview_key text,
    preview_text text,
    state text NOT NULL,
    state_reason text,
    uploaded_by_staff uuid,
    uploaded_by_portal_user uuid,
    created_at bigint NOT NULL,
    deleted_at bigint,
    CONSTRAINT stored_file_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT stored_file_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT stored_file_state CHECK (state IN ('uploading', 'checking', 'available', 'rejected', 'deleted'))
);
CREATE INDEX stored_file_by_state ON stored_file (state, created_at);
CREATE UNIQUE INDEX stored_file_by_blob ON stored_file (blob_key);

-- search_text: title and author, folded.
CREATE TABLE chart_item (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    search_text text NOT NULL,
    item_date text NOT NULL,
    author text NOT NULL,
    file_id uuid,
    link text,
    source_key text,
    created_at bigint NOT NULL,
    CONSTRAINT chart_item_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT chart_item_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT chart_item_file FOREIGN KEY (clinic_id, file_id) REFERENCES stored_file (clinic_id, id),
    CONSTRAINT chart_item_source_key UNIQUE (clinic_id, source_key),
    CONSTRAINT chart_item_kind CHECK (kind IN ('lab_requisition', 'lab_result', 'form', 'encounter_note', 'invoice', 'educational_video', 'questionnaire', 'inbox_item', 'document'))
);
CREATE INDEX chart_item_by_patient ON chart_item (clinic_id, patient_id, item_date, id);
CREATE INDEX chart_item_by_file ON chart_item (clinic_id, file_id) WHERE file_id IS NOT NULL;

CREATE TABLE appointment (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint,
    status text NOT NULL,
    description text NOT NULL,
    source_key text,
    CONSTRAINT appointment_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT appointment_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT appointment_source_key UNIQUE (clinic_id, source_key)
);
CREATE INDEX appointment_by_patient ON appointment (clinic_id, patient_id, starts_at);
