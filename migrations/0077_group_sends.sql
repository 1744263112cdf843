-- Group sends (M45-M47): one message to many patients, each of whom gets a private conversation.

-- state: draft; freezing (accepted, its recipients are being written down); sending; stopped; done; discarded.
-- everyone: whom the audience takes besides those who were added: none, active, discharged, all.
-- also_discharged: whether those who were added are written to although they are discharged.
-- born_from, born_until: what the ages come to on the day of as_of; empty: no limit.
-- needs_*: fields of the text that a patient can lack and that nothing stands in for.
-- as_of: the moment for which the audience was last worked out.
-- total: patients who get a conversation; left_out: people who were skipped when the list was frozen; sent, skipped, failed:
-- patients of the list by what became of them. The two _through columns say up to which patient each part of the work has come.
-- run_started_at, run_done: since when it has been sending without a stop, and how many patients ago.
CREATE TABLE group_send (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    owner_id uuid NOT NULL,
    state text NOT NULL,
    stop_reason text,
    subject text NOT NULL,
    body_html text NOT NULL,
    workgroup_id uuid,
    allow_response boolean NOT NULL,
    allow_attachments boolean NOT NULL,
    require_response_days bigint,
    mask_name boolean NOT NULL,
    fallbacks text NOT NULL,
    everyone text NOT NULL,
    also_discharged boolean NOT NULL,
    filter_workgroup_id uuid,
    age_from bigint,
    age_to bigint,
    language text NOT NULL,
    born_from text NOT NULL,
    born_until text NOT NULL,
    needs_given_name boolean NOT NULL,
    needs_family_name boolean NOT NULL,
    needs_appointment boolean NOT NULL,
    as_of bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    accepted_at bigint,
    frozen_at bigint,
    finished_at bigint,
    confirmed bigint NOT NULL,
    total bigint NOT NULL,
    left_out bigint NOT NULL,
    sent bigint NOT NULL,
    skipped bigint NOT NULL,
    failed bigint NOT NULL,
    frozen_through uuid NOT NULL,
    sent_through uuid NOT NULL,
    run_started_at bigint,
    run_done bigint NOT NULL,
    CONSTRAINT group_send_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT group_send_owner FOREIGN KEY (clinic_id, owner_id) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT group_send_state CHECK (state IN ('draft', 'freezing', 'sending', 'stopped', 'done', 'discarded')),
    CONSTRAINT group_send_everyone CHECK (everyone IN ('none', 'active', 'discharged', 'all'))
);
CREATE INDEX group_send_drafts ON group_send (clinic_id, owner_id, updated_at, id) WHERE state = 'draft';
CREATE INDEX group_send_accepted ON group_send (clinic_id, accepted_at, id) WHERE accepted_at IS NOT NULL;
CREATE INDEX group_send_by_owner ON group_send (clinic_id, owner_id, accepted_at, id) WHERE accepted_at IS NOT NULL;

-- Patients who were added one by one or from a list.
CREATE TABLE group_send_pick (
    clinic_id uuid NOT NULL,
    group_send_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    CONSTRAINT group_send_pick_pkey PRIMARY KEY (clinic_id, group_send_id, patient_id),
    CONSTRAINT group_send_pick_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id)
);

-- Lines of pasted lists that added nobody: unknown, ambiguous, double.
CREATE TABLE group_send_unmatched (
    clinic_id uuid NOT NULL,
    group_send_id uuid NOT NULL,
    position bigint NOT NULL,
    given text NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT group_send_unmatched_pkey PRIMARY KEY (clinic_id, group_send_id, position),
    CONSTRAINT group_send_unmatched_outcome CHECK (outcome IN ('unknown', 'ambiguous', 'double'))
);

-- The frozen list: each person who reads for each patient, and what became of them. The nil id stands where a patient has
-- nobody who reads. Without foreign keys: a hundred thousand rows are written while somebody waits.
CREATE TABLE group_send_recipient (
    clinic_id uuid NOT NULL,
    group_send_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    state text NOT NULL,
    reason text,
    was_discharged boolean NOT NULL,
    conversation_id uuid,
    message_id uuid,
    CONSTRAINT group_send_recipient_pkey PRIMARY KEY (clinic_id, group_send_id, patient_id, portal_user_id),
    CONSTRAINT group_send_recipient_state CHECK (state IN ('waiting', 'sent', 'skipped', 'failed', 'again'))
);
CREATE INDEX group_send_recipient_skipped ON group_send_recipient (clinic_id, group_send_id, patient_id, portal_user_id) WHERE state = 'skipped';
CREATE INDEX group_send_recipient_failed ON group_send_recipient (clinic_id, group_send_id, patient_id, portal_user_id) WHERE state = 'failed';
CREATE INDEX group_send_recipient_again ON group_send_recipient (clinic_id, group_send_id, patient_id, portal_user_id) WHERE state = 'again';

