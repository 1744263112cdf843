//! People who read and write for others (M5, M67, M77): who can see a patient's messages, who asks for it, whom the clinic
//! invites, and what the clinic's age comes to.
//!
//! A link itself is the patients' ([`crate::features::patients::link_portal_user`]). Here stand the ways to one: what a
//! person asks, staff check; and its end at the age that the clinic has set, without anybody having to remember.

mod age;
mod answer;
mod api;
mod api_bodies;
mod ask;
mod invite;
mod model;
mod portal_pages;
mod review;
mod save;
mod staff_pages;
mod store;

pub use age::{AGE, all as age_all, of_clinic as age_of_clinic};
pub use answer::{Answer, Deed, answer};
pub use api::routes as api_routes;
pub use ask::{Wish, ask, ask_to_end, withdraw};
pub use invite::{Invite, expire as expire_invitations, invitations_of, invite, invite_again};
pub use model::{AtAge, FamilySettings, RequestKind, RequestState};
pub use portal_pages::routes as portal_routes;
pub use save::{Change, save};
pub use staff_pages::routes as staff_routes;
pub use store::Invitation;
