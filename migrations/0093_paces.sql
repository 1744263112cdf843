-- The pace at which each provider is handed notices, over all clinics and nodes: when the next one may go, of those that are
-- new and of those that wait. It belongs to the installation, as the provider does.
CREATE TABLE provider_pace (
    channel text NOT NULL,
    new_at bigint NOT NULL,
    waiting_at bigint NOT NULL,
    CONSTRAINT provider_pace_pkey PRIMARY KEY (channel),
    CONSTRAINT provider_pace_channel CHECK (channel IN ('email', 'text'))
);

-- Since when a provider fails on its own side; gone when it has taken something again.
CREATE TABLE provider_outage (
    clinic_id uuid NOT NULL,
    channel text NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT provider_outage_pkey PRIMARY KEY (clinic_id, channel),
    CONSTRAINT provider_outage_channel CHECK (channel IN ('email', 'text'))
);
CREATE INDEX delivery_parked ON delivery (clinic_id, channel, created_at) WHERE state = 'queued' AND failure_code IN ('paced', 'paced_new');
