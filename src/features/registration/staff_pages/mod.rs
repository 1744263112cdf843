//! The pages for staff: the queue, one request with who it could be, and the form's settings.

mod beside;
mod one;
mod queue;
mod settings;

use crate::platform::auth::Permission::{EditDemographics, ManagePortalSettings};
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    let deciders = May(&[EditDemographics]);
    let shapers = May(&[ManagePortalSettings]);
    Routes::new()
        .get("/staff/registrations", deciders, queue::show)
        .get("/staff/registrations/count", deciders, queue::count)
        .get("/staff/registrations/{registration}", deciders, one::show)
        .post(
            "/staff/registrations/{registration}",
            deciders,
            one::decide_it,
        )
        .get("/staff/settings/registration", shapers, settings::show)
        .post("/staff/settings/registration", shapers, settings::save_it)
}
