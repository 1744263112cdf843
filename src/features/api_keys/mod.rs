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

use crate::platform::auth::Permission::ManageStaff;
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The page for staff.
pub fn staff_routes() -> Routes {
    Routes::new()
        .get("/staff/api-keys", May(&[ManageStaff]), staff_pages::show)
        .post("/staff/api-keys", May(&[ManageStaff]), staff_pages::create)
        .post(
            "/staff/api-keys/{key}/revoke",
            May(&[ManageStaff]),
            staff_pages::revoke,
        )
}
