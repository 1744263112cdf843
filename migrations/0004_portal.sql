-- How a patient is told, and how a patient gets in.

-- The link in a notification: a locator that expires, not a credential.
CREATE TABLE notification_link (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT notification_link_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT notification_link_token UNIQUE (token_hash)
);
CREATE INDEX notification_link_by_portal_user ON notification_link (clinic_id, portal_user_id);

-- One attempt's state for one message, one person, one channel (M50).
-- state: queued, sent (the provider took it), delivered (the provider reports it), failed (for good), cancelled.
CREATE TABLE delivery (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    provider_id text,
    failure_code text,
    failure_reason text,
    next_attempt_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT delivery_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT delivery_once UNIQUE (clinic_id, message_id, portal_user_id, channel),
    CONSTRAINT delivery_channel CHECK (channel IN ('email', 'text')),
    CONSTRAINT delivery_state CHECK (state IN ('queued', 'sent', 'delivered', 'failed', 'cancelled'))
);
CREATE INDEX delivery_by_conversation ON delivery (clinic_id, conversation_id);
CREATE INDEX delivery_by_state ON delivery (clinic_id, state, updated_at);

-- A one-time passcode, bound to one link and one browser; at most one is active for the pair. Tries are counted from
-- created_at on: sending another passcode does not begin the count anew.
CREATE TABLE passcode (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    browser_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    channel text NOT NULL,
    created_at bigint NOT NULL,
    sent_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    tries bigint NOT NULL,
    used_at bigint,
    CONSTRAINT passcode_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT passcode_link FOREIGN KEY (clinic_id, link_id) REFERENCES notification_link (clinic_id, id)
);
CREATE UNIQUE INDEX passcode_by_link ON passcode (clinic_id, link_id, browser_hash);

-- Failed sign-ins for a patient over all links, addresses and nodes; staff clear them by re-arming.
CREATE TABLE sign_in_failure (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    at bigint NOT NULL,
    cleared_at bigint,
    cleared_by uuid,
    CONSTRAINT sign_in_failure_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX sign_in_failure_by_patient ON sign_in_failure (clinic_id, patient_id, at);

-- What a portal user has typed in answer to a conversation and not sent yet.
CREATE TABLE portal_draft (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT portal_draft_pkey PRIMARY KEY (clinic_id, portal_user_id, conversation_id),
    CONSTRAINT portal_draft_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id)
);
