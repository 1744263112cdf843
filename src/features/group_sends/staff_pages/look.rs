//! What a draft comes to, and **Send**, confirmed by typing the count (M47).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{address, refused};
use crate::features::group_sends::audience::{LeftOut, UnmatchedLine};
use crate::features::group_sends::preview::{self, Preview};
use crate::features::group_sends::{accept, save};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::GroupSendId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Rows of a page of the skipped, and lines that added nobody.
const ROWS: i64 = 100;

#[derive(Template)]
#[template(path = "features/group_sends/pages/preview.html")]
struct PreviewPage {
    page: StaffPage,
    preview: Preview,
    lines: Vec<UnmatchedLine>,
    typed: String,
    may_export: bool,
}

impl PreviewPage {
    fn reason(&self, code: &str) -> String {
        self.page
            .tr
            .t(format!("group-reason-{}", code.replace('_', "-")))
    }

    fn sentences(&self) -> Vec<String> {
        let all = self.preview.in_the_way.iter();
        all.map(|refusal| refusal.sentence(&self.page.tr)).collect()
    }
}

/// `GET /staff/group-sends/{group}/preview`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    preview_page(&visit, &state, id, (String::new(), Ok(()))).await
}

async fn preview_page(
    visit: &StaffVisit,
    state: &State,
    id: GroupSendId,
    (typed, outcome): (String, Result<(), Error>),
) -> Result<Response, Error> {
    let (status, refusals) = refused(outcome)?;
    let of = (&visit.actor, id);
    let preview = match preview::preview(&visit.db, &state.env, of, &visit.tr).await {
        Ok(preview) => preview,
        // It has been sent meanwhile: its own page says so.
        Err(Error::Refused(StatusCode::CONFLICT, _)) => {
            return Ok(Redirect::to(&address(id)).into_response());
        }
        Err(other) => return Err(other),
    };
    let actor = visit.actor.clone();
    let lines = visit
        .db
        .read(move |tx| preview::unmatched(tx, (&actor, id), 0, ROWS))
        .await?;
    let page = PreviewPage {
        page: StaffPage {
            refusals,
            ..StaffPage::new(visit, "group-sends")
        },
        preview,
        lines,
        typed,
        may_export: visit.actor.may(Permission::Export),
    };
    html(status, &page)
}

/// The confirmation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    count: String,
}

/// `POST /staff/group-sends/{group}/send`.
pub(super) async fn send(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Form(typed): Form<Confirmation>,
) -> Result<Response, Error> {
    // People write thousands with a space or a comma.
    let digits: String = typed.count.chars().filter(char::is_ascii_digit).collect();
    let sent = match digits.parse::<i64>() {
        Ok(count) => {
            let of = (&visit.actor, id);
            accept::send(&visit.db, &state.env, of, count, &visit.tr)
                .await
                .map(drop)
        }
        Err(_) => Err(Error::refused(Refusal::field(
            "count",
            "group_count_missing",
        ))),
    };
    match sent {
        Ok(()) => Ok(Redirect::to(&address(id)).into_response()),
        Err(refused) => preview_page(&visit, &state, id, (typed.count, Err(refused))).await,
    }
}

#[derive(Template)]
#[template(path = "features/group_sends/pages/skipped.html")]
struct SkippedPage {
    page: StaffPage,
    id: GroupSendId,
    rows: Vec<LeftOut>,
    next: Option<String>,
}

impl SkippedPage {
    fn reason(&self, row: &LeftOut) -> String {
        let code = row.reason.code().replace('_', "-");
        self.page.tr.t(format!("group-reason-{code}"))
    }
}

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    after: Option<String>,
}

/// `GET /staff/group-sends/{group}/skipped`.
pub(super) async fn skipped(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let after = paging::key(shown.after.as_deref())?;
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let rows = visit
        .db
        .write(move |tx| {
            let rows = preview::left_out(tx, &actor, id, (after, ROWS + 1))?;
            let detail = format!("shown={}", rows.len());
            save::record(tx, &actor, &env, "group_send.skipped", (id, detail))?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let rows = Page::cut(rows, ROWS, |row| row.place());
    let page = SkippedPage {
        page: StaffPage::new(&visit, "group-sends"),
        id,
        rows: rows.items,
        next: rows.next_cursor,
    };
    html(StatusCode::OK, &page)
}
