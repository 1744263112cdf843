//! Passkeys of patients and those who act for them (WebAuthn): made with an account or added to one, and enough to sign in.
//!
//! The library does what the standard says; here are the challenges, which are used once, and whose keys they are.

mod ceremony;
mod make;
mod pages;
mod sign_in;
mod store;

use crate::platform::web::Routes;

pub(super) use ceremony::possible;
pub(super) use store::Row;
pub(super) use store::passkeys_of;

/// The routes of passkeys.
pub(super) fn routes() -> Routes {
    pages::routes()
}
