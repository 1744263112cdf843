//! What the worker does for one delivery: look again whether it is still wanted, send it, record how that went.
//!
//! A delivery is made at least once. Before anything leaves the house the attempt and its link are committed; after it,
//! the outcome is. When the worker ends between the provider's yes and that second commit, or the provider took the notice
//! without saying so, it is sent again: with the same Message-ID, the same link and, for texts, the same key, so that
//! whoever knows such keys shows it once. A worker that was held up past its lease changes nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{join, join_all};
use jobs::Claimed;

use super::bundle::{self, MOST};
use super::model::{DeliveryState, Due, Outgoing, Silence};
use super::notice::{self, Notice};
use super::pace::is_providers;
use super::schedule::next_attempt;
use super::store::{self, Attempt, NewDelivery, Settled};
use super::{drain, link, reports, tell, together};
use crate::features::audit::{self, By, Event};
use crate::features::notification_templates;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::outcome::{Failure, Outcome};
use crate::platform::state::State;
use crate::platform::time::{MINUTE, Timestamp};

/// The kind of job that makes deliveries, one or a few of many; its payload is their ids.
pub const DELIVER: &str = "deliver_notification";

/// What follows the ids in the payload where they are of many that were sent at once.
const BULK: &str = "bulk";

/// So many of what is sent to many are one job.
pub(super) const IN_ONE_JOB: usize = 8;

/// One attempt may take this long before another worker may take over: more than any provider is waited for.
pub(super) const LEASE_MS: i64 = 5 * MINUTE;

/// How often, and after which pause, recording an outcome is tried again: well within the lease.
const RECORD_TRIES: u32 = 60;
const RECORD_PAUSE: Duration = Duration::from_secs(2);

/// A job that failed on our own side, and why.
pub type Failed = (Claimed, anyhow::Error);

