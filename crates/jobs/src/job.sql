-- Work to be done later, queued in the transaction that it belongs to. A finished job's row is gone.
-- clinic_id is the nil uuid for work that belongs to no clinic.
-- due_at: when a worker may take it; while one has it, when its lease ends.
-- generation: counts the leases, so that a worker whose lease has ended changes nothing.
CREATE TABLE job (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    payload text NOT NULL,
    unique_key text,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    most_attempts bigint NOT NULL,
    generation bigint NOT NULL,
    worker text,
    leased_at bigint,
    last_failure text,
    set_aside_at bigint,
    CONSTRAINT job_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT job_once UNIQUE (clinic_id, kind, unique_key),
    CONSTRAINT job_lease CHECK ((worker IS NULL) = (leased_at IS NULL)),
    CONSTRAINT job_attempts CHECK (attempts >= 0 AND most_attempts > 0)
);
CREATE INDEX job_due ON job (clinic_id, due_at, id) WHERE set_aside_at IS NULL;
CREATE INDEX job_leased ON job (leased_at) WHERE worker IS NOT NULL;
