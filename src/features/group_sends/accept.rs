//! **Send**, and what its sender can do while it runs.

use jobs::{Lane, NewJob};

use super::model::{GroupSend, State, StopReason};
use super::preview::preview;
use super::read::{load, may};
use super::run;
use super::save::record;
use super::store::{self, recipients};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, GroupSendId};
use crate::platform::web::{Error, Refusal};

/// Accepts a draft once the typed count is that of the patients who get it (M47), and writes its list down. Pressed again
/// with the same count, it stays what it is.
///
/// # Errors
/// Everything that is in the way; another count than the one typed; 409 where the draft has changed meanwhile.
pub async fn send(
    db: &db::Db,
    env: &Env,
    (actor, id): (&StaffActor, GroupSendId),
    typed: i64,
    tr: &Tr,
) -> Result<GroupSend, Error> {
    let asking = actor.clone();
    let found = db.read(move |tx| load(tx, &asking, id)).await?;
    if found.state != State::Draft {
        return match found.owner_id == actor.staff && found.confirmed == typed {
            true => Ok(found),
            false => Err(Error::conflict(Refusal::new("group_send_sent"))),
        };
    }
    let preview = preview(db, env, (actor, id), tr).await?;
    let mut refusals = preview.in_the_way;
    if preview.patients > 0 && preview.patients != typed {
        refusals.push(Refusal::field("count", "group_count_wrong").with("count", preview.patients));
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let (asking, clock, version) = (actor.clone(), env.clone(), preview.group.version);
    db.write(move |tx| {
        may(&asking)?;
        if !store::accept(tx, asking.clinic, (id, version), (typed, clock.now()))? {
            return Err(Error::conflict(Refusal::field(
                "version",
                "group_send_changed",
            )));
        }
        queue(tx, &clock, asking.clinic, id)?;
        record(
            tx,
            &asking,
            &clock,
            "group_send.send",
            (id, format!("confirmed={typed}")),
        )?;
        Ok(())
    })
    .await?;
    // The worker would do it as well; done here, the answer says how many there are.
    run::freeze_all(db, env, (actor.clinic, id)).await?;
    let asking = actor.clone();
    db.read(move |tx| load(tx, &asking, id)).await
}

/// Has the worker go on with it.
pub(super) fn queue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<(), db::Error> {
    let mut job = NewJob::new(env.id(), run::RUN, id.to_string(), env.now().0)
        .of_clinic(clinic.uuid())
        .once(id.to_string())
        .in_lane(Lane::Source)
        .leased_for(run::LEASE_MS);
    // It is never set aside: what fails today may work tomorrow, and its sender can stop it.
    job.most_attempts = u32::MAX;
    jobs::enqueue(tx, &job).map(drop)
}

/// Stops it: what has been sent stays sent. Whoever may send to many can.
pub fn stop(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<(), Error> {
    load(tx, actor, id)?;
    let group = store::lock(tx, actor.clinic, id)?.ok_or(Error::NotFound)?;
    match group.state {
        State::Freezing | State::Sending => {
            let why = (State::Stopped, Some(StopReason::ByStaff));
            store::set_state(tx, actor.clinic, id, why, env.now())?;
            let detail = format!("done={} of={}", group.done(), group.total);
            record(tx, actor, env, "group_send.stop", (id, detail))?;
            Ok(run::tell(tx, actor.clinic)?)
        }
        State::Stopped => Ok(()),
        _ => Err(Error::conflict(Refusal::new("group_send_not_running"))),
    }
}

/// Lets it go on where it stopped. Only its sender can: it goes out in their name.
pub fn go_on(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<(), Error> {
    let group = own(tx, actor, id)?;
    match group.state {
        State::Stopped => {
            resume(tx, actor, env, &group)?;
            let detail = format!("done={} of={}", group.done(), group.total);
            record(tx, actor, env, "group_send.continue", (id, detail))?;
            Ok(())
        }
        State::Freezing | State::Sending => Ok(()),
        _ => Err(Error::conflict(Refusal::new("group_send_not_stopped"))),
    }
}

/// Tries those again whose conversation could not be written. Only its sender can.
pub fn retry(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<(), Error> {
    let group = own(tx, actor, id)?;
    if !matches!(group.state, State::Done | State::Stopped | State::Sending) {
        return Err(Error::conflict(Refusal::new("group_send_not_sent")));
    }
    let patients = recipients::try_again(tx, actor.clinic, id)?;
    if patients == 0 {
        return Err(Error::conflict(Refusal::new("group_send_none_failed")));
    }
    if group.state != State::Sending {
        resume(tx, actor, env, &group)?;
    }
    record(
        tx,
        actor,
        env,
        "group_send.retry",
        (id, format!("patients={patients}")),
    )?;
    Ok(())
}

/// A group send of the member's own, held until the transaction ends.
fn own(tx: &mut db::Tx<'_>, actor: &StaffActor, id: GroupSendId) -> Result<GroupSend, Error> {
    load(tx, actor, id)?;
    let group = store::lock(tx, actor.clinic, id)?.ok_or(Error::NotFound)?;
    match group.owner_id == actor.staff {
        true => Ok(group),
        false => Err(Error::conflict(Refusal::new("group_send_not_yours"))),
    }
}

fn resume(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    group: &GroupSend,
) -> Result<(), Error> {
    // Where it was stopped before its list was whole, the list comes first.
    let state = match group.frozen_at.is_some() {
        true => State::Sending,
        false => State::Freezing,
    };
    store::set_state(tx, actor.clinic, group.id, (state, None), env.now())?;
    run::tell(tx, actor.clinic)?;
    Ok(queue(tx, env, actor.clinic, group.id)?)
}
