//! The FHIR R4 types that this workspace reads and writes, and nothing else of FHIR.
//!
//! Reading is lenient: unknown fields are left out, primitive extensions (`_birthDate`) and
//! `null`s are tolerated, codes stay text. Writing is exact: R4's names, nothing empty,
//! `resourceType` first. A field that R4 requires is `Option` here all the same, because real
//! exports leave it out; whoever writes a resource fills it.

mod bundle;
mod chart;
mod communication;
mod datatypes;
mod lenient;
mod people;
mod read;
/// What a reference says, taken apart.
pub mod reference;
mod resource;
mod server;

pub use bundle::*;
pub use chart::*;
pub use communication::*;
pub use datatypes::*;
pub use people::*;
pub use read::{Head, ReadError, Wrong, head, read};
pub use resource::{Resource, Typed};
pub use server::*;
