//! The end of uploads that were sent (M33): each recipient has a clock of seven days from their first whole download; the
//! file goes when the last clock has run, and a tombstone stays. Whoever never downloads it keeps it for as long as the
//! clinic says. Chart items are references to the chart's own copy and have no end here.

mod plan;
mod run;
mod store;

pub use plan::{AFTER_DOWNLOAD_DAYS, Clock, Keeping};
pub use run::{end_due, reconsider};
pub(super) use store::look_again_at;
pub use store::{Kept, keepings, sent};
