//! The page of the header's search.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::places::{Place, places};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Hit};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, StaffPage, html};

/// Patients on the page.
const SHOWN: usize = 50;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    query: String,
}

#[derive(Template)]
#[template(path = "features/search/pages/search.html")]
struct SearchPage {
    page: StaffPage,
    query: String,
    places: Vec<Place>,
    hits: Vec<Hit>,
    now: Timestamp,
}

/// `GET /staff/search?query=`: patients, pages and settings.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(wish): Form<Wish>,
) -> Result<Response, Error> {
    let query = wish.query.trim().to_owned();
    let mut hits = Vec::new();
    if !query.is_empty() {
        let (scope, words, now) = (visit.actor.scope(), query.clone(), visit.now);
        hits = visit
            .db
            .read(move |tx| patients::search(tx, &scope, (&words, SHOWN), now))
            .await?;
        let (clinic, action) = (visit.actor.clinic, "patient.search");
        let event = Event::new(clinic, &visit.actor, action, "patient", None);
        audit::recorded(&state, event.detail(format!("shown={}", hits.len()))).await?;
    }
    let page = StaffPage::new(&visit, "search");
    let page = SearchPage {
        places: places(&page, &query),
        page,
        query,
        hits,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}
