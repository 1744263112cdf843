//! Which constraint refused a statement.

use rusqlite::{Connection, ffi};

use crate::error::Error;

pub(super) fn name(connection: &Connection, error: &rusqlite::Error, _sql: &str) -> Option<Error> {
    let rusqlite::Error::SqliteFailure(failure, Some(message)) = error else {
        return None;
    };
    let (_, subject) = message.split_once("constraint failed")?;
    let subject = subject.trim_start_matches([':', ' ']);
    let _ = connection;
    let constraint = subject.to_owned();
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL => {
            Some(Error::Check { constraint })
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => Some(Error::Unique { constraint }),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Error::ForeignKey { constraint }),
        _ => None,
    }
}
