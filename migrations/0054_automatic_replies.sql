-- What the clinic answers by itself (M10): for each workgroup, and in each conversation.

CREATE TABLE automatic_reply_rule (
    clinic_id uuid NOT NULL,
    workgroup_id uuid NOT NULL,
    enabled boolean NOT NULL,
    schedule text NOT NULL,
    from_day text,
    until_day text,
    every_hours bigint NOT NULL,
    text_en text NOT NULL,
    text_fr text NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT automatic_reply_rule_pkey PRIMARY KEY (clinic_id, workgroup_id),
    CONSTRAINT automatic_reply_rule_workgroup FOREIGN KEY (clinic_id, workgroup_id) REFERENCES workgroup (clinic_id, id),
    CONSTRAINT automatic_reply_rule_schedule CHECK (schedule IN ('always', 'outside_hours', 'between'))
);

-- When the clinic is open: minutes of the day on the wall's clock, weekday 0 is Monday.
CREATE TABLE opening_hours (
    clinic_id uuid NOT NULL,
    weekday bigint NOT NULL,
    opens bigint NOT NULL,
    closes bigint NOT NULL,
    CONSTRAINT opening_hours_pkey PRIMARY KEY (clinic_id, weekday, opens),
    CONSTRAINT opening_hours_span CHECK (weekday BETWEEN 0 AND 6 AND opens >= 0 AND opens < closes AND closes <= 1440)
);

CREATE TABLE closed_day (
    clinic_id uuid NOT NULL,
    day text NOT NULL,
    CONSTRAINT closed_day_pkey PRIMARY KEY (clinic_id, day)
);

-- What a patient's message was answered by itself. It is part of that message, and no message of the clinic's.
CREATE TABLE automatic_reply (
    clinic_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    shown_as text NOT NULL,
    language text NOT NULL,
    body_html text NOT NULL,
    sent_at bigint NOT NULL,
    CONSTRAINT automatic_reply_pkey PRIMARY KEY (clinic_id, message_id),
    CONSTRAINT automatic_reply_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id)
);
CREATE INDEX automatic_reply_by_conversation ON automatic_reply (clinic_id, conversation_id, sent_at);
