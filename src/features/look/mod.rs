//! The portal's look (M62): a clinic's own logo, colour and background image. Whatever is chosen, text keeps its contrast:
//! the shades are computed from the colour, and the strength of the watermark from the picture itself
//! (`docs/decisions/0068-look.md`).
//!
//! What is chosen is first a draft, which only the staff's preview shows; **Save portal settings** makes it the clinic's.

mod choice;
mod colour;
mod keep;
mod made;
mod palette;
mod picture;
mod serve;
mod staff_pages;
mod store;
mod style;
mod upload;

pub use choice::Choice;
pub use keep::{Wish, save};
pub use made::Part;

use axum::extract::DefaultBodyLimit;

use crate::platform::auth::Permission::ManagePortalSettings;
use crate::platform::auth::Who::{Anyone, May};
use crate::platform::web::Routes;

/// The pages for staff, and the files of a look.
pub fn routes() -> Routes {
    let who = May(&[ManagePortalSettings]);
    Routes::new()
        .get("/staff/settings/look", who, staff_pages::show)
        .post("/staff/settings/look", who, staff_pages::submit)
        .get("/staff/settings/look/shown", who, staff_pages::sample::show)
        .get("/look/{name}", Anyone, serve::file)
        .limit(DefaultBodyLimit::max(upload::BODY_BYTES))
}
