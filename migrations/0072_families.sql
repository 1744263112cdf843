-- People who read for patients: who is kept from the others, what the clinic's age comes to, and what people ask (M5, M67, M77).

-- hidden_from_others: the patient's other readers see neither name nor contact points.
-- age_settled_at: when the clinic's age was applied to the link, or staff said what is to be; it is asked about once.
-- review_since: from when staff should look at it.
ALTER TABLE portal_link ADD COLUMN hidden_from_others boolean NOT NULL DEFAULT FALSE;
ALTER TABLE portal_link ADD COLUMN age_settled_at bigint;
ALTER TABLE portal_link ADD COLUMN review_since bigint;
CREATE INDEX portal_link_to_review ON portal_link (clinic_id, review_since, id) WHERE review_since IS NOT NULL;
CREATE INDEX portal_link_to_age ON portal_link (clinic_id, id)
    WHERE age_settled_at IS NULL AND revoked_at IS NULL AND relationship = 'guardian';

-- link_age: at which age of the patient a guardian's link ends or is reviewed; none: at no age.
CREATE TABLE family_settings (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    link_age bigint,
    at_age text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT family_settings_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT family_settings_at_age CHECK (at_age IN ('review', 'end'))
);

-- What people ask about who may read: access to another patient, named in their words, or that somebody's access ends.
CREATE TABLE access_request (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    asked_by uuid NOT NULL,
    about_link uuid,
    given_name text NOT NULL,
    family_name text NOT NULL,
    birth_date text NOT NULL,
    relationship text NOT NULL,
    words text NOT NULL,
    asked_at bigint NOT NULL,
    state text NOT NULL,
    patient_id uuid,
    link_id uuid,
    consent boolean NOT NULL DEFAULT FALSE,
    answer text NOT NULL DEFAULT '',
    answered_by uuid,
    answered_at bigint,
    CONSTRAINT access_request_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT access_request_kind CHECK (kind IN ('access', 'end')),
    CONSTRAINT access_request_state CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn')),
    CONSTRAINT access_request_asked_by FOREIGN KEY (clinic_id, asked_by) REFERENCES portal_user (clinic_id, id),
    CONSTRAINT access_request_about FOREIGN KEY (clinic_id, about_link) REFERENCES portal_link (clinic_id, id),
    CONSTRAINT access_request_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT access_request_link FOREIGN KEY (clinic_id, link_id) REFERENCES portal_link (clinic_id, id),
    CONSTRAINT access_request_answered_by FOREIGN KEY (clinic_id, answered_by) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX access_request_open ON access_request (clinic_id, asked_at, id) WHERE state = 'open';
CREATE INDEX access_request_by_person ON access_request (clinic_id, asked_by, asked_at);

-- A link that waits for its person: told by a message of the clinic's, and revoked when nobody has come in time.
CREATE TABLE portal_invitation (
    clinic_id uuid NOT NULL,
    link_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    invited_by uuid NOT NULL,
    invited_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    sent bigint NOT NULL,
    CONSTRAINT portal_invitation_pkey PRIMARY KEY (clinic_id, link_id),
    CONSTRAINT portal_invitation_link FOREIGN KEY (clinic_id, link_id) REFERENCES portal_link (clinic_id, id),
    CONSTRAINT portal_invitation_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT portal_invitation_invited_by FOREIGN KEY (clinic_id, invited_by) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX portal_invitation_by_end ON portal_invitation (expires_at);
