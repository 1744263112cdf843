//! What the worker does for one delivery: look again whether it is still wanted, send it, record how that went.
//!
//! A delivery is made at least once. Before anything leaves the house the attempt and its link are committed; after it,
//! the outcome is. When the worker ends between the provider's yes and that second commit, or the provider took the notice
//! without saying so, it is sent again: with the same Message-ID, the same link and, for texts, the same key, so that
//! whoever knows such keys shows it once. A worker that was held up past its lease changes nothing.

mod begin;
mod begin_together;
mod job;
mod outcome;
mod together;

pub use job::{DELIVER, weight};
pub(super) use job::{IN_ONE_JOB, enqueue, job, job_of_many};
pub(super) use outcome::{give_up, note, settle};

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{join, join_all};
use jobs::Claimed;

use crate::features::notifications::model::Outgoing;
use crate::features::notifications::notice::{self, Notice};
use crate::features::notifications::store;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::outcome::{Failure, Outcome};
use crate::platform::state::State;
use begin::prepare;
use job::payload;
use outcome::{Made, record};

/// How often, and after which pause, recording an outcome is tried again: well within the lease.
const RECORD_TRIES: u32 = 60;
const RECORD_PAUSE: Duration = Duration::from_secs(2);

/// A job that failed on our own side, and why.
pub type Failed = (Claimed, anyhow::Error);

/// Does jobs of kind [`DELIVER`] of one clinic: those in whose way nothing stands together, the others each by itself. The jobs
/// that failed: with [`jobs::Error::LeaseLost`] when another worker has one; else with what the database answers.
pub async fn deliver(state: &State, jobs: Vec<Claimed>) -> Vec<Failed> {
    let (ready, rest) = together::prepare(state, jobs).await;
    let (mut failed, alone) = join(together::make(state, ready), each_alone(state, rest)).await;
    failed.extend(alone);
    let mut seen = BTreeSet::new();
    failed.retain(|(job, _)| seen.insert(job.id));
    failed
}

/// Does each of these by itself. They are prepared one after the other, since they may decide by each other's rows: of two to one
/// person the first leads. They are handed over beside each other.
async fn each_alone(state: &State, jobs: Vec<Claimed>) -> Vec<Failed> {
    let (mut handing_over, mut failed) = (Vec::new(), Vec::new());
    for job in jobs {
        let (env, claimed) = (state.env.clone(), job.clone());
        let db = state.db.within(job.clinic_id);
        match db.write(move |tx| prepare(tx, &env, &claimed)).await {
            Ok(Some(out)) => handing_over.push(async move {
                let done = hand_over(state, job.clone(), out).await;
                done.err().map(|error| (job, error))
            }),
            Ok(None) => {}
            Err(error) => failed.push((job, error.into())),
        }
    }
    failed.extend(join_all(handing_over).await.into_iter().flatten());
    failed
}

async fn hand_over(state: &State, job: Claimed, out: Outgoing) -> Result<(), anyhow::Error> {
    let outcome = send(state, &out).await?;
    let made = Arc::new(Made { job, out, outcome });
    Ok(insist(state, made, true).await?)
}

/// Writes the notice and hands it over.
async fn send(state: &State, out: &Outgoing) -> Result<Outcome, anyhow::Error> {
    let tr = (state.catalog)
        .speak(&out.due.language, &out.due.time_zone)
        .labelled(&out.due.labels);
    Ok(match notice::write(out, &state.env, &tr)? {
        Notice::Letter(letter) => state.mail.send(&letter).await,
        Notice::Text(text) => state.texts.send(&text).await,
    })
}

/// Records the outcome, and tries again for a while where the database can't take it just now: what is sent and not
/// recorded is sent again. `last`: nothing else of the job is left.
async fn insist(state: &State, made: Arc<Made>, last: bool) -> Result<(), jobs::Error> {
    let mut tries = 0;
    let recorded = loop {
        let (env, done) = (state.env.clone(), Arc::clone(&made));
        let recorded = state
            .db
            .within(made.job.clinic_id)
            .write(move |tx| record(tx, &env, &done, last))
            .await;
        match recorded {
            Err(jobs::Error::Db(error)) if error != db::Error::Closed && tries < RECORD_TRIES => {
                tracing::warn!(job = %made.job.id, %error, "the outcome of a notification could not be recorded yet");
                tries += 1;
                tokio::time::sleep(RECORD_PAUSE).await;
            }
            recorded => break recorded?,
        }
    };
    let channel = made.out.due.channel.code();
    state.metrics.notification(channel, recorded.code());
    Ok(())
}

/// The job of a delivery failed too often on our own side and was set aside: the delivery has failed, and the sender is
/// told.
///
/// # Errors
/// What the database answers.
pub fn abandon(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<(), db::Error> {
    let (ids, _) = payload(job);
    for due in store::dues(tx, ClinicId::from_uuid(job.clinic_id), &ids)? {
        give_up(tx, env, &due, &Failure::new("internal", ""))?;
    }
    Ok(())
}
