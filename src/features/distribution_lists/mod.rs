//! Distribution lists (M48): named groups of staff, kept by those who manage staff, out of which a sender picks who gets a
//! hidden copy of a message. `conversations` gives the copies; here stands who is on a list and who may use it.

mod api;
mod find;
mod model;
mod pick;
mod save;
mod staff_pages;
mod store;

pub use api::api_routes;
pub use find::usable;
pub use model::{List, ListMember, Wanted};
pub use pick::{Choice, Holder, Picked, Without, pick};
pub use save::{create, retire, save};
pub use staff_pages::routes as staff_routes;
