//! Group sends (M45-M47): one message to many patients, each of whom gets a private conversation of their own.
//!
//! A member with the permission writes a draft, chooses an audience, looks at what it comes to, and confirms it by typing the
//! count. Then the list is frozen, and the worker makes the conversations, exactly once each, whatever ends in between.

mod accept;
mod api;
mod api_bodies;
mod audience;
mod content;
mod decide;
mod list;
mod model;
mod people;
mod preview;
mod read;
mod run;
mod save;
mod staff_pages;
mod store;

pub use accept::{go_on, retry, send, stop};
pub use api::api_routes;
pub use audience::{Audience, Everyone, Unmatched};
pub use content::{Content, Fallbacks};
pub use model::{GroupSend, Outcome, Pace, Reason, Recipient, State, StopReason};
pub use people::{Listed, add, add_list, clear, remove};
pub use preview::{Preview, Sample, left_out, preview, unmatched};
pub use read::{list, load, report};
pub use run::{RUN, run};
pub use save::{create, discard, save};
pub use staff_pages::routes as staff_routes;
