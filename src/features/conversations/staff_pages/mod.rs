//! The staff pages: folders, a thread with its reply box, and the compose window.

mod compose;
mod inbox;
mod thread;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::platform::state::State;

/// Largest form, in bytes: a body at its ceiling (M18) with every character written as `%XX`.
pub(super) const FORM_BYTES: usize = 48 * 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/staff/inbox", get(inbox::show))
        .route("/staff/counts", get(inbox::counts))
        .route("/staff/conversations/{conversation}", get(thread::show))
        .route(
            "/staff/conversations/{conversation}/reply/{draft}",
            post(thread::reply_to).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/staff/conversations/{conversation}/close",
            post(thread::close_it),
        )
        .route(
            "/staff/conversations/{conversation}/reopen",
            post(thread::reopen_it),
        )
        .route("/staff/compose", get(compose::open))
        .route(
            "/staff/compose/{draft}",
            post(compose::act).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/staff/drafts/{draft}/chart-items",
            post(compose::add_chart_items),
        )
        .layer(DefaultBodyLimit::max(FORM_BYTES))
}
