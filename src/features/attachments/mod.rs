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
mod ending;
mod form;
pub mod jobs;
mod made;
mod model;
mod pages;
mod receive;
mod serve;
mod store;

use axum::extract::DefaultBodyLimit;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::auth::Permission::SendMessages;
use crate::platform::auth::Who::{May, Portal, Staff};
use crate::platform::state::State;
use crate::platform::web::Routes;

pub use api::give_to_staff;
pub use check::check;
pub use ending::{AFTER_DOWNLOAD_DAYS, Clock, Keeping, Kept, end_due, keepings, reconsider, sent};
pub use form::{FormWithFiles, read_form};
pub use made::{MadePdf, add_made, forget_made, store_made};
pub use model::{Upload, UploadState, Uploader};
pub use receive::{keep, keep_field};
pub use serve::{Given, give};
pub use store::words::{ReadFile, read_files};
pub use store::{given_file, upload};

/// The feature's routes. Files are measured against the limit for uploads as they come.
pub fn routes() -> Routes {
    Routes::new()
        .post("/staff/uploads", May(&[SendMessages]), pages::begin)
        .get("/staff/uploads/{id}", May(&[SendMessages]), pages::show)
        .head("/staff/uploads/{id}", May(&[SendMessages]), pages::offset)
        .patch("/staff/uploads/{id}", May(&[SendMessages]), pages::append)
        .delete("/staff/uploads/{id}", May(&[SendMessages]), pages::remove)
        .get(
            "/staff/uploads/{id}/preview",
            May(&[SendMessages]),
            pages::preview_upload,
        )
        .get("/staff/attachments/{id}", Staff, download::for_staff)
        .get(
            "/staff/attachments/{id}/preview",
            Staff,
            download::preview_for_staff,
        )
        .get("/attachments/{id}", Portal, download::for_portal)
        .get(
            "/attachments/{id}/preview",
            Portal,
            download::preview_for_portal,
        )
}

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::upload))
        .routes(routes!(api::content))
        .layer(DefaultBodyLimit::disable())
}
