//! The one SQL text, written in PostgreSQL's dialect, made fit for SQLite.

mod schema;
mod statement;
mod token;

pub(crate) use schema::migration_for_sqlite;
pub(crate) use statement::for_sqlite;
