//! What a clinic calls its patients and staff (M65): kept here, said by the terms of `platform::i18n`.

mod api;
mod given;
mod preview;
mod save;
mod staff_pages;
mod store;

pub use given::{Given, GivenLabels, checked};
pub use save::save;
pub use store::stored;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::auth::Permission::ManagePortalSettings;
use crate::platform::auth::Who::May;
use crate::platform::state::State;
use crate::platform::web::Routes;

/// The page for staff.
pub fn staff_routes() -> Routes {
    let who = May(&[ManagePortalSettings]);
    Routes::new()
        .get("/staff/settings/labels", who, staff_pages::show)
        .post("/staff/settings/labels", who, staff_pages::save)
        .post("/staff/settings/labels/reset", who, staff_pages::reset)
}

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(api::read, api::replace))
}
