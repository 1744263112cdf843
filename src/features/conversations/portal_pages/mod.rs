//! The portal's pages: the list of conversations, a thread with its reply box, and what is typed but not sent.

mod draft;
mod list;
mod reply;
mod thread;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::platform::state::State;

/// Largest form, in bytes: a message at its ceiling (M18) with each byte written as `%XX`.
const FORM_BYTES: usize = 40 * 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/messages", get(list::show))
        .route("/messages/{conversation}", get(thread::show))
        .route("/messages/{conversation}/reply", post(reply::send))
        .route("/messages/{conversation}/draft", post(draft::save))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
}
