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
use crate::features::kept_forms::{self, Fields, Place};
use crate::platform::auth::{PortalActor, PortalVisit};
use crate::platform::env::Env;
use crate::platform::ids::{AppointmentId, AppointmentRequestId, PatientId, PortalUserId};
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
    /// Who opened it: what somebody else typed at this browser is theirs.
    person: Option<PortalUserId>,
}

impl Typed {
    fn fields(&self) -> Fields {
        Fields {
            person: self.person,
            patient: self.patient,
            words: self.words.clone(),
            ..Fields::default()
        }
    }
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

/// What is done, and with which appointment.
type Deed = (Act, Option<AppointmentId>);

/// Its page.
fn place((act, appointment): Deed) -> Place {
    match (act, appointment) {
        (_, None) => Place::NewAppointment,
        (Act::Cancel, Some(id)) => Place::CancelAppointment(id),
        (_, Some(id)) => Place::ChangeAppointment(id),
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
    /// Whether it was typed before the session ended, and is here again.
    still_here: bool,
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
        place((self.act, self.appointment.as_ref().map(|a| a.id))).path()
    }
}

/// The page of an act, with what was typed, or what waits there since the session ended, and what stood in its way.
async fn page(
    visit: &PortalVisit,
    state: &State,
    (act, id): Deed,
    typed: Option<Typed>,
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, env, fresh) = (visit.actor.clone(), state.env.clone(), typed.is_none());
    let (appointment, verdict, kept) = visit
        .db
        .write(move |tx| {
            let kept = match fresh {
                true => kept_forms::kept(tx, &actor.scope(), place((act, id)))?,
                false => None,
            };
            let Some(id) = id else {
                let verdict = portal_read::may_ask(tx, &actor, &env)?;
                return Ok::<(Option<Appointment>, Verdict, _), Error>((None, verdict, kept));
            };
            let (found, may, _) =
                portal_read::appointment(tx, &actor, &env, id, "appointment.read")?;
            let verdict = match act {
                Act::Cancel => may.cancel,
                Act::New | Act::Change => may.change,
            };
            Ok((Some(found), verdict, kept))
        })
        .await?;
    let still_here = kept.is_some();
    let typed = typed.unwrap_or_else(|| Typed {
        words: kept.map(|fields| fields.words).unwrap_or_default(),
        ..Typed::default()
    });
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
            person: Some(visit.actor.portal_user),
            ..typed
        },
        still_here,
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
    page(&visit, &state, (Act::New, None), None, FRESH).await
}

/// `GET /appointments/{appointment}/change`.
pub(super) async fn change_form(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
) -> Result<Response, Error> {
    let of = (Act::Change, Some(id));
    page(&visit, &state, of, None, FRESH).await
}

/// `GET /appointments/{appointment}/cancel`.
pub(super) async fn cancel_form(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
) -> Result<Response, Error> {
    let of = (Act::Cancel, Some(id));
    page(&visit, &state, of, None, FRESH).await
}

/// `POST /appointments/new`.
pub(super) async fn new(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(visit, &state, (Act::New, None), typed).await
}

/// `POST /appointments/{appointment}/change`.
pub(super) async fn change(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(visit, &state, (Act::Change, Some(id)), typed).await
}

/// `POST /appointments/{appointment}/cancel`.
pub(super) async fn cancel(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    do_it(visit, &state, (Act::Cancel, Some(id)), typed).await
}

async fn do_it(
    visit: Result<PortalVisit, Error>,
    state: &State,
    (act, id): Deed,
    typed: Typed,
) -> Result<Response, Error> {
    let visit = &match visit {
        Ok(visit) => visit,
        Err(Error::SignIn(_)) => return Ok(kept_forms::at_sign_in(place((act, id)))),
        Err(other) => return Err(other),
    };
    if (typed.person).is_some_and(|person| person != visit.actor.portal_user) {
        let refusal = Refusal::new("form_of_another_person");
        let refused = (vec![refusal], StatusCode::CONFLICT);
        return list::page(visit, state, (None, None), refused).await;
    }
    if typed.patient.is_some_and(|of| of != visit.actor.patient) {
        return of_another(visit, state, (act, id), typed).await;
    }
    let (actor, env, form) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| {
            let done = match (act, id) {
                (Act::Cancel, Some(id)) => {
                    cancelling::cancel(tx, &actor, &env, id, &form.words)?;
                    "cancelled"
                }
                (_, appointment) => {
                    if first(tx, &env, &actor, (act, appointment), &form)? {
                        let words = form.words.clone();
                        ask(tx, &actor, &env, &Wish { appointment, words })?;
                    }
                    "asked"
                }
            };
            kept_forms::sent(tx, &actor.scope(), place((act, id)))?;
            Ok(done)
        })
        .await;
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/appointments?done={done}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(visit, state, (act, id), Some(typed), (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// A page that was opened for one patient and sent when the person had gone on for another one: nothing is done. Words for no
/// appointment in particular may be meant for either; those about an appointment wait where it is.
async fn of_another(
    visit: &PortalVisit,
    state: &State,
    (act, id): Deed,
    typed: Typed,
) -> Result<Response, Error> {
    let conflict = |code| {
        let refusal = Refusal::new(code).with("name", &visit.patient_name);
        (vec![refusal], StatusCode::CONFLICT)
    };
    if id.is_none() {
        let refused = conflict("appointment_for_another");
        return page(visit, state, (act, id), Some(typed), refused).await;
    }
    let (actor, now, fields) = (visit.actor.clone(), visit.now, typed.fields());
    visit
        .db
        .write(move |tx| kept_forms::keep_for_another(tx, &actor, place((act, id)), &fields, now))
        .await?;
    let refused = conflict("appointment_act_for_another");
    list::page(visit, state, (None, None), refused).await
}

/// Whether this form has not been taken before; it has from now on, if the transaction commits.
fn first(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    (act, about): Deed,
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
