//! What somebody on the patient's side sees of appointments.

use super::allowed::Allowed;
use super::model::{Appointment, May, Request, RequestKind, RequestState};
use super::read::latest;
use super::store;
use crate::features::audit;
use crate::features::conversations::Verdict;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::AppointmentId;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::Error;

/// Appointments to come that are shown at once, and past ones on a page.
const UPCOMING: i64 = 50;
pub(super) const PAST: usize = 20;
/// Requests that are looked at, and for how long one that was declined is shown, in milliseconds.
const REQUESTS: i64 = 30;
const DECLINED_MS: i64 = 14 * DAY;

/// The page of a patient's appointments.
pub(super) struct Appointments {
    pub(super) upcoming: Vec<Upcoming>,
    pub(super) past: Vec<Appointment>,
    /// Where older ones go on; none where these are the last.
    pub(super) older: Option<(Timestamp, AppointmentId)>,
    /// What waits, and what was declined not long ago.
    pub(super) requests: Vec<Asked>,
    pub(super) may_ask: Verdict,
}

/// An appointment to come.
pub(super) struct Upcoming {
    pub(super) appointment: Appointment,
    pub(super) may: May,
    /// Whether another time has been asked for.
    pub(super) waits: bool,
}

impl Upcoming {
    /// Why it is neither changed nor cancelled here, where the clinic allows that otherwise.
    pub(super) fn why(&self) -> Option<&crate::platform::web::Refusal> {
        let both = [&self.may.cancel, &self.may.change];
        both.into_iter()
            .filter_map(|v| v.as_ref().err())
            .find(|why| why.code == "appointment_notice")
    }
}

/// A request as the patient's side sees it. What another reader wrote stays theirs.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) own: bool,
}

/// Reads the page, on record.
pub(super) fn appointments(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    before: Option<(Timestamp, AppointmentId)>,
) -> Result<Appointments, Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    let (whose, now) = ((actor.clinic, actor.patient), allowed.now);
    let hidden = allowed.settings.hidden_statuses();
    let requests = store::requests_of(tx, whose, REQUESTS)?;
    let upcoming = match before {
        None => store::upcoming(tx, whose, &hidden, now, UPCOMING)?,
        Some(_) => Vec::new(),
    };
    let from = before.unwrap_or_else(latest);
    let fetched = i64::try_from(PAST + 1).unwrap_or(i64::MAX);
    let mut past = store::past(tx, whose, &hidden, (now, from, fetched))?;
    let more = past.len() > PAST;
    past.truncate(PAST);
    let event = audit::Event::new(actor.clinic, actor, "appointment.read", "appointment", None);
    let detail = format!("shown={}", upcoming.len() + past.len());
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    let waits = |id: AppointmentId| {
        requests.iter().any(|r| {
            r.appointment_id == Some(id) && r.state.waits() && r.kind == RequestKind::Change
        })
    };
    Ok(Appointments {
        upcoming: upcoming
            .into_iter()
            .map(|appointment| Upcoming {
                may: allowed.may(&appointment),
                waits: waits(appointment.id),
                appointment,
            })
            .collect(),
        older: past.last().filter(|_| more).map(|a| (a.starts_at, a.id)),
        past,
        requests: requests
            .into_iter()
            .filter(|r| is_shown(r, now))
            .map(|request| Asked {
                own: request.asked_by == actor.portal_user,
                request,
            })
            .collect(),
        may_ask: allowed.may_ask(),
    })
}

fn is_shown(request: &Request, now: Timestamp) -> bool {
    let lately = |at: Option<Timestamp>| at.is_some_and(|at| now.since(at) < DECLINED_MS);
    match request.state {
        state if state.waits() => request.kind != RequestKind::Cancel,
        RequestState::Declined => lately(request.answered_at),
        _ => false,
    }
}

/// One appointment that the person may see, with what they may do about it, on record as `action`.
pub(super) fn appointment(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: AppointmentId,
    action: &'static str,
) -> Result<(Appointment, May, bool), Error> {
    let allowed = Allowed::load(tx, actor, env)?;
    let found = allowed.find(tx, actor, id)?;
    let event = audit::Event::new(actor.clinic, actor, action, "appointment", id.uuid());
    audit::record(tx, env, &event.patient(actor.patient))?;
    let may = allowed.may(&found);
    Ok((found, may, allowed.settings.calendar_details))
}

/// Whether the person may ask for an appointment.
pub(super) fn may_ask(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
) -> Result<Verdict, Error> {
    Ok(Allowed::load(tx, actor, env)?.may_ask())
}
