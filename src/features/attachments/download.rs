//! Fetching what was sent with a message: who may, and the record of it (M42, M81).

use axum::extract::State as AxumState;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;

use super::ending;
use super::model::whole;
use super::serve::{Ended, Given, give, give_preview};
use super::store::{self, NewDownload, SentFile};
use crate::features::audit::{self, By, Event};
use crate::platform::auth::{PortalVisit, Scope, StaffVisit};
use crate::platform::ids::{AttachmentId, ClinicId, ConversationId, PortalUserId};
use crate::platform::live::{self, Update};
use crate::platform::state::State;
use crate::platform::time::DAY;
use crate::platform::web::{Error, Id, Refusal};

/// A download by staff: recorded in the audit.
pub(super) async fn for_staff(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<AttachmentId>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    to_staff(
        &state,
        visit.actor.scope(),
        By::from(&visit.actor),
        id,
        &headers,
    )
    .await
}

/// A download by staff or an API key.
pub(super) async fn to_staff(
    state: &State,
    scope: Scope,
    by: By,
    id: AttachmentId,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let file = sent_file(state, scope, id).await?;
    give(state, scope.clinic, &file.file(), headers, async |_| {
        let (env, event) = (state.env.clone(), event(scope.clinic, by, &file));
        state
            .db
            .within(scope.clinic)
            .write(move |tx| audit::record(tx, &env, &event))
            .await?;
        Ok(None)
    })
    .await
}

/// A download by a portal user: recorded in the audit and on the message, and shown to staff when it is complete.
pub(super) async fn for_portal(
    AxumState(state): AxumState<State>,
    visit: PortalVisit,
    Id(id): Id<AttachmentId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (scope, by) = (visit.actor.scope(), By::from(&visit.actor));
    let file = sent_file(&state, scope, id).await?;
    let given = file.file();
    give(&state, scope.clinic, &given, &headers, async |range| {
        if method == Method::HEAD {
            return Ok(None);
        }
        record_download(
            &state,
            scope.clinic,
            by,
            visit.actor.portal_user,
            &file,
            range,
        )
        .await
        .map(Some)
    })
    .await
}

pub(super) async fn preview_for_staff(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Error> {
    let file = sent_file(&state, visit.actor.scope(), id).await?;
    give_preview(&state, visit.actor.clinic, file.preview_key.as_deref()).await
}

pub(super) async fn preview_for_portal(
    AxumState(state): AxumState<State>,
    visit: PortalVisit,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Error> {
    let file = sent_file(&state, visit.actor.scope(), id).await?;
    give_preview(&state, visit.actor.clinic, file.preview_key.as_deref()).await
}

/// A file that may be given out.
///
/// # Errors
/// 410 where it is no longer kept (M33), which only those are told who could see it.
async fn sent_file(state: &State, scope: Scope, id: AttachmentId) -> Result<SentFile, Error> {
    let look = move |tx: &mut db::Tx<'_>| match store::sent_file(tx, &scope, id) {
        Err(db::Error::NotFound) => match store::gone_since(tx, &scope, id)? {
            Some(_) => Err(gone()),
            None => Err(Error::NotFound),
        },
        other => Ok(other?),
    };
    state.db.within(scope.clinic).read(look).await
}

fn gone() -> Error {
    let why = Refusal::new("attachment_no_longer_kept");
    Error::Refused(StatusCode::GONE, vec![why])
}

fn event(clinic: ClinicId, by: By, file: &SentFile) -> Event {
    Event::new(
        clinic,
        by,
        "attachment.download",
        "attachment",
        file.attachment_id.uuid(),
    )
    .patient(file.patient_id)
}

/// Records that a download begins; what it returns records how far it came.
async fn record_download(
    state: &State,
    clinic: ClinicId,
    by: By,
    portal_user: PortalUserId,
    file: &SentFile,
    range: Given,
) -> Result<Ended, Error> {
    let begun = Begun {
        clinic,
        conversation: file.conversation_id,
        first_byte: column(range.from),
        size: column(range.size),
        id: state.env.id(),
        attachment: file.attachment_id,
        message: file.message_id,
        portal_user,
        at: state.env.now(),
    };
    let (env, event) = (state.env.clone(), event(clinic, by, file));
    let db = state.db.within(clinic);
    db.write(move |tx| {
        store::begin_download(tx, clinic, &begun.row())?;
        audit::record(tx, &env, &event)
    })
    .await?;
    let runtime = tokio::runtime::Handle::current();
    Ok(Box::new(move |bytes| {
        runtime.spawn(async move {
            let ended = db.write(move |tx| end(tx, &begun, bytes)).await;
            if let Err(error) = ended {
                tracing::error!(%error, "the end of a download could not be recorded");
            }
        });
    }))
}

#[derive(Clone, Copy)]
struct Begun {
    clinic: ClinicId,
    conversation: ConversationId,
    first_byte: i64,
    size: i64,
    id: uuid::Uuid,
    attachment: AttachmentId,
    message: crate::platform::ids::MessageId,
    portal_user: PortalUserId,
    at: crate::platform::time::Timestamp,
}

impl Begun {
    fn row(&self) -> NewDownload {
        NewDownload {
            id: self.id,
            attachment: self.attachment,
            message: self.message,
            portal_user: self.portal_user,
            at: self.at,
            first_byte: self.first_byte,
        }
    }
}

/// Notes how far the download came; with what came in earlier ones it may now be whole.
fn end(tx: &mut db::Tx<'_>, begun: &Begun, bytes: u64) -> Result<(), db::Error> {
    let end_byte = begun.first_byte.saturating_add(column(bytes));
    let ranges = store::end_download(tx, begun.clinic, &begun.row(), end_byte)?;
    if end_byte > begun.first_byte && whole(ranges, begun.size) {
        store::complete_download(tx, begun.clinic, begun.id)?;
        let end = begun.at.plus(ending::AFTER_DOWNLOAD_DAYS * DAY);
        ending::look_again_at(tx, begun.clinic, begun.attachment, end)?;
        let staff = store::staff_watching(tx, begun.clinic, begun.conversation)?;
        live::announce(
            tx,
            staff,
            Update::Conversation {
                conversation: begun.conversation,
            },
        );
    }
    Ok(())
}

fn column(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
