-- Conversations that patients start (M10, M72).

-- Whether patients may write to a workgroup first, and within how many working days it usually answers.
ALTER TABLE workgroup ADD COLUMN open_to_patients boolean NOT NULL DEFAULT FALSE;
ALTER TABLE workgroup ADD COLUMN answer_days bigint;

-- The workgroup that takes what was meant for none in particular.
ALTER TABLE portal_settings ADD COLUMN default_workgroup_id uuid;

-- Who began it, where it was not the clinic.
ALTER TABLE conversation ADD COLUMN started_by_portal_user uuid;

-- The first message of a conversation as a portal user has typed it for a patient and not sent it yet.
CREATE TABLE portal_first_draft (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    version bigint NOT NULL,
    workgroup_id uuid,
    subject text NOT NULL,
    body text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT portal_first_draft_pkey PRIMARY KEY (clinic_id, portal_user_id, patient_id),
    CONSTRAINT portal_first_draft_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
