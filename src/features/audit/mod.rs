//! The audit (M81): every read, write, denial, search and download, written in the transaction it records, in a keyed
//! hash chain for each clinic whose tampering [`verify`] finds.
//!
//! A transaction extends the chain of its own writer lane, so that writers on different connections don't wait for each
//! other: on SQLite there is one chain for each clinic, on PostgreSQL one for each clinic and writer connection.

mod api;
mod export;
mod filter;
mod find;
mod model;
mod record;
mod staff_pages;
mod store;
mod verify;

pub use api::api_routes;
pub use find::{Entries, Entry, find};
pub use model::{By, Event};
pub use record::{record, record_all, recorded};
pub use staff_pages::staff_routes;
pub use verify::{Flaw, Verdict, verify};
