//! Asking for an appointment or another time, cancelling, and answering a proposal: plain forms, each with its own page.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::list;
use crate::features::appointments::ask::{Wish, ask};
use crate::features::appointments::model::{Appointment, WORDS_CHARS};
use crate::features::appointments::{cancel as cancelling, portal_read, respond};
use crate::features::conversations::Verdict;
use crate::platform::auth::{PortalActor, PortalVisit};
use crate::platform::env::Env;
use crate::platform::ids::{AppointmentId, AppointmentRequestId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, PortalPage, Refusal, html, idempotency};

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    words: String,
    /// The page that the words were typed on: the same page sends one request, however often it is sent.
    form: String,
    /// For whom the page was opened: a tab that stayed open for another patient asks for nobody.
    patient: Option<PatientId>,
}

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    New,
    Change,
    Cancel,
}

impl Act {
    fn code(self) -> &'static str {
        match self {
            Act::New => "new",
            Act::Change => "change",
            Act::Cancel => "cancel",
        }
    }
}

#[derive(Template)]
#[template(path = "features/appointments/pages/portal_act.html")]
struct ActPage {
    page: PortalPage,
    act: Act,
    patient_name: String,
    appointment: Option<Appointment>,
    /// Why it can't be done; then there is no form.
    blocked: Option<String>,
    typed: Typed,
    most: usize,
    now: Timestamp,
}

impl ActPage {
    /// What the page says: its title, the field's label and hint, the button.
    fn words(&self, part: &str) -> String {
        let begins = match self.act {
            Act::New => "appointments-new",
            Act::Change => "appointments-change",
            Act::Cancel => "appointments-cancel",
        };
        self.page.tr.t(format!("{begins}-{part}"))
    }

    fn action(&self) -> String {
        match &self.appointment {
            None => "/appointments/new".to_owned(),
            Some(a) => format!("/appointments/{}/{}", a.id, self.act.code()),
        }
    }
}

/// The page of an act, with what was typed and what stood in its way.
async fn page(
    visit: &PortalVisit,
    state: &State,
    (act, id): (Act, Option<AppointmentId>),
    typed: Typed,
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (appointment, verdict) = visit
        .db
        .write(move |tx| {
            let Some(id) = id else {
                let verdict = portal_read::may_ask(tx, &actor, &env)?;
                return Ok::<(Option<Appointment>, Verdict), Error>((None, verdict));
            };
            let (found, may, _) =
                portal_read::appointment(tx, &actor, &env, id, "appointment.read")?;
            let verdict = match act {
                Act::Cancel => may.cancel,
                Act::New | Act::Change => may.change,
            };
            Ok((Some(found), verdict))
        })
        .await?;
    let blocked = verdict.err();
    // What stands in the way for good takes the form's place; it is not said twice.
    let refusals = match &blocked {
        Some(_) => Vec::new(),
        None => refusals,
    };
    let page = ActPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/appointments")
        },
        act,
        patient_name: visit.patient_name.clone(),
        appointment,
        blocked: blocked.map(|why| why.sentence(&visit.tr)),
        typed: Typed {
            form: match typed.form.is_empty() {
                true => state.env.token(),
                false => typed.form,
            },
            patient: Some(visit.actor.patient),
            ..typed
        },
        most: WORDS_CHARS,
        now: visit.now,
    };
    html(status, &page)
}

const FRESH: (Vec<Refusal>, StatusCode) = (Vec::new(), StatusCode::OK);

/// `GET /appointments/new`.
pub(super) async fn new_form(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    page(&visit, &state, (Act::New, None), Typed::default(), FRESH).await
}

/// `GET /appointments/{appointment}/change`.
pub(super) async fn change_form(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
) -> Result<Response, Error> {
    let of = (Act::Change, Some(id));
    page(&visit, &state, of, Typed::default(), FRESH).await
}

/// `GET /appointments/{appointment}/cancel`.
pub(super) async fn cancel_form(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
) -> Result<Response, Error> {
    let of = (Act::Cancel, Some(id));
    page(&visit, &state, of, Typed::default(), FRESH).await
}

/// `POST /appointments/new`.
pub(super) async fn new(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(&visit, &state, (Act::New, None), typed).await
}

/// `POST /appointments/{appointment}/change`.
pub(super) async fn change(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(&visit, &state, (Act::Change, Some(id)), typed).await
}

/// `POST /appointments/{appointment}/cancel`.
pub(super) async fn cancel(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(&visit, &state, (Act::Cancel, Some(id)), typed).await
}

async fn do_it(
    visit: &PortalVisit,
    state: &State,
    (act, id): (Act, Option<AppointmentId>),
    typed: Typed,
) -> Result<Response, Error> {
    if typed.patient.is_some_and(|of| of != visit.actor.patient) {
        let refusal = Refusal::new("appointment_for_another").with("name", &visit.patient_name);
        let refused = (vec![refusal], StatusCode::CONFLICT);
        return page(visit, state, (act, id), typed, refused).await;
    }
    let (actor, env, form) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| match (act, id) {
            (Act::Cancel, Some(id)) => {
                cancelling::cancel(tx, &actor, &env, id, &form.words).map(|()| "cancelled")
            }
            (_, appointment) => {
                if first(tx, &env, &actor, (act, appointment), &form)? {
                    let words = form.words.clone();
                    ask(tx, &actor, &env, &Wish { appointment, words })?;
                }
                Ok("asked")
            }
        })
        .await;
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/appointments?done={done}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(visit, state, (act, id), typed, (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// Whether this form has not been taken before; it has from now on, if the transaction commits.
fn first(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    (act, about): (Act, Option<AppointmentId>),
    form: &Typed,
) -> Result<bool, db::Error> {
    let hash = Sha256::new()
        .chain_update(actor.patient.uuid().as_bytes())
        .chain_update(about.map(|id| *id.uuid().as_bytes()).unwrap_or_default())
        .chain_update(form.form.as_bytes())
        .chain_update([0])
        .chain_update(form.words.as_bytes())
        .finalize()
        .to_vec();
    let key = format!("appointment-{}:{}", act.code(), hex::encode(&hash));
    idempotency::first(
        tx,
        env,
        actor.clinic,
        actor.portal_user.uuid(),
        (&key, &hash),
    )
}

/// The proposal that somebody says yes to.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    #[serde(default)]
    starts_at: i64,
}

/// `POST /appointment-requests/{request}/take`.
pub(super) async fn take_proposal(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
    Form(taken): Form<Taken>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let shown = Timestamp(taken.starts_at);
    let done = visit
        .db
        .write(move |tx| respond::take(tx, &actor, &env, (id, shown)))
        .await;
    back(&visit, &state, done, "taken").await
}

/// `POST /appointment-requests/{request}/withdraw`.
pub(super) async fn withdraw_request(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let done = visit
        .db
        .write(move |tx| respond::withdraw(tx, &actor, &env, id))
        .await;
    back(&visit, &state, done, "withdrawn").await
}

/// Back to the list: it says what was done, or what stood in the way.
async fn back(
    visit: &PortalVisit,
    state: &State,
    done: Result<(), Error>,
    word: &'static str,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/appointments?done={word}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            list::page(visit, state, (None, None), (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}
