//! All SQL of conversations: writing, reading as staff, reading as a portal user.

pub(super) mod automatic;
pub(super) mod calls;
pub(super) mod copies;
pub(super) mod due;
pub(super) mod find;
pub(super) mod first_draft;
pub(super) mod many;
pub(super) mod portal;
pub(super) mod portal_draft;
pub(super) mod staff;
pub(super) mod write;
