//! Private bills of patients (M61): issued by staff, seen in the portal, paid at the desk or through Stripe Checkout.
//!
//! Nothing but a signed event of Stripe's, or a member at the desk, says that a bill is paid. What was paid and given back
//! are rows; a bill's state follows from them.

mod api;
mod api_bodies;
mod checkout;
mod desk;
mod event;
mod find;
mod issue;
mod model;
mod pay;
mod portal_pages;
mod portal_read;
mod receipt;
mod sample;
mod settle;
mod staff_pages;
mod store;
mod webhook;

pub use api::routes as api_routes;
pub use checkout::{EXPIRE_CHECKOUT, expire};
pub use desk::{paid_at_desk, void};
pub use find::{Filter, Found, find, of_patient};
pub use issue::{NewInvoice, issue};
pub use model::{Invoice, Line, NewLine, State};
pub use portal_pages::routes as portal_routes;
pub use sample::paid_and_refunded;
pub use staff_pages::routes as staff_routes;
pub use webhook::routes as webhook_routes;
