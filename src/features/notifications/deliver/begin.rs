//! Beginning an attempt: whether it is still wanted and may go now, and with which link.

use jobs::Claimed;

use super::job::{LEASE_MS, apart, payload};
use super::outcome::{give_up, note, settle};
use crate::features::notification_templates;
use crate::features::notifications::bundle::{self, MOST};
use crate::features::notifications::model::{DeliveryState, Due, Outgoing, Silence};
use crate::features::notifications::store::attempts::{Attempt, Settled};
use crate::features::notifications::{drain, link, store};
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::outcome::Failure;
use crate::platform::time::Timestamp;

/// Loads the delivery again and decides: nothing to send any more, or one attempt with its link.
pub(super) fn prepare(
    tx: &mut db::Tx<'_>,
    env: &Env,
    job: &Claimed,
) -> Result<Option<Outgoing>, jobs::Error> {
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
        && let Some(end) = store::windows::window(tx, &due, circle)?.holds(seconds, due.id, now)
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
        store::windows::open_window(tx, &due, circle, now)?;
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
    store::attempts::begin_attempt(tx, clinic, &attempt, (now, LEASE_MS))?;
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
