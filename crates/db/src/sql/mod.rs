//! The one SQL text, written in PostgreSQL's dialect, made fit for SQLite.

mod constraint;
mod gather;
mod schema;
mod statement;
mod token;

pub(crate) use constraint::{Kind as ConstraintKind, named};
pub(crate) use gather::gathered;
pub(crate) use schema::migration_for_sqlite;
pub(crate) use statement::{Change, change, for_sqlite};
