//! One request: what was asked, what stands in the chart beside it, and the answer.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::queue;
use crate::features::appointments::answer::{Answer, Deed, answer};
use crate::features::appointments::model::{
    Appointment, Request, RequestKind, RequestState, WORDS_CHARS,
};
use crate::features::appointments::read::waiting as read_waiting;
use crate::features::appointments::{status, store};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Card};
use crate::features::settings;
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::AppointmentRequestId;
use crate::platform::state::State;
use crate::platform::time::{MINUTE, Timestamp};
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// Minutes of an appointment where nothing else is typed.
const USUAL_MINUTES: i64 = 30;

/// An answer as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The button.
    deed: String,
    starts_at: String,
    minutes: String,
    words: String,
}

#[derive(Template)]
#[template(path = "features/appointments/pages/request.html")]
struct RequestPage {
    page: StaffPage,
    card: Card,
    request: Request,
    /// The appointment that it is about, as it is now.
    about: Option<Appointment>,
    /// The patient's other appointments to come.
    upcoming: Vec<Appointment>,
    /// What keeps the patient's side from being told.
    untold: Vec<Refusal>,
    typed: Typed,
    most: usize,
    now: Timestamp,
}

impl RequestPage {
    fn waits(&self) -> bool {
        self.request.state.waits() && self.request.kind != RequestKind::Cancel
    }

    /// Whether staff have yet to see what the patient's side did by itself.
    fn unseen(&self) -> bool {
        matches!(
            (self.request.kind, self.request.state),
            (RequestKind::Cancel, RequestState::Open) | (_, RequestState::Taken)
        )
    }

    fn asked_by(&self) -> String {
        queue::asked_by(&self.page.tr, &self.request)
    }

    fn status(&self, appointment: &Appointment) -> String {
        status(&self.page.tr, &appointment.status)
    }
}

/// `GET /staff/appointment-requests/{request}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
) -> Result<Response, Error> {
    page(&visit, &state, id, (None, Vec::new(), StatusCode::OK)).await
}

/// `POST /staff/appointment-requests/{request}`.
pub(super) async fn answer_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, tr, form) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        typed.clone(),
    );
    let done = visit
        .db
        .write(move |tx| {
            // Whoever may not see the request learns nothing of how the form reads.
            store::request(tx, &actor.scope(), id)?;
            let read = read(&form, &tr, id).map_err(Error::refused)?;
            answer(tx, &actor, &env, &tr, &read)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/staff/appointment-requests?done=1").into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&visit, &state, id, (Some(typed), refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// What the form asks for.
fn read(form: &Typed, tr: &Tr, request: AppointmentRequestId) -> Result<Answer, Refusal> {
    let deed = Deed::from_code(&form.deed).ok_or_else(|| Refusal::new("choice_unknown"))?;
    let with_time = matches!(deed, Deed::Accept | Deed::Propose);
    let time = match form.starts_at.trim() {
        typed if typed.is_empty() || !with_time => None,
        typed if tr.is_skipped(typed) => {
            return Err(Refusal::field("starts_at", "appointment_time_skipped"));
        }
        typed => {
            let starts_at = tr
                .typed_moment(typed)
                .ok_or_else(|| Refusal::field("starts_at", "appointment_time_wrong"))?;
            let minutes: i64 = match form.minutes.trim() {
                "" => USUAL_MINUTES,
                minutes => minutes
                    .parse()
                    .ok()
                    .filter(|n| (1..=24 * 60).contains(n))
                    .ok_or_else(|| Refusal::field("minutes", "appointment_minutes_wrong"))?,
            };
            Some((starts_at, Some(starts_at.plus(minutes * MINUTE))))
        }
    };
    Ok(Answer {
        request,
        deed,
        time,
        words: form.words.clone(),
    })
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    id: AppointmentRequestId,
    (typed, refusals, status): (Option<Typed>, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (request, card, about, upcoming, untold, waiting) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let request = store::request(tx, &scope, id)?;
            let patient = patients::load(tx, &scope, request.patient_id)?;
            let card = Card::load(tx, &scope, &patient, now)?;
            let about = match request.appointment_id {
                Some(about) => Some(store::find(tx, &scope, about)?),
                None => None,
            };
            let whose = (actor.clinic, patient.id);
            let upcoming = store::upcoming(tx, whose, &[], now, 20)?;
            let settings = settings::load(tx, actor.clinic)?;
            let readers = patients::recipients(tx, &scope, patient.id, now)?;
            let untold = patients::unreachable(&settings, &patient, &readers);
            let waiting = read_waiting(tx, &actor)?;
            Ok::<_, Error>((request, card, about, upcoming, untold, waiting))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "appointment_request.read",
        "appointment_request",
        id.uuid(),
    );
    audit::recorded(state, event.patient(request.patient_id)).await?;
    let mut frame = StaffPage::new(visit, "appointments");
    frame.refusals = refusals;
    frame.counts = vec![("appointments", waiting)];
    let typed = typed.unwrap_or_else(|| Typed {
        starts_at: request
            .starts_at
            .map(|at| visit.tr.moment_to_type(at))
            .unwrap_or_default(),
        minutes: USUAL_MINUTES.to_string(),
        ..Typed::default()
    });
    let other = |a: &Appointment| Some(a.id) != request.appointment_id;
    let page = RequestPage {
        page: frame,
        card,
        upcoming: upcoming.into_iter().filter(other).collect(),
        request,
        about,
        untold,
        typed,
        most: WORDS_CHARS,
        now: visit.now,
    };
    html(status, &page)
}
