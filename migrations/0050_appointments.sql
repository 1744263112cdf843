-- Appointments in the portal (M63, M67): what patients see of them, and what they ask for.

-- version: counts the changes of an appointment, for calendars that hold it. changed_at: the last of them; 0: none is known.
ALTER TABLE appointment ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN changed_at bigint NOT NULL DEFAULT 0;

-- What a clinic allows. hidden_appointment_statuses: separated by commas (M63).
ALTER TABLE portal_settings ADD COLUMN appointments_shown boolean NOT NULL DEFAULT TRUE;
ALTER TABLE portal_settings ADD COLUMN hidden_appointment_statuses text NOT NULL DEFAULT 'entered-in-error,noshow,waitlist';
ALTER TABLE portal_settings ADD COLUMN appointment_requests boolean NOT NULL DEFAULT FALSE;
ALTER TABLE portal_settings ADD COLUMN appointment_changes boolean NOT NULL DEFAULT FALSE;
ALTER TABLE portal_settings ADD COLUMN appointment_cancellations boolean NOT NULL DEFAULT FALSE;
ALTER TABLE portal_settings ADD COLUMN appointment_notice_hours bigint NOT NULL DEFAULT 24;
ALTER TABLE portal_settings ADD COLUMN calendar_details boolean NOT NULL DEFAULT FALSE;

-- What the patient's side asked for, and what became of it: a new appointment, another time for one, or that one was cancelled.
-- appointment_at: when that appointment was to begin as they asked.
-- state: open (the clinic's turn), proposed (the patient's turn), taken (the patient took the proposed time, and staff have yet to see it),
-- accepted, declined, withdrawn, noted (a cancellation that staff have seen).
-- starts_at, ends_at: the time that the clinic proposes or has given.
CREATE TABLE appointment_request (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    kind text NOT NULL,
    appointment_id uuid,
    appointment_at bigint,
    asked_by uuid NOT NULL,
    on_behalf boolean NOT NULL,
    words text NOT NULL,
    asked_at bigint NOT NULL,
    state text NOT NULL,
    starts_at bigint,
    ends_at bigint,
    answer text NOT NULL DEFAULT '',
    answered_by uuid,
    answered_at bigint,
    conversation_id uuid,
    ended_by uuid,
    ended_at bigint,
    CONSTRAINT appointment_request_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT appointment_request_kind CHECK (kind IN ('new', 'change', 'cancel')),
    CONSTRAINT appointment_request_state CHECK (state IN ('open', 'proposed', 'taken', 'accepted', 'declined', 'withdrawn', 'noted')),
    CONSTRAINT appointment_request_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT appointment_request_appointment FOREIGN KEY (clinic_id, appointment_id) REFERENCES appointment (clinic_id, id),
    CONSTRAINT appointment_request_asked_by FOREIGN KEY (clinic_id, asked_by) REFERENCES portal_user (clinic_id, id),
    CONSTRAINT appointment_request_answered_by FOREIGN KEY (clinic_id, answered_by) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT appointment_request_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT appointment_request_ended_by FOREIGN KEY (clinic_id, ended_by) REFERENCES portal_user (clinic_id, id)
);
CREATE INDEX appointment_request_by_turn ON appointment_request (clinic_id, state, asked_at, id) WHERE state IN ('open', 'proposed', 'taken');
CREATE INDEX appointment_request_by_patient ON appointment_request (clinic_id, patient_id, asked_at, id);
-- One wish for another time at once.
CREATE UNIQUE INDEX appointment_request_one_change ON appointment_request (clinic_id, appointment_id)
    WHERE kind = 'change' AND state IN ('open', 'proposed');
CREATE INDEX appointment_request_by_appointment ON appointment_request (clinic_id, appointment_id);
