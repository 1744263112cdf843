//! The worker: the only place that knows every kind of job.

mod recurring;
mod worker;

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use jobs::{Backoff, Claimed, Lease};

use crate::features::conversations::filing;
use crate::features::notifications::Failed;
use crate::features::{
    attachments, conversations, drafts, families, group_sends, invoices, notifications, portal,
    registration, settings,
};
use crate::platform::state::State;
use crate::platform::time::MINUTE;
use crate::platform::web::Error;

pub use worker::Worker;

/// A worker that does not come back loses its job after this time.
const LEASE_MS: i64 = 5 * MINUTE;

/// Most notices that are made together: enough that they share what a transaction costs.
const TOGETHER: usize = 32;

/// A batch of notices takes the place of so many jobs at most: it mostly waits for others, and four at once keep the database and the
/// mail server busy in turn.
const BATCH_SLOTS: usize = 4;

/// Jobs as they are done: notifications of one clinic together, each other one by itself.
fn batches(claimed: Vec<Claimed>) -> Vec<Vec<Claimed>> {
    let mut batches: Vec<(usize, Vec<Claimed>)> = Vec::new();
    for job in claimed {
        let weight = match job.kind == notifications::DELIVER {
            true => notifications::weight(&job).max(1),
            false => TOGETHER,
        };
        let same = |first: &Claimed| first.kind == job.kind && first.clinic_id == job.clinic_id;
        let mut open = batches.iter_mut();
        let open =
            open.find(|(full, batch)| full + weight <= TOGETHER && batch.first().is_some_and(same));
        match open {
            Some((full, batch)) => {
                *full += weight;
                batch.push(job);
            }
            None => batches.push((weight, vec![job])),
        }
    }
    batches.into_iter().map(|(_, batch)| batch).collect()
}

/// Does a batch. Each kind records its own outcome, together with what it did. The jobs that failed.
async fn perform(state: &State, batch: Vec<Claimed>) -> Vec<Failed> {
    if batch.iter().all(|job| job.kind == notifications::DELIVER) {
        return notifications::deliver(state, batch).await;
    }
    let mut failed = Vec::new();
    for job in batch {
        if let Err(error) = perform_one(state, &job).await {
            failed.push((job, error));
        }
    }
    failed
}

async fn perform_one(state: &State, job: &Claimed) -> anyhow::Result<()> {
    match job.kind.as_str() {
        notifications::LET_GO => notifications::let_go(state, job).await,
        conversations::due::MESSAGE_UNREAD => conversations::due::tell_unread(state, job).await,
        conversations::due::RESPONSE_OVERDUE => {
            conversations::due::respond_overdue(state, job).await
        }
        conversations::due::CALL_DUE => conversations::due::call_due(state, job).await,
        drafts::SEND_SCHEDULED => conversations::due::send_scheduled(state, job).await,
        settings::PORTAL_SWITCHED_ON => notifications::release(state, job).await,
        group_sends::RUN => group_sends::run(state, job).await,
        invoices::EXPIRE_CHECKOUT => invoices::expire(state, job).await,
        portal::TOLD => portal::tell(state, job).await,
        registration::TOLD => registration::tell(state, job).await,
        filing::FILE => filing::file(state, job).await,
        recurring::CHECK_UPLOADS => {
            attachments::jobs::check_waiting(state)
                .await
                .map_err(Error::into_cause)?;
            recurring::next(state, job).await
        }
        recurring::TIDY_UPLOADS => {
            attachments::jobs::tidy(state)
                .await
                .map_err(Error::into_cause)?;
            recurring::next(state, job).await
        }
        recurring::END_ATTACHMENTS => {
            attachments::end_due(state)
                .await
                .map_err(Error::into_cause)?;
            recurring::next(state, job).await
        }
        recurring::FAMILY_AGES => {
            families::age_all(state).await.map_err(Error::into_cause)?;
            families::expire_invitations(state)
                .await
                .map_err(Error::into_cause)?;
            recurring::next(state, job).await
        }
        families::AGE => families::age_of_clinic(state, job).await,
        settings::ATTACHMENT_DAYS_CHANGED => attachments::reconsider(state, job).await,
        recurring::SWEEP => {
            recurring::sweep(state).await?;
            recurring::next(state, job).await
        }
        kind => anyhow::bail!("no job of kind {kind} is known"),
    }
}

/// Claims at most `limit` jobs that are due. What never came back from its last try is given up.
async fn claim(state: &State, worker: &str, limit: usize) -> Result<Vec<Claimed>, db::Error> {
    let (shared, worker) = (state.clone(), worker.to_owned());
    state
        .db
        .across()
        .by_locks()
        .write(move |tx| {
            let lease = Lease {
                now: shared.env.now().0,
                worker: &worker,
                limit,
                lease_ms: LEASE_MS,
            };
            let claims = jobs::claim(tx, &lease)?;
            for job in &claims.set_aside {
                give_up(tx, &shared, job)?;
            }
            Ok(claims.jobs)
        })
        .await
}

/// Records what the setting aside of a job means for the feature that queued it.
fn give_up(tx: &mut db::Tx<'_>, state: &State, job: &Claimed) -> Result<(), db::Error> {
    match job.kind.as_str() {
        notifications::DELIVER => notifications::abandon(tx, &state.env, job),
        filing::FILE => filing::abandon(tx, job),
        drafts::SEND_SCHEDULED => conversations::due::abandon(tx, state, job),
        _ => Ok(()),
    }
}

/// Does a batch and, where a job fails, has it tried again or set aside. A job that panics has failed like any other.
async fn run(state: &State, batch: Vec<Claimed>) {
    let jobs = batch.clone();
    let doing = AssertUnwindSafe(perform(state, batch)).catch_unwind();
    let failed = match doing.await {
        Ok(failed) => failed,
        Err(_) => {
            let panicked = |job| (job, anyhow::anyhow!("the job panicked"));
            jobs.into_iter().map(panicked).collect()
        }
    };
    for (job, error) in failed {
        fail(state, job, &error).await;
    }
}

async fn fail(state: &State, job: Claimed, error: &anyhow::Error) {
    if let Some(jobs::Error::LeaseLost) = error.downcast_ref() {
        tracing::warn!(job = %job.id, kind = %job.kind, "another worker has taken the job over");
        return;
    }
    tracing::error!(job = %job.id, kind = %job.kind, attempt = job.attempts, error = %format!("{error:#}"), "a job failed");
    let (shared, id) = (state.clone(), job.id);
    let recorded = state
        .db
        .within(job.clinic_id)
        .write(move |tx| {
            let backoff = Backoff::default();
            let failed = jobs::failed(tx, &job, shared.env.now().0, "error", &backoff)?;
            if failed == jobs::Failed::SetAside {
                give_up(tx, &shared, &job)?;
            }
            Ok::<_, jobs::Error>(())
        })
        .await;
    if let Err(error) = recorded {
        // The lease ends by itself, and the job is claimed again.
        tracing::error!(job = %id, %error, "a job's failure could not be recorded");
    }
}

/// Does every job that is due, one batch after the other, until none is: how tests run the queue. The number done.
///
/// # Errors
/// What the database answers.
pub async fn drain(state: &State) -> Result<usize, db::Error> {
    let mut done = 0;
    loop {
        let claimed = claim(state, "drain", 16).await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        for batch in batches(claimed) {
            done += batch.len();
            run(state, batch).await;
        }
    }
}
