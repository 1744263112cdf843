-- When a clinic's notices may go (M49). Minutes of the day on the wall's clock; both the same: at any time.
CREATE TABLE delivery_settings (
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    quiet_from bigint NOT NULL,
    quiet_until bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT delivery_settings_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT delivery_settings_quiet CHECK (quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439)
);

-- Calls to somebody whom no notice reached, with what came of them (M50).
CREATE TABLE patient_call (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    outcome text NOT NULL,
    note text NOT NULL,
    called_at bigint NOT NULL,
    CONSTRAINT patient_call_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT patient_call_outcome CHECK (outcome IN ('reached', 'left_word', 'not_reached')),
    CONSTRAINT patient_call_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT patient_call_message FOREIGN KEY (clinic_id, message_id) REFERENCES message (clinic_id, id),
    CONSTRAINT patient_call_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id),
    CONSTRAINT patient_call_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX patient_call_by_conversation ON patient_call (clinic_id, conversation_id, called_at);
CREATE INDEX patient_call_by_message ON patient_call (clinic_id, message_id);
