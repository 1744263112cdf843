//! The pages for staff: the queue of what patients asked, and one request with its answer.

mod one;
mod queue;

pub use queue::asked_by;

use crate::platform::auth::Permission::SendMessages;
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    let answerers = May(&[SendMessages]);
    Routes::new()
        .get("/staff/appointment-requests", answerers, queue::show)
        .get("/staff/appointment-requests/count", answerers, queue::count)
        .get(
            "/staff/appointment-requests/{request}",
            answerers,
            one::show,
        )
        .post(
            "/staff/appointment-requests/{request}",
            answerers,
            one::answer_it,
        )
}
