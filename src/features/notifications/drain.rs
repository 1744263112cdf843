//! Letting notices go at their provider's pace: what had to wait goes in order of age, at most as many as the pace allows.

use jobs::Claimed;

use super::model::Due;
use super::pace::{Pace, Share};
use super::{deliver, store};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::state::State;
use crate::platform::time::{SECOND, Timestamp};

/// The kind of job that lets a clinic's waiting notices of a channel go; its payload is the channel, and `recovered` where the
/// provider has just come back.
pub const LET_GO: &str = "let_notices_go";

/// Most notices that are let go in one transaction.
const AT_ONCE: i64 = 500;

/// What follows the channel in the payload where the provider has come back.
const RECOVERED: &str = "recovered";

/// The pace of a channel's provider; none where there is no limit.
fn per_minute(env: &Env, channel: Channel) -> Option<i64> {
    let pace = match channel {
        Channel::Email => env.config.smtp.per_minute,
        Channel::Text => env.config.texts.per_minute,
    };
    Some(pace).filter(|pace| *pace > 0)
}

/// Whether a notice asks nobody when it may go: there is no limit, or its turn has come.
pub(super) fn is_free(env: &Env, due: &Due) -> bool {
    per_minute(env, due.channel).is_none() || due.failure_code.as_deref() == Some("let_go")
}

/// Whether a notice may be handed over now. Where it may not, it is parked: from then on the job that lets notices go has it.
pub(super) fn admit(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (due, bulk): (&Due, bool),
    now: Timestamp,
) -> Result<Result<(), &'static str>, db::Error> {
    let pace = match per_minute(env, due.channel) {
        Some(pace) if !is_free(env, due) => pace,
        _ => return Ok(Ok(())),
    };
    let of = (due.clinic_id, due.channel);
    let new = due.attempts == 0 && !bulk;
    let mut shares = Vec::new();
    if new && !store::pace::anything_parked(tx, of, true)? {
        shares.push(Share::New);
    }
    if !store::pace::anything_parked(tx, of, false)? {
        shares.push(Share::Waiting);
    }
    let parked = if new { "paced_new" } else { "paced" };
    if shares.is_empty() {
        // Behind those that wait. The pace is not touched: a thousand that are parked at once would all wait for each other.
        begin(tx, env, of, now.plus(SECOND))?;
        return Ok(Err(parked));
    }
    let held = store::pace::pace(tx, due.channel)?;
    for share in shares {
        if held.allows(share, pace, now) > 0 {
            store::pace::keep_pace(tx, due.channel, held.after(share, pace, now, 1))?;
            return Ok(Ok(()));
        }
    }
    begin(tx, env, of, at(held, new, now))?;
    Ok(Err(parked))
}

/// When the next notice may be let go.
fn at(pace: Pace, new: bool, now: Timestamp) -> Timestamp {
    let waiting = pace.next(Share::Waiting);
    let next = match new {
        true => waiting.min(pace.next(Share::New)),
        false => waiting,
    };
    next.max(now.plus(1))
}

fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, channel): (ClinicId, Channel),
    at: Timestamp,
) -> Result<(), db::Error> {
    if jobs::is_queued(tx, clinic.uuid(), LET_GO, channel.code())? {
        return Ok(());
    }
    let job = jobs::NewJob::new(env.id(), LET_GO, channel.code(), at.0)
        .of_clinic(clinic.uuid())
        .once(channel.code());
    jobs::enqueue(tx, &job).map(drop)
}

/// The provider has taken a notice after it had failed: whatever waits for its next attempt does not wait so long.
pub(super) fn recovered(
    tx: &mut db::Tx<'_>,
    env: &Env,
    of: (ClinicId, Channel),
) -> Result<(), db::Error> {
    if !store::pace::recovered(tx, of)? {
        return Ok(());
    }
    let payload = format!("{} {RECOVERED}", of.1.code());
    let job = jobs::NewJob::new(env.id(), LET_GO, payload.clone(), env.now().0)
        .of_clinic(of.0.uuid())
        .once(payload);
    jobs::enqueue(tx, &job).map(drop)
}

/// Does one job of kind [`LET_GO`].
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn let_go(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let (env, claimed) = (state.env.clone(), job.clone());
    state
        .db
        .within(job.clinic_id)
        .write(move |tx| step(tx, &env, &claimed))
        .await?;
    Ok(())
}

fn step(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<(), jobs::Error> {
    let (clinic, now) = (ClinicId::from_uuid(job.clinic_id), env.now());
    let (channel, what) = job.payload.split_once(' ').unwrap_or((&job.payload, ""));
    let Some(channel) = Channel::from_code(channel) else {
        return jobs::done(tx, job);
    };
    let held = store::pace::pace(tx, channel)?;
    if what == RECOVERED {
        begin(tx, env, (clinic, channel), now)?;
        return match store::pace::after_outage(tx, (clinic, channel), AT_ONCE, now)? {
            0 => jobs::done(tx, job),
            _ => jobs::reschedule(tx, job, now.0),
        };
    }
    let mut held = held;
    for share in [Share::New, Share::Waiting] {
        held = some(tx, env, (clinic, channel, share), held)?;
    }
    store::pace::keep_pace(tx, channel, held)?;
    if !store::pace::anything_parked(tx, (clinic, channel), false)? {
        return jobs::done(tx, job);
    }
    let new = store::pace::anything_parked(tx, (clinic, channel), true)?;
    // What is in somebody's hands is looked at again soon, and not all the time.
    let next = at(held, new, now).max(now.plus(SECOND));
    jobs::reschedule(tx, job, next.0)
}

/// Lets as many go as the share allows.
fn some(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, channel, share): (ClinicId, Channel, Share),
    held: Pace,
) -> Result<Pace, db::Error> {
    let (now, pace) = (env.now(), per_minute(env, channel));
    let most = pace.map_or(AT_ONCE, |pace| held.allows(share, pace, now));
    let limit = most.min(AT_ONCE);
    if limit == 0 {
        return Ok(held);
    }
    let ids: Vec<DeliveryId> =
        store::pace::parked(tx, (clinic, channel), share == Share::New, (limit, now))?;
    for id in &ids {
        store::pace::let_go(tx, clinic, *id, now)?;
        deliver::enqueue(tx, env, clinic, *id, now)?;
    }
    let count = i64::try_from(ids.len()).unwrap_or(limit);
    Ok(match pace {
        Some(pace) if count > 0 => held.after(share, pace, now, count),
        _ => held,
    })
}
