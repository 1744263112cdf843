-- Clinics, their settings, and the people who work there.
-- Every table leads with clinic_id: it scopes every query and is the key a distributed engine would shard by.
-- Times are UTC milliseconds. A state that has a who and a when is a row, not a flag.

CREATE TABLE clinic (
    id uuid NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    time_zone text NOT NULL,
    phone text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT clinic_pkey PRIMARY KEY (id),
    CONSTRAINT clinic_name_present CHECK (name <> '')
);

CREATE TABLE portal_settings (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    tier text NOT NULL,
    portal_enabled boolean NOT NULL,
    accessible boolean NOT NULL,
    accessible_to_new_patients boolean NOT NULL,
    conversation_responses boolean NOT NULL,
    require_registration boolean NOT NULL,
    sign_in_method text NOT NULL,
    extra_identifications boolean NOT NULL,
    passcode_minutes bigint NOT NULL,
    emergency_notice_en text NOT NULL,
    emergency_notice_fr text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT portal_settings_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT portal_settings_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT portal_settings_tier CHECK (tier IN ('portal', 'connect', 'connect_pro')),
    CONSTRAINT portal_settings_sign_in_method CHECK (sign_in_method IN ('passcode', 'identifier')),
    CONSTRAINT portal_settings_passcode_minutes CHECK (passcode_minutes BETWEEN 5 AND 60)
);

CREATE TABLE staff_member (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    display_name text NOT NULL,
    role_title text NOT NULL,
    language text NOT NULL,
    is_owner boolean NOT NULL,
    accepts_direct_messages boolean NOT NULL,
    password_hash text,
    totp_secret bytea,
    totp_last_step bigint NOT NULL,
    source_key text,
    created_at bigint NOT NULL,
    disabled_at bigint,
    CONSTRAINT staff_member_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT staff_member_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT staff_member_email UNIQUE (email),
    CONSTRAINT staff_member_source_key UNIQUE (clinic_id, source_key)
);

CREATE TABLE staff_permission (
    clinic_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    permission text NOT NULL,
    CONSTRAINT staff_permission_pkey PRIMARY KEY (clinic_id, staff_id, permission),
    CONSTRAINT staff_permission_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);

CREATE TABLE staff_recovery_code (
    clinic_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at bigint,
    CONSTRAINT staff_recovery_code_pkey PRIMARY KEY (clinic_id, staff_id, code_hash),
    CONSTRAINT staff_recovery_code_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);

CREATE TABLE workgroup (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint,
    CONSTRAINT workgroup_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT workgroup_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT workgroup_name UNIQUE (clinic_id, name)
);

CREATE TABLE workgroup_member (
    clinic_id uuid NOT NULL,
    workgroup_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    CONSTRAINT workgroup_member_pkey PRIMARY KEY (clinic_id, workgroup_id, staff_id),
    CONSTRAINT workgroup_member_workgroup FOREIGN KEY (clinic_id, workgroup_id) REFERENCES workgroup (clinic_id, id),
    CONSTRAINT workgroup_member_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX workgroup_member_by_staff ON workgroup_member (clinic_id, staff_id);

CREATE TABLE api_key (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    staff_id uuid NOT NULL,
    scopes text NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT api_key_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT api_key_secret UNIQUE (secret_hash),
    CONSTRAINT api_key_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);

-- One opaque value, stored hashed, for each signed-in browser: staff or portal user, never both.
CREATE TABLE session (
    token_hash bytea NOT NULL,
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid,
    portal_user_id uuid,
    patient_id uuid,
    second_factor boolean NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    idle_ms bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (token_hash),
    CONSTRAINT session_id UNIQUE (clinic_id, id),
    CONSTRAINT session_one_owner CHECK ((staff_id IS NULL) <> (portal_user_id IS NULL))
);
CREATE INDEX session_by_staff ON session (clinic_id, staff_id);
CREATE INDEX session_by_patient ON session (clinic_id, patient_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Abuse limits, shared by every node: failures and requests counted in fixed windows.
CREATE TABLE rate_window (
    bucket text NOT NULL,
    window_start bigint NOT NULL,
    hits bigint NOT NULL,
    CONSTRAINT rate_window_pkey PRIMARY KEY (bucket, window_start)
);
CREATE INDEX rate_window_by_start ON rate_window (window_start);

-- The first answer to a write that carried an idempotency key; a retry gets it again.
CREATE TABLE idempotent_answer (
    clinic_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    idempotency_key text NOT NULL,
    request_hash bytea NOT NULL,
    status bigint NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT idempotent_answer_pkey PRIMARY KEY (clinic_id, actor_id, idempotency_key)
);
CREATE INDEX idempotent_answer_by_age ON idempotent_answer (created_at);

-- The audit: append-only; one keyed hash chain for each clinic and writer lane.
CREATE TABLE audit_head (
    clinic_id uuid NOT NULL,
    lane bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    seal bytea NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (clinic_id, lane)
);

CREATE TABLE audit_event (
    clinic_id uuid NOT NULL,
    lane bigint NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    at bigint NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    resource_kind text NOT NULL,
    resource_id uuid,
    patient_id uuid,
    detail text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_event_pkey PRIMARY KEY (clinic_id, lane, seq)
);
CREATE INDEX audit_event_by_time ON audit_event (clinic_id, at, id);
CREATE INDEX audit_event_by_patient ON audit_event (clinic_id, patient_id, at);
