//! All SQL of staff.

pub(super) mod clinics;
pub(super) mod members;
pub(super) mod sign_in;
pub(super) mod workgroups;
