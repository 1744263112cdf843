//! Conversations: a thread about exactly one patient. Sending, reading, answering, closing and reopening.
//!
//! `send` and `reply` are the only ways in for the clinic, `start` and `reply_from_portal` for a patient; pages, API, FHIR and
//! group sends all call them. What a person may see is loaded through their scope.

mod addressed;
mod api;
mod api_bodies;
mod api_calls;
mod api_scheduled;
mod automatic;
mod begun;
mod calls;
mod close;
mod copies;
mod counts;
pub mod due;
pub mod filing;
mod find;
mod folder;
mod guard;
mod many;
mod model;
mod obstacles;
mod of_another;
mod options;
mod policy;
mod portal_pages;
mod portal_read;
mod present;
mod read;
mod reply;
mod reply_from_portal;
mod send;
mod staff_pages;
mod start;
mod store;
mod submit;
mod typing;

pub use automatic::Automatic;
pub use calls::{Callee, Calls, Ended, Task};
pub use close::{close, reopen};
pub use copies::{Bcc, Copies, GivenCopy, Gone, Joined, OwnCopy, join};
pub use counts::counts;
pub use find::{Filter, Found, Head, Letter, Part, find};
pub use folder::{Entry, Folder, FolderPage, FolderRow, folder, unread};
pub use many::{Many, One, send_one_of_many};
pub use model::{Attach, Closed, Cursor, Identity, NewMessage, NewReply, Sent, body, subject};
pub use options::{After, DAYS, Options};
pub use policy::{May, Person, Standing, Verdict, may};
pub use portal_pages::routes as portal_routes;
pub use portal_read::{
    PortalInbox, PortalMessage, PortalRow, PortalThread, opened, portal_inbox, portal_thread,
};
pub use present::present;
pub use read::{Attachment, Message, Participant, Receipt, Thread, mark_read, of_patient, thread};
pub use reply::reply;
pub use reply_from_portal::{PortalReply, reply_from_portal};
pub use send::{send, send_with_copies};
pub use staff_pages::routes as staff_routes;
pub use start::{NewStart, start};
pub use store::due::Awaited;
pub use store::find::Reader;
pub use store::many::SentToMany;
pub use store::portal_draft::{PortalDraft, drop_portal_draft, keep_portal_draft, portal_draft};
pub use submit::{Submitted, When, submit};
pub use typing::Typing;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::platform::state::State;

/// Largest JSON body, in bytes: a message at its ceiling (M18) with room for escapes.
const JSON_BYTES: usize = 32 * 1024 * 1024;

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::list, api::create))
        .routes(routes!(api::show))
        .routes(routes!(api::of_patient))
        .routes(routes!(api::answer))
        .routes(routes!(api::close_it))
        .routes(routes!(api::reopen_it))
        .routes(routes!(api::join_it))
        .routes(routes!(api::deliveries))
        .routes(routes!(api_calls::show))
        .routes(routes!(api_calls::assign))
        .routes(routes!(api_calls::record))
        .routes(routes!(api_scheduled::show))
        .routes(routes!(api_scheduled::take_back))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
}
