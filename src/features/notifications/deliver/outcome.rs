//! What became of an attempt, and the way on from a failure: later, by the other channel, to the sender.

use jobs::Claimed;

use super::job::{LEASE_MS, enqueue, job_of_many, weight};
use crate::features::audit::{self, By, Event};
use crate::features::notifications::model::{DeliveryState, Due, Outgoing, Silence};
use crate::features::notifications::pace::is_providers;
use crate::features::notifications::schedule::next_attempt;
use crate::features::notifications::store::attempts::Settled;
use crate::features::notifications::store::{self, NewDelivery};
use crate::features::notifications::{bundle, drain, reports, tell};
use crate::platform::env::Env;
use crate::platform::outcome::{Failure, Outcome};
use crate::platform::time::Timestamp;

/// An attempt that was made, and how it went.
pub(super) struct Made {
    /// The job that made it, perhaps with others.
    pub job: Claimed,
    pub out: Outgoing,
    pub outcome: Outcome,
}

/// Records how an attempt went; `last`: nothing else of the job is left.
pub(super) fn record(
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
        store::windows::close_window(tx, due, bundle::circle(due))?;
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
                store::pace::outage(tx, (due.clinic_id, due.channel), env.now())?;
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
pub(in super::super) fn give_up(
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
            store::attempts::other_not_tried(tx, due.clinic_id, due.id, hindrance.code())?;
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
pub(in super::super) fn settle(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    settled: &Settled<'_>,
) -> Result<(), db::Error> {
    store::attempts::settle(tx, due.clinic_id, due.id, settled, env.now())?;
    tell::changed(tx, due.clinic_id, due.conversation_id)
}

/// The audit's entry: what became of it and on which channel, never the address.
pub(in super::super) fn note(
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
