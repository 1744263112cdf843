//! Claiming jobs, clinic by clinic in turn.

use db::{Error, Tx, Uuid};

use crate::enqueue::Lane;

/// For whom, how many and for how long jobs are claimed.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The time, in milliseconds since 1970.
    pub now: i64,
    /// The worker's name, for those who look into the table.
    pub worker: &'a str,
    /// How many jobs at most.
    pub limit: usize,
    /// How long the jobs are kept from other workers, in milliseconds.
    pub lease_ms: i64,
}

db::row! {
    /// A job that a worker has for the time of its lease.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Claimed {
        /// The clinic that it belongs to; the nil id when it belongs to none.
        pub clinic_id: Uuid,
        /// Its id.
        pub id: Uuid,
        /// What is to be done.
        pub kind: String,
        /// What it is to be done with.
        pub payload: String,
        /// Which try this is, from 1.
        pub attempts: i64,
        /// After how many tries it is set aside.
        pub most_attempts: i64,
        /// The number of this lease.
        pub generation: i64,
    }
}

impl Claimed {
    /// The clinic that it belongs to, if it belongs to one.
    pub fn clinic(&self) -> Option<Uuid> {
        Some(self.clinic_id).filter(|clinic| !clinic.is_nil())
    }

    /// Whether the job is set aside if this try fails.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= self.most_attempts
    }
}

/// What a worker gets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The jobs to be done.
    pub jobs: Vec<Claimed>,
    /// Jobs that were set aside instead: they had no tries left, and their last worker never came back. What they were
    /// for is to be recorded as failed in the same transaction.
    pub set_aside: Vec<Claimed>,
}

/// Claims jobs that are due, a fair share for each clinic that has some.
///
/// # Errors
/// Those of the database.
pub fn claim(tx: &mut Tx<'_>, lease: &Lease<'_>) -> Result<Claims, Error> {
    free_leases_from_the_future(tx, lease.now)?;
    let mut clinics = clinics_in_turn(tx, lease.now)?;
    let mut claims = Claims::default();
    let mut room = lease.limit;
    // What a clinic leaves of its share, those that have more take in the next round.
    while !clinics.is_empty() && room > 0 {
        clinics = round(tx, lease, clinics, (&mut claims, &mut room))?;
    }
    Ok(claims)
}

/// Claims an equal share of the room for each clinic; the clinics that may have more.
fn round(
    tx: &mut Tx<'_>,
    lease: &Lease<'_>,
    clinics: Vec<Uuid>,
    (claims, room): (&mut Claims, &mut usize),
) -> Result<Vec<Uuid>, Error> {
    let mut unexhausted = Vec::new();
    let mut left = clinics.len();
    for clinic in clinics {
        let share = room.div_ceil(left);
        if share == 0 {
            break;
        }
        left -= 1;
        let (jobs, rest) = claim_of_clinic(tx, lease, clinic, share)?;
        *room -= share - rest;
        if rest == 0 {
            unexhausted.push(clinic);
        }
        for job in jobs {
            if job.attempts <= job.most_attempts {
                claims.jobs.push(job);
            } else {
                set_aside(tx, &job, lease.now)?;
                claims.set_aside.push(job);
            }
        }
    }
    Ok(unexhausted)
}

/// A lease that begins further ahead than it lasts was given by a clock that has since been set back; it would keep its
/// job for as long as the clock was wrong.
fn free_leases_from_the_future(tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
    const FREE: &str = "
        UPDATE job SET due_at = $1, worker = NULL, leased_at = NULL
        WHERE worker IS NOT NULL AND leased_at > $1 AND leased_at > $1 + (due_at - leased_at)";
    tx.exec(FREE, &[&now]).map(drop)
}

