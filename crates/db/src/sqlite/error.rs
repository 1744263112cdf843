//! SQLite's errors as ours.
//!
//! A message of SQLite's is only passed on where it can't hold a value out of a row: while a statement is prepared (its
//! text is part of the program), and for constraints.

use rusqlite::ffi;

use crate::error::Error;

/// An error before the statement ran.
pub(super) fn at_prepare(error: &rusqlite::Error, sql: &str) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => common(failure)
            .unwrap_or_else(|| Error::statement(sql, message.as_deref().unwrap_or("an error"))),
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            common(error).unwrap_or_else(|| Error::statement(sql, msg))
        }
        _ => Error::statement(sql, "an error of the driver"),
    }
}

/// An error while the statement ran. Constraints are told apart by [`super::constraints`].
pub(super) fn at_step(error: &rusqlite::Error, sql: &str) -> Error {
    let Some(failure) = error.sqlite_error() else {
        return Error::statement(sql, "an error of the driver");
    };
    let what = |what: &str| Error::statement(sql, what);
    common(failure).unwrap_or_else(|| match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_DATATYPE => what("a value of the wrong type for a column"),
        ffi::SQLITE_CONSTRAINT_TRIGGER => what("a trigger refused the statement"),
        ffi::SQLITE_MISMATCH => what("a value of the wrong type"),
        code if code & 0xff == ffi::SQLITE_READONLY => what("a read may not write"),
        code => what(&format!("SQLite error {code}")),
    })
}

fn common(failure: &ffi::Error) -> Option<Error> {
    // SQLite calls a file system without room full, and knows nothing of quotas and limits on a file's size.
    if matches!(
        failure.extended_code,
        ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE
    ) {
        return Some(Error::Disk);
    }
    match failure.code {
        ffi::ErrorCode::NotADatabase => Some(Error::WrongKey),
        ffi::ErrorCode::DiskFull => Some(Error::Disk),
        ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked => Some(Error::Locked),
        _ => None,
    }
}
