//! A folder's page, and the counts that open pages refresh.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::conversations::counts as count_folders;
use crate::features::conversations::folder::{self, Entry, Folder, FolderPage, FolderRow};
use crate::features::conversations::model::Cursor;
use crate::features::{audit, staff};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, StaffPage, html, meanwhile};

/// Rows on a page.
const PAGE: usize = 50;

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Place {
    folder: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/inbox.html")]
struct InboxPage {
    page: StaffPage,
    folder: Folder,
    list: FolderPage,
    first: bool,
    now: Timestamp,
}

impl InboxPage {
    /// Whether the answer is late, and the words for when it is, or was, due.
    fn due(&self, row: &FolderRow) -> Option<(bool, String)> {
        let (at, tr) = (row.response_due_at?, &self.page.tr);
        let late = at <= self.now;
        let key = if late {
            "conversations-badge-overdue"
        } else {
            "conversations-badge-due"
        };
        Some((late, tr.t1(key, "when", tr.day(at, self.now))))
    }

    /// "Ann Lee on behalf of Sam Lee", where somebody else wrote the last message for the patient (M12).
    fn on_behalf(&self, row: &FolderRow) -> Option<String> {
        let names = [
            ("person", row.on_behalf_by.clone()?),
            ("patient", row.patient_name.clone()),
        ];
        Some(self.page.tr.with("conversations-on-behalf", &names))
    }

    /// Since when nobody has opened what is to be called about, and when the next attempt is due (M75).
    fn call_when(&self, row: &FolderRow) -> String {
        let tr = &self.page.tr;
        let since = row.callees.first().map_or_else(String::new, |person| {
            tr.t1(
                "calls-unread-since",
                "when",
                tr.day_time(person.sent_at, self.now),
            )
        });
        match row.call_due_at {
            Some(at) if at > self.now => {
                let next = tr.t1("calls-next", "when", tr.day(at, self.now));
                format!("{since} {next}")
            }
            _ => since,
        }
    }

    fn when(&self, at: &Timestamp) -> String {
        let (at, tr) = (*at, &self.page.tr);
        if tr.local_date(at) == tr.local_date(self.now) {
            tr.time(at)
        } else {
            tr.day(at, self.now)
        }
    }
}

/// `GET /staff/inbox?folder=`: a page of a folder over the member's inboxes (M70).
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let folder = place
        .folder
        .as_deref()
        .map_or(Some(Folder::Inbox), Folder::from_code)
        .ok_or(Error::NotFound)?;
    let cursor: Cursor = place
        .after
        .as_deref()
        .map_or(Ok(Cursor::START), str::parse)
        .map_err(Error::refused)?;
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (list, counted) = visit
        .db
        .read(move |tx| {
            let inboxes = staff::inboxes_of(tx, actor.clinic, actor.staff)?;
            Ok::<_, Error>((
                folder::folder(tx, &actor, &inboxes, (folder, now), cursor, PAGE)?,
                count_folders(tx, &actor, &inboxes, None, now)?,
            ))
        })
        .await?;
    let event = audit::Event::new(
        visit.actor.clinic,
        &visit.actor,
        "conversation.list",
        "folder",
        None,
    );
    let shown = format!("folder={} shown={}", folder.code(), list.len());
    let mut page = StaffPage::new(&visit, folder.code());
    page.counts = counted;
    let page = InboxPage {
        page,
        folder,
        list,
        first: cursor == Cursor::START,
        now: visit.now,
    };
    let on_record = audit::recorded(&state, event.detail(shown));
    meanwhile(on_record, || html(StatusCode::OK, &page)).await
}

#[derive(Template)]
#[template(path = "features/conversations/pages/counts.html")]
struct Counts {
    page: StaffPage,
}

/// `GET /staff/counts`: the numbers of the side list, for open pages.
pub(super) async fn counts(visit: StaffVisit) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let counted = visit
        .db
        .read(move |tx| {
            let inboxes = staff::inboxes_of(tx, actor.clinic, actor.staff)?;
            count_folders(tx, &actor, &inboxes, None, now)
        })
        .await?;
    let mut page = StaffPage::new(&visit, "inbox");
    page.counts = counted;
    html(StatusCode::OK, &Counts { page })
}
