//! How a member signs in: password, then second factor, each with a session of its own.
//!
//! A session that began with the password alone opens nothing but the page for the second factor; giving it begins a
//! new session under a new value, so that nobody can prepare one for somebody else (fixation).

pub(super) mod enrolment;
pub(super) mod limit;
pub(super) mod pages;
pub(super) mod password;
pub(super) mod pending;
pub(super) mod place;
pub(super) mod recovery;
pub(super) mod second_factor;
pub(super) mod totp;
