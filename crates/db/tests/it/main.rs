//! The database through its front door. Every file but those named after one engine runs on all of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

mod constraints;
mod migrations;
mod statements;
mod transactions;
mod values;
