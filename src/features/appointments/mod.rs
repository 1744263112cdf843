//! Appointments (M63, M67): what patients see of them in the portal and put into their calendars, what they ask for, and
//! the clinic's answers.
//!
//! Appointments come from the clinic's own system, by import, FHIR or API. What a patient's side asks is a request that
//! waits for staff; cancelling holds at once, and staff note it. A status that the clinic hides is hidden everywhere that a
//! patient can look.

mod allowed;
mod answer;
mod api;
mod api_bodies;
mod ask;
mod calendar;
mod cancel;
mod create;
mod model;
mod portal_pages;
mod portal_read;
mod read;
mod respond;
mod staff_pages;
mod store;
mod tell;

pub use answer::{Answer, Deed, answer};
pub use api::routes as api_routes;
pub use ask::{Wish, ask};
pub use cancel::cancel;
pub use create::{NewAppointment, create};
pub use model::{Appointment, Request, RequestKind, RequestState};
pub use portal_pages::{routes as portal_routes, status};
pub use read::{of_patient, requests_of_patient};
pub use respond::{take, withdraw};
pub use staff_pages::{asked_by, routes as staff_routes};
