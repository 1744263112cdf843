//! The list of a patient's appointments, and one of them as a calendar's file.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::features::appointments::calendar::{self, Words};
use crate::features::appointments::model::{Appointment, RequestKind, RequestState};
use crate::features::appointments::portal_read::{self, Appointments, Asked};
use crate::platform::auth::PortalVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::AppointmentId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, PortalPage, Query, Refusal, html, paging};

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    before: String,
    /// What has just been done: `asked`, `cancelled`, `taken`, `withdrawn`.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "features/appointments/pages/portal_list.html")]
struct ListPage {
    page: PortalPage,
    list: Appointments,
    patient_name: String,
    older: Option<String>,
    first: bool,
    /// The sentence for what has just been done.
    done: Option<String>,
    now: Timestamp,
}

impl ListPage {
    /// A status in words; one that is not FHIR's is the source's own, and is said as it is.
    fn status(&self, appointment: &Appointment) -> String {
        status(&self.page.tr, &appointment.status)
    }

    /// The start, and the end where it is known.
    fn time(&self, appointment: &Appointment) -> String {
        let tr = &self.page.tr;
        let start = tr.time(appointment.starts_at);
        match appointment.ends_at.filter(|e| *e > appointment.starts_at) {
            Some(end) => tr.t2(
                "appointments-from-to",
                ("from", start),
                ("to", tr.time(end)),
            ),
            None => start,
        }
    }

    fn badge(&self, appointment: &Appointment) -> &'static str {
        match appointment.status.as_str() {
            "cancelled" | "noshow" | "entered-in-error" => "bad",
            "booked" | "arrived" | "checked-in" | "fulfilled" => "ok",
            _ => "",
        }
    }

    fn icon(&self, appointment: &Appointment) -> &'static str {
        match self.badge(appointment) {
            "bad" => "close",
            "ok" => "ok",
            _ => "clock",
        }
    }

    fn may_ask(&self) -> bool {
        self.list.may_ask.is_ok()
    }

    fn is_change(&self, asked: &Asked) -> bool {
        asked.request.kind == RequestKind::Change
    }

    /// The time that waits for a yes.
    fn proposed(&self, asked: &Asked) -> Option<Timestamp> {
        asked
            .request
            .starts_at
            .filter(|_| asked.request.state == RequestState::Proposed)
    }

    fn is_declined(&self, asked: &Asked) -> bool {
        asked.request.state == RequestState::Declined
    }

    /// The clinic's number as a telephone dials it.
    fn telephone(&self) -> String {
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        self.page.phone.chars().filter(dialled).collect()
    }
}

/// A status in words.
pub fn status(tr: &Tr, status: &str) -> String {
    let key = format!("appointments-status-{status}");
    match tr.has(&key) {
        true => tr.t(&key),
        false => status.to_owned(),
    }
}

/// `GET /appointments`.
pub(super) async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let before = Some(query.before).filter(|b| !b.is_empty());
    let done = ["asked", "cancelled", "taken", "withdrawn"]
        .into_iter()
        .find(|d| *d == query.done);
    page(&visit, &state, (before, done), (Vec::new(), StatusCode::OK)).await
}

/// The list, with what was just done or what stood in its way.
pub(super) async fn page(
    visit: &PortalVisit,
    state: &State,
    (before, done): (Option<String>, Option<&'static str>),
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let place: Option<(Timestamp, AppointmentId)> =
        paging::key(before.as_deref()).map_err(|_| Error::NotFound)?;
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let list = visit
        .db
        .write(move |tx| portal_read::appointments(tx, &actor, &env, place))
        .await?;
    let page = ListPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/appointments")
        },
        patient_name: visit.patient_name.clone(),
        older: list.older.as_ref().and_then(paging::cursor),
        list,
        first: before.is_none(),
        done: done.map(|done| visit.tr.t(format!("appointments-done-{done}"))),
        now: visit.now,
    };
    html(status, &page)
}

/// `GET /appointments/{appointment}/calendar.ics`.
pub(super) async fn calendar(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (appointment, _, details) = visit
        .db
        .write(move |tx| portal_read::appointment(tx, &actor, &env, id, "appointment.calendar"))
        .await?;
    let origin = &state.env.config.server.public_url;
    let words = words(&visit, &appointment, details, origin);
    let file = calendar::file(&appointment, &words, visit.now);
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8; method=PUBLISH",
        ),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"appointment.ics\"",
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'",
        ),
    ];
    Ok((headers, file).into_response())
}

/// A calendar is read by other programs and people: without the clinic's leave it says that there is an appointment, and
/// where, but neither for what nor for whom.
fn words(visit: &PortalVisit, appointment: &Appointment, details: bool, origin: &str) -> Words {
    let tr = &visit.tr;
    let (clinic, phone) = (&visit.clinic_name, &visit.clinic_phone);
    let title = match (details, appointment.description.as_str()) {
        (false, _) => tr.t("appointments-calendar-title"),
        (true, "") => tr.t1(
            "appointments-calendar-of",
            "name",
            visit.patient_name.as_str(),
        ),
        (true, what) => tr.t2(
            "appointments-calendar-of-for",
            ("name", visit.patient_name.as_str()),
            ("what", what),
        ),
    };
    Words {
        title,
        place: clinic.clone(),
        note: match phone.as_str() {
            "" => tr.t("appointments-calendar-note"),
            phone => tr.t1("appointments-calendar-note-phone", "phone", phone),
        },
        address: format!("{origin}/appointments"),
    }
}
