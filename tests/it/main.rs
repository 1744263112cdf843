//! Behaviour through the front door: HTTP in, HTTP, email and texts out. Each test runs on both engines.

#[path = "../support/mod.rs"]
mod support;

mod attachments;
mod patients;
mod import;
mod platform;
mod portal;
mod staff;
