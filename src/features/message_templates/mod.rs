//! Message templates (M20, M43): ready-made messages in folders, for one's self, a workgroup or the clinic, with merge
//! fields from a fixed list. Inserting one fills in its fields; a field without a value stays as a gap that keeps the
//! message from being sent.

mod api;
mod fields;
mod find;
mod insert;
mod model;
mod save;
mod staff_pages;
mod store;

pub use api::api_routes;
pub use fields::{Field, Values, fill_body, fill_subject, gaps};
pub use find::{Named, Reach, list, owners, usable};
pub use insert::{About, Writer, field_codes, gaps_in_the_way, gaps_of, insert, values, writer};
pub use model::{Head, Owner, Version, Wording, wrong_fields};
pub use save::{bring_back, create, retire, save};
pub use staff_pages::routes as staff_routes;
