//! Recording how a job went, in the transaction that records what it did.

use db::{Ahead, Tx, Uuid};

use crate::backoff::Backoff;
use crate::claim::Claimed;
use crate::error::Error;

/// What became of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// It is tried again at this time, in milliseconds since 1970.
    Again(i64),
    /// It has failed too often and is set aside.
    SetAside,
}

/// The job is done and leaves the queue.
///
/// # Errors
/// [`Error::LeaseLost`] when the lease has ended and another worker may have the job.
pub fn done(tx: &mut Tx<'_>, job: &Claimed) -> Result<(), Error> {
    const DELETE: &str = "
        DELETE FROM job WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL";
    held(tx.exec(DELETE, &[&job.clinic_id, &job.id, &job.generation])?)
}

/// The job failed: it is tried again later, or set aside after its last try. `why` is a short code for operators, never
/// content.
///
/// # Errors
/// [`Error::LeaseLost`] when the lease has ended and another worker may have the job.
pub fn failed(
    tx: &mut Tx<'_>,
    job: &Claimed,
    now: i64,
    why: &str,
    backoff: &Backoff,
) -> Result<Failed, Error> {
    const SET_ASIDE: &str = "
        UPDATE job SET set_aside_at = $4, last_failure = $5, worker = NULL, leased_at = NULL, unique_key = NULL
        WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL";
    const AGAIN: &str = "
        UPDATE job SET due_at = $4, last_failure = $5, worker = NULL, leased_at = NULL
        WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL";
    let (sql, at, outcome) = if job.is_last_attempt() {
        (SET_ASIDE, now, Failed::SetAside)
    } else {
        let at = now.saturating_add(backoff.delay(job.attempts, job.id));
        (AGAIN, at, Failed::Again(at))
    };
    held(tx.exec(sql, &[&job.clinic_id, &job.id, &job.generation, &at, &why])?)?;
    Ok(outcome)
}

/// The job is to be done again at `run_at`, as if it had just been queued: it had to wait, or it comes round regularly.
///
/// # Errors
/// [`Error::LeaseLost`] when the lease has ended and another worker may have the job.
pub fn reschedule(tx: &mut Tx<'_>, job: &Claimed, run_at: i64) -> Result<(), Error> {
    const AGAIN: &str = "
        UPDATE job SET due_at = $4, attempts = 0, last_failure = NULL, worker = NULL, leased_at = NULL
        WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL";
    held(tx.exec(AGAIN, &[&job.clinic_id, &job.id, &job.generation, &run_at])?)
}

/// The job takes longer: its lease ends `lease_ms` milliseconds from now.
///
/// # Errors
/// [`Error::LeaseLost`] when the lease has ended and another worker may have the job.
pub fn extend(tx: &mut Tx<'_>, job: &Claimed, now: i64, lease_ms: i64) -> Result<(), Error> {
    const EXTEND: &str = "
        UPDATE job SET leased_at = $4::bigint, due_at = $4::bigint + $5::bigint
        WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL";
    held(tx.exec(
        EXTEND,
        &[&job.clinic_id, &job.id, &job.generation, &now, &lease_ms],
    )?)
}

/// [`done`] for several jobs at once. For each whether its lease held: the others may be another worker's by now.
///
/// # Errors
/// Those of the database.
pub fn done_all(tx: &mut Tx<'_>, jobs: &[Claimed]) -> Result<Vec<bool>, db::Error> {
    const DELETE: &str = "
        DELETE FROM job WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL RETURNING id";
    each(tx, jobs, |tx, job| {
        tx.ahead(DELETE, &[&job.clinic_id, &job.id, &job.generation])
    })
}

/// [`extend`] for several jobs at once. For each whether its lease held.
///
/// # Errors
/// Those of the database.
pub fn extend_all(
    tx: &mut Tx<'_>,
    jobs: &[Claimed],
    now: i64,
    lease_ms: i64,
) -> Result<Vec<bool>, db::Error> {
    const EXTEND: &str = "
        UPDATE job SET leased_at = $4::bigint, due_at = $4::bigint + $5::bigint
        WHERE clinic_id = $1 AND id = $2 AND generation = $3 AND worker IS NOT NULL RETURNING id";
    each(tx, jobs, |tx, job| {
        let (clinic, id, generation) = (&job.clinic_id, &job.id, &job.generation);
        tx.ahead(EXTEND, &[clinic, id, generation, &now, &lease_ms])
    })
}

/// Asks the same of each job, and for each whether its row was changed.
fn each(
    tx: &mut Tx<'_>,
    jobs: &[Claimed],
    mut ask: impl FnMut(&mut Tx<'_>, &Claimed) -> Result<Ahead<(Uuid,)>, db::Error>,
) -> Result<Vec<bool>, db::Error> {
    let asked: Result<Vec<_>, _> = jobs.iter().map(|job| ask(tx, job)).collect();
    let changed = asked?.into_iter().map(|one| Ok(!tx.take(one)?.is_empty()));
    changed.collect()
}

fn held(changed: u64) -> Result<(), Error> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::LeaseLost)
    }
}
