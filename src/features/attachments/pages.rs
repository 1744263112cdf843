//! Uploads of the staff page: begun by name and size, sent in pieces, resumed where they broke off (M28).

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::check::forget;
use super::model::{Upload, UploadState, Uploader};
use super::serve::give_preview;
use super::store::Hold;
use super::{check, receive, store};
use crate::features::audit;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::FileId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id, Refusal, api::Json};

/// Longest wait for a check before the page is told to ask again.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    file_name: String,
    size: u64,
}

/// What the page is told of an upload.
#[derive(Serialize)]
struct Progress {
    id: FileId,
    file_name: String,
    content_type: String,
    size: i64,
    offset: i64,
    state: UploadState,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    has_preview: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_text: Option<String>,
}

/// `POST /staff/uploads`
pub(super) async fn begin(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Json(asked): Json<Begin>,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let env = state.env.clone();
    let id = state
        .db
        .write(move |tx| receive::begin(tx, &env, &uploader, &asked.file_name, asked.size))
        .await?;
    let upload = state
        .db
        .read(move |tx| store::upload(tx, &uploader, id))
        .await?;
    Ok((StatusCode::CREATED, progress(&state, &visit, upload)).into_response())
}

/// `PATCH /staff/uploads/{id}`
pub(super) async fn append(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<FileId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let offset = headers
        .get("upload-offset")
        .and_then(|h| h.to_str().ok()?.parse().ok());
    let offset =
        offset.ok_or_else(|| Error::refused(Refusal::field("file", "upload_offset_missing")))?;
    let mut upload = receive::append(&state, uploader, id, offset, body.into_data_stream()).await?;
    if upload.state == UploadState::Checking {
        wait_for_check(&state, uploader, id).await?;
        upload = state
            .db
            .read(move |tx| store::upload(tx, &uploader, id))
            .await?;
    }
    Ok(progress(&state, &visit, upload))
}

/// The check goes on by itself if it takes longer, or if the browser goes away.
async fn wait_for_check(state: &State, uploader: Uploader, id: FileId) -> Result<(), Error> {
    let checking = {
        let state = state.clone();
        tokio::spawn(async move { check(&state, uploader.clinic, id).await })
    };
    match tokio::time::timeout(PATIENCE, checking).await {
        Ok(Ok(checked)) => checked,
        Ok(Err(panicked)) => Err(Error::Internal(panicked.into())),
        Err(_) => Ok(()),
    }
}

/// `GET /staff/uploads/{id}`
pub(super) async fn show(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<FileId>,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let upload = state
        .db
        .read(move |tx| store::upload(tx, &uploader, id))
        .await?;
    Ok(progress(&state, &visit, upload))
}

/// `HEAD /staff/uploads/{id}`
pub(super) async fn offset(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<FileId>,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let upload = state
        .db
        .read(move |tx| store::upload(tx, &uploader, id))
        .await?;
    let mut response = StatusCode::OK.into_response();
    response
        .headers_mut()
        .insert("upload-offset", HeaderValue::from(upload.received));
    Ok(response)
}

/// `DELETE /staff/uploads/{id}`: gone at once, also from drafts, unless a message or the chart holds it.
pub(super) async fn remove(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<FileId>,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let env = state.env.clone();
    let names = state
        .db
        .write(move |tx| {
            store::upload(tx, &uploader, id)?;
            if store::hold(tx, uploader.clinic, id)? == Hold::Kept {
                return Err(Error::conflict(Refusal::field("file", "file_in_use")));
            }
            let event = audit::Event::new(
                uploader.clinic,
                uploader.by,
                "file.remove",
                "file",
                id.uuid(),
            );
            audit::record(tx, &env, &event)?;
            Ok(store::remove(tx, uploader.clinic, id)?)
        })
        .await?;
    forget(&state, names.iter().map(String::as_str)).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /staff/uploads/{id}/preview`
pub(super) async fn preview_upload(
    AxumState(state): AxumState<State>,
    visit: StaffVisit,
    Id(id): Id<FileId>,
) -> Result<Response, Error> {
    let uploader = Uploader::from(&visit.actor);
    let file = state
        .db
        .read(move |tx| {
            store::upload(tx, &uploader, id)?;
            store::given_file(tx, uploader.clinic, id)
        })
        .await?;
    give_preview(&state, uploader.clinic, file.preview_key.as_deref()).await
}

fn progress(state: &State, visit: &StaffVisit, upload: Upload) -> Response {
    let refusal = upload.refusal(state.env.config.uploads.max_bytes);
    let offset = upload.received;
    let told = Progress {
        id: upload.id,
        file_name: upload.file_name,
        content_type: upload.content_type,
        size: upload.size,
        offset,
        state: upload.state,
        code: refusal.as_ref().map(|r| r.code),
        reason: refusal.map(|r| r.sentence(&visit.tr)),
        has_preview: upload.has_preview,
        preview_text: upload.preview_text,
    };
    let mut response = axum::Json(told).into_response();
    response
        .headers_mut()
        .insert("upload-offset", HeaderValue::from(offset));
    response
}
