//! Forms of the portal that came after the session had ended: what was typed waits a day for whoever typed it.
//!
//! A form says who typed it and for which patient. It is kept for nobody else, so that what one person wrote never reaches
//! the next one at the same browser. What is typed into conversations are drafts, which `conversations` keeps.

mod model;
mod store;
mod verbs;

pub use model::{Fields, Place};
pub use verbs::{at_sign_in, forget, keep, keep_for_another, kept, sent};
