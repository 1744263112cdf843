//! Queueing a job.

use db::{Error, Notice, Param, Tx, Uuid};

use crate::TOPIC;

/// A job to be queued.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id, new.
    pub id: Uuid,
    /// The clinic that it belongs to, whose turn it takes.
    pub clinic: Option<Uuid>,
    /// What is to be done.
    pub kind: &'static str,
    /// What it is to be done with: ids, never content.
    pub payload: String,
    /// When it may be done at the earliest, in milliseconds since 1970.
    pub run_at: i64,
    /// While a job of the same clinic, kind and key is queued or being done, a second one is not queued. A job that is set
    /// aside gives up its key.
    pub unique_key: Option<String>,
    /// How often it is tried before it is set aside.
    pub most_attempts: u32,
    /// Whether somebody waits for it.
    pub lane: Lane,
    /// How long a worker keeps it, in milliseconds; none: as long as the worker says.
    pub lease_ms: Option<i64>,
}

/// Of a clinic's jobs that are due, those of the ordinary lane are claimed before those of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lane {
    /// Somebody waits for it.
    #[default]
    Ordinary,
    /// It queues jobs of the bulk lane: while it is being done, they wait.
    Source,
    /// One of many that were queued at once.
    Bulk,
}

impl Lane {
    /// All, in the order in which they are claimed.
    pub(crate) const ALL: [Lane; 3] = [Lane::Ordinary, Lane::Source, Lane::Bulk];

    /// As it is stored.
    pub(crate) fn number(self) -> i64 {
        match self {
            Lane::Ordinary => 0,
            Lane::Bulk => 1,
            Lane::Source => 2,
        }
    }
}

impl NewJob {
    /// A job without a clinic or unique key, to be tried ten times.
    pub fn new(id: Uuid, kind: &'static str, payload: impl Into<String>, run_at: i64) -> Self {
        NewJob {
            id,
            clinic: None,
            kind,
            payload: payload.into(),
            run_at,
            unique_key: None,
            most_attempts: 10,
            lane: Lane::Ordinary,
            lease_ms: None,
        }
    }

    /// The job in this lane.
    #[must_use]
    pub fn in_lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }

    /// The job with a lease of its own, in milliseconds.
    #[must_use]
    pub fn leased_for(mut self, lease_ms: i64) -> Self {
        self.lease_ms = Some(lease_ms);
        self
    }

    /// The job as one of this clinic's.
    #[must_use]
    pub fn of_clinic(mut self, clinic: impl Into<Uuid>) -> Self {
        self.clinic = Some(clinic.into());
        self
    }

    /// The job with a key that keeps a second one out.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
}

/// Queues a job, and wakes the workers of this process once the transaction is committed. Whether it was queued: not if
/// its unique key is taken.
///
/// # Errors
/// Those of the database.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> Result<bool, Error> {
    const INSERT: &str = "
        INSERT INTO job (clinic_id, id, kind, payload, unique_key, due_at, attempts, most_attempts, generation, lane, lease_ms)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, $8, $9)
        ON CONFLICT (clinic_id, kind, unique_key) DO NOTHING";
    let clinic = job.clinic.unwrap_or(Uuid::nil());
    let most_attempts = i64::from(job.most_attempts.max(1));
    let lane = job.lane.number();
    let values: &[&dyn Param] = &[
        &clinic,
        &job.id,
        &job.kind,
        &job.payload,
        &job.unique_key,
        &job.run_at,
        &most_attempts,
        &lane,
        &job.lease_ms,
    ];
    // Only a key can be taken; a job without one need not wait for the answer.
    let added = if job.unique_key.is_some() {
        tx.exec(INSERT, values)? > 0
    } else {
        tx.push(INSERT, values)?;
        true
    };
    if added {
        wake(tx, job.kind);
    }
    Ok(added)
}

/// Wakes the workers of this process once the transaction is committed: jobs of this kind may be done now, as those of the lane
/// [`Bulk`](Lane::Bulk) may once their source has ended.
pub fn wake(tx: &mut Tx<'_>, kind: &str) {
    tx.notify(Notice {
        topic: TOPIC.to_owned(),
        payload: kind.to_owned(),
    });
}

/// Whether a job of this clinic, kind and key is queued or being done. Asked in the transaction that relies on it, so that it and
/// one that ends that job can't both be kept.
///
/// # Errors
/// Those of the database.
pub fn is_queued(tx: &mut Tx<'_>, clinic: Uuid, kind: &str, key: &str) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx.opt(
        "SELECT id FROM job WHERE clinic_id = $1 AND kind = $2 AND unique_key = $3",
        &[&clinic, &kind, &key],
    )?;
    Ok(found.is_some())
}
