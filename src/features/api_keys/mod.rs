//! API keys (M80): a program acts for one staff member, limited to the scopes that the key was given.
//!
//! The secret is shown once and stored hashed. Revoking a key, or disabling its member, ends it at once: each request
//! asks the database.

mod model;
mod staff_pages;
mod store;
mod verbs;

pub use model::{ApiKey, NewApiKey};
pub use verbs::{create, list, revoke};

use axum::Router;
use axum::routing::{get, post};

use crate::platform::state::State;

/// The page for staff.
pub fn staff_routes() -> Router<State> {
    Router::new()
        .route(
            "/staff/api-keys",
            get(staff_pages::show).post(staff_pages::create),
        )
        .route("/staff/api-keys/{key}/revoke", post(staff_pages::revoke))
}
