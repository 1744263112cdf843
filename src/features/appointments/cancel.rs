//! Cancelling an appointment from the portal: it holds at once, and staff are told by their queue.

use super::allowed::Allowed;
use super::model::{self, RequestKind, RequestState};
use super::store::{self, NewRequest};
use super::tell::announce;
use crate::features::audit;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::AppointmentId;
use crate::platform::web::Error;

/// Cancels an appointment (M67). Cancelling it again changes nothing. A wish for another time that waits is withdrawn with it.
///
/// # Errors
/// Not found where the appointment is not the patient's, or hidden; 409 with the reason where the clinic doesn't allow it.
pub fn cancel(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: AppointmentId,
    why: &str,
) -> Result<(), Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    // Requests are held before appointments, here as in every answer, so that nobody waits for each other.
    let change = store::hold_change_of(tx, actor.clinic, id)?;
    let appointment = store::lock(tx, &actor.scope(), id)?;
    if appointment.status == "cancelled" && store::was_cancelled_here(tx, actor, id)? {
        return Ok(());
    }
    if allowed.hides(&appointment) {
        return Err(Error::NotFound);
    }
    allowed.may(&appointment).cancel.map_err(Error::conflict)?;
    let words = model::words("words", why, false).map_err(Error::refused)?;
    let (clinic, now) = (actor.clinic, allowed.now);
    store::set_cancelled(tx, clinic, id, now)?;
    if let Some(change) = change {
        let by = (actor.portal_user, now);
        store::set_ended(tx, (clinic, change), RequestState::Withdrawn, None, by)?;
    }
    let new = NewRequest {
        id: env.id(),
        kind: RequestKind::Cancel,
        about: Some((id, appointment.starts_at)),
        words: &words,
    };
    store::insert_request(tx, actor, &new, now)?;
    let event = audit::Event::new(
        clinic,
        actor,
        "appointment.cancel",
        "appointment",
        id.uuid(),
    );
    let detail = format!("on_behalf={}", !actor.is_self);
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    announce(tx, env, clinic, actor.patient)
}
