//! Looking at the queue: for the worker's sleep, for metrics and for operators.

use db::{Error, Tx, Uuid};

db::row! {
    /// How many jobs there are.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Counts {
        /// Waiting for their time, or for a worker.
        pub waiting: i64,
        /// With a worker.
        pub leased: i64,
        /// Set aside.
        pub set_aside: i64,
    }
}

db::row! {
    /// A job that was set aside.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SetAside {
        /// The clinic that it belongs to; the nil id when it belongs to none.
        pub clinic_id: Uuid,
        /// Its id.
        pub id: Uuid,
        /// What was to be done.
        pub kind: String,
        /// Why it failed last.
        pub last_failure: Option<String>,
        /// Since when it is set aside, in milliseconds since 1970.
        pub set_aside_at: i64,
    }
}

/// How many jobs there are.
///
/// # Errors
/// Those of the database.
pub fn counts(tx: &mut Tx<'_>) -> Result<Counts, Error> {
    const COUNTS: &str = "
        SELECT count(*) FILTER (WHERE set_aside_at IS NULL AND worker IS NULL) AS waiting,
            count(*) FILTER (WHERE worker IS NOT NULL) AS leased,
            count(*) FILTER (WHERE set_aside_at IS NOT NULL) AS set_aside
        FROM job";
    tx.one(COUNTS, &[])
}

/// When the next job is due, in milliseconds since 1970; a job that is with a worker counts when its lease ends.
///
/// # Errors
/// Those of the database.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    const FIRST_OF_EACH: &str = "
        WITH RECURSIVE clinic (id) AS (
            SELECT (SELECT clinic_id FROM job WHERE set_aside_at IS NULL ORDER BY clinic_id LIMIT 1)
            UNION ALL
            SELECT (SELECT clinic_id FROM job WHERE set_aside_at IS NULL AND clinic_id > clinic.id
                    ORDER BY clinic_id LIMIT 1)
            FROM clinic WHERE clinic.id IS NOT NULL)
        SELECT min(due.due_at) AS due_at FROM (
            SELECT (SELECT min(due_at) FROM job WHERE clinic_id = clinic.id AND lane = 0 AND set_aside_at IS NULL) AS due_at
            FROM clinic WHERE clinic.id IS NOT NULL
            UNION ALL
            SELECT (SELECT min(due_at) FROM job WHERE clinic_id = clinic.id AND lane = 2 AND set_aside_at IS NULL) AS due_at
            FROM clinic WHERE clinic.id IS NOT NULL
            UNION ALL
            SELECT (SELECT min(due_at) FROM job WHERE clinic_id = clinic.id AND lane = 1 AND set_aside_at IS NULL) AS due_at
            FROM clinic WHERE clinic.id IS NOT NULL) due";
    let (due_at,): (Option<i64>,) = tx.one(FIRST_OF_EACH, &[])?;
    Ok(due_at)
}

/// The jobs that were set aside, the latest first.
///
/// # Errors
/// Those of the database.
pub fn set_aside(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<SetAside>, Error> {
    const LIST: &str = "
        SELECT clinic_id, id, kind, last_failure, set_aside_at FROM job
        WHERE set_aside_at IS NOT NULL ORDER BY set_aside_at DESC, id LIMIT $1";
    tx.all(LIST, &[&limit])
}

/// Gives a job that was set aside all its tries again, from `run_at` on. Whether there was one.
///
/// # Errors
/// Those of the database.
pub fn revive(tx: &mut Tx<'_>, job: &SetAside, run_at: i64) -> Result<bool, Error> {
    const REVIVE: &str = "
        UPDATE job SET set_aside_at = NULL, attempts = 0, due_at = $3
        WHERE clinic_id = $1 AND id = $2 AND set_aside_at IS NOT NULL";
    Ok(tx.exec(REVIVE, &[&job.clinic_id, &job.id, &run_at])? > 0)
}

/// Removes a job that was set aside. Whether there was one.
///
/// # Errors
/// Those of the database.
pub fn discard(tx: &mut Tx<'_>, job: &SetAside) -> Result<bool, Error> {
    const DISCARD: &str = "
        DELETE FROM job WHERE clinic_id = $1 AND id = $2 AND set_aside_at IS NOT NULL";
    Ok(tx.exec(DISCARD, &[&job.clinic_id, &job.id])? > 0)
}

/// Removes every job, whatever its state: for a database that was restored from a backup, where what was to be done then
/// must not be done again. How many there were.
///
/// # Errors
/// Those of the database.
pub fn discard_all(tx: &mut Tx<'_>) -> Result<u64, Error> {
    tx.exec("DELETE FROM job", &[])
}
