//! Deliveries of one clinic that were claimed together, often one alone: what is sent to many would wait for the disk, and for one
//! question after the other, at each notice.
//!
//! Only what nothing stands in the way of goes this way: still wanted, at an hour and to an address that may be, no other notice
//! with it, no pace to ask. Everything else goes by itself, where each case has its own answer. These transactions lock what they
//! decide by: the job, the window of the person, and the delivery itself, which nobody else may have taken in hand meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::channel::mpsc;
use futures::future::join;
use futures::stream::FuturesUnordered;
use jobs::Claimed;

use super::Failed;
use super::begin_together::{begin, clinic_of};
use super::job::LEASE_MS;
use super::outcome::{Made, event};
use super::{insist, send};
use crate::features::audit;
use crate::features::notifications::model::{DeliveryState, Outgoing};
use crate::features::notifications::store::attempts::Settled;
use crate::features::notifications::{drain, reports, store, tell};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::outcome::Outcome;
use crate::platform::state::State;

/// Outcomes that come this soon after another share its commit.
const GATHER: Duration = Duration::from_millis(25);

/// Begins the attempts that nothing stands in the way of; the jobs of the others.
pub(super) async fn prepare(
    state: &State,
    jobs: Vec<Claimed>,
) -> (Vec<(Claimed, Outgoing)>, Vec<Claimed>) {
    let Some(first) = jobs.first() else {
        return (Vec::new(), jobs);
    };
    let db = state.db.within(first.clinic_id).by_locks();
    let jobs = Arc::new(jobs);
    let (env, claimed) = (state.env.clone(), Arc::clone(&jobs));
    let begun = match db.write(move |tx| begin(tx, &env, &claimed)).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!(%error, "notifications could not be prepared together");
            Vec::new()
        }
    };
    let taken: BTreeSet<usize> = begun.iter().map(|(number, _)| *number).collect();
    let ready = begun
        .into_iter()
        .filter_map(|(number, out)| Some((jobs.get(number)?.clone(), out)))
        .collect();
    let rest = (jobs.iter().enumerate())
        .filter(|(number, _)| !taken.contains(number))
        .map(|(_, job)| job.clone())
        .collect();
    (ready, rest)
}

/// Hands notices over beside each other and puts on record what has been handed over, whatever the others still wait for.
pub(super) async fn make(state: &State, ready: Vec<(Claimed, Outgoing)>) -> Vec<Failed> {
    let most = ready.len().max(1);
    let mut left: BTreeMap<uuid::Uuid, usize> = BTreeMap::new();
    for (job, _) in &ready {
        *left.entry(job.id).or_default() += 1;
    }
    let (to, made) = mpsc::unbounded();
    let sending = async move {
        let sends = ready.into_iter().map(|(job, out)| async move {
            match send(state, &out).await {
                Ok(outcome) => Ok(Arc::new(Made { job, out, outcome })),
                Err(error) => Err((job, error)),
            }
        });
        let mut sends: FuturesUnordered<_> = sends.collect();
        while let Some(made) = sends.next().await {
            // Its other end is read until this one is gone.
            let _ = to.unbounded_send(made);
        }
    };
    let recording = async {
        let (mut made, mut failed) = (made, Vec::new());
        while let Some(first) = made.next().await {
            let mut done = vec![first];
            let more = async {
                while done.len() < most {
                    match made.next().await {
                        Some(more) => done.push(more),
                        None => break,
                    }
                }
            };
            // What is on its way just now shares a commit; where it is not, it is waited for no longer.
            let _ = tokio::time::timeout(GATHER, more).await;
            let mut outcomes = Vec::with_capacity(done.len());
            for made in done {
                match made {
                    Ok(made) => outcomes.push(made),
                    Err(error) => failed.push(error),
                }
            }
            failed.extend(record(state, &mut left, outcomes).await);
        }
        failed
    };
    join(sending, recording).await.1
}

