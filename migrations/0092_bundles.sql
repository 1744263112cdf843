-- Notices that follow another one to the same person within a short window wait for its end and go together (M49).
ALTER TABLE delivery_settings ADD COLUMN bundle_seconds bigint CONSTRAINT delivery_settings_bundle CHECK (bundle_seconds BETWEEN 0 AND 600);
-- The delivery whose notice tells of this one too; its own id where it went by itself. Until in_hand_until the job in_hand_by
-- has its attempt under way, and no other begins one.
ALTER TABLE delivery ADD COLUMN carried_by uuid;
ALTER TABLE delivery ADD COLUMN in_hand_by uuid;
ALTER TABLE delivery ADD COLUMN in_hand_until bigint;
-- Since when it is tried, where that is not when it was queued: it was sent again by hand, or the portal was off.
ALTER TABLE delivery ADD COLUMN tries_since bigint;
CREATE INDEX delivery_queued_for ON delivery (clinic_id, portal_user_id, created_at) WHERE state = 'queued';
CREATE INDEX delivery_by_carrier ON delivery (clinic_id, carried_by);

-- When the last notice began to go to a person, by which every one that follows soon waits. patient_id: of whom the notices
-- are; nil for a person with an account, whose every patient one sign-in opens.
CREATE TABLE notice_window (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    channel text NOT NULL,
    opened_at bigint,
    opened_by uuid,
    CONSTRAINT notice_window_pkey PRIMARY KEY (clinic_id, portal_user_id, patient_id, channel),
    CONSTRAINT notice_window_channel CHECK (channel IN ('email', 'text')),
    CONSTRAINT notice_window_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id)
);
