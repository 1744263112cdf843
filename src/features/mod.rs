//! One folder for each thing that people do here. A feature calls another only through its `mod.rs`, along the
//! acyclic list that `tests/architecture.rs` holds.

pub mod attachments;
pub mod audit;
pub mod conversations;
pub mod drafts;
pub mod import;
pub mod notifications;
pub mod patients;
pub mod settings;
pub mod staff;
