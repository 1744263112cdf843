//! What operators see of a running Carepost: health, metrics, and a log line for each request. Route patterns, counts and
//! times; never a raw URL, a name or an address.

mod health;
mod metrics;
mod requests;

pub use health::{Health, alive, ready};
pub use metrics::{Metrics, scrape};
pub use requests::{RequestId, log};
