//! Deliveries of one clinic that were claimed together, often one alone: what is sent to many would wait for the disk, and for one
//! question after the other, at each notice.
//!
//! Only what nothing stands in the way of goes this way: still wanted, at an hour and to an address that may be, no other notice
//! with it, no pace to ask. Everything else goes by itself, where each case has its own answer. These transactions lock what they
//! decide by: the job, the window of the person, and the delivery itself, which nobody else may have taken in hand meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt as _;
use futures::channel::mpsc;
use futures::future::join;
use futures::stream::FuturesUnordered;
use jobs::Claimed;

use super::deliver::{self, Failed, LEASE_MS, Made};
use super::model::{DeliveryState, Due, Outgoing, Reader};
use super::store::{self, Attempt, Settled};
use super::{bundle, drain, link, reports, tell};
use crate::features::audit;
use crate::features::notification_templates::{self, InForce, Key};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId, MessageId};
use crate::platform::outcome::Outcome;
use crate::platform::state::State;
use crate::platform::time::Timestamp;

/// A delivery that may go, with its job and the place of that among the others.
struct Candidate {
    number: usize,
    job: uuid::Uuid,
    due: Due,
    address: String,
}

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
    let (mut ready, mut rest) = (Vec::with_capacity(begun.len()), Vec::new());
    let mut begun = begun.into_iter().peekable();
    for (number, job) in jobs.iter().enumerate() {
        match begun.next_if(|(of, _)| *of == number) {
            Some((_, out)) => ready.push((job.clone(), out)),
            None => rest.push(job.clone()),
        }
    }
    (ready, rest)
}

