//! Files that people send: uploads in pieces, their check, and their way out again (M28, M32, M35).
//!
//! An upload comes in pieces that are kept encrypted from the first byte. When all of it is there it is checked - real
//! type, limits, malware - and only then available; what is refused keeps its reason. A message, a draft or a chart item
//! holds a file by naming it; what nothing holds after a day is removed by [`jobs::tidy`].
//!
//! Pages: `/staff/uploads` takes uploads, `/staff/attachments/{id}` and `/attachments/{id}` give out what was sent, with
//! `/preview` for a thumbnail. API: `/api/v1/attachments`.

mod api;
mod check;
mod download;
mod form;
pub mod jobs;
mod model;
mod pages;
mod receive;
mod serve;
mod store;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::state::State;

pub use check::check;
pub use form::{FormWithFiles, read_form};
pub use model::{Upload, UploadState, Uploader};
pub use receive::{keep, keep_field};
pub use serve::{Given, give};
pub use store::{given_file, upload};

/// The feature's routes. Files are measured against the limit for uploads as they come.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/staff/uploads", post(pages::begin))
        .route(
            "/staff/uploads/{id}",
            get(pages::show)
                .head(pages::offset)
                .patch(pages::append)
                .delete(pages::remove),
        )
        .route("/staff/uploads/{id}/preview", get(pages::preview_upload))
        .route("/staff/attachments/{id}", get(download::for_staff))
        .route(
            "/staff/attachments/{id}/preview",
            get(download::preview_for_staff),
        )
        .route("/attachments/{id}", get(download::for_portal))
        .route(
            "/attachments/{id}/preview",
            get(download::preview_for_portal),
        )
}

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::upload))
        .routes(routes!(api::content))
        .layer(DefaultBodyLimit::disable())
}
