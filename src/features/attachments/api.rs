//! Attachments in the API: one file in, its content out.

use axum::extract::{FromRequest, Multipart, Request, State as AxumState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::check::forget;
use super::model::{Upload, UploadState, Uploader};
use super::serve::give;
use super::{download, receive, store};
use crate::features::audit::{self, By, Event};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::ids::{AttachmentId, FileId};
use crate::platform::state::State;
use crate::platform::web::idempotency::{Answer, Once};
use crate::platform::web::{Error, Id, Refusal};

/// A file that has been taken in.
#[derive(Serialize, ToSchema)]
pub(super) struct Attachment {
    /// Name it in `attachment_ids` of a message.
    id: Uuid,
    /// Its name, made safe.
    file_name: String,
    /// Its media type, by content; empty while it waits for the malware scanner.
    content_type: String,
    /// Bytes that are kept.
    size: i64,
    /// `available`, or `checking` while it waits for the malware scanner.
    state: &'static str,
    /// SHA-256 of the bytes that are kept, in hexadecimal.
    sha256: Option<String>,
}

impl From<Upload> for Attachment {
    fn from(upload: Upload) -> Attachment {
        Attachment {
            id: upload.id.uuid(),
            file_name: upload.file_name,
            content_type: upload.content_type,
            size: upload.size,
            state: upload.state.code(),
            sha256: upload.sha256.map(hex::encode),
        }
    }
}

/// The form of an upload.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only described, never built: the field is read as it streams"
)]
pub(super) struct AttachmentForm {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes one file, checks it, and keeps it for a day unless a message names it.
#[utoipa::path(
    post, path = "/api/v1/attachments", tag = "attachments", security(("key" = ["messages:write", "send_messages"])),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Attachment), (status = 413, description = "The file is too large"), (status = 422, description = "The file is refused; the problem names the field `file`"))
)]
pub(super) async fn upload(
    AxumState(state): AxumState<State>,
    caller: ApiCaller,
    request: Request,
) -> Result<Response, Error> {
    let unreadable = || {
        Error::Refused(
            StatusCode::BAD_REQUEST,
            vec![Refusal::new("form_unreadable")],
        )
    };
    let headers = request.headers().clone();
    let mut form = Multipart::from_request(request, &state)
        .await
        .map_err(|_| {
            Error::Refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                vec![Refusal::new("multipart_expected")],
            )
        })?;
    let field = form.next_field().await.map_err(|_| unreadable())?;
    let Some(field) = field.filter(|field| field.name() == Some("file")) else {
        return Err(Error::refused(Refusal::field("file", "file_missing")));
    };
    let uploader = Uploader::from(&caller.actor);
    let name = field.file_name().unwrap_or_default().to_owned();
    let whole = receive::take_whole(&state, &uploader, &name, field).await?;
    let once = Once::of(&headers, whole.fingerprint())?;
    let env = state.env.clone();
    let stored = whole.name().clone();
    let begin = move |tx: &mut db::Tx<'_>| {
        let id = receive::begin_whole(tx, &env, &uploader, &whole)?;
        Answer::new(StatusCode::CREATED, &id)
    };
    let begun = once.write(&caller.db, &state.env, &caller.actor, begin);
    let answer = begun.await?;
    if answer.is_repeated() {
        // The file has come before, and is kept once.
        forget(&state, std::iter::once(stored.as_str())).await;
    }
    let upload = receive::settle(&state, uploader, answer.read()?).await?;
    match upload.state {
        UploadState::Rejected => {
            let why = upload.refusal(state.env.config.uploads.max_bytes);
            Err(Error::all_refused(why.into_iter().collect()))
        }
        _ => Ok((StatusCode::CREATED, axum::Json(Attachment::from(upload))).into_response()),
    }
}

/// The content of a file that was sent with a message, or of an upload of the key's own member.
#[utoipa::path(
    get, path = "/api/v1/attachments/{id}/content", tag = "attachments", security(("key" = ["messages:read"])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "The file's bytes", content_type = "application/octet-stream"), (status = 206, description = "The part asked for"), (status = 404, description = "No such attachment"))
)]
pub(super) async fn content(
    AxumState(state): AxumState<State>,
    caller: ApiCaller,
    Id(id): Id<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    give_to_staff(&state, &caller.actor, id, &headers).await
}

/// Gives out a file that was sent with a message, or an upload of the member's own, and records it.
pub async fn give_to_staff(
    state: &State,
    actor: &StaffActor,
    id: Uuid,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let (scope, by) = (actor.scope(), By::from(actor));
    match download::to_staff(state, scope, by, AttachmentId::from(id), headers).await {
        Err(Error::NotFound) => {}
        other => return other,
    }
    let (uploader, id) = (Uploader::from(actor), FileId::from(id));
    let db = state.db.within(uploader.clinic);
    let file = db
        .read(move |tx| {
            let upload = store::upload(tx, &uploader, id)?;
            match upload.state {
                UploadState::Available => store::given_file(tx, uploader.clinic, id),
                _ => Err(db::Error::NotFound),
            }
        })
        .await?;
    give(state, uploader.clinic, &file, headers, async |_| {
        let env = state.env.clone();
        let event = Event::new(uploader.clinic, by, "file.download", "file", id.uuid());
        db.write(move |tx| audit::record(tx, &env, &event)).await?;
        Ok(None)
    })
    .await
}
