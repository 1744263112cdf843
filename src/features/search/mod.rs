//! The search of the staff app's header: patients as [`crate::features::patients`] finds them, and pages and settings by their
//! names in every language, in the built-in words and in the clinic's own (M65).

mod places;
mod staff_pages;

use crate::platform::auth::Who::Staff;
use crate::platform::web::Routes;

/// The page for staff.
pub fn staff_routes() -> Routes {
    Routes::new().get("/staff/search", Staff, staff_pages::show)
}
