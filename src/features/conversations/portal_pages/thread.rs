//! A conversation as the person reads it.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::attachments::{self, Upload, UploadState, Uploader};
use crate::features::conversations::model::Cursor;
use crate::features::conversations::portal_read::{
    PortalMessage, PortalThread, opened, portal_thread,
};
use crate::features::conversations::read::Attachment;
use crate::features::conversations::{of_another, portal_draft};
use crate::platform::auth::PortalVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ConversationId, FileId, MessageId};
use crate::platform::state::State;
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, PortalPage, Query, Refusal, html};

#[derive(Deserialize, Default)]
pub(super) struct ThreadQuery {
    #[serde(default)]
    before: String,
    #[serde(default)]
    sent: String,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/portal_thread.html")]
struct ThreadPage {
    page: PortalPage,
    thread: PortalThread,
    patient_name: String,
    emergency_notice: String,
    /// What stands in the reply box.
    typed: String,
    /// The draft's version; 0 where there is none.
    version: i64,
    /// When the draft was saved, where the box holds one.
    saved_at: Option<Timestamp>,
    /// The newest message: a reply says after which one it was written.
    newest: Option<MessageId>,
    /// The first message that the person had not opened.
    new_from: Option<MessageId>,
    first_page: bool,
    just_sent: bool,
    /// Whether what was sent began the conversation.
    started: bool,
    now: Timestamp,
    /// Files that wait with the refused answer.
    kept: Vec<Upload>,
    /// Largest file, in bytes.
    max_upload: i64,
}

impl ThreadPage {
    /// The author's name, or the word for the clinic's people where none is shown (M21), in the reader's language.
    fn author(&self, message: &PortalMessage) -> String {
        named(&self.page.tr, message.shown_as.as_ref())
    }

    /// The identity that the clinic writes as.
    fn from(&self) -> String {
        named(&self.page.tr, self.thread.from_name.as_ref())
    }

    /// Who else reads it, as the person is told.
    fn reader(&self, name: &String) -> String {
        named(&self.page.tr, Some(name))
    }

    fn initials(&self, message: &PortalMessage) -> String {
        text::initials(&self.author(message))
    }

    /// A day written in full.
    fn full_day(&self, at: &Timestamp) -> String {
        let tr = &self.page.tr;
        tr.calendar_date(&tr.local_date(*at).to_string())
    }

    /// What a file is, in words: `PDF`, `Lab result, PDF`.
    fn kind(&self, file: &Attachment) -> String {
        let of_chart = file.kind.as_ref().map(|kind| {
            let key = format!("patients-kind-{}", kind.replace('_', "-"));
            self.page.tr.t(&key)
        });
        let format = match file.content_type.as_deref() {
            Some("application/pdf") => Some("PDF".to_owned()),
            Some("image/jpeg") => Some("JPG".to_owned()),
            Some("image/png") => Some("PNG".to_owned()),
            _ => None,
        };
        let known: Vec<String> = of_chart.into_iter().chain(format).collect();
        known.join(", ")
    }

    fn telephone(&self) -> String {
        telephone(&self.page.phone)
    }
}

/// The clinic's number as a telephone dials it.
pub(super) fn telephone(phone: &str) -> String {
    let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
    phone.chars().filter(dialled).collect()
}

/// Those of `files` that wait with a refused message: the person's own, unless they were found to be bad.
pub(super) fn waiting_uploads(
    tx: &mut db::Tx<'_>,
    uploader: &Uploader,
    files: &[FileId],
) -> Result<Vec<Upload>, db::Error> {
    let mut waiting = Vec::new();
    for file in files {
        match attachments::upload(tx, uploader, *file) {
            Ok(upload) if upload.state != UploadState::Rejected => waiting.push(upload),
            Ok(_) | Err(db::Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(waiting)
}

/// A name, or "Clinic Staff" where the clinic shows none (M21).
pub(super) fn named(tr: &Tr, name: Option<&String>) -> String {
    match name.map(String::as_str) {
        None => tr.t("portal-clinic-staff"),
        // Two parents who must not learn of each other.
        Some("") => tr.t("families-another"),
        Some(name) => name.to_owned(),
    }
}

/// `GET /messages/{id}`: shows the thread and notes that it was opened (M42). A thread about another patient whom the
/// person cares for asks whom to go on for first.
pub(super) async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(id): Id<ConversationId>,
    Query(query): Query<ThreadQuery>,
) -> Result<Response, Error> {
    let background = headers.contains_key("x-background");
    let shown = Shown {
        before: query.before,
        just_sent: !query.sent.is_empty() && !background,
        started: query.sent == "first",
        divider: !background,
        ..Shown::default()
    };
    match page(&state, &visit, id, shown, StatusCode::OK).await {
        Err(Error::NotFound) if of_another(&visit, id).await? => {
            Ok(Redirect::to(&format!("/people?next=/messages/{id}")).into_response())
        }
        shown => shown,
    }
}

/// Whether the conversation is about another patient whom the person cares for.
async fn of_another(visit: &PortalVisit, id: ConversationId) -> Result<bool, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let scope = visit
        .db
        .read(move |tx| of_another::scope_of(tx, &actor, id, now))
        .await?;
    Ok(scope.is_some())
}

/// What a thread page shows besides the thread.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) before: String,
    pub(super) just_sent: bool,
    pub(super) started: bool,
    pub(super) divider: bool,
    /// What was typed and refused; none: the draft.
    pub(super) typed: Option<String>,
    /// Files that were taken with a form that was refused.
    pub(super) files: Vec<FileId>,
    pub(super) refusals: Vec<Refusal>,
}

/// The page of a thread, fresh from the database.
pub(super) async fn page(
    state: &State,
    visit: &PortalVisit,
    id: ConversationId,
    shown: Shown,
    status: StatusCode,
) -> Result<Response, Error> {
    let first_page = shown.before.is_empty();
    let cursor: Cursor = if first_page {
        Cursor::START
    } else {
        shown.before.parse().map_err(|_| Error::NotFound)?
    };
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (uploader, files) = (Uploader::from(&visit.actor), shown.files.clone());
    let (thread, draft, kept) = visit
        .db
        .write(move |tx| {
            let thread = portal_thread(tx, &actor, id, cursor)?;
            let draft = portal_draft(tx, &actor.scope(), id)?;
            opened(tx, &actor, &env, id)?;
            let kept = waiting_uploads(tx, &uploader, &files)?;
            Ok::<_, Error>((thread, draft, kept))
        })
        .await?;
    let draft = draft.filter(|_| shown.typed.is_none());
    let unread = |m: &&PortalMessage| m.unread && shown.divider;
    let page = ThreadPage {
        page: PortalPage {
            refusals: shown.refusals,
            ..PortalPage::new(visit, &format!("/messages/{id}"))
        },
        patient_name: visit.patient_name.clone(),
        emergency_notice: visit.emergency_notice.clone(),
        version: draft.as_ref().map_or(0, |d| d.version),
        saved_at: draft.as_ref().map(|d| d.updated_at),
        typed: shown
            .typed
            .or_else(|| draft.map(|d| d.body))
            .unwrap_or_default(),
        newest: thread.messages.last().map(|m| m.id),
        new_from: thread.messages.iter().find(unread).map(|m| m.id),
        thread,
        first_page,
        just_sent: shown.just_sent,
        started: shown.started,
        now: visit.now,
        kept,
        max_upload: i64::try_from(state.env.config.uploads.max_bytes).unwrap_or(i64::MAX),
    };
    html(status, &page)
}
