//! The portal's pages: the list of conversations, **New message**, a thread with its reply box, and what is typed but not sent.

mod draft;
mod list;
mod reply;
mod start;
mod thread;

use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler as _;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::platform::auth::Who::{Portal, PortalReading, PortalTyping};
use crate::platform::web::Routes;

/// Largest form, in bytes: a message at its ceiling (M18) with each byte written as `%XX`.
pub(super) const FORM_BYTES: usize = 40 * 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/messages", PortalReading, list::show)
        .get("/messages/new", Portal, start::show)
        .post(
            "/messages/new/{patient}",
            PortalTyping,
            start::send.layer(DefaultBodyLimit::disable()),
        )
        .post("/messages/new/{patient}/draft", Portal, start::save)
        .get("/messages/{conversation}", Portal, thread::show)
        .post(
            "/messages/{conversation}/reply",
            PortalTyping,
            reply::send.layer(DefaultBodyLimit::disable()),
        )
        .post("/messages/{conversation}/draft", Portal, draft::save)
        .limit(DefaultBodyLimit::max(FORM_BYTES))
}

/// What was typed, to whoever is no longer signed in: the browser sends the form once more, to the page where one signs in
/// again for `back` and which keeps the text. It is read to its end, since an answer in the middle of it would look like a
/// broken connection.
async fn kept_at_sign_in(request: Request, back: &str) -> Response {
    let _ = axum::body::to_bytes(request.into_body(), FORM_BYTES).await;
    Redirect::temporary(&format!("/sign-in/keep?back={back}")).into_response()
}
