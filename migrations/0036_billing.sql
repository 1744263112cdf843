-- Billable messages (M22). What a fee code costs stands in its versions, and what is billed names the version: a new
-- amount changes nothing that has been billed. A correction is a row of its own.
CREATE TABLE billing_settings (
    clinic_id uuid NOT NULL,
    currency text NOT NULL,
    cycle_day bigint NOT NULL,
    CONSTRAINT billing_settings_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT billing_settings_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT billing_settings_cycle_day CHECK (cycle_day BETWEEN 1 AND 28)
);

CREATE TABLE fee_code (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint,
    CONSTRAINT fee_code_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT fee_code_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT fee_code_code UNIQUE (clinic_id, code)
);

CREATE TABLE fee_code_version (
    clinic_id uuid NOT NULL,
    fee_code_id uuid NOT NULL,
    version bigint NOT NULL,
    description text NOT NULL,
    amount_cents bigint NOT NULL,
    saved_by uuid NOT NULL,
    saved_at bigint NOT NULL,
    CONSTRAINT fee_code_version_pkey PRIMARY KEY (clinic_id, fee_code_id, version),
    CONSTRAINT fee_code_version_fee_code FOREIGN KEY (clinic_id, fee_code_id) REFERENCES fee_code (clinic_id, id),
    CONSTRAINT fee_code_version_amount CHECK (amount_cents BETWEEN 0 AND 100000000)
);

-- A message is billed once: the key is the message.
CREATE TABLE billable_message (
    clinic_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    fee_code_id uuid NOT NULL,
    fee_version bigint NOT NULL,
    billed_at bigint NOT NULL,
    CONSTRAINT billable_message_pkey PRIMARY KEY (clinic_id, message_id),
    CONSTRAINT billable_message_message FOREIGN KEY (clinic_id, message_id) REFERENCES message (clinic_id, id),
    CONSTRAINT billable_message_fee FOREIGN KEY (clinic_id, fee_code_id, fee_version) REFERENCES fee_code_version (clinic_id, fee_code_id, version)
);
CREATE INDEX billable_message_by_time ON billable_message (clinic_id, billed_at, message_id);

-- What stood before and what stands instead: either may be nothing. step counts a message's corrections from 1, so that a
-- repeated press corrects once.
CREATE TABLE billing_correction (
    clinic_id uuid NOT NULL,
    message_id uuid NOT NULL,
    step bigint NOT NULL,
    old_fee_code_id uuid,
    old_fee_version bigint,
    new_fee_code_id uuid,
    new_fee_version bigint,
    reason text NOT NULL,
    corrected_by uuid NOT NULL,
    corrected_at bigint NOT NULL,
    CONSTRAINT billing_correction_pkey PRIMARY KEY (clinic_id, message_id, step),
    CONSTRAINT billing_correction_message FOREIGN KEY (clinic_id, message_id) REFERENCES billable_message (clinic_id, message_id),
    CONSTRAINT billing_correction_changes CHECK (old_fee_code_id IS NOT NULL OR new_fee_code_id IS NOT NULL)
);
CREATE INDEX billing_correction_by_time ON billing_correction (clinic_id, corrected_at, message_id);
