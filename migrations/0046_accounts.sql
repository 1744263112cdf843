-- Accounts of portal users, in the tiers that have them (M9).

-- What a person signs in with. login: an email address in small letters, or a mobile number's digits. Two people may have
-- the same one: which of them it is, the password says.
CREATE TABLE portal_account (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    login text NOT NULL,
    password_hash text,
    created_at bigint NOT NULL,
    CONSTRAINT portal_account_pkey PRIMARY KEY (clinic_id, portal_user_id),
    CONSTRAINT portal_account_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id)
);
CREATE INDEX portal_account_by_login ON portal_account (login);

-- A code that was sent to let somebody choose a new password: one for each account that was meant, bound to one browser.
CREATE TABLE account_recovery (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    browser_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    channel text NOT NULL,
    sent_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    tries bigint NOT NULL,
    proven_at bigint,
    CONSTRAINT account_recovery_pkey PRIMARY KEY (clinic_id, portal_user_id, browser_hash)
);
CREATE INDEX account_recovery_by_browser ON account_recovery (browser_hash);
CREATE INDEX account_recovery_by_expiry ON account_recovery (expires_at);

CREATE INDEX session_by_portal_user ON session (clinic_id, portal_user_id) WHERE portal_user_id IS NOT NULL;
