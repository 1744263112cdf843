-- The one-time link by which a member sets a password: one for each member, the newest; gone once it is used.

CREATE TABLE staff_link (
    clinic_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT staff_link_pkey PRIMARY KEY (clinic_id, staff_id),
    CONSTRAINT staff_link_token UNIQUE (token_hash),
    CONSTRAINT staff_link_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);
