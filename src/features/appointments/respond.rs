//! What the patient's side says after it has asked: yes to a proposed time, or that it wants the request no more.

use super::allowed::Allowed;
use super::answer::give;
use super::model::RequestState;
use super::store;
use super::tell::announce;
use crate::features::audit;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::AppointmentRequestId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Withdraws a request that waits. Withdrawing it again changes nothing.
///
/// # Errors
/// Not found where the request is not about the patient; 409 where it has been answered.
pub fn withdraw(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: AppointmentRequestId,
) -> Result<(), Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    let held = store::hold(tx, &actor.scope(), id)?;
    match held.state {
        RequestState::Withdrawn => return Ok(()),
        state if state.waits() && held.kind != super::RequestKind::Cancel => {}
        _ => {
            return Err(Error::conflict(Refusal::new(
                "appointment_request_answered",
            )));
        }
    }
    let by = (actor.portal_user, allowed.now);
    store::set_ended(tx, (actor.clinic, id), RequestState::Withdrawn, None, by)?;
    record(tx, actor, env, id, "appointment_request.withdraw")
}

/// Takes the time that the clinic proposes: `shown` is its start as the person saw it. Taking it again changes nothing.
///
/// # Errors
/// Not found where the request is not about the patient; 409 where the clinic proposes another time by now, or none.
pub fn take(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    (id, shown): (AppointmentRequestId, Timestamp),
) -> Result<(), Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    let held = store::hold(tx, &actor.scope(), id)?;
    let same = held.starts_at == Some(shown);
    match held.state {
        RequestState::Taken | RequestState::Accepted if same => return Ok(()),
        RequestState::Proposed if !same => {
            return Err(Error::conflict(Refusal::new("appointment_proposal_other")));
        }
        RequestState::Proposed if shown <= allowed.now => {
            return Err(Error::conflict(Refusal::new("appointment_proposal_past")));
        }
        RequestState::Proposed => {}
        _ => {
            return Err(Error::conflict(Refusal::new(
                "appointment_request_answered",
            )));
        }
    }
    let appointment = give(tx, &actor.scope(), env, &held, (shown, held.ends_at))?;
    let by = (actor.portal_user, allowed.now);
    store::set_ended(
        tx,
        (actor.clinic, id),
        RequestState::Taken,
        Some(appointment),
        by,
    )?;
    record(tx, actor, env, id, "appointment_request.take")
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: AppointmentRequestId,
    action: &'static str,
) -> Result<(), Error> {
    let event = audit::Event::new(
        actor.clinic,
        actor,
        action,
        "appointment_request",
        id.uuid(),
    );
    let detail = format!("on_behalf={}", !actor.is_self);
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    announce(tx, env, actor.clinic, actor.patient)
}
