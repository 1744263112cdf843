//! Asking for an appointment, or for another time.

use super::allowed::Allowed;
use super::model::{self, MOST_WAITING, RequestKind};
use super::store::{self, NewRequest};
use super::tell::announce;
use crate::features::audit;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{AppointmentId, AppointmentRequestId};
use crate::platform::web::{Error, Refusal};

/// What somebody on the patient's side asks for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The appointment that should be at another time; none: a new one.
    pub appointment: Option<AppointmentId>,
    /// When it suits them and what it is for.
    pub words: String,
}

/// Puts a request before the staff (M67).
///
/// # Errors
/// Not found where the appointment is not the patient's, or hidden; 409 with the reason where the clinic doesn't allow it
/// or a request waits already; 422 for words that can't be taken.
pub fn ask(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    wish: &Wish,
) -> Result<AppointmentRequestId, Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    let about = match wish.appointment {
        None => {
            allowed.may_ask().map_err(Error::conflict)?;
            if store::waiting_of(tx, (actor.clinic, actor.patient))? >= MOST_WAITING {
                return Err(Error::conflict(Refusal::new("appointment_requests_many")));
            }
            None
        }
        Some(id) => {
            let waits = store::hold_change_of(tx, actor.clinic, id)?;
            let appointment = store::lock(tx, &actor.scope(), id)?;
            if allowed.hides(&appointment) {
                return Err(Error::NotFound);
            }
            allowed.may(&appointment).change.map_err(Error::conflict)?;
            if waits.is_some() {
                return Err(Error::conflict(Refusal::new("appointment_change_waits")));
            }
            Some((id, appointment.starts_at))
        }
    };
    let words = model::words("words", &wish.words, true).map_err(Error::refused)?;
    let new = NewRequest {
        id: env.id(),
        kind: match about {
            None => RequestKind::New,
            Some(_) => RequestKind::Change,
        },
        about,
        words: &words,
    };
    store::insert_request(tx, actor, &new, allowed.now)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "appointment_request.create",
        "appointment_request",
        new.id.uuid(),
    );
    let detail = format!("kind={} on_behalf={}", new.kind.code(), !actor.is_self);
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    announce(tx, env, actor.clinic, actor.patient)?;
    Ok(new.id)
}
