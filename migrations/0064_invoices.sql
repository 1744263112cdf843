-- Private bills of patients and what was paid of them (M61).

ALTER TABLE portal_settings ADD COLUMN portal_billing boolean NOT NULL DEFAULT FALSE;

-- number: counts a clinic's bills, for people. settled_at: when nothing was left to pay, or the bill was voided; a refund
-- opens it no more.
CREATE TABLE invoice (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    number bigint NOT NULL,
    currency text NOT NULL,
    total_cents bigint NOT NULL,
    issued_at bigint NOT NULL,
    issued_by uuid NOT NULL,
    settled_at bigint,
    CONSTRAINT invoice_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT invoice_numbered UNIQUE (clinic_id, number),
    CONSTRAINT invoice_total CHECK (total_cents > 0),
    CONSTRAINT invoice_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT invoice_issued_by FOREIGN KEY (clinic_id, issued_by) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX invoice_by_patient ON invoice (clinic_id, patient_id, issued_at, id);
CREATE INDEX invoice_open ON invoice (clinic_id, issued_at, id) WHERE settled_at IS NULL;

CREATE TABLE invoice_line (
    clinic_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    place bigint NOT NULL,
    description text NOT NULL,
    amount_cents bigint NOT NULL,
    CONSTRAINT invoice_line_pkey PRIMARY KEY (clinic_id, invoice_id, place),
    CONSTRAINT invoice_line_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id)
);

CREATE TABLE invoice_void (
    clinic_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    voided_by uuid NOT NULL,
    voided_at bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT invoice_void_pkey PRIMARY KEY (clinic_id, invoice_id),
    CONSTRAINT invoice_void_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id),
    CONSTRAINT invoice_void_by FOREIGN KEY (clinic_id, voided_by) REFERENCES staff_member (clinic_id, id)
);

-- A payment page at Stripe. Its id is also the idempotency key with which it is asked for, so that asking again after
-- silence makes no second one. state: starting (asked for, no answer yet), open, processing (paid by a way that takes days),
-- paid, expired, failed.
CREATE TABLE checkout (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    amount_cents bigint NOT NULL,
    started_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    state text NOT NULL,
    stripe_id text,
    url text,
    CONSTRAINT checkout_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT checkout_state CHECK (state IN ('starting', 'open', 'processing', 'paid', 'expired', 'failed')),
    CONSTRAINT checkout_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id),
    CONSTRAINT checkout_portal_user FOREIGN KEY (clinic_id, portal_user_id) REFERENCES portal_user (clinic_id, id)
);
CREATE UNIQUE INDEX checkout_one_open ON checkout (clinic_id, invoice_id) WHERE state IN ('starting', 'open', 'processing');
CREATE INDEX checkout_by_invoice ON checkout (clinic_id, invoice_id);

-- What was paid: at the desk (taken_by, note) or by a payment page (checkout_id, stripe_payment).
CREATE TABLE invoice_payment (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    amount_cents bigint NOT NULL,
    paid_at bigint NOT NULL,
    taken_by uuid,
    note text NOT NULL DEFAULT '',
    checkout_id uuid,
    stripe_payment text NOT NULL DEFAULT '',
    CONSTRAINT invoice_payment_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT invoice_payment_once UNIQUE (clinic_id, checkout_id),
    CONSTRAINT invoice_payment_way CHECK ((taken_by IS NULL) <> (checkout_id IS NULL)),
    CONSTRAINT invoice_payment_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id),
    CONSTRAINT invoice_payment_by FOREIGN KEY (clinic_id, taken_by) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT invoice_payment_checkout FOREIGN KEY (clinic_id, checkout_id) REFERENCES checkout (clinic_id, id)
);
CREATE INDEX invoice_payment_by_invoice ON invoice_payment (clinic_id, invoice_id);

-- What was given back of a payment at Stripe, each time by how much more than was known.
CREATE TABLE invoice_refund (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    stripe_payment text NOT NULL,
    amount_cents bigint NOT NULL,
    refunded_at bigint NOT NULL,
    CONSTRAINT invoice_refund_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT invoice_refund_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id)
);
CREATE INDEX invoice_refund_by_invoice ON invoice_refund (clinic_id, invoice_id, stripe_payment);

-- Events that Stripe has told, each once. problem: why one was set aside for staff to look at; empty: nothing.
CREATE TABLE payment_event (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    stripe_event text NOT NULL,
    kind text NOT NULL,
    received_at bigint NOT NULL,
    invoice_id uuid,
    amount_cents bigint,
    currency text NOT NULL DEFAULT '',
    problem text NOT NULL DEFAULT '',
    noted_by uuid,
    noted_at bigint,
    CONSTRAINT payment_event_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT payment_event_once UNIQUE (clinic_id, stripe_event),
    CONSTRAINT payment_event_invoice FOREIGN KEY (clinic_id, invoice_id) REFERENCES invoice (clinic_id, id),
    CONSTRAINT payment_event_noted_by FOREIGN KEY (clinic_id, noted_by) REFERENCES staff_member (clinic_id, id)
);
CREATE INDEX payment_event_set_aside ON payment_event (clinic_id, received_at, id) WHERE problem <> '' AND noted_at IS NULL;

-- The last number that a clinic has given a bill.
CREATE TABLE invoice_number (
    clinic_id uuid NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT invoice_number_pkey PRIMARY KEY (clinic_id)
);
