-- Passkeys of portal users (WebAuthn): the public half, and what the library keeps with it.
CREATE TABLE portal_passkey (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    credential text NOT NULL,
    created_at bigint NOT NULL,
    used_at bigint,
    CONSTRAINT portal_passkey_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT portal_passkey_credential UNIQUE (credential_id),
    CONSTRAINT portal_passkey_account FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_account (clinic_id, portal_user_id)
);
CREATE INDEX portal_passkey_by_portal_user ON portal_passkey (clinic_id, portal_user_id);

-- A challenge that was given out: used once, and forgotten. bound_to: whose passkey is to be made; empty for signing in, when
-- nobody knows yet who it is.
CREATE TABLE passkey_ceremony (
    token_hash bytea NOT NULL,
    bound_to text NOT NULL,
    state text NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT passkey_ceremony_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX passkey_ceremony_by_expiry ON passkey_ceremony (expires_at);
