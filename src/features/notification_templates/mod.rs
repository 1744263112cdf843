//! Notification templates (M44): the text around the link or the code of what leaves the house, by event, channel and
//! language. The default text is the catalogue's; a clinic puts its own in its place, with fields from a fixed list only.
//!
//! Whoever sends takes what is [`in_force`] at that moment and lets it [`InForce::write`]: a text that can't be used never
//! stops a notification.

mod fields;
mod in_force;
mod model;
mod preview;
mod save;
mod staff_pages;
mod store;

pub use fields::{Field, Values};
pub use in_force::{InForce, Written, code_ending, in_force};
pub use model::{Key, NoticeEvent, Wording};
pub use save::{reset, save};

use crate::platform::auth::Permission::ManagePortalSettings;
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The pages for staff.
pub fn staff_routes() -> Routes {
    let who = May(&[ManagePortalSettings]);
    Routes::new()
        .get(
            "/staff/settings/notifications",
            who,
            staff_pages::list::show,
        )
        .get(
            "/staff/settings/notifications/text",
            who,
            staff_pages::edit::show,
        )
        .post(
            "/staff/settings/notifications/text",
            who,
            staff_pages::edit::save,
        )
        .post(
            "/staff/settings/notifications/reset",
            who,
            staff_pages::edit::reset,
        )
}
