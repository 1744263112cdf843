//! How far a group send has come, what its sender can do, and the report for each recipient (M47, M78).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{address, refused};
use crate::features::group_sends::model::{GroupSend, Outcome, Pace, Recipient, State as Stage};
use crate::features::group_sends::{accept, read, save};
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::GroupSendId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query, StaffPage, html};

/// Rows of a page of the report.
const ROWS: i64 = 100;

#[derive(Template)]
#[template(path = "features/group_sends/pages/progress.html")]
struct ProgressPage {
    page: StaffPage,
    subject: String,
    body_html: String,
    progress: Progress,
}

/// How far it has come, in numbers and states: it names no patient, and says nothing of what is written.
#[derive(Template)]
#[template(path = "features/group_sends/pages/how_far.html")]
struct Progress {
    tr: Tr,
    group: GroupSend,
    pace: Option<Pace>,
    now: Timestamp,
    own: bool,
    may_export: bool,
}

impl Progress {
    fn new(visit: &StaffVisit, group: GroupSend) -> Progress {
        Progress {
            tr: visit.tr.clone(),
            pace: group.pace(visit.now),
            own: group.owner_id == visit.actor.staff,
            group,
            now: visit.now,
            may_export: visit.actor.may(Permission::Export),
        }
    }

    /// Whether it changes by itself.
    fn runs(&self) -> bool {
        matches!(self.group.state, Stage::Freezing | Stage::Sending)
    }

    fn stop_reason(&self) -> String {
        let code = self.group.stop_reason.map_or("by-staff", |why| why.code());
        self.tr
            .t(format!("group-stopped-{}", code.replace('_', "-")))
    }

    fn left(&self, pace: &Pace) -> String {
        let tr = &self.tr;
        match pace.seconds_left {
            seconds @ ..60 => tr.t1("group-seconds-left", "count", seconds),
            seconds => tr.t1("group-minutes-left", "count", (seconds + 59) / 60),
        }
    }
}

/// The page of a group send that has been accepted.
pub(super) fn page(
    visit: &StaffVisit,
    group: GroupSend,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = refused(outcome)?;
    let page = ProgressPage {
        page: StaffPage {
            refusals,
            ..StaffPage::new(visit, "group-sends")
        },
        subject: group.subject.clone(),
        body_html: group.body_html.clone(),
        progress: Progress::new(visit, group),
    };
    html(status, &page)
}

/// `GET /staff/group-sends/{group}/progress`: what an open page asks for again and again while it runs. Its opening is on
/// record; these are not, since nothing that they say is about anybody.
pub(super) async fn how_far(visit: StaffVisit, Id(id): Id<GroupSendId>) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let group = visit.db.read(move |tx| read::load(tx, &actor, id)).await?;
    html(StatusCode::OK, &Progress::new(&visit, group))
}

type Verb = fn(&mut db::Tx<'_>, &StaffActor, &Env, GroupSendId) -> Result<(), Error>;

async fn act(
    visit: StaffVisit,
    state: State,
    id: GroupSendId,
    verb: Verb,
) -> Result<Response, Error> {
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let done = visit.db.write(move |tx| verb(tx, &actor, &env, id)).await;
    match done {
        Ok(()) => Ok(Redirect::to(&address(id)).into_response()),
        Err(Error::Refused(status, why)) => {
            let actor = visit.actor.clone();
            let group = visit.db.read(move |tx| read::load(tx, &actor, id)).await?;
            match group.state {
                Stage::Draft => Ok(Redirect::to(&address(id)).into_response()),
                _ => page(&visit, group, Err(Error::Refused(status, why))),
            }
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/group-sends/{group}/stop`.
pub(super) async fn stop(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    act(visit, state, id, accept::stop).await
}

/// `POST /staff/group-sends/{group}/continue`.
pub(super) async fn go_on(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    act(visit, state, id, accept::go_on).await
}

/// `POST /staff/group-sends/{group}/retry`.
pub(super) async fn retry(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    act(visit, state, id, accept::retry).await
}

/// Which part of the report.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Shown {
    state: String,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "features/group_sends/pages/recipients.html")]
struct RecipientsPage {
    page: StaffPage,
    group: GroupSend,
    state: String,
    rows: Vec<Recipient>,
    next: Option<String>,
    now: Timestamp,
    may_export: bool,
}

impl RecipientsPage {
    fn states(&self) -> [&'static str; 5] {
        ["", "waiting", "sent", "skipped", "failed"]
    }

    fn outcome(&self, code: &str) -> String {
        self.page.tr.t(format!("group-outcome-{code}"))
    }

    fn reason(&self, code: &str) -> String {
        let code = code.replace('_', "-");
        self.page.tr.t(format!("group-reason-{code}"))
    }

    fn delivery(&self, code: &str) -> String {
        self.page.tr.t(format!("group-delivery-{code}"))
    }
}

/// `GET /staff/group-sends/{group}/recipients`.
pub(super) async fn recipients(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let after = paging::key(shown.after.as_deref())?;
    let outcome = Outcome::from_code(&shown.state);
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let (group, rows) = visit
        .db
        .write(move |tx| {
            let group = read::load(tx, &actor, id)?;
            let rows = read::report(tx, &actor, id, outcome, (after, ROWS + 1))?;
            let detail = format!("shown={}", rows.len());
            save::record(tx, &actor, &env, "group_send.report", (id, detail))?;
            Ok::<_, Error>((group, rows))
        })
        .await?;
    let rows = Page::cut(rows, ROWS, |row| row.place());
    let page = RecipientsPage {
        page: StaffPage::new(&visit, "group-sends"),
        state: outcome.map_or("", Outcome::code).to_owned(),
        group,
        rows: rows.items,
        next: rows.next_cursor,
        now: visit.now,
        may_export: visit.actor.may(Permission::Export),
    };
    html(StatusCode::OK, &page)
}
