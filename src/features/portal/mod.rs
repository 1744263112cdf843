//! The patient's way in (M49, M51-M53, M55, M58): the notification's link, the passcode, signing in and out.
//!
//! A link is a locator, not a credential: opening it changes nothing and says only which message is meant. What lets a
//! person in is a passcode sent to an address on file, or an identifier, together with the patient's date of birth.
//! [`rearm`] lets staff open a door that too many failures have closed.

mod account;
mod back;
mod birth_date;
mod contact;
mod gate;
mod language;
mod leaving;
mod model;
mod often;
mod page;
mod passkeys;
mod portal_pages;
mod rearm;
mod request_passcode;
mod send_passcode;
mod sign_in;
mod staff_pages;
mod store;
mod visit;

use crate::platform::web::Routes;

pub use account::{TOLD, has_account, send_word, tell, told_of_access};
pub use birth_date::read as read_birth_date;
pub use model::{code as read_code, masked};
pub use page::public_words;
pub use rearm::{SignInState, rearm, sign_in_state};
pub use request_passcode::{Outgoing, contact_code};
pub use send_passcode::send_passcode;
pub use store::{ClinicRow, clinic};

/// The routes of this feature.
pub fn routes() -> Routes {
    portal_pages::routes()
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(contact::routes())
        .merge(language::routes())
        .merge(leaving::routes())
        .merge(staff_pages::routes())
}
