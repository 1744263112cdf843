//! Carepost: secure messaging between a clinic and its patients, in one binary that a clinic hosts itself.
//!
//! The module list is the map. [`features`] holds one folder for each thing a person can do; [`platform`] holds
//! what every feature stands on and knows none of them; [`app`] is the only place that knows them all; [`cli`]
//! parses arguments and starts things. Imports go `cli -> app -> features -> platform -> crates`.

pub mod app;
pub mod cli;
pub mod features;
pub mod platform;
