-- People who register themselves as patients (M59): what a clinic asks them, what they agreed to, and their requests.

ALTER TABLE portal_settings ADD COLUMN patient_registration boolean NOT NULL DEFAULT FALSE;

-- What the page says; empty: the usual words.
CREATE TABLE registration_form (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    words_en text NOT NULL,
    words_fr text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT registration_form_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT registration_form_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id)
);

-- What is asked beyond name, birth date and email: mobile, sex, language, or identifier:<kind>. What has no row is not asked.
CREATE TABLE registration_field (
    clinic_id uuid NOT NULL,
    field text NOT NULL,
    need text NOT NULL,
    CONSTRAINT registration_field_pkey PRIMARY KEY (clinic_id, field),
    CONSTRAINT registration_field_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT registration_field_need CHECK (need IN ('optional', 'required'))
);

-- Every consent text that ever held, since people have agreed to it. Empty texts: nothing is to be agreed to from then on.
CREATE TABLE registration_consent (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    text_en text NOT NULL,
    text_fr text NOT NULL,
    saved_by uuid NOT NULL,
    saved_at bigint NOT NULL,
    CONSTRAINT registration_consent_pkey PRIMARY KEY (clinic_id, version),
    CONSTRAINT registration_consent_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id)
);

-- A request. state: unconfirmed (the code has yet to be entered; deleted after a day), waiting (the clinic's turn), accepted,
-- matched, refused (deleted after a while). channel: the one that the code goes to. browser_hash: who may enter the code.
-- told: whether a refused person is told.
CREATE TABLE registration (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    form_key uuid NOT NULL,
    state text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    birth_date text NOT NULL,
    sex text NOT NULL,
    email text,
    mobile text,
    channel text NOT NULL,
    language text NOT NULL,
    consent_version bigint,
    consent_language text,
    browser_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    code_sent_at bigint NOT NULL,
    code_expires_at bigint NOT NULL,
    code_sends bigint NOT NULL,
    tries bigint NOT NULL,
    created_at bigint NOT NULL,
    confirmed_at bigint,
    decided_by uuid,
    decided_at bigint,
    reason text NOT NULL DEFAULT '',
    told boolean NOT NULL DEFAULT FALSE,
    patient_id uuid,
    CONSTRAINT registration_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT registration_once UNIQUE (clinic_id, form_key),
    CONSTRAINT registration_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT registration_consented FOREIGN KEY (clinic_id, consent_version) REFERENCES registration_consent (clinic_id, version),
    CONSTRAINT registration_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT registration_state CHECK (state IN ('unconfirmed', 'waiting', 'accepted', 'matched', 'refused'))
);
CREATE INDEX registration_in_state ON registration (clinic_id, state, created_at, id);
CREATE INDEX registration_to_confirm ON registration (created_at) WHERE state = 'unconfirmed';
CREATE INDEX registration_refused ON registration (decided_at) WHERE state = 'refused';

CREATE TABLE registration_identifier (
    clinic_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    CONSTRAINT registration_identifier_pkey PRIMARY KEY (clinic_id, registration_id, kind),
    CONSTRAINT registration_identifier_of FOREIGN KEY (clinic_id, registration_id) REFERENCES registration (clinic_id, id)
);
