//! What can go wrong in the database, in one enum that is the same on both engines.

/// An error of the database.
///
/// No variant ever carries a value out of a row or a bound parameter: an error may be logged as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// [`Tx::one`](crate::Tx::one) found no row.
    #[error("no such row")]
    NotFound,
    /// A UNIQUE or PRIMARY KEY constraint, or a unique index, refused the statement.
    #[error("unique constraint {constraint} refused the row")]
    Unique {
        /// The name written in the migration; unnamed ones have PostgreSQL's default name.
        constraint: String,
    },
    /// A FOREIGN KEY constraint refused the statement.
    #[error("foreign key {constraint} refused the row")]
    ForeignKey {
        /// The name written in the migration; unnamed ones have PostgreSQL's default name.
        constraint: String,
    },
    /// A CHECK or NOT NULL constraint refused the statement.
    #[error("check constraint {constraint} refused the row")]
    Check {
        /// The name written in the migration; NOT NULL is called `<table>_<column>_not_null`.
        constraint: String,
    },
    /// A text to be bound holds the character U+0000, which PostgreSQL can't store; SQLite is held to the same.
    #[error("a text holds the character U+0000")]
    Nul,
    /// Too much is waiting, or too many writers contend for the same rows. Nothing was changed; try again later.
    #[error("the database is overloaded")]
    Overloaded,
    /// The database was closed. Nothing was changed.
    #[error("the database is closed")]
    Closed,
    /// The connection was lost during COMMIT: the change was either made whole, or not at all.
    #[error("the connection was lost during commit: it is not known whether the change was made")]
    InDoubt,
    /// `read` or `write` was called from within a closure of `read` or `write`.
    #[error("a transaction was started from within a transaction")]
    Nested,
    /// An earlier statement of this transaction failed, so nothing more is accepted and nothing will be committed.
    #[error("an earlier statement of this transaction failed")]
    Aborted,
    /// The database was written by a newer version of the program.
    #[error("the database has schema {found}, this program knows schemas up to {known}")]
    NewerSchema {
        /// The highest migration number in the database.
        found: u32,
        /// The highest migration number that the program has.
        known: u32,
    },
    /// The key does not open the database file, or the file is no database.
    #[error("the key does not open the database file")]
    WrongKey,
    /// Another process uses the database file.
    #[error("another process uses the database file")]
    Locked,
    /// The disk is full. Nothing was changed.
    #[error("the disk is full")]
    Disk,
    /// Anything else, described without any value out of a row.
    #[error("{0}")]
    Engine(String),
}

impl Error {
    /// The name of the constraint that refused the statement, if one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Error::Unique { constraint }
            | Error::ForeignKey { constraint }
            | Error::Check { constraint } => Some(constraint),
            _ => None,
        }
    }

    pub(crate) fn engine(text: impl Into<String>) -> Error {
        Error::Engine(text.into())
    }

    /// An error about one statement. The text of a statement is part of the program and holds no values.
    pub(crate) fn statement(sql: &str, what: impl std::fmt::Display) -> Error {
        const SHOWN: usize = 80;
        let head: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut = head
            .char_indices()
            .nth(SHOWN)
            .map_or(head.len(), |(at, _)| at);
        Error::Engine(format!("{what} in: {}", &head[..cut]))
    }
}
