-- What providers report of what they took, and addresses whose people want no notices there (M49, M50).

-- What a texts provider has reported of one text: kept once, and kept where it comes before our own record of the sending.
CREATE TABLE text_report (
    clinic_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    provider_id text NOT NULL,
    outcome text NOT NULL,
    code text NOT NULL,
    reported_at bigint NOT NULL,
    CONSTRAINT text_report_pkey PRIMARY KEY (clinic_id, delivery_id, provider_id, outcome),
    CONSTRAINT text_report_outcome CHECK (outcome IN ('delivered', 'failed')),
    CONSTRAINT text_report_delivery FOREIGN KEY (clinic_id, delivery_id) REFERENCES delivery (clinic_id, id)
);

-- Words such as STOP that came from a number. They bear no time, so that each one's id is kept for good: none counts twice.
CREATE TABLE text_word (
    clinic_id uuid NOT NULL,
    provider_id text NOT NULL,
    number text NOT NULL,
    word text NOT NULL,
    heard_at bigint NOT NULL,
    CONSTRAINT text_word_pkey PRIMARY KEY (clinic_id, provider_id),
    CONSTRAINT text_word_word CHECK (word IN ('stop', 'start'))
);

-- An address that no notice is sent to: a number that said STOP, an email whose reader called a notice unwanted.
CREATE TABLE stopped_address (
    clinic_id uuid NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    why text NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT stopped_address_pkey PRIMARY KEY (clinic_id, channel, address),
    CONSTRAINT stopped_address_why CHECK (why IN ('stop', 'complaint'))
);
