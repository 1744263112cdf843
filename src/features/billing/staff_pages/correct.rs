//! One billed message: how it was billed, what was corrected since, and correcting it.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::billing::bill::{self, Trail};
use crate::features::billing::model::money;
use crate::features::billing::{Offered, Settings, offered, settings};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::MessageId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    seen: i64,
    fee_code: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "features/billing/pages/billed.html")]
struct BilledPage {
    page: StaffPage,
    trail: Trail,
    settings: Settings,
    codes: Vec<Offered>,
    typed: Typed,
    may_correct: bool,
    now: Timestamp,
}

impl BilledPage {
    fn money(&self, cents: &i64) -> String {
        money(self.page.tr.language(), *cents, &self.settings.currency)
    }
}

/// `GET /staff/billed-messages/{message}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageId>,
) -> Result<Response, Error> {
    page(&visit, &state, id, (None, Vec::new(), StatusCode::OK)).await
}

/// `POST /staff/billed-messages/{message}`: a correction.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, asked) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| {
            let words = (asked.fee_code.as_str(), asked.reason.as_str());
            bill::correct(tx, &actor, &env, (id, asked.seen), words)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/staff/billed-messages/{id}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&visit, &state, id, (Some(typed), refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    id: MessageId,
    (typed, refusals, status): (Option<Typed>, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    let (trail, settings, codes) = visit
        .db
        .write(move |tx| {
            let trail = bill::trail(tx, &actor, id)?;
            let event = Event::new(actor.clinic, &actor, "billing.read", "message", id.uuid());
            audit::record(tx, &env, &event.patient(trail.billed.patient_id))?;
            Ok::<_, Error>((trail, settings(tx, &actor)?, offered(tx, &actor, &tr)?))
        })
        .await?;
    let mut frame = StaffPage::new(visit, "billing");
    frame.refusals = refusals;
    // Who is told that somebody was quicker corrects what they then see.
    let seen = i64::try_from(trail.corrections.len()).unwrap_or(i64::MAX);
    let typed = Typed {
        seen,
        ..typed.unwrap_or_else(|| Typed {
            fee_code: trail.code().unwrap_or_default().to_owned(),
            ..Typed::default()
        })
    };
    let page = BilledPage {
        page: frame,
        trail,
        settings,
        codes,
        typed,
        may_correct: visit.actor.may(Permission::ManageBilling),
        now: visit.now,
    };
    html(status, &page)
}
