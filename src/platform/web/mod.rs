//! What every page and API answer has in common: errors, forms, layouts, headers, live streams.

pub mod api;
pub mod assets;
pub mod compression;
mod error;
pub mod error_pages;
pub mod form;
pub mod gate;
pub mod headers;
mod id;
pub mod idempotency;
mod look;
mod meanwhile;
mod network;
pub mod origin;
mod page;
pub mod paging;
mod query;
mod routes;
mod serve;
pub mod spreadsheet;
pub mod sse;
pub mod unread;

pub use error::{Area, Error, Refusal};
pub use id::Id;
pub use look::{LOOK_FILES, Logo, Look};
pub use meanwhile::meanwhile;
pub use network::Network;
pub use page::{FOLDER_COUNT, FOLDERS, PortalPage, PublicPage, StaffPage, html};
pub use query::Query;
pub use routes::{Route, Routes};
pub use serve::serve;
