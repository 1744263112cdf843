//! The only place that knows every feature: how they are put together, which routes there are, which jobs the worker does.

mod denials;
pub mod jobs;
mod migrations;
pub mod openapi;
mod router;
mod start;

pub use migrations::MIGRATIONS;
pub use router::{metrics_router, router, router_with, routes};
pub use start::{Edges, env, key_fits, keys, open_database, sqlite_path, state};
