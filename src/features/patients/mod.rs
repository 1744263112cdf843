//! Patients: demographics, identifiers, contact points, portal access and links, the chart and its items.

mod model;
mod store;

pub use model::{
    Channel, ChartKind, LinkState, Patient, PatientStatus, Recipient, Relationship,
    recipients_in_the_way, unreachable,
};
pub use store::{identifiers, load, recipients};
