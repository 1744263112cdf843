-- lane: 0 for what somebody waits for, 1 for what is sent to many at once; of a clinic's jobs the lower lane is claimed first.
-- lease_ms: how long a worker keeps the job, where that is not what the worker says.
ALTER TABLE job ADD COLUMN lane bigint NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN lease_ms bigint;
DROP INDEX job_due;
CREATE INDEX job_due ON job (clinic_id, lane, due_at, id) WHERE set_aside_at IS NULL;