/// The clinics with a job that is due, beginning with another one at each call. Only the first job of each is looked at.
fn clinics_in_turn(tx: &mut Tx<'_>, now: i64) -> Result<Vec<Uuid>, Error> {
    const CLINICS: &str = "
        WITH RECURSIVE clinic (id) AS (
            SELECT (SELECT clinic_id FROM job WHERE set_aside_at IS NULL ORDER BY clinic_id LIMIT 1)
            UNION ALL
            SELECT (SELECT clinic_id FROM job WHERE set_aside_at IS NULL AND clinic_id > clinic.id
                    ORDER BY clinic_id LIMIT 1)
            FROM clinic WHERE clinic.id IS NOT NULL)
        SELECT clinic.id FROM clinic
        WHERE clinic.id IS NOT NULL AND EXISTS (
            SELECT 1 FROM job WHERE clinic_id = clinic.id AND lane = 0 AND set_aside_at IS NULL AND due_at <= $1
            UNION ALL
            SELECT 1 FROM job WHERE clinic_id = clinic.id AND lane = 1 AND set_aside_at IS NULL AND due_at <= $1
            UNION ALL
            SELECT 1 FROM job WHERE clinic_id = clinic.id AND lane = 2 AND set_aside_at IS NULL AND due_at <= $1)";
    let rows: Vec<(Uuid,)> = tx.all(CLINICS, &[&now])?;
    let mut clinics: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    if let Ok(count @ 1..) = i64::try_from(clinics.len()) {
        let first = usize::try_from(now.rem_euclid(count)).unwrap_or_default();
        clinics.rotate_left(first);
    }
    Ok(clinics)
}

/// Claims a share of a clinic's jobs: what is sent to many only where nothing else is due. Gives what is left of the share
/// as well.
fn claim_of_clinic(
    tx: &mut Tx<'_>,
    lease: &Lease<'_>,
    clinic: Uuid,
    share: usize,
) -> Result<(Vec<Claimed>, usize), Error> {
    let mut jobs = Vec::new();
    let mut rest = share;
    for lane in Lane::ALL {
        if rest > 0 && !waits(tx, lease, (clinic, lane))? {
            let claimed = claim_of_lane(tx, lease, (clinic, lane), rest)?;
            rest = rest.saturating_sub(claimed.len());
            jobs.extend(claimed);
        }
    }
    Ok((jobs, rest))
}

/// Whether the jobs of a lane wait for one that queues more of them.
fn waits(tx: &mut Tx<'_>, lease: &Lease<'_>, (clinic, lane): (Uuid, Lane)) -> Result<bool, Error> {
    const AT_WORK: &str = "
        SELECT EXISTS (SELECT 1 FROM job WHERE clinic_id = $1 AND lane = $2 AND set_aside_at IS NULL AND due_at > $3
            AND worker IS NOT NULL) AS at_work";
    if lane != Lane::Bulk {
        return Ok(false);
    }
    let (at_work,): (bool,) = tx.one(AT_WORK, &[&clinic, &Lane::Source.number(), &lease.now])?;
    Ok(at_work)
}

fn claim_of_lane(
    tx: &mut Tx<'_>,
    lease: &Lease<'_>,
    (clinic, lane): (Uuid, Lane),
    share: usize,
) -> Result<Vec<Claimed>, Error> {
    const CLAIM: &str = "
        WITH due AS MATERIALIZED (
            SELECT id FROM job WHERE clinic_id = $1 AND lane = $6 AND set_aside_at IS NULL AND due_at <= $2
            ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
        UPDATE job SET due_at = $2 + coalesce(lease_ms, $4), worker = $5, leased_at = $2,
            attempts = attempts + 1, generation = generation + 1
        FROM due WHERE job.clinic_id = $1 AND job.id = due.id
        RETURNING clinic_id, job.id, kind, payload, attempts, most_attempts, generation";
    let share = i64::try_from(share).unwrap_or(i64::MAX);
    tx.all(
        CLAIM,
        &[
            &clinic,
            &lease.now,
            &share,
            &lease.lease_ms,
            &lease.worker,
            &lane.number(),
        ],
    )
}

/// Sets aside a job whose every worker has ended without a word.
fn set_aside(tx: &mut Tx<'_>, job: &Claimed, now: i64) -> Result<(), Error> {
    const SET_ASIDE: &str = "
        UPDATE job SET set_aside_at = $3, last_failure = 'worker_ended', worker = NULL, leased_at = NULL,
            attempts = most_attempts, unique_key = NULL
        WHERE clinic_id = $1 AND id = $2";
    tx.exec(SET_ASIDE, &[&job.clinic_id, &job.id, &now])
        .map(drop)
}