/// Puts the outcomes on record: those of what was taken together, each failure by itself. `left`: how many outcomes of each job are
/// not on record yet; with its last one a job is done.
async fn record(
    state: &State,
    left: &mut BTreeMap<uuid::Uuid, usize>,
    made: Vec<Arc<Made>>,
) -> Vec<Failed> {
    let taken = |made: &Arc<Made>| matches!(made.outcome, Outcome::Sent { .. });
    let (sent, mut alone): (Vec<_>, Vec<_>) = made.into_iter().partition(taken);
    let mut failed = Vec::new();
    if !sent.is_empty() {
        let mut jobs: BTreeMap<uuid::Uuid, Ends> = BTreeMap::new();
        for made in &sent {
            let ends = jobs.entry(made.job.id).or_insert_with(|| Ends {
                job: made.job.clone(),
                outcomes: 0,
                last: false,
            });
            ends.outcomes += 1;
            ends.last = left.get(&made.job.id) == Some(&ends.outcomes);
        }
        let jobs: Arc<Vec<Ends>> = Arc::new(jobs.into_values().collect());
        match record_all(state, &jobs, &sent).await {
            Ok(held) => {
                for (ends, held) in jobs.iter().zip(held) {
                    if held {
                        count_down(left, ends.job.id, ends.outcomes);
                    } else {
                        failed.push((ends.job.clone(), jobs::Error::LeaseLost.into()));
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "outcomes of notifications could not be recorded together");
                alone.extend(sent);
            }
        }
    }
    for made in alone {
        let job = made.job.clone();
        let last = left.get(&job.id) == Some(&1);
        match insist(state, made, last).await {
            Ok(()) => count_down(left, job.id, 1),
            Err(error) => failed.push((job, error.into())),
        }
    }
    failed
}

/// A job some of whose outcomes are put on record.
struct Ends {
    job: Claimed,
    /// How many.
    outcomes: usize,
    /// Whether those are the last.
    last: bool,
}

fn count_down(left: &mut BTreeMap<uuid::Uuid, usize>, job: uuid::Uuid, by: usize) {
    if let Some(left) = left.get_mut(&job) {
        *left = left.saturating_sub(by);
    }
}

/// Records all of them in one transaction. For each job whether its lease held.
async fn record_all(
    state: &State,
    jobs: &Arc<Vec<Ends>>,
    sent: &[Arc<Made>],
) -> Result<Vec<bool>, db::Error> {
    let Some(first) = jobs.first() else {
        return Ok(Vec::new());
    };
    let db = state.db.within(first.job.clinic_id).by_locks();
    let (env, of, made) = (state.env.clone(), Arc::clone(jobs), sent.to_vec());
    let (held, states) = db
        .write(move |tx| record_sent(tx, &env, &of, &made))
        .await?;
    for (channel, state_of) in states {
        state.metrics.notification(channel.code(), state_of.code());
    }
    Ok(held)
}

/// What became of a notice, and on which channel.
type Recorded = (Channel, DeliveryState);

/// Records that the provider took these. For each job whether its lease held: where it did not, another worker has the job by now and
/// nothing of it is recorded; and what became of the others.
fn record_sent(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Ends],
    sent: &[Arc<Made>],
) -> Result<(Vec<bool>, Vec<Recorded>), db::Error> {
    let clinic = clinic_of(jobs.first().map(|ends| &ends.job));
    let held = end_all(tx, env, jobs)?;
    let holds = |made: &Made| {
        let ends = jobs.iter().position(|ends| ends.job.id == made.job.id);
        ends.and_then(|at| held.get(at)).is_some_and(|held| *held)
    };
    let kept: Vec<&Made> = sent
        .iter()
        .map(|made| &**made)
        .filter(|made| holds(made))
        .collect();
    for channel in [Channel::Email, Channel::Text] {
        if kept.iter().any(|made| made.out.due.channel == channel) {
            drain::recovered(tx, env, (clinic, channel))?;
        }
    }
    let (mut conversations, mut events) = (Vec::new(), Vec::new());
    for made in &kept {
        let due = &made.out.due;
        let settled = Settled {
            provider_id: provider_id(made),
            ..Settled::now(DeliveryState::Sent)
        };
        store::attempts::settle(tx, clinic, due.id, &settled, env.now())?;
        conversations.push(due.conversation_id);
        events.push(event(due, "notification.send", ""));
    }
    tell::all_changed(tx, clinic, &conversations)?;
    audit::record_all(tx, env, clinic, &events)?;
    let mut states = Vec::with_capacity(kept.len());
    for made in kept {
        let due = &made.out.due;
        let reported = provider_id(made).filter(|_| due.channel == Channel::Text);
        let state = match reported {
            // The provider may have reported before this was on record.
            Some(id) => reports::catch_up(tx, env, due, id)?,
            None => DeliveryState::Sent,
        };
        states.push((due.channel, state));
    }
    Ok((held, states))
}

/// Ends the jobs that are done and keeps the others for longer. For each whether its lease held.
fn end_all(tx: &mut db::Tx<'_>, env: &Env, jobs: &[Ends]) -> Result<Vec<bool>, db::Error> {
    let of = |last: bool| {
        let some = jobs.iter().filter(|ends| ends.last == last);
        some.map(|ends| ends.job.clone()).collect::<Vec<_>>()
    };
    let done = jobs::done_all(tx, &of(true))?;
    let extended = jobs::extend_all(tx, &of(false), env.now().0, LEASE_MS)?;
    let (mut done, mut extended) = (done.into_iter(), extended.into_iter());
    let held = jobs.iter().map(|ends| match ends.last {
        true => done.next(),
        false => extended.next(),
    });
    Ok(held.map(Option::unwrap_or_default).collect())
}

fn provider_id(made: &Made) -> Option<&str> {
    match &made.outcome {
        Outcome::Sent { provider_id } => provider_id.as_deref(),
        _ => None,
    }
}
