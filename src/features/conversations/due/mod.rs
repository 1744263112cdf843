//! What comes due: a message that nobody has opened (M41), an answer that is late (M38, M39), a call to make about what nobody
//! opened after all reminders (M75), a message that is to be sent (M25).
//!
//! Each is one job of the queue, queued in the transaction that makes it necessary and due at its time; finding what is due
//! costs what is due, whatever else waits. A job looks everything up again and asks [`plan`] what to do now, so it may come
//! late, twice, or by a clock that was set back.

mod call;
mod overdue;
pub mod plan;
mod scheduled;
mod unread;

pub use call::{CALL_DUE, call_due};
pub use overdue::{RESPONSE_OVERDUE, respond_overdue};
pub(super) use overdue::{await_response, no_longer};
pub use scheduled::{abandon, reasons, send_scheduled};
pub(super) use unread::watch;
pub use unread::{MESSAGE_UNREAD, tell_unread};
