//! What comes round regularly. Each is one job in the queue, so that of any number of nodes one does it.

use jobs::{Claimed, NewJob};

use crate::features::{kept_forms, registration};
use crate::platform::auth::sessions;
use crate::platform::limits;
use crate::platform::state::State;
use crate::platform::time::{DAY, HOUR, MINUTE};
use crate::platform::web::idempotency;

/// Uploads that wait for the scanner are checked (M35).
pub(super) const CHECK_UPLOADS: &str = "check_uploads";
/// Uploads that nothing holds are removed.
pub(super) const TIDY_UPLOADS: &str = "tidy_uploads";
/// Uploads whose last clock has run go (M33).
pub(super) const END_ATTACHMENTS: &str = "end_attachments";
/// Guardians' links end, or are put before the staff, at the clinic's age (M77).
pub(super) const FAMILY_AGES: &str = "family_ages";
/// Ended sessions, answers kept for repeated requests, forms kept for a sign-in, and old counters are removed.
pub(super) const SWEEP: &str = "sweep";

/// Kind and interval, in milliseconds.
const TURNS: [(&str, i64); 5] = [
    (CHECK_UPLOADS, MINUTE),
    (TIDY_UPLOADS, HOUR),
    (END_ATTACHMENTS, HOUR),
    (FAMILY_AGES, HOUR),
    (SWEEP, HOUR),
];

/// Queues each of them, unless it is queued already.
pub(super) async fn begin(state: &State) -> Result<(), db::Error> {
    let env = state.env.clone();
    state
        .db
        .across()
        .write(move |tx| {
            for (kind, every) in TURNS {
                let at = jobs::next_turn(env.now().0, every);
                let mut job = NewJob::new(env.id(), kind, "", at).once("turn");
                // It is never set aside: what fails today may work tomorrow.
                job.most_attempts = u32::MAX;
                jobs::enqueue(tx, &job)?;
            }
            Ok(())
        })
        .await
}

/// The job is done for this turn.
pub(super) async fn next(state: &State, job: &Claimed) -> anyhow::Result<()> {
    let every = TURNS
        .iter()
        .find(|(kind, _)| *kind == job.kind)
        .map_or(HOUR, |(_, every)| *every);
    let (at, job) = (jobs::next_turn(state.env.now().0, every), job.clone());
    state
        .db
        .within(job.clinic_id)
        .write(move |tx| jobs::reschedule(tx, &job, at))
        .await?;
    Ok(())
}

/// Removes ended sessions, answers kept for repeated requests, forms that wait for a sign-in, and the counters of windows that are long over.
pub(super) async fn sweep(state: &State) -> anyhow::Result<()> {
    let now = state.env.now();
    state
        .db
        .across()
        .write(move |tx| {
            sessions::forget(tx, now.plus(-DAY))?;
            idempotency::forget(tx, now.plus(-idempotency::KEPT_MS))?;
            registration::forget(tx, now)?;
            kept_forms::forget(tx, now)?;
            limits::forget(tx, now.plus(-2 * DAY))
        })
        .await?;
    Ok(())
}
