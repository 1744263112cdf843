//! Pages for staff: finding a patient, a new one, making one reachable, choosing out of the chart.

mod list;
mod message;
mod new;
mod picker;

use axum::Router;
use axum::routing::get;

use crate::platform::state::State;

/// The pages of this feature. The chart itself is a feature of its own.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/staff/patients", get(list::show))
        .route("/staff/patients/search", get(list::options))
        .route(
            "/staff/patients/new",
            get(new::show).post(new::create_patient),
        )
        .route(
            "/staff/patients/{id}/message-patient",
            get(message::show).post(message::save),
        )
        .route("/staff/patients/{id}/chart-items/pick", get(picker::show))
}
