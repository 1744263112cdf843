//! The database: one way to read and write, on an encrypted SQLite file or on PostgreSQL.
//!
//! Every statement is one `&'static str` in PostgreSQL's dialect with `$n` parameters, and runs unchanged on both
//! engines; [`Db::read`] and [`Db::write`] run a plain synchronous closure inside one transaction:
//!
//! ```no_run
//! # async fn example(db: db::Db, id: db::Uuid) -> Result<(), db::Error> {
//! let subject: (String,) = db
//!     .read(move |tx| tx.one("SELECT subject FROM conversation WHERE id = $1", &[&id]))
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! A closure never awaits, never hashes passwords and does no I/O; it may run more than once, so it has no effects but
//! those of its statements and [`Tx::notify`].
//!
//! What to write so that both engines agree: `$1::bigint` in a SELECT list, in arithmetic and in `IS NULL` (PostgreSQL
//! types strictly); casts around `sum` and `avg`; `= ANY($1)` for arrays; `NULLS FIRST` or `NULLS LAST` where NULLs are
//! sorted; `COLLATE "C"` on text that is sorted or prefix-searched; every constraint named.
//!
//! Where rows belong to tenants, PostgreSQL's row level security can stand behind the conditions of the statements: each
//! transaction says whose rows it reaches ([`Db::within`], [`Db::across`]) in the setting `db.tenant`, which holds the
//! tenant's id, or `every`, and which a policy compares with the row. A plain handle leaves it empty.

mod call;
mod error;
mod handle;
mod id;
mod migrate;
mod notice;
mod options;
mod postgres;
mod queue;
mod row;
mod sql;
mod sqlite;
mod stats;
mod tenant;
mod tx;
mod value;

pub use error::Error;
pub use handle::Db;
pub use migrate::Migration;
pub use notice::Notice;
pub use options::{Engine, Key, Options};
pub use row::{Cells, Row};
#[doc(hidden)]
pub use serde;
pub use stats::Stats;
pub use tx::{Ahead, Tx};
pub use uuid::{Error as IdError, Uuid};
pub use value::{Column, Element, Mismatch, Param, Value};
