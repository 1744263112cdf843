//! The portal's pages: the list, a calendar's file, asking, cancelling, and what follows on a proposal.

mod act;
mod list;

pub use list::status;

use crate::platform::auth::Who::{Portal, PortalTyping};
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/appointments", Portal, list::show)
        .get("/appointments/new", Portal, act::new_form)
        .post("/appointments/new", PortalTyping, act::new)
        .get(
            "/appointments/{appointment}/calendar.ics",
            Portal,
            list::calendar,
        )
        .get(
            "/appointments/{appointment}/change",
            Portal,
            act::change_form,
        )
        .post(
            "/appointments/{appointment}/change",
            PortalTyping,
            act::change,
        )
        .get(
            "/appointments/{appointment}/cancel",
            Portal,
            act::cancel_form,
        )
        .post(
            "/appointments/{appointment}/cancel",
            PortalTyping,
            act::cancel,
        )
        .post(
            "/appointment-requests/{request}/take",
            Portal,
            act::take_proposal,
        )
        .post(
            "/appointment-requests/{request}/withdraw",
            Portal,
            act::withdraw_request,
        )
}
