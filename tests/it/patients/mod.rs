//! Patients: who can be found, messaged, changed, and by whom.

mod access;
mod api;
mod finding;
mod links;
mod message_patient;
mod new_patient;
mod picker;
