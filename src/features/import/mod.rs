//! Import (M79): patients, portal links, staff, appointments and chart items, from FHIR R4 bundles and NDJSON and from
//! CSV of patients. `docs/import.md` says what is taken from where.
//!
//! The files are read three times, never a whole one in memory: first who there is, then who acts for whom, then what
//! stands in the charts. Each entry is stored by the verbs of the feature that it belongs to; what is wrong with one
//! costs that one. An entry is known by its source's name for it, so a second import changes only what has changed.

mod columns;
mod dates;
mod mapping;
mod read;
mod record;
mod report;
mod run;
mod store;
mod survey;
mod words;

pub use record::Refusal;
pub use report::{Observer, Outcome, Row, Totals};
pub use run::{ImportError, Request, import};
