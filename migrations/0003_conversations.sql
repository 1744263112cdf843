-- Conversations between a clinic and one patient, and everything that shows where each message got to.

CREATE TABLE conversation (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    patient_id uuid NOT NULL,
    subject text NOT NULL,
    from_staff_id uuid,
    from_workgroup_id uuid,
    started_by_staff uuid,
    created_at bigint NOT NULL,
    last_message_at bigint NOT NULL,
    message_count bigint NOT NULL,
    CONSTRAINT conversation_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT conversation_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient (clinic_id, id),
    CONSTRAINT conversation_one_identity CHECK ((from_staff_id IS NULL) <> (from_workgroup_id IS NULL))
);
CREATE INDEX conversation_by_patient ON conversation (clinic_id, patient_id, last_message_at, id);

-- Where a conversation stands in each inbox it belongs to: a staff member's own, or a workgroup's.
-- place: inbox (open, the patient has written), sent (open, only the clinic has written so far), closed.
-- It is the index that makes a folder page one range read at any size.
CREATE TABLE inbox_entry (
    clinic_id uuid NOT NULL,
    inbox_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    place text NOT NULL,
    last_message_at bigint NOT NULL,
    CONSTRAINT inbox_entry_pkey PRIMARY KEY (clinic_id, inbox_id, conversation_id),
    CONSTRAINT inbox_entry_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT inbox_entry_place CHECK (place IN ('inbox', 'sent', 'closed'))
);
CREATE INDEX inbox_entry_by_place ON inbox_entry (clinic_id, inbox_id, place, last_message_at, conversation_id);
CREATE INDEX inbox_entry_by_conversation ON inbox_entry (clinic_id, conversation_id);

CREATE TABLE conversation_closure (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reason text NOT NULL,
    closed_at bigint NOT NULL,
    closed_by uuid,
    reopened_at bigint,
    reopened_by uuid,
    CONSTRAINT conversation_closure_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT conversation_closure_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT conversation_closure_reason CHECK (reason IN ('no_response_allowed', 'closed_by_staff'))
);
CREATE INDEX conversation_closure_by_conversation ON conversation_closure (clinic_id, conversation_id);

-- Staff members the patient can see in the conversation (To).
CREATE TABLE conversation_staff (
    clinic_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    CONSTRAINT conversation_staff_pkey PRIMARY KEY (clinic_id, conversation_id, staff_id),
    CONSTRAINT conversation_staff_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id)
);

-- Portal users who can read the conversation, for as long as their link holds.
CREATE TABLE conversation_portal_user (
    clinic_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    last_message_at bigint NOT NULL,
    CONSTRAINT conversation_portal_user_pkey PRIMARY KEY (clinic_id, portal_user_id, conversation_id),
    CONSTRAINT conversation_portal_user_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id)
);
CREATE INDEX conversation_portal_user_by_time ON conversation_portal_user (clinic_id, portal_user_id, patient_id, last_message_at, conversation_id);
CREATE INDEX conversation_portal_user_by_conversation ON conversation_portal_user (clinic_id, conversation_id);

CREATE TABLE message (
    clinic_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    id uuid NOT NULL,
    author_staff_id uuid,
    author_portal_user_id uuid,
    shown_as text NOT NULL,
    on_behalf_of_patient boolean NOT NULL,
    body_html text NOT NULL,
    snippet text NOT NULL,
    allow_response boolean NOT NULL,
    sent_at bigint NOT NULL,
    CONSTRAINT message_pkey PRIMARY KEY (clinic_id, conversation_id, sent_at, id),
    CONSTRAINT message_id UNIQUE (clinic_id, id),
    CONSTRAINT message_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT message_one_author CHECK ((author_staff_id IS NULL) <> (author_portal_user_id IS NULL))
);

-- Exactly the portal users a clinic message was sent to, frozen when it was sent (M6).
CREATE TABLE message_recipient (
    clinic_id uuid NOT NULL,
    message_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    opened_at bigint,
    CONSTRAINT message_recipient_pkey PRIMARY KEY (clinic_id, message_id, portal_user_id)
);
CREATE INDEX message_recipient_by_conversation ON message_recipient (clinic_id, conversation_id, portal_user_id);

-- A file sent with a message: either an upload of its own, or a reference to the chart's copy.
CREATE TABLE message_attachment (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    position bigint NOT NULL,
    file_id uuid,
    chart_item_id uuid,
    CONSTRAINT message_attachment_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT message_attachment_file FOREIGN KEY (clinic_id, file_id) REFERENCES stored_file (clinic_id, id),
    CONSTRAINT message_attachment_chart_item FOREIGN KEY (clinic_id, chart_item_id) REFERENCES chart_item (clinic_id, id),
    CONSTRAINT message_attachment_file_once UNIQUE (clinic_id, file_id),
    CONSTRAINT message_attachment_one_source CHECK ((file_id IS NULL) <> (chart_item_id IS NULL))
);
CREATE INDEX message_attachment_by_message ON message_attachment (clinic_id, message_id, position);
CREATE INDEX message_attachment_by_chart_item ON message_attachment (clinic_id, chart_item_id) WHERE chart_item_id IS NOT NULL;

-- Who fetched what, and whether the last byte left (M42; M33 counts from the first complete one).
CREATE TABLE attachment_download (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    message_id uuid NOT NULL,
    portal_user_id uuid NOT NULL,
    at bigint NOT NULL,
    complete boolean NOT NULL,
    CONSTRAINT attachment_download_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX attachment_download_by_message ON attachment_download (clinic_id, message_id);

-- A conversation with something new for one staff member; the row goes when they open it.
CREATE TABLE conversation_unread (
    clinic_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT conversation_unread_pkey PRIMARY KEY (clinic_id, staff_id, conversation_id)
);
CREATE INDEX conversation_unread_by_conversation ON conversation_unread (clinic_id, conversation_id);

-- What a staff member has typed and not sent yet, with the files that wait with it (M23).
CREATE TABLE draft (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    patient_id uuid,
    conversation_id uuid,
    version bigint NOT NULL,
    content text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    sent_message_id uuid,
    discarded_at bigint,
    CONSTRAINT draft_pkey PRIMARY KEY (clinic_id, id)
);
CREATE INDEX draft_by_staff ON draft (clinic_id, staff_id, updated_at, id);

CREATE TABLE draft_attachment (
    clinic_id uuid NOT NULL,
    draft_id uuid NOT NULL,
    position bigint NOT NULL,
    id uuid NOT NULL,
    file_id uuid,
    chart_item_id uuid,
    CONSTRAINT draft_attachment_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT draft_attachment_draft FOREIGN KEY (clinic_id, draft_id) REFERENCES draft (clinic_id, id),
    CONSTRAINT draft_attachment_one_source CHECK ((file_id IS NULL) <> (chart_item_id IS NULL))
);
CREATE INDEX draft_attachment_by_draft ON draft_attachment (clinic_id, draft_id, position);
