//! Reports (M78): what became of the notices that were sent, and of group sends, over days of the clinic's calendar.
//!
//! Figures only, of the whole clinic: no patient is named, so the permission *view reports* is all that is asked. Each reading
//! is on record. The report of what was billed is billing's own.

mod api;
mod chart;
mod deliveries;
mod group_sends;
mod model;
mod staff_pages;
mod store;

pub use api::api_routes;
pub use deliveries::{Deliveries, deliveries};
pub use group_sends::{Received, group_sends, received};
pub use model::{Period, Tally};
pub use staff_pages::routes as staff_routes;