/// Hands notices over beside each other and puts on record what has been handed over, whatever the others still wait for.
pub(super) async fn make(state: &State, ready: Vec<(Claimed, Outgoing)>) -> Vec<Failed> {
    let most = ready.len().max(1);
    let (to, made) = mpsc::unbounded();
    let sending = async move {
        let sends = ready.into_iter().map(|(job, out)| async move {
            match deliver::send(state, &out).await {
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
        let (mut made, mut failed) = (made.ready_chunks(most), Vec::new());
        while let Some(some) = made.next().await {
            let mut done = Vec::with_capacity(some.len());
            for made in some {
                match made {
                    Ok(made) => done.push(made),
                    Err(error) => failed.push(error),
                }
            }
            failed.extend(record(state, done).await);
        }
        failed
    };
    join(sending, recording).await.1
}

/// Puts the outcomes on record: those of what was taken together, each failure by itself.
async fn record(state: &State, made: Vec<Arc<Made>>) -> Vec<Failed> {
    let taken = |made: &Arc<Made>| matches!(made.outcome, Outcome::Sent { .. });
    let (sent, mut alone): (Vec<_>, Vec<_>) = made.into_iter().partition(taken);
    let mut failed = Vec::new();
    if let Some(first) = sent.first() {
        let db = state.db.within(first.job.clinic_id).by_locks();
        let (env, of) = (state.env.clone(), sent.clone());
        match db.write(move |tx| record_sent(tx, &env, &of)).await {
            Ok(states) => {
                for (made, recorded) in sent.iter().zip(states) {
                    let Some(recorded) = recorded else {
                        failed.push((made.job.clone(), jobs::Error::LeaseLost.into()));
                        continue;
                    };
                    let channel = made.out.due.channel.code();
                    state.metrics.notification(channel, recorded.code());
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
        if let Err(error) = deliver::insist(state, made).await {
            failed.push((job, error.into()));
        }
    }
    failed
}

/// Begins the attempts of those that may go, with their links; the number of each one's job, in order.
fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
) -> Result<Vec<(usize, Outgoing)>, db::Error> {
    let (now, clinic) = (env.now(), clinic_of(jobs.first()));
    let mut all = candidates(tx, env, jobs, now)?;
    // Each person's window is held in the same order by everybody.
    all.sort_by_key(|one| circle(&one.due));
    all.dedup_by_key(|one| circle(&one.due));
    let all = first_of_window(tx, env, all, now)?;
    let mut all = unaccompanied(tx, env, all, now)?;
    all.sort_by_key(|one| one.number);
    let all = taken_in_hand(tx, all, now)?;

    let places: Vec<_> = all
        .iter()
        .map(|one| link::Place {
            clinic,
            delivery: one.due.id,
            address: &one.address,
        })
        .collect();
    let links = link::hold_all(tx, env, &places, now)?;
    let mut begun = Vec::with_capacity(all.len());
    let mut known: Vec<(Key, InForce)> = Vec::new();
    for (one, link) in all.into_iter().zip(links) {
        let key = bundle::template(&one.due, &[]);
        let words = match known.iter().find(|(of, _)| *of == key) {
            Some((_, words)) => words.clone(),
            None => {
                let words = notification_templates::in_force(tx, clinic, key)?;
                known.push((key, words.clone()));
                words
            }
        };
        let out = Outgoing {
            due: one.due,
            others: Vec::new(),
            words,
            address: one.address,
            token: link.token,
            expires_at: link.expires_at,
        };
        begun.push((one.number, out));
    }
    Ok(begun)
}

fn clinic_of(job: Option<&Claimed>) -> ClinicId {
    ClinicId::from_uuid(job.map(|job| job.clinic_id).unwrap_or_default())
}

/// Whose window a delivery is in.
fn circle(due: &Due) -> (uuid::Uuid, uuid::Uuid, &'static str) {
    let patient = bundle::circle(due).uuid();
    (due.portal_user_id.uuid(), patient, due.channel.code())
}

/// Those that are wanted and may go at this hour, with the address each goes to.
fn candidates(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let clinic = clinic_of(jobs.first());
    let held = jobs::extend_all(tx, jobs, now.0, LEASE_MS)?;
    let mut of: BTreeMap<DeliveryId, (usize, &Claimed)> = BTreeMap::new();
    for (number, (job, held)) in jobs.iter().zip(held).enumerate() {
        if let (true, (Some(id), _)) = (held, deliver::payload(job)) {
            of.insert(id, (number, job));
        }
    }
    let ids: Vec<DeliveryId> = of.keys().copied().collect();
    let mut dues = store::dues(tx, clinic, &ids)?;
    dues.retain(|due| {
        let quiet = due.quiet().end(&due.time_zone, now).is_some();
        let later = (of.get(&due.id))
            .is_some_and(|(_, job)| deliver::not_before(due, job.id, now).is_some());
        !due.is_parked() && !later && !quiet && drain::is_free(env, due)
    });
    let messages: Vec<MessageId> = dues.iter().map(|due| due.message_id).collect();
    let readers = store::readers(tx, clinic, &messages, now)?;
    let address = |due: &Due| {
        let own =
            |r: &&Reader| (r.message_id, r.portal_user_id) == (due.message_id, due.portal_user_id);
        let reader = readers.iter().find(own)?;
        let wanted = reader.silence(due.round).is_none();
        reader
            .address(due.channel)
            .filter(|_| wanted)
            .map(str::to_owned)
    };
    let candidate = |due: Due| {
        let (address, (number, job)) = (address(&due)?, of.get(&due.id)?);
        Some(Candidate {
            number: *number,
            job: job.id,
            due,
            address,
        })
    };
    Ok(dues.into_iter().filter_map(candidate).collect())
}

/// Those that don't have to wait for the end of a window (M49); each opens its own.
fn first_of_window(
    tx: &mut db::Tx<'_>,
    env: &Env,
    all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let mut asked = Vec::with_capacity(all.len());
    for one in all {
        let window = store::ask_window(tx, &one.due, bundle::circle(&one.due))?;
        asked.push((one, window));
    }
    let mut first = Vec::with_capacity(asked.len());
    for (one, window) in asked {
        let window = tx.take(window)?.pop().ok_or(db::Error::NotFound)?;
        let seconds = bundle::seconds(&one.due, env);
        if seconds == 0 {
            first.push(one);
        } else if window.holds(seconds, one.due.id, now).is_none() {
            store::open_window(tx, &one.due, bundle::circle(&one.due), now)?;
            first.push(one);
        }
    }
    Ok(first)
}

/// Those that no other notice would go with.
fn unaccompanied(
    tx: &mut db::Tx<'_>,
    env: &Env,
    all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let mut asked = Vec::with_capacity(all.len());
    for one in all {
        let of = (one.job, bundle::seconds(&one.due, env) == 0);
        let beside = store::ask_beside(tx, &one.due, of, (1, now, LEASE_MS))?;
        asked.push((one, beside));
    }
    let mut alone = Vec::with_capacity(asked.len());
    for (one, beside) in asked {
        if tx.take(beside)?.is_empty() {
            alone.push(one);
        }
    }
    Ok(alone)
}

/// Those whose attempts begin now: another job may have taken one in hand meanwhile.
fn taken_in_hand(
    tx: &mut db::Tx<'_>,
    all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let mut asked = Vec::with_capacity(all.len());
    for one in all {
        let attempt = Attempt {
            all: &[one.due.id],
            by: one.due.id,
            job: one.job,
            address: &one.address,
        };
        let begun = store::ask_attempt(tx, one.due.clinic_id, &attempt, (now, LEASE_MS))?;
        asked.push((one, begun));
    }
    let mut taken = Vec::with_capacity(asked.len());
    for (one, begun) in asked {
        if !tx.take(begun)?.is_empty() {
            taken.push(one);
        }
    }
    Ok(taken)
}

/// Records that the provider took these. For each its state; none where another worker has the job by now.
fn record_sent(
    tx: &mut db::Tx<'_>,
    env: &Env,
    sent: &[Arc<Made>],
) -> Result<Vec<Option<DeliveryState>>, db::Error> {
    let jobs: Vec<Claimed> = sent.iter().map(|made| made.job.clone()).collect();
    let clinic = clinic_of(jobs.first());
    let held = jobs::done_all(tx, &jobs)?;
    let kept = (sent.iter().zip(&held)).filter(|(_, held)| **held);
    let kept: Vec<&Made> = kept.map(|(made, _)| &**made).collect();
    for channel in [Channel::Email, Channel::Text] {
        if kept.iter().any(|made| made.out.due.channel == channel) {
            drain::recovered(tx, env, (clinic, channel))?;
        }
    }
    let (mut conversations, mut events) = (Vec::new(), Vec::new());
    for made in kept {
        let due = &made.out.due;
        let settled = Settled {
            provider_id: provider_id(made),
            ..Settled::now(DeliveryState::Sent)
        };
        store::settle(tx, clinic, due.id, &settled, env.now())?;
        conversations.push(due.conversation_id);
        events.push(deliver::event(due, "notification.send", ""));
    }
    tell::all_changed(tx, clinic, &conversations)?;
    audit::record_all(tx, env, clinic, &events)?;
    let mut states = Vec::with_capacity(sent.len());
    for (made, held) in sent.iter().zip(held) {
        let due = &made.out.due;
        let reported = provider_id(made).filter(|_| due.channel == Channel::Text);
        states.push(match reported {
            _ if !held => None,
            // The provider may have reported before this was on record.
            Some(id) => Some(reports::catch_up(tx, env, due, id)?),
            None => Some(DeliveryState::Sent),
        });
    }
    Ok(states)
}

fn provider_id(made: &Made) -> Option<&str> {
    match &made.outcome {
        Outcome::Sent { provider_id } => provider_id.as_deref(),
        _ => None,
    }
}
