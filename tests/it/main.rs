//! Behaviour through the front door: HTTP in, HTTP, email and texts out. Each test runs on both engines.

#[path = "../support/mod.rs"]
mod support;

mod appointments;
mod attachments;
mod audit;
mod authorisation;
mod billing;
mod commands;
mod conversations;
mod distribution_lists;
mod durability;
mod families;
mod fhir_api;
mod group_sends;
mod import;
mod invoices;
mod labels;
mod look;
mod message_templates;
mod notification_templates;
mod notifications;
mod operations;
mod patients;
mod platform;
mod portal;
mod registration;
mod reports;
mod settings;
mod staff;
