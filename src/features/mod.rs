//! One folder for each thing that people do here. A feature calls another only through its `mod.rs`, along the
//! acyclic list that `tests/architecture.rs` holds.

pub mod api_keys;
pub mod appointments;
pub mod attachments;
pub mod audit;
pub mod automatic_replies;
pub mod billing;
pub mod chart;
pub mod conversations;
pub mod distribution_lists;
pub mod drafts;
pub mod families;
pub mod fhir_api;
pub mod group_sends;
pub mod import;
pub mod invoices;
pub mod kept_forms;
pub mod labels;
pub mod look;
pub mod message_templates;
pub mod notification_templates;
pub mod notifications;
pub mod patients;
pub mod portal;
pub mod registration;
pub mod reports;
pub mod search;
pub mod settings;
pub mod staff;
