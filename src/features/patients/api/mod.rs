//! Patients, their charts and the people who read for them in the API: the same verbs as the pages, as JSON.

mod bodies;
mod chart_items;
mod patients;
mod portal_users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::state::State;

/// The routes of the API.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(patients::list, patients::create))
        .routes(routes!(patients::show, patients::change))
        .routes(routes!(chart_items::list, chart_items::create))
        .routes(routes!(portal_users::list))
        .routes(routes!(portal_users::prefer))
}
