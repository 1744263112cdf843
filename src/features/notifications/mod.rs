//! Notifications (M49, M50): the email or text that says only that something waits, with a link.
//!
//! [`notify`] runs in the transaction that sends a message: what it queues is kept with the message or not at all.
//! The worker does the rest; [`deliveries`] shows how far each one came.

mod deliver;
mod link;
mod model;
mod notice;
mod notify;
mod quiet;
mod release;
mod schedule;
mod send_again;
mod staff_pages;
mod standing;
mod store;
mod tell;

pub use deliver::{DELIVER, abandon, deliver};
pub use model::{Delivery, DeliveryState};
pub use notify::notify;
pub use quiet::cancel_all;
pub use release::release;
pub use send_again::send_again;
pub use standing::{Stage, Standing, standing};
pub use store::deliveries;

use axum::Router;
use axum::routing::post;

use crate::platform::state::State;

/// The pages for staff.
pub fn staff_routes() -> Router<State> {
    Router::new().route(
        "/staff/deliveries/{id}/send-again",
        post(staff_pages::send_again),
    )
}
