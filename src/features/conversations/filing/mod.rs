//! The conversation filed in the chart (M24, M66): one PDF, or several where it is long, as chart items of the patient.
//!
//! Asking for it is a row and a job in the transaction that asks, so that a process that ends between sending and filing
//! files it afterwards. The worker loads the conversation, lays it out outside any transaction, and keeps it if nothing
//! has come to the conversation meanwhile; else it begins again. Filing a conversation that has grown makes the next
//! version of its series.

mod contents;
mod jobs;
mod page;
mod request;
mod standing;
mod store;

pub use jobs::{FILE, abandon, file};
pub use request::request;
pub use standing::{Filed, FiledFrom, FiledPart, Filing, filed_from, filing};