/// An attempt that was made, and how it went.
pub(super) struct Made {
    /// The job that made it, perhaps with others.
    pub job: Claimed,
    pub out: Outgoing,
    pub outcome: Outcome,
}

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
pub(super) async fn send(state: &State, out: &Outgoing) -> Result<Outcome, anyhow::Error> {
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
pub(super) async fn insist(state: &State, made: Arc<Made>, last: bool) -> Result<(), jobs::Error> {
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

/// Queues the job that makes a delivery at `at`.
pub(super) fn enqueue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    delivery: DeliveryId,
    at: Timestamp,
) -> Result<(), db::Error> {
    let once = job(env, clinic, delivery, at).once(format!("{delivery} {}", at.0));
    jobs::enqueue(tx, &once).map(drop)
}

/// What a job is for: its deliveries, and whether they are of many that were sent at once.
pub(super) fn payload(job: &Claimed) -> (Vec<DeliveryId>, bool) {
    let ids = job.payload.split(' ').filter_map(|part| part.parse().ok());
    (ids.collect(), job.payload.ends_with(BULK))
}

/// How many deliveries a job of kind [`DELIVER`] is for.
pub fn weight(job: &Claimed) -> usize {
    payload(job).0.len()
}

/// The job that makes some deliveries of many that are sent at once: nobody else's notification waits for it.
pub(super) fn job_of_many(
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

/// The job that makes a delivery.
pub(super) fn job(
    env: &Env,
    clinic: ClinicId,
    delivery: DeliveryId,
    at: Timestamp,
) -> jobs::NewJob {
    jobs::NewJob::new(env.id(), DELIVER, delivery.to_string(), at.0).of_clinic(clinic.uuid())
}

/// Loads the delivery again and decides: nothing to send any more, or one attempt with its link.
fn prepare(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<Option<Outgoing>, jobs::Error> {
    let now = env.now();
    jobs::extend(tx, job, now.0, LEASE_MS)?;
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let (of, bulk) = payload(job);
    let due = match of.as_slice() {
        [id] => store::due(tx, clinic, *id)?,
        several => {
            let queued = store::dues(tx, clinic, several)?;
            let queued: Vec<_> = queued.iter().map(|due| due.id).collect();
            apart(tx, env, clinic, &queued)?;
            None
        }
    };
    let Some(due) = due else {
        jobs::done(tx, job)?;
        return Ok(None);
    };
    // The job that lets notices go has it.
    if due.is_parked() {
        jobs::done(tx, job)?;
        return Ok(None);
    }
    if let Some(at) = not_before(&due, job.id, now) {
        jobs::reschedule(tx, job, at.0)?;
        return Ok(None);
    }
    let reader = store::reader(tx, clinic, due.message_id, due.portal_user_id, now)?;
    let silence = reader
        .as_ref()
        .map_or(Some(Silence::LinkEnded), |r| r.silence(due.round));
    if let Some(silence) = silence {
        silent(tx, env, &due, silence)?;
        jobs::done(tx, job)?;
        return Ok(None);
    }
    if let Some(end) = due.quiet().end(&due.time_zone, now) {
        let settled = Settled {
            next_attempt_at: Some(end),
            ..Settled::because(DeliveryState::Queued, "quiet_hours")
        };
        settle(tx, env, &due, &settled)?;
        jobs::reschedule(tx, job, end.0)?;
        return Ok(None);
    }
    let address = reader
        .as_ref()
        .and_then(|r| r.address(due.channel))
        .map(str::to_owned);
    let Some(address) = address else {
        let lack = reader.map_or(Silence::NoAddress, |r| r.lack(due.channel));
        let failure = Failure::new(lack.code(), "");
        give_up(tx, env, &due, &failure)?;
        jobs::done(tx, job)?;
        return Ok(None);
    };
    let seconds = bundle::seconds(&due, env);
    let circle = bundle::circle(&due);
    if seconds > 0
        && let Some(end) = store::window(tx, &due, circle)?.holds(seconds, due.id, now)
    {
        let settled = Settled {
            next_attempt_at: Some(end),
            ..Settled::because(DeliveryState::Queued, "bundling")
        };
        settle(tx, env, &due, &settled)?;
        jobs::reschedule(tx, job, end.0)?;
        return Ok(None);
    }
    if let Err(parked) = drain::admit(tx, env, (&due, bulk), now)? {
        settle(
            tx,
            env,
            &due,
            &Settled::because(DeliveryState::Queued, parked),
        )?;
        jobs::done(tx, job)?;
        return Ok(None);
    }
    if seconds > 0 {
        store::open_window(tx, &due, circle, now)?;
    }
    let others = take_along(tx, env, (&due, job.id), (seconds > 0, now))?;
    let link = link::hold(tx, env, (&due, &address), now)?;
    let all: Vec<_> = std::iter::once(&due)
        .chain(&others)
        .map(|due| due.id)
        .collect();
    let attempt = Attempt {
        all: &all,
        by: Some((due.id, &address)),
        job: job.id,
    };
    store::begin_attempt(tx, clinic, &attempt, (now, LEASE_MS))?;
    let words = notification_templates::in_force(tx, clinic, bundle::template(&due, &others))?;
    Ok(Some(Outgoing {
        others,
        token: link.token,
        expires_at: link.expires_at,
        address,
        words,
        due,
    }))
}

/// Until when a delivery's job has to wait: its attempt is under way by another job, or its next one is not due yet. An attempt that
/// would last longer than a lease was begun by a clock that has been set back since.
pub(super) fn not_before(due: &Due, job: db::Uuid, now: Timestamp) -> Option<Timestamp> {
    let in_hand = (due.in_hand_until).filter(|until| {
        due.in_hand_by != Some(job) && *until > now && until.since(now) <= LEASE_MS
    });
    in_hand.or(due.next_attempt_at.filter(|at| *at > now))
}

/// What goes with this one: whatever else waits for the person and is still wanted; without bundles, only what is about the same
/// message, so that nobody gets its reminder on top of it. What is not wanted any more is let go.
fn take_along(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (due, job): (&Due, db::Uuid),
    (bundles, now): (bool, Timestamp),
) -> Result<Vec<Due>, db::Error> {
    let mut others = Vec::new();
    let waiting = store::waiting(
        tx,
        due.clinic_id,
        &[due.portal_user_id],
        &[job],
        (now, LEASE_MS),
    )?;
    let beside = waiting
        .iter()
        .filter(|other| bundle::goes_with(due, other, bundles));
    for id in beside.take(MOST - 1).map(|other| other.id) {
        let Some(other) = store::due(tx, due.clinic_id, id)? else {
            continue;
        };
        let person = other.portal_user_id;
        let reader = store::reader(tx, due.clinic_id, other.message_id, person, now)?;
        let silence = reader.map_or(Some(Silence::LinkEnded), |r| r.silence(other.round));
        match silence {
            None => others.push(other),
            Some(silence) => silent(tx, env, &other, silence)?,
        }
    }
    Ok(others)
}

/// Nobody is told: for good, or (M55) until the portal is on again.
fn silent(tx: &mut db::Tx<'_>, env: &Env, due: &Due, silence: Silence) -> Result<(), db::Error> {
    let state = match silence {
        Silence::PortalOff => DeliveryState::Queued,
        _ => DeliveryState::Cancelled,
    };
    settle(tx, env, due, &Settled::because(state, silence.code()))?;
    if state == DeliveryState::Cancelled {
        note(tx, env, due, "notification.cancel", silence.code())?;
    }
    Ok(())
}

fn record(
    tx: &mut db::Tx<'_>,
    env: &Env,
    made: &Made,
    last: bool,
) -> Result<DeliveryState, jobs::Error> {
    let Made { job, out, outcome } = made;
    let alone = weight(job) == 1;
    let due = &out.due;
    let all = || std::iter::once(due).chain(&out.others);
    if !matches!(outcome, Outcome::Sent { .. }) {
        store::close_window(tx, due, bundle::circle(due))?;
    }
    let state = match outcome {
        Outcome::Sent { provider_id } => {
            drain::recovered(tx, env, (due.clinic_id, due.channel))?;
            for one in all() {
                let settled = Settled {
                    provider_id: provider_id.as_deref(),
                    ..Settled::now(DeliveryState::Sent)
                };
                settle(tx, env, one, &settled)?;
                let with = format!("with={}", due.id);
                let with = if one.id == due.id { "" } else { &with };
                note(tx, env, one, "notification.send", with)?;
            }
            // The provider may have reported before this was on record.
            match provider_id {
                Some(id) => reports::catch_up(tx, env, due, id)?,
                None => DeliveryState::Sent,
            }
        }
        Outcome::TransientFailure(failure) => {
            if is_providers(&failure.code) {
                store::outage(tx, (due.clinic_id, due.channel), env.now())?;
            }
            let mut again = None;
            for one in all() {
                let next = try_later(tx, env, one, failure)?;
                // What waited for its pace has no job of its own.
                if let Some(at) = next.filter(|_| one.is_parked() && one.id != due.id) {
                    enqueue(tx, env, one.clinic_id, one.id, at)?;
                }
                again = again.or(next.filter(|_| one.id == due.id));
            }
            match again {
                Some(at) if alone => {
                    jobs::reschedule(tx, job, at.0)?;
                    return Ok(DeliveryState::Queued);
                }
                Some(at) => {
                    let own = job_of_many(env, due.clinic_id, &[due.id], at);
                    jobs::enqueue(tx, &own)?;
                    DeliveryState::Queued
                }
                None => DeliveryState::Failed,
            }
        }
        Outcome::PermanentFailure(failure) => {
            for one in all() {
                give_up(tx, env, one, failure)?;
            }
            DeliveryState::Failed
        }
    };
    match last {
        true => jobs::done(tx, job)?,
        false => jobs::extend(tx, job, env.now().0, LEASE_MS)?,
    }
    Ok(state)
}

/// An attempt has failed for the moment: the next one is made later, or it has been tried for long enough.
fn try_later(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    failure: &Failure,
) -> Result<Option<Timestamp>, db::Error> {
    let mut chance = [0];
    env.random.fill(&mut chance);
    let next = next_attempt(due.attempts + 1, due.tries_since, env.now(), chance[0]);
    match next {
        Some(at) => {
            let settled = Settled {
                next_attempt_at: Some(at),
                ..Settled::failed(DeliveryState::Queued, failure)
            };
            settle(tx, env, due, &settled)?;
        }
        None => give_up(tx, env, due, failure)?,
    }
    Ok(next)
}

/// This channel will not do: the other one is tried where there is one (M50), else the sender is told.
pub(super) fn give_up(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    failure: &Failure,
) -> Result<(), db::Error> {
    let now = env.now();
    settle(
        tx,
        env,
        due,
        &Settled::failed(DeliveryState::Failed, failure),
    )?;
    let mut why = failure.code.clone();
    match try_other_channel(tx, env, due, now)? {
        Second::OnItsWay => {}
        Second::Tried => tell::not_delivered(tx, due, now)?,
        Second::Not(hindrance) => {
            store::other_not_tried(tx, due.clinic_id, due.id, hindrance.code())?;
            why = format!("{why} other={}", hindrance.code());
            tell::not_delivered(tx, due, now)?;
        }
    }
    note(tx, env, due, "notification.fail", &why)
}

/// What became of the other channel.
enum Second {
    /// It is tried now.
    OnItsWay,
    /// It has been tried before.
    Tried,
    /// It is not tried, for this reason.
    Not(Silence),
}

fn try_other_channel(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    now: Timestamp,
) -> Result<Second, db::Error> {
    let channel = due.channel.other();
    let Some(reader) = store::reader(tx, due.clinic_id, due.message_id, due.portal_user_id, now)?
    else {
        return Ok(Second::Not(Silence::LinkEnded));
    };
    let Some(address) = reader.address(channel) else {
        return Ok(match store::on_channel(tx, due, channel)? {
            Some(_) => Second::Tried,
            None => Second::Not(reader.lack(channel)),
        });
    };
    let delivery = NewDelivery {
        id: env.id(),
        clinic: due.clinic_id,
        conversation: due.conversation_id,
        message: due.message_id,
        portal_user: due.portal_user_id,
        channel,
        round: due.round,
        address,
    };
    let queued = store::queue(tx, &delivery, now)?;
    if !queued {
        return Ok(Second::Tried);
    }
    enqueue(tx, env, due.clinic_id, delivery.id, now)?;
    Ok(Second::OnItsWay)
}

/// Writes the delivery's new state and tells the open pages of those who see the conversation.
pub(super) fn settle(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    settled: &Settled<'_>,
) -> Result<(), db::Error> {
    store::settle(tx, due.clinic_id, due.id, settled, env.now())?;
    tell::changed(tx, due.clinic_id, due.conversation_id)
}

/// The audit's entry: what became of it and on which channel, never the address.
pub(super) fn note(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    action: &'static str,
    code: &str,
) -> Result<(), db::Error> {
    audit::record(tx, env, &event(due, action, code))
}

/// The entry itself.
pub(super) fn event(due: &Due, action: &'static str, code: &str) -> Event {
    let message = due.message_id.uuid();
    let event = Event::new(due.clinic_id, By::System, action, "message", message);
    let channel = due.channel.code();
    let detail = format!(
        "channel={channel} portal_user={} {code}",
        due.portal_user_id
    );
    event.patient(due.patient_id).detail(detail.trim_end())
}
