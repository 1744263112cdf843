-- Ready-made messages (M43). A template belongs to one owner: a member, a workgroup or the clinic, whose id owner_id is, so
-- that what somebody may use is a few ranges of one index. What it says stands in its versions; each save adds one.
CREATE TABLE message_template (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    owner_kind text NOT NULL,
    owner_id uuid NOT NULL,
    version bigint NOT NULL,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint,
    retired_by uuid,
    CONSTRAINT message_template_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT message_template_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT message_template_owner_kind CHECK (owner_kind IN ('staff', 'workgroup', 'clinic'))
);
CREATE INDEX message_template_by_owner ON message_template (clinic_id, owner_id, id);

CREATE TABLE message_template_version (
    clinic_id uuid NOT NULL,
    template_id uuid NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    folder text NOT NULL,
    subject text NOT NULL,
    body_html text NOT NULL,
    saved_by uuid NOT NULL,
    saved_at bigint NOT NULL,
    CONSTRAINT message_template_version_pkey PRIMARY KEY (clinic_id, template_id, version),
    CONSTRAINT message_template_version_template FOREIGN KEY (clinic_id, template_id) REFERENCES message_template (clinic_id, id)
);
