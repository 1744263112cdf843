//! The pages for staff: what waits, one request with its answer, and the clinic's age.

mod age;
mod one;
mod waiting;

use crate::platform::auth::Permission::{EditDemographics, ManagePortalSettings};
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    let editors = May(&[EditDemographics]);
    let owners = May(&[ManagePortalSettings]);
    Routes::new()
        .get("/staff/families", editors, waiting::show)
        .post("/staff/families/links/{link}/keep", editors, waiting::keep)
        .post("/staff/families/links/{link}/revoke", editors, waiting::end)
        .get("/staff/access-requests/{request}", editors, one::show)
        .post("/staff/access-requests/{request}", editors, one::answer_it)
        .get("/staff/settings/families", owners, age::show)
        .post("/staff/settings/families", owners, age::keep)
}
