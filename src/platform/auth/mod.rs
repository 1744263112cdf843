//! Who is asking, and what they may do.
//!
//! An [`actor`] is loaded from a session or an API key by the extractors in [`visit`]; what it may see is its
//! [`Scope`], which every store function takes; what it may do is its [`Permission`]s. Nobody is anybody by default.

mod actor;
pub mod cookies;
pub mod passwords;
mod permission;
pub mod sessions;
mod store;
mod undo;
mod visit;
mod who;

pub use actor::{PortalActor, Scope, StaffActor};
pub use permission::{Permission, Permissions};
pub use undo::{MOST_SECONDS, Undo};
pub use visit::{ApiCaller, ApiScope, PortalDoor, PortalVisit, ProvenVisit, StaffVisit};
pub use who::Who;
