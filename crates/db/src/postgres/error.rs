//! PostgreSQL's errors as ours.
//!
//! The server's messages may hold values out of rows, so they are passed on only for the classes that speak about the
//! text of the statement, which is part of the program.

use std::error::Error as _;

use tokio_postgres::error::{DbError, SqlState};

use super::encode::Unfit;
use crate::error::Error;
use crate::tx::{Failure, Fate};

/// An error of a statement, or of BEGIN, COMMIT and their kin.
pub(super) fn at_statement(error: &tokio_postgres::Error, sql: &str) -> Failure {
    if let Some(answer) = error.as_db_error() {
        return Failure {
            fate: fate(answer),
            error: answered(answer, sql),
        };
    }
    match error
        .source()
        .and_then(|source| source.downcast_ref::<Unfit>())
    {
        Some(unfit) => Error::statement(sql, unfit).into(),
        None => lost(),
    }
}

/// The connection is gone.
pub(super) fn lost() -> Failure {
    Failure {
        error: Error::engine("the connection was lost"),
        fate: Fate::Lost,
    }
}

fn fate(answer: &DbError) -> Fate {
    match *answer.code() {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Fate::Conflict,
        SqlState::INVALID_SQL_STATEMENT_NAME => Fate::Stale,
        SqlState::FEATURE_NOT_SUPPORTED if answer.message().contains("cached plan") => Fate::Stale,
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Fate::Lost
        }
        _ => Fate::Open,
    }
}

fn answered(answer: &DbError, sql: &str) -> Error {
    let constraint = || answer.constraint().unwrap_or_default().to_owned();
    match *answer.code() {
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => Error::Unique {
            constraint: constraint(),
        },
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => Error::ForeignKey {
            constraint: constraint(),
        },
        SqlState::CHECK_VIOLATION => Error::Check {
            constraint: constraint(),
        },
        SqlState::NOT_NULL_VIOLATION => {
            let (table, column) = (answer.table(), answer.column());
            let (table, column) = (table.unwrap_or_default(), column.unwrap_or_default());
            Error::Check {
                constraint: format!("{table}_{column}_not_null"),
            }
        }
        SqlState::DISK_FULL => Error::Disk,
        SqlState::TOO_MANY_CONNECTIONS => Error::Overloaded,
        SqlState::READ_ONLY_SQL_TRANSACTION => Error::statement(sql, "a read may not write"),
        ref code if code.code().starts_with("42") => Error::statement(sql, answer.message()),
        ref code => Error::statement(sql, format!("PostgreSQL error {}", code.code())),
    }
}

/// An error while a connection was made: the server's own words, which speak about user and database at most.
pub(super) fn at_connect(error: &tokio_postgres::Error) -> Failure {
    match error.as_db_error() {
        Some(answer) if *answer.code() == SqlState::TOO_MANY_CONNECTIONS => Failure {
            error: Error::Overloaded,
            fate: Fate::Lost,
        },
        Some(answer) => {
            let error = Error::engine(format!("PostgreSQL refused: {}", answer.message()));
            Failure {
                error,
                fate: fate(answer),
            }
        }
        // The driver tells the kinds of its own errors apart by their text only.
        None if error.to_string().contains("TLS") => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            Error::engine(format!("no encrypted connection to PostgreSQL: {why}")).into()
        }
        None => Failure {
            error: Error::engine("the PostgreSQL server can't be reached"),
            fate: Fate::Lost,
        },
    }
}
