//! Finding a patient (M15): the page, and its suggestions while one types.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::search::{self, Hit};
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::i18n::Tr;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, StaffPage, html, paging};

/// Hits of a search on the page.
const SHOWN: usize = 50;
/// Hits offered while one types.
const OFFERED: usize = 8;

/// What the page is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    /// What to find.
    query: String,
    /// The same, from a field with suggestions.
    q: String,
    /// What a hit leads to: the chart, or `compose`, or `link` for the patient `to`.
    then: String,
    /// The patient that a person is to be linked to.
    to: Option<PatientId>,
    /// Where the page of the list begins.
    after: String,
}

impl Wish {
    fn words(&self) -> &str {
        let words = if self.query.is_empty() {
            &self.q
        } else {
            &self.query
        };
        words.trim()
    }

    fn target(&self) -> Target {
        match (self.then.as_str(), self.to) {
            ("compose", _) => Target::Compose,
            ("link", Some(to)) => Target::Link(to),
            _ => Target::Chart,
        }
    }
}

/// Where a hit leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Chart,
    Compose,
    Link(PatientId),
}

impl Target {
    fn address(self, hit: &Hit) -> String {
        match self {
            Target::Chart => format!("/staff/patients/{}", hit.id),
            Target::Compose => format!("/staff/compose?patient={}", hit.id),
            Target::Link(to) => format!(
                "/staff/patients/{to}/information?tab=portal&person={}#link",
                hit.id
            ),
        }
    }
}

#[derive(Template)]
#[template(path = "features/patients/pages/list.html")]
struct ListPage {
    page: StaffPage,
    query: String,
    then: String,
    to: Option<PatientId>,
    target: Target,
    hits: Vec<Hit>,
    next: Option<String>,
    may_create: bool,
    now: Timestamp,
}

#[derive(Template)]
#[template(path = "features/patients/pages/options.html")]
struct Options {
    tr: Tr,
    target: Target,
    hits: Vec<Hit>,
    now: Timestamp,
}

/// `GET /staff/patients`: what was searched for, or everybody by family name.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(wish): Form<Wish>,
) -> Result<Response, Error> {
    let (hits, next) = if wish.words().is_empty() {
        everybody(&visit, &state, &wish.after).await?
    } else {
        (found(&visit, &state, wish.words(), SHOWN).await?, None)
    };
    let page = ListPage {
        page: StaffPage::new(&visit, "patients"),
        query: wish.words().to_owned(),
        target: wish.target(),
        then: wish.then,
        to: wish.to,
        hits,
        next,
        may_create: visit.actor.may(Permission::EditDemographics),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

/// `GET /staff/patients/search`: suggestions for a field.
pub(super) async fn options(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(wish): Form<Wish>,
) -> Result<Response, Error> {
    let hits = found(&visit, &state, wish.words(), OFFERED).await?;
    let options = Options {
        tr: visit.tr.clone(),
        target: wish.target(),
        hits,
        now: visit.now,
    };
    html(StatusCode::OK, &options)
}

async fn found(
    visit: &StaffVisit,
    state: &State,
    words: &str,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    let (scope, words, now) = (visit.actor.scope(), words.to_owned(), visit.now);
    let hits = visit
        .db
        .read(move |tx| search::search(tx, &scope, (&words, limit), now))
        .await?;
    shown(visit, state, "patient.search", hits.len()).await?;
    Ok(hits)
}

async fn everybody(
    visit: &StaffVisit,
    state: &State,
    after: &str,
) -> Result<(Vec<Hit>, Option<String>), Error> {
    let place: Option<(String, PatientId)> = paging::key(Some(after))?;
    let (scope, now, limit) = (visit.actor.scope(), visit.now, SHOWN as i64);
    let hits = visit
        .db
        .read(move |tx| {
            let after = place.as_ref().map(|(key, id)| (key.as_str(), *id));
            search::list(tx, &scope, (after, limit + 1), now)
        })
        .await?;
    let page = paging::Page::cut(hits, limit, Hit::list_place);
    shown(visit, state, "patient.list", page.items.len()).await?;
    Ok((page.items, page.next_cursor))
}

/// Writes down that somebody looked, before they see anything.
async fn shown(
    visit: &StaffVisit,
    state: &State,
    action: &'static str,
    hits: usize,
) -> Result<(), Error> {
    let event = Event::new(visit.actor.clinic, &visit.actor, action, "patient", None);
    let event = event.detail(format!("shown={hits}"));
    Ok(audit::recorded(state, event).await?)
}
