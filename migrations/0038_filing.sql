-- Conversations filed in the chart (M24, M66): each filing is one request; done, it is a version of the conversation's
-- series, made of one or more chart items.
-- state: waiting (for the worker), filed, failed (too often; it can be asked for again).
CREATE TABLE conversation_filing (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    state text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at bigint NOT NULL,
    version bigint,
    filed_at bigint,
    messages bigint,
    through_at bigint,
    CONSTRAINT conversation_filing_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT conversation_filing_conversation FOREIGN KEY (clinic_id, conversation_id) REFERENCES conversation (clinic_id, id),
    CONSTRAINT conversation_filing_version UNIQUE (clinic_id, conversation_id, version),
    CONSTRAINT conversation_filing_state CHECK (state IN ('waiting', 'filed', 'failed')),
    CONSTRAINT conversation_filing_filed CHECK ((state = 'filed') = (version IS NOT NULL AND filed_at IS NOT NULL AND messages IS NOT NULL AND through_at IS NOT NULL))
);
CREATE INDEX conversation_filing_by_conversation ON conversation_filing (clinic_id, conversation_id, requested_at, id);

-- The chart items of a version, in their order: one, or several where the conversation is too long for one file.
CREATE TABLE conversation_filing_part (
    clinic_id uuid NOT NULL,
    filing_id uuid NOT NULL,
    part bigint NOT NULL,
    chart_item_id uuid NOT NULL,
    CONSTRAINT conversation_filing_part_pkey PRIMARY KEY (clinic_id, filing_id, part),
    CONSTRAINT conversation_filing_part_filing FOREIGN KEY (clinic_id, filing_id) REFERENCES conversation_filing (clinic_id, id),
    CONSTRAINT conversation_filing_part_chart_item FOREIGN KEY (clinic_id, chart_item_id) REFERENCES chart_item (clinic_id, id)
);
CREATE INDEX conversation_filing_part_by_chart_item ON conversation_filing_part (clinic_id, chart_item_id);
