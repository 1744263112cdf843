//! Which constraint refused a statement, under the name that PostgreSQL gives it.

use rusqlite::{Connection, ffi};

use super::foreign_keys;
use crate::error::Error;
use crate::sql::{ConstraintKind, named};

/// The error of a constraint, if it was one. `run_again` runs the statement that was refused.
pub(super) fn refusal(
    connection: &Connection,
    error: &rusqlite::Error,
    sql: &str,
    run_again: &dyn Fn() -> Option<()>,
) -> Option<Error> {
    let rusqlite::Error::SqliteFailure(failure, Some(message)) = error else {
        return None;
    };
    let subject = message
        .split_once("constraint failed")?
        .1
        .trim_start_matches([':', ' ']);
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_CHECK => Some(Error::Check {
            constraint: subject.to_owned(),
        }),
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let constraint = format!("{}_not_null", subject.replacen('.', "_", 1));
            Some(Error::Check { constraint })
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => {
            let constraint = unique(connection, subject).unwrap_or_else(|| subject.to_owned());
            Some(Error::Unique { constraint })
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
            let constraint = foreign_keys::refusing(connection, sql, run_again).unwrap_or_default();
            Some(Error::ForeignKey { constraint })
        }
        _ => None,
    }
}

/// The name behind `table.column, table.column`, or behind `index 'name'`.
fn unique(connection: &Connection, subject: &str) -> Option<String> {
    if let Some(index) = subject.strip_prefix("index '") {
        return Some(index.trim_end_matches('\'').to_owned());
    }
    let table = subject.split_once('.')?.0;
    let columns: Vec<&str> = subject
        .split(", ")
        .map(|column| column.rsplit_once('.').map_or(column, |(_, c)| c))
        .collect();
    let (index, origin) =
        index(connection, table, &columns).unwrap_or((String::new(), "pk".into()));
    let kind = match origin.as_str() {
        "c" => return Some(index),
        "pk" => ConstraintKind::Primary,
        _ => ConstraintKind::Unique,
    };
    Some(
        constraint(connection, table, kind, &columns).unwrap_or_else(|| match kind {
            ConstraintKind::Primary => format!("{table}_pkey"),
            _ => format!("{table}_{}_key", columns.join("_")),
        }),
    )
}

/// The unique index on exactly these columns, and what made it: `c` (CREATE INDEX), `u` (UNIQUE) or `pk`.
fn index(connection: &Connection, table: &str, columns: &[&str]) -> Option<(String, String)> {
    const INDEXES: &str = "SELECT i.name, i.origin, group_concat(c.name, ', ' ORDER BY c.seqno)
        FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c
        WHERE i.\"unique\" GROUP BY i.name";
    let mut statement = connection.prepare(INDEXES).ok()?;
    let mut rows = statement.query([table]).ok()?;
    while let Some(row) = rows.next().ok()? {
        // An index on an expression has no names.
        if row.get::<_, Option<String>>(2).ok()? == Some(columns.join(", ")) {
            return Some((row.get(0).ok()?, row.get(1).ok()?));
        }
    }
    None
}

/// The name that a migration gave a constraint.
pub(super) fn constraint<S: AsRef<str>>(
    connection: &Connection,
    table: &str,
    kind: ConstraintKind,
    columns: &[S],
) -> Option<String> {
    const TEXT: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let text: String = connection.query_row(TEXT, [table], |row| row.get(0)).ok()?;
    let same = |theirs: &[String]| {
        theirs
            .iter()
            .map(String::as_str)
            .eq(columns.iter().map(AsRef::as_ref))
    };
    named(&text)
        .into_iter()
        .find(|constraint| constraint.kind == kind && same(&constraint.columns))
        .map(|constraint| constraint.name)
}
