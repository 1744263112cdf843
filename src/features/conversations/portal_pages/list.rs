//! The person's conversations for the patient they are signed in for.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::thread::named;
use crate::features::audit;
use crate::features::conversations::model::Cursor;
use crate::features::conversations::portal_read::{PortalRow, portal_inbox};
use crate::platform::auth::PortalDoor;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, PortalPage, Query, html};

/// Conversations on one page.
const SHOWN: usize = 20;

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/portal_list.html")]
struct ListPage {
    page: PortalPage,
    rows: Vec<PortalRow>,
    older: Option<String>,
    /// Whether the person may start a conversation (M10).
    may_start: bool,
    first: bool,
    now: Timestamp,
}

impl ListPage {
    fn author(&self, row: &PortalRow) -> String {
        named(&self.page.tr, row.shown_as.as_ref())
    }
}

/// `GET /messages`, newest first.
pub(super) async fn show(
    door: PortalDoor,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let first = query.before.is_empty();
    let env = state.env.clone();
    let found = door.enter(move |tx, actor| {
        let cursor: Cursor = match first {
            true => Cursor::START,
            false => query.before.parse().map_err(|_| Error::NotFound)?,
        };
        let found = portal_inbox(tx, actor, cursor, SHOWN)?;
        let event = audit::Event::new(
            actor.clinic,
            actor,
            "conversation.list",
            "conversation",
            None,
        );
        let detail = format!("shown={}", found.rows.len());
        audit::record(tx, &env, &event.patient(actor.patient).detail(detail))?;
        Ok(found)
    });
    let (visit, found) = found.await?;
    let page = ListPage {
        page: PortalPage::new(&visit, "/messages"),
        rows: found.rows,
        older: found.older,
        may_start: found.may_start,
        first,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}
