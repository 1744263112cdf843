//! The page **Delivery of notices** of the settings.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::rules::{self, LONGEST_WINDOW, Wanted};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, StaffPage, html};

/// Where it stands.
pub(super) const PAGE: &str = "/staff/settings/delivery";

#[derive(Template)]
#[template(path = "features/notifications/pages/rules.html")]
struct RulesPage {
    page: StaffPage,
    typed: Wanted,
    just_saved: bool,
    /// How long a notice waits where the clinic has set nothing, in seconds.
    usual: i64,
}

impl RulesPage {
    fn longest(&self) -> i64 {
        LONGEST_WINDOW
    }
}

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RulesForm {
    version: i64,
    quiet_from: String,
    quiet_until: String,
    bundle_seconds: String,
}

/// `?saved=1` after a save.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: Option<u8>,
}

/// `GET /staff/settings/delivery`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let rules = visit.db.read(move |tx| rules::load(tx, clinic)).await?;
    let typed = Wanted::of(rules);
    page(&visit, &state, typed, shown.saved.is_some(), None).await
}

/// `POST /staff/settings/delivery`.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<RulesForm>,
) -> Result<Response, Error> {
    let typed = Wanted {
        version: form.version,
        quiet_from: form.quiet_from,
        quiet_until: form.quiet_until,
        bundle_seconds: form.bundle_seconds,
    };
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let saved = visit
        .db
        .write(move |tx| rules::save(tx, &actor, &env, &wanted))
        .await;
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("{PAGE}?saved=1")).into_response()),
        Err(error @ Error::Refused(..)) => page(&visit, &state, typed, false, Some(error)).await,
        Err(error) => Err(error),
    }
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    typed: Wanted,
    just_saved: bool,
    error: Option<Error>,
) -> Result<Response, Error> {
    let status = error.as_ref().map_or(StatusCode::OK, Error::status);
    let mut page = StaffPage::new(visit, "settings");
    page.refusals = error.map(|e| e.refusals()).unwrap_or_default();
    let mut typed = typed;
    // After a conflict one saves over what the other has saved knowingly.
    if status == StatusCode::CONFLICT {
        let clinic = visit.actor.clinic;
        typed.version = visit
            .db
            .read(move |tx| rules::load(tx, clinic))
            .await?
            .version;
    }
    let page = RulesPage {
        page,
        typed,
        just_saved,
        usual: state.env.config.messages.bundle_seconds,
    };
    html(status, &page)
}
