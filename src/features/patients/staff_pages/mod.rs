//! Pages for staff: finding a patient, a new one, making one reachable, choosing out of the chart.

mod list;
mod message;
mod new;
mod picker;

use crate::platform::auth::Permission::EditDemographics;
use crate::platform::auth::Who::{May, Staff};
use crate::platform::web::Routes;

/// The pages of this feature. The chart itself is a feature of its own.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/patients", Staff, list::show)
        .get("/staff/patients/search", Staff, list::options)
        .get("/staff/patients/new", May(&[EditDemographics]), new::show)
        .post(
            "/staff/patients/new",
            May(&[EditDemographics]),
            new::create_patient,
        )
        .get("/staff/patients/{id}/message-patient", Staff, message::show)
        .post(
            "/staff/patients/{id}/message-patient",
            May(&[EditDemographics]),
            message::save,
        )
        .get("/staff/patients/{id}/chart-items/pick", Staff, picker::show)
}
