//! Accounts of patients and those who act for them (M9): made on the first visit, entered with a password or a passkey,
//! recovered with a code and a date of birth, ended everywhere with one press.
//!
//! Nothing before signing in tells whether there is an account: known and unknown logins, right and wrong passwords of
//! somebody whose link has ended, all get one answer after the same work.

mod choice;
mod create;
mod enter;
mod model;
mod new_pages;
mod own;
mod own_pages;
mod people;
mod people_pages;
mod proof;
mod recover;
mod recover_pages;
mod sign_in_pages;
pub(super) mod store;
mod told;

use crate::platform::web::Routes;

pub(super) use create::create;
pub(super) use enter::{Coming, Entered, begin, may_attempt};
pub(super) use model::login;
pub(super) use new_pages::{Asked, coming, maker, shown as new_page};
pub(super) use own_pages::own_page;
pub(super) use people::switch;
pub(super) use proof::prove;
pub(super) use sign_in_pages::{AccountPage, came_by, go, page as sign_in_page};
pub use told::{TOLD, tell};
pub(super) use told::{told_of_contact, told_of_passkey};

/// The routes of accounts.
pub(super) fn routes() -> Routes {
    new_pages::routes()
        .merge(sign_in_pages::routes())
        .merge(recover_pages::routes())
        .merge(own_pages::routes())
        .merge(people_pages::routes())
}
