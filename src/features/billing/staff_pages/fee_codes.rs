//! The fee codes, and how the clinic bills.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::billing::fee_codes as verbs;
use crate::features::billing::model::{CURRENCIES, FeeCode, FeeVersion, Settings, decimal, money};
use crate::features::billing::store;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::FeeCodeId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// A fee code as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    code: String,
    description: String,
    amount: String,
}

/// The clinic's choices as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choices {
    currency: String,
    cycle_day: String,
}

#[derive(Template)]
#[template(path = "features/billing/pages/fee_codes.html")]
struct ListPage {
    page: StaffPage,
    used: Vec<FeeCode>,
    retired: Vec<FeeCode>,
    settings: Settings,
    choices: Choices,
    typed: Typed,
}

impl ListPage {
    fn money(&self, cents: &i64) -> String {
        money(self.page.tr.language(), *cents, &self.settings.currency)
    }

    fn currencies(&self) -> &'static [&'static str] {
        CURRENCIES
    }
}

#[derive(Template)]
#[template(path = "features/billing/pages/fee_code.html")]
struct OnePage {
    page: StaffPage,
    fee: FeeCode,
    versions: Vec<FeeVersion>,
    settings: Settings,
    typed: Typed,
    now: Timestamp,
}

impl OnePage {
    fn money(&self, cents: &i64) -> String {
        money(self.page.tr.language(), *cents, &self.settings.currency)
    }
}

/// A page that is shown again: its status and what is in the way.
type Again = (StatusCode, Vec<Refusal>);

const FRESH: Again = (StatusCode::OK, Vec::new());

/// `GET /staff/fee-codes`.
pub(super) async fn list(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    list_page(&visit, &state, (Typed::default(), None), FRESH).await
}

/// `POST /staff/fee-codes`.
pub(super) async fn add(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, new) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let added = visit
        .db
        .write(move |tx| {
            let words = (new.description.as_str(), new.amount.as_str());
            verbs::add_fee_code(tx, &actor, &env, &new.code, words)
        })
        .await;
    match added {
        Ok(_) => Ok(Redirect::to("/staff/fee-codes").into_response()),
        Err(Error::Refused(status, refusals)) => {
            list_page(&visit, &state, (typed, None), (status, refusals)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/fee-codes/settings`.
pub(super) async fn settings(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(choices): Form<Choices>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let new = Settings {
        currency: choices.currency.clone(),
        cycle_day: choices.cycle_day.trim().parse().unwrap_or(0),
    };
    let saved = visit
        .db
        .write(move |tx| verbs::save_settings(tx, &actor, &env, &new))
        .await;
    match saved {
        Ok(()) => Ok(Redirect::to("/staff/fee-codes").into_response()),
        Err(Error::Refused(status, refusals)) => {
            let typed = (Typed::default(), Some(choices));
            list_page(&visit, &state, typed, (status, refusals)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /staff/fee-codes/{fee_code}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<FeeCodeId>,
) -> Result<Response, Error> {
    one_page(&visit, &state, id, None, FRESH).await
}

/// `POST /staff/fee-codes/{fee_code}`.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<FeeCodeId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, new) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let saved = visit
        .db
        .write(move |tx| {
            let words = (new.description.as_str(), new.amount.as_str());
            verbs::save_fee_code(tx, &actor, &env, (id, new.version), words)
        })
        .await;
    match saved {
        Ok(()) => Ok(Redirect::to(&format!("/staff/fee-codes/{id}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            one_page(&visit, &state, id, Some(typed), (status, refusals)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/fee-codes/{fee_code}/retire`.
pub(super) async fn retire(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<FeeCodeId>,
) -> Result<Redirect, Error> {
    set_retired(visit, state, (id, true)).await
}

/// `POST /staff/fee-codes/{fee_code}/bring-back`.
pub(super) async fn bring_back(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<FeeCodeId>,
) -> Result<Redirect, Error> {
    set_retired(visit, state, (id, false)).await
}

async fn set_retired(
    visit: StaffVisit,
    state: State,
    which: (FeeCodeId, bool),
) -> Result<Redirect, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| verbs::set_fee_code_retired(tx, &actor, &env, which))
        .await?;
    Ok(Redirect::to("/staff/fee-codes"))
}

async fn list_page(
    visit: &StaffVisit,
    state: &State,
    (typed, choices): (Typed, Option<Choices>),
    (status, refusals): Again,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (codes, settings) = visit
        .db
        .write(move |tx| {
            let event = Event::new(actor.clinic, &actor, "fee_code.list", "fee_code", None);
            audit::record(tx, &env, &event)?;
            Ok::<_, Error>((verbs::fee_codes(tx, &actor)?, verbs::settings(tx, &actor)?))
        })
        .await?;
    let (retired, used) = codes.into_iter().partition(|fee| fee.retired_at.is_some());
    let mut page = StaffPage::new(visit, "billing");
    page.refusals = refusals;
    let choices = choices.unwrap_or_else(|| Choices {
        currency: settings.currency.clone(),
        cycle_day: settings.cycle_day.to_string(),
    });
    let page = ListPage {
        page,
        used,
        retired,
        settings,
        choices,
        typed,
    };
    html(status, &page)
}

async fn one_page(
    visit: &StaffVisit,
    state: &State,
    id: FeeCodeId,
    typed: Option<Typed>,
    (status, refusals): Again,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (fee, versions, settings) = visit
        .db
        .write(move |tx| {
            let fee = store::fee_code(tx, actor.clinic, id)?;
            let event = Event::new(actor.clinic, &actor, "fee_code.read", "fee_code", id.uuid());
            audit::record(tx, &env, &event)?;
            let versions = store::versions(tx, actor.clinic, id)?;
            Ok::<_, Error>((fee, versions, verbs::settings(tx, &actor)?))
        })
        .await?;
    let mut page = StaffPage::new(visit, "billing");
    page.refusals = refusals;
    let typed = typed.unwrap_or_else(|| Typed {
        version: fee.version,
        code: fee.code.clone(),
        description: fee.description.clone(),
        amount: decimal(fee.amount_cents),
    });
    let page = OnePage {
        page,
        fee,
        versions,
        settings,
        typed,
        now: visit.now,
    };
    html(status, &page)
}
