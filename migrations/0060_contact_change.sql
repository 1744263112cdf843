-- A change of one's own email or mobile number that waits for its codes (M67). One for each person: asking again takes the
-- place of the one before. old_code_hash and old_channel: of the address on file that a code went to, where there is one.
CREATE TABLE contact_change (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    new_code_hash bytea NOT NULL,
    old_channel text,
    old_code_hash bytea,
    expires_at bigint NOT NULL,
    tries bigint NOT NULL,
    CONSTRAINT contact_change_pkey PRIMARY KEY (clinic_id, portal_user_id),
    CONSTRAINT contact_change_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id),
    CONSTRAINT contact_change_old CHECK ((old_channel IS NULL) = (old_code_hash IS NULL))
);
