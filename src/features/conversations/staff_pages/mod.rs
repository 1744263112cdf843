//! The staff pages: folders, a thread with its reply box, and the compose window.

mod calls;
mod compose;
mod guard;
mod inbox;
mod kept_draft;
mod scheduled;
mod thread;
mod versions;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;

use crate::platform::auth::Permission::SendMessages;
use crate::platform::auth::Who::{May, Staff};
use crate::platform::web::Routes;

/// Largest form, in bytes: a body at its ceiling (M18) with every character written as `%XX`.
pub(super) const FORM_BYTES: usize = 48 * 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/inbox", Staff, inbox::show)
        .get("/staff/counts", Staff, inbox::counts)
        .get("/staff/conversations/{conversation}", Staff, thread::show)
        .post(
            "/staff/conversations/{conversation}/reply/{draft}",
            May(&[SendMessages]),
            thread::reply_to.layer(DefaultBodyLimit::disable()),
        )
        .post(
            "/staff/conversations/{conversation}/close",
            May(&[SendMessages]),
            thread::close_it,
        )
        .post(
            "/staff/conversations/{conversation}/reopen",
            May(&[SendMessages]),
            thread::reopen_it,
        )
        .get(calls::PAGE, May(&[SendMessages]), calls::show)
        .post(calls::PAGE, May(&[SendMessages]), calls::act)
        .post(
            "/staff/conversations/{conversation}/join",
            Staff,
            thread::join_it,
        )
        .post(
            "/staff/conversations/{conversation}/file",
            May(&[SendMessages]),
            thread::file_it,
        )
        .get("/staff/compose", May(&[SendMessages]), compose::open)
        .get(
            "/staff/drafts/{draft}/guard",
            May(&[SendMessages]),
            guard::show,
        )
        .post(
            "/staff/compose/{draft}",
            May(&[SendMessages]),
            compose::act.layer(DefaultBodyLimit::disable()),
        )
        .get("/staff/drafts/{draft}", Staff, kept_draft::show)
        .get("/staff/scheduled", Staff, scheduled::list)
        .post("/staff/drafts/{draft}/undo", Staff, scheduled::undo)
        .post(
            "/staff/drafts/{draft}/send-now",
            May(&[SendMessages]),
            scheduled::send_now,
        )
        .post(
            "/staff/drafts/{draft}/send-at",
            May(&[SendMessages]),
            scheduled::send_at,
        )
        .post(
            "/staff/drafts/{draft}/chart-items",
            May(&[SendMessages]),
            compose::add_chart_items,
        )
        .limit(DefaultBodyLimit::max(FORM_BYTES))
}
