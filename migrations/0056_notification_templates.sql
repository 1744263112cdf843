-- The clinic's own text around the link or the code of a notification (M44), by event, channel and language. Each save
-- adds a version, and so does going back to the default text, which has neither subject nor body here.
CREATE TABLE notification_template (
    clinic_id uuid NOT NULL,
    event text NOT NULL,
    channel text NOT NULL,
    language text NOT NULL,
    version bigint NOT NULL,
    subject text,
    body text,
    saved_by uuid NOT NULL,
    saved_at bigint NOT NULL,
    CONSTRAINT notification_template_pkey PRIMARY KEY (clinic_id, event, channel, language, version),
    CONSTRAINT notification_template_clinic FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    CONSTRAINT notification_template_channel CHECK (channel IN ('email', 'text'))
);
