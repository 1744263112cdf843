//! The portal's settings (M51-M65): one row for each clinic, changed as a whole by **Save portal settings** (M64).

mod api;
mod appointments;
mod change;
mod form;
mod model;
mod save;
mod sections;
mod staff_pages;
mod store;

pub use appointments::{AppointmentChange, STATUSES};
pub use change::{Change, Difference, differences};
pub use model::{PortalSettings, SignInMethod, Tier};
pub use save::{ATTACHMENT_DAYS_CHANGED, PORTAL_SWITCHED_ON, save};
pub use store::{create, load, registering};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::auth::Permission::ManagePortalSettings;
use crate::platform::auth::Who::May;
use crate::platform::state::State;
use crate::platform::web::Routes;

/// The pages for staff.
pub fn staff_routes() -> Routes {
    Routes::new()
        .get(
            "/staff/settings/portal",
            May(&[ManagePortalSettings]),
            staff_pages::show,
        )
        .post(
            "/staff/settings/portal",
            May(&[ManagePortalSettings]),
            staff_pages::save,
        )
}

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(api::read, api::replace))
}
