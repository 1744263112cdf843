-- What was typed in a form of the portal when the session had ended: for one person, one patient and one page, for a day.
CREATE TABLE kept_form (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    page text NOT NULL,
    fields text NOT NULL,
    kept_at bigint NOT NULL,
    CONSTRAINT kept_form_pkey PRIMARY KEY (clinic_id, portal_user_id, patient_id, page),
    CONSTRAINT kept_form_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);
CREATE INDEX kept_form_by_age ON kept_form (kept_at);
