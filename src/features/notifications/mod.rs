//! Notifications (M49, M50): the email or text that says only that something waits, with a link.
//!
//! [`notify`] runs in the transaction that sends a message: what it queues is kept with the message or not at all.
//! The worker does the rest; [`deliveries`] shows how far each one came.

mod model;
mod notify;
mod store;

pub use model::{Delivery, DeliveryState};
pub use notify::notify;
pub use store::deliveries;
