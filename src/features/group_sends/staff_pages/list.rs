//! The list: the member's drafts, and what was sent at the clinic.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::address;
use crate::features::audit::{self, Event};
use crate::features::group_sends::store::Row;
use crate::features::group_sends::{read, save};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Query, StaffPage, html};

/// Rows of a page.
const ROWS: i64 = 50;

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "features/group_sends/pages/list.html")]
struct ListPage {
    page: StaffPage,
    drafts: Vec<Row>,
    sent: Vec<Row>,
    next: Option<String>,
    first: bool,
    now: Timestamp,
}

/// `GET /staff/group-sends`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let before: Option<(i64, Uuid)> = paging::key(shown.after.as_deref())?;
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let first = before.is_none();
    let (drafts, rows) = visit
        .db
        .write(move |tx| {
            let before = before.map(|(at, id)| (Timestamp(at), id));
            let found = read::list(tx, &actor, before, ROWS + 1)?;
            let event = Event::new(actor.clinic, &actor, "group_send.list", "group_send", None);
            audit::record(tx, &env, &event)?;
            Ok::<_, Error>(found)
        })
        .await?;
    let rows = Page::cut(rows, ROWS, |row| (row.at.0, row.id.uuid()));
    let page = ListPage {
        page: StaffPage::new(&visit, "group-sends"),
        drafts,
        sent: rows.items,
        next: rows.next_cursor,
        first,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

/// `POST /staff/group-sends`: begins a draft.
pub(super) async fn begin(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let id = visit
        .db
        .write(move |tx| save::create(tx, &actor, &env))
        .await?;
    Ok(Redirect::to(&address(id)).into_response())
}
