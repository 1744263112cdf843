//! The database through its front door. Every file but those named after one engine runs on all of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

mod ahead;
mod concurrency;
mod constraints;
mod gathered;
mod kill;
mod migrations;
mod postgres_connections;
mod postgres_encryption;
mod postgres_others;
mod pushed;
mod sqlite_files;
mod sqlite_groups;
mod statements;
mod tenants;
mod transactions;
mod values;