-- Who has been told of a group send: a guardian of several is told once.
CREATE TABLE group_send_told (
    clinic_id uuid NOT NULL,
    group_send_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    CONSTRAINT group_send_told_pkey PRIMARY KEY (clinic_id, group_send_id, portal_user_id)
);

-- Everybody in the audience of a group send by its criteria as of its moment: who would receive it (reason is null), and who
-- is skipped and why. Those who were added are named with the filter that leaves them out; others are then simply not in it.
CREATE VIEW group_send_person AS
SELECT g.clinic_id, g.id AS group_send_id, p.id AS patient_id, l.portal_user_id, p.given_name, p.family_name, p.birth_date, p.status,
    trim(coalesce(own.given_name, u.given_name, '') || ' ' || coalesce(own.family_name, u.family_name, '')) AS reader_name,
    CASE
        WHEN p.status = 'discharged' AND g.everyone NOT IN ('discharged', 'all') AND NOT g.also_discharged THEN 'discharged'
        WHEN g.born_from <> '' AND p.birth_date < g.born_from THEN 'age'
        WHEN g.born_until <> '' AND p.birth_date > g.born_until THEN 'age'
        WHEN g.language <> '' AND p.language <> g.language THEN 'language'
        WHEN g.filter_workgroup_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM conversation c WHERE c.clinic_id = p.clinic_id AND c.patient_id = p.id
              AND (c.from_workgroup_id = g.filter_workgroup_id OR EXISTS (
                  SELECT 1 FROM inbox_entry e WHERE e.clinic_id = c.clinic_id AND e.inbox_id = g.filter_workgroup_id
                    AND e.conversation_id = c.id))) THEN 'workgroup'
        WHEN NOT p.portal_access THEN 'access_off'
        WHEN l.id IS NULL THEN 'no_portal_user'
        WHEN CASE WHEN own.id IS NULL THEN coalesce(u.email, u.mobile) ELSE coalesce(own.email, own.mobile) END IS NULL THEN 'no_contact'
        WHEN s.require_registration AND l.state = 'invited' THEN 'not_registered'
        WHEN g.needs_given_name AND p.given_name = '' THEN 'field_missing'
        WHEN g.needs_family_name AND p.family_name = '' THEN 'field_missing'
        WHEN g.needs_appointment AND NOT EXISTS (
            SELECT 1 FROM appointment a WHERE a.clinic_id = p.clinic_id AND a.patient_id = p.id AND a.starts_at > g.as_of
              AND a.status NOT IN ('cancelled', 'noshow', 'entered-in-error', 'waitlist')
              AND ',' || s.hidden_appointment_statuses || ',' NOT LIKE '%,' || a.status || ',%') THEN 'field_missing'
    END AS reason
FROM group_send g
CROSS JOIN portal_settings s
CROSS JOIN patient p
LEFT JOIN portal_link l ON l.clinic_id = p.clinic_id AND l.patient_id = p.id AND l.revoked_at IS NULL
    AND l.starts_at <= g.as_of AND (l.ends_at IS NULL OR l.ends_at > g.as_of)
LEFT JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
WHERE s.clinic_id = g.clinic_id AND p.clinic_id = g.clinic_id
  AND (EXISTS (SELECT 1 FROM group_send_pick k WHERE k.clinic_id = g.clinic_id AND k.group_send_id = g.id AND k.patient_id = p.id)
       OR ((g.everyone = 'all' OR g.everyone = p.status)
           AND (g.born_from = '' OR p.birth_date >= g.born_from)
           AND (g.born_until = '' OR p.birth_date <= g.born_until)
           AND (g.language = '' OR p.language = g.language)
           AND (g.filter_workgroup_id IS NULL OR EXISTS (
               SELECT 1 FROM conversation c WHERE c.clinic_id = p.clinic_id AND c.patient_id = p.id
                 AND (c.from_workgroup_id = g.filter_workgroup_id OR EXISTS (
                     SELECT 1 FROM inbox_entry e WHERE e.clinic_id = c.clinic_id AND e.inbox_id = g.filter_workgroup_id
                       AND e.conversation_id = c.id))))));
