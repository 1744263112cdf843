//! Patient registration (M59): people register themselves with a form that the clinic shapes, prove with a code that they are
//! reached where they say, and wait for staff, who take them as a new patient, match them with one on file, or refuse.
//!
//! Nothing before that looks at a chart: what the page answers can't tell who is a patient. Who could be on file already is
//! shown to staff beside the request, and is never linked by itself.

mod api;
mod api_bodies;
mod apply;
mod confirm;
mod decide;
mod form;
mod model;
mod portal_pages;
mod read;
mod save;
mod staff_pages;
mod store;
mod tell;

pub use api::routes as api_routes;
pub use apply::{Applied, Browser, apply};
pub use confirm::{Given, confirm};
pub use decide::{Decision, Deed, decide};
pub use model::{Application, Consent, Form, Need, Registration, RegistrationState, Typed};
pub use portal_pages::routes as portal_routes;
pub use read::{forget, form};
pub use save::{FormChange, save};
pub use staff_pages::routes as staff_routes;
pub use tell::{TOLD, tell};
