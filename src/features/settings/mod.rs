//! The portal's settings (M51-M65): one row for each clinic, changed as a whole by **Save portal settings** (M64).

mod model;
mod store;

pub use model::{PortalSettings, SignInMethod, Tier};
pub use store::{create, load};
