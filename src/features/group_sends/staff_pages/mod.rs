//! The pages of group sends: the list, the draft, what it comes to, how far it has come, the report.

mod edit;
mod list;
mod look;
mod progress;
mod report;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;

use crate::platform::auth::Permission::{Export, SendBulkPortalMessages};
use crate::platform::auth::Who::May;
use crate::platform::ids::GroupSendId;
use crate::platform::web::{Error, Refusal, Routes};

/// Largest form, in bytes: a message at its ceiling as the browser encodes it, or a long list.
const FORM_BYTES: usize = 32 * 1024 * 1024;

/// The pages for staff.
pub fn routes() -> Routes {
    let who = May(&[SendBulkPortalMessages]);
    let file = May(&[SendBulkPortalMessages, Export]);
    Routes::new()
        .get("/staff/group-sends", who, list::show)
        .post("/staff/group-sends", who, list::begin)
        .get("/staff/group-sends/{group}", who, edit::show)
        .post("/staff/group-sends/{group}", who, edit::save)
        .get("/staff/group-sends/{group}/preview", who, look::show)
        .get("/staff/group-sends/{group}/skipped", who, look::skipped)
        .get(
            "/staff/group-sends/{group}/skipped.csv",
            file,
            report::skipped,
        )
        .post("/staff/group-sends/{group}/send", who, look::send)
        .post("/staff/group-sends/{group}/discard", who, edit::discard)
        .post("/staff/group-sends/{group}/stop", who, progress::stop)
        .post("/staff/group-sends/{group}/continue", who, progress::go_on)
        .post("/staff/group-sends/{group}/retry", who, progress::retry)
        .get(
            "/staff/group-sends/{group}/progress",
            who,
            progress::how_far,
        )
        .get(
            "/staff/group-sends/{group}/recipients",
            who,
            progress::recipients,
        )
        .get(
            "/staff/group-sends/{group}/recipients.csv",
            file,
            report::recipients,
        )
        .limit(DefaultBodyLimit::max(FORM_BYTES))
}

/// The page of a group send.
fn address(id: GroupSendId) -> String {
    format!("/staff/group-sends/{id}")
}

/// Status and refusals of a page that is shown again; other errors go on.
fn refused(outcome: Result<(), Error>) -> Result<(StatusCode, Vec<Refusal>), Error> {
    match outcome {
        Ok(()) => Ok((StatusCode::OK, Vec::new())),
        Err(Error::Refused(status, refusals)) => Ok((status, refusals)),
        Err(other) => Err(other),
    }
}
