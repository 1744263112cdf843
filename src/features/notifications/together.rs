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

use super::bundle::{Window, WindowOf};
use super::deliver::{self, Failed, LEASE_MS, Made};
use super::model::{DeliveryState, Due, Outgoing, Reader};
use super::store::{self, Attempt, Settled};
use super::{bundle, drain, link, reports, tell};
use crate::features::audit;
use crate::features::notification_templates::{self, InForce, Key};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId, MessageId, PortalUserId};
use crate::platform::outcome::Outcome;
use crate::platform::state::State;
use crate::platform::time::Timestamp;

/// Outcomes that come this soon after another share its commit.
const GATHER: Duration = Duration::from_millis(25);

/// A delivery that may go, with the place of its job among the others.
struct Candidate {
    number: usize,
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
        match deliver::insist(state, made, last).await {
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

/// Begins the attempts of those that may go, with their links; the number of each one's job, in order.
fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
) -> Result<Vec<(usize, Outgoing)>, db::Error> {
    let (now, clinic) = (env.now(), clinic_of(jobs.first()));
    let (mut all, queued) = candidates(tx, env, jobs, now)?;
    // Each person's window is held in the same order by everybody.
    all.sort_by_key(|one| circle(&one.due));
    all.dedup_by_key(|one| circle(&one.due));
    let all = unaccompanied(tx, env, jobs, all, now)?;
    let mut all = first_of_window(tx, env, all, now)?;
    all.sort_by_key(|one| one.number);
    let all = taken_in_hand(tx, jobs, all, now)?;
    set_apart(tx, env, jobs, (&queued, &all))?;

    let places: Vec<_> = all.iter().map(|one| (&one.due, &*one.address)).collect();
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

/// Those that are wanted and may go at this hour, with the address each goes to; and all that are queued.
fn candidates(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    now: Timestamp,
) -> Result<(Vec<Candidate>, BTreeSet<DeliveryId>), db::Error> {
    let clinic = clinic_of(jobs.first());
    let held = jobs::extend_all(tx, jobs, now.0, LEASE_MS)?;
    let mut of: BTreeMap<DeliveryId, (usize, &Claimed)> = BTreeMap::new();
    for (number, (job, held)) in jobs.iter().zip(held).enumerate() {
        if held {
            let (ids, _) = deliver::payload(job);
            of.extend(ids.into_iter().map(|id| (id, (number, job))));
        }
    }
    let ids: Vec<DeliveryId> = of.keys().copied().collect();
    let mut dues = store::dues(tx, clinic, &ids)?;
    let queued = dues.iter().map(|due| due.id).collect();
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
        // Those of one job begin by one statement, each at the address on record.
        let fits = address == due.address || deliver::weight(job) == 1;
        fits.then_some(Candidate {
            number: *number,
            due,
            address,
        })
    };
    Ok((dues.into_iter().filter_map(candidate).collect(), queued))
}

/// Those that no other notice would go with.
fn unaccompanied(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    mut all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let clinic = clinic_of(jobs.first());
    let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
    let waiting = store::waiting(tx, clinic, &people(&all), &ids, (now, LEASE_MS))?;
    all.retain(|one| {
        let bundles = bundle::seconds(&one.due, env) > 0;
        !(waiting.iter()).any(|other| bundle::goes_with(&one.due, other, bundles))
    });
    Ok(all)
}

fn people(all: &[Candidate]) -> Vec<PortalUserId> {
    all.iter().map(|one| one.due.portal_user_id).collect()
}

/// Those that don't have to wait for the end of a window (M49); each opens its own, unless somebody else has meanwhile.
fn first_of_window(
    tx: &mut db::Tx<'_>,
    env: &Env,
    all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let Some(clinic) = all.first().map(|one| one.due.clinic_id) else {
        return Ok(all);
    };
    let windows = store::windows(tx, clinic, &people(&all))?;
    let mut opening = false;
    let mut may = Vec::with_capacity(all.len());
    for one in all {
        let (seconds, seen) = (bundle::seconds(&one.due, env), window(&windows, &one.due));
        if seconds > 0 && seen.holds(seconds, one.due.id, now).is_some() {
            continue;
        }
        if seconds > 0 {
            let of = (bundle::circle(&one.due), seen);
            store::open_seen_window(tx, &one.due, of, now)?;
            opening = true;
        }
        may.push(one);
    }
    if opening {
        let windows = store::windows(tx, clinic, &people(&may))?;
        may.retain(|one| {
            let opened_by = window(&windows, &one.due).opened_by;
            bundle::seconds(&one.due, env) == 0 || opened_by == Some(one.due.id)
        });
    }
    Ok(may)
}

/// The window of a delivery's circle among these; none has begun where it is not there.
fn window(windows: &[WindowOf], due: &Due) -> Window {
    let own = |window: &&WindowOf| {
        let (person, patient) = (window.portal_user_id.uuid(), window.patient_id.uuid());
        (person, patient, window.channel.code()) == circle(due)
    };
    let own = windows.iter().find(own);
    own.map(|window| window.window()).unwrap_or_default()
}

/// Those whose attempts begin now: another job may have taken one in hand meanwhile. They are in the order of their jobs.
fn taken_in_hand(
    tx: &mut db::Tx<'_>,
    jobs: &[Claimed],
    mut all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let mut taken = BTreeSet::new();
    for some in all.chunk_by(|a, b| a.number == b.number) {
        let (Some(first), Some(job)) = (
            some.first(),
            some.first().and_then(|one| jobs.get(one.number)),
        ) else {
            continue;
        };
        let ids: Vec<DeliveryId> = some.iter().map(|one| one.due.id).collect();
        let attempt = Attempt {
            all: &ids,
            by: (deliver::weight(job) == 1).then_some((first.due.id, &*first.address)),
            job: job.id,
        };
        taken.extend(store::begin_attempt(
            tx,
            first.due.clinic_id,
            &attempt,
            (now, LEASE_MS),
        )?);
    }
    all.retain(|one| taken.contains(&one.due.id));
    Ok(all)
}

/// What does not go with the others of its job goes by a job of its own from now on.
fn set_apart(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    (queued, begun): (&BTreeSet<DeliveryId>, &[Candidate]),
) -> Result<(), db::Error> {
    for some in begun.chunk_by(|a, b| a.number == b.number) {
        let Some(job) = some.first().and_then(|one| jobs.get(one.number)) else {
            continue;
        };
        let (mut others, _) = deliver::payload(job);
        others.retain(|id| queued.contains(id) && some.iter().all(|one| one.due.id != *id));
        deliver::apart(tx, env, clinic_of(Some(job)), &others)?;
    }
    Ok(())
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
        store::settle(tx, clinic, due.id, &settled, env.now())?;
        conversations.push(due.conversation_id);
        events.push(deliver::event(due, "notification.send", ""));
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
