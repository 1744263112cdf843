//! The jobs that make deliveries: one each, or a few of many.

use jobs::Claimed;

use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::time::{MINUTE, Timestamp};

/// The kind of job that makes deliveries, one or a few of many; its payload is their ids.
pub const DELIVER: &str = "deliver_notification";

/// What follows the ids in the payload where they are of many that were sent at once.
const BULK: &str = "bulk";

/// So many of what is sent to many are one job.
pub(in super::super) const IN_ONE_JOB: usize = 8;

/// One attempt may take this long before another worker may take over: more than any provider is waited for.
pub(super) const LEASE_MS: i64 = 5 * MINUTE;

/// What a job is for: its deliveries, and whether they are of many that were sent at once.
pub(super) fn payload(job: &Claimed) -> (Vec<DeliveryId>, bool) {
    let ids = job.payload.split(' ').filter_map(|part| part.parse().ok());
    (ids.collect(), job.payload.ends_with(BULK))
}

/// How many deliveries a job of kind [`DELIVER`] is for.
pub fn weight(job: &Claimed) -> usize {
    payload(job).0.len()
}

/// The job that makes a delivery.
pub(in super::super) fn job(
    env: &Env,
    clinic: ClinicId,
    delivery: DeliveryId,
    at: Timestamp,
) -> jobs::NewJob {
    jobs::NewJob::new(env.id(), DELIVER, delivery.to_string(), at.0).of_clinic(clinic.uuid())
}

/// The job that makes some deliveries of many that are sent at once: nobody else's notification waits for it.
pub(in super::super) fn job_of_many(
    env: &Env,
    clinic: ClinicId,
    deliveries: &[DeliveryId],
    at: Timestamp,
) -> jobs::NewJob {
    let mut payload = String::new();
    for delivery in deliveries {
        payload.push_str(&delivery.to_string());
        payload.push(' ');
    }
    payload.push_str(BULK);
    let job = jobs::NewJob::new(env.id(), DELIVER, payload, at.0);
    job.of_clinic(clinic.uuid()).in_lane(jobs::Lane::Bulk)
}

/// Each of these goes by a job of its own from now on.
pub(super) fn apart(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    deliveries: &[DeliveryId],
) -> Result<(), db::Error> {
    for delivery in deliveries {
        let job = job_of_many(env, clinic, &[*delivery], env.now());
        jobs::enqueue(tx, &job)?;
    }
    Ok(())
}

/// Queues the job that makes a delivery at `at`.
pub(in super::super) fn enqueue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    delivery: DeliveryId,
    at: Timestamp,
) -> Result<(), db::Error> {
    let once = job(env, clinic, delivery, at).once(format!("{delivery} {}", at.0));
    jobs::enqueue(tx, &once).map(drop)
}
