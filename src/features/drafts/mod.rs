//! Drafts (M23): what a staff member has typed and not sent yet, kept on the server, resumed on any device.
//!
//! A page makes the draft's id before anything is stored, so that saving twice is saving once and two tabs that send
//! one draft send it once. A draft can wait for its time (M25). This feature keeps drafts; `conversations` sends them.

mod form;
mod model;
mod schedule;
mod staff_pages;
mod store;
mod verbs;

pub use form::DraftForm;
pub use model::{Asked, Content, Draft, Scheduled};
pub use schedule::{
    SEND_SCHEDULED, all_scheduled, give_back, give_back_all, reschedule, schedule, scheduled,
    scheduled_in, take_back,
};
pub use staff_pages::routes;
pub use store::counts;
pub use verbs::{Listed, Save, already_sent, discard, list, load, of_conversation, save, sent};
