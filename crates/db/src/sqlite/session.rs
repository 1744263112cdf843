//! A connection and its prepared statements.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection};

use super::bind::Bound;
use super::constraints;
use super::error::{at_prepare, at_step};
use crate::error::Error;
use crate::row::{Cells, Source, same_name};
use crate::sql;
use crate::tx::{Failure, Fate, Query, Sink};
use crate::value::Param;

/// A connection to the file, used by one thread.
pub(crate) struct Session {
    connection: Connection,
    texts: HashMap<(usize, usize), Text>,
}

/// A statement's text as SQLite takes it, and the row structs whose names were found right.
struct Text {
    sql: String,
    checked: Vec<Names>,
}

impl Session {
    pub(super) fn new(connection: Connection) -> Self {
        Session {
            connection,
            texts: HashMap::new(),
        }
    }

    /// Runs a statement that returns no rows.
    pub(crate) fn exec(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<u64, Failure> {
        let changed = {
            let (mut statement, _) = prepare(&self.connection, &mut self.texts, sql)?;
            bind(&mut statement, sql, params)?;
            if statement.column_count() > 0 {
                return Err(Error::statement(sql, "exec does not take rows").into());
            }
            statement.raw_execute()
        };
        changed
            .map(|count| count as u64)
            .map_err(|error| self.failure(&error, sql))
    }

    /// Runs a statement and hands its rows to `sink`.
    pub(crate) fn query(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Failure> {
        let stepped = self.step(query, sink);
        stepped.map_err(|stop| match stop {
            Stop::Failure(failure) => failure,
            Stop::Engine(error) => self.failure(&error, query.sql),
        })
    }

    fn step(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Stop> {
        let sql = query.sql;
        let (mut statement, checked) = prepare(&self.connection, &mut self.texts, sql)?;
        if query.names.is_empty() {
            check_columns(&statement, query)?;
        } else if !checked
            .iter()
            .any(|names| std::ptr::eq(*names, query.names))
        {
            check_columns(&statement, query)?;
            checked.push(query.names);
        }
        bind(&mut statement, sql, query.params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(Stop::Engine)? {
            if !sink(&mut Cells::new(Source::Sqlite(row), sql))? {
                break;
            }
        }
        Ok(())
    }

    /// Runs statements that bind nothing: transaction control and migrations.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        match self.connection.execute_batch(sql) {
            Ok(()) => Ok(()),
            Err(error @ rusqlite::Error::SqlInputError { .. }) => {
                Err(at_prepare(&error, sql).into())
            }
            Err(error) => Err(self.failure(&error, sql)),
        }
    }

    /// Whether SQLite has undone the whole transaction by itself, as it does when the disk is full.
    pub(super) fn transaction_is_gone(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn failure(&self, error: &rusqlite::Error, sql: &str) -> Failure {
        let fate = if self.transaction_is_gone() {
            Fate::Lost
        } else {
            Fate::Open
        };
        let named = constraints::name(&self.connection, error, sql);
        Failure {
            error: named.unwrap_or_else(|| at_step(error, sql)),
            fate,
        }
    }
}

type Names = &'static [&'static str];

enum Stop {
    Failure(Failure),
    Engine(rusqlite::Error),
}

impl<F: Into<Failure>> From<F> for Stop {
    fn from(failure: F) -> Self {
        Stop::Failure(failure.into())
    }
}

type Prepared<'s> = (CachedStatement<'s>, &'s mut Vec<Names>);

fn prepare<'s>(
    connection: &'s Connection,
    texts: &'s mut HashMap<(usize, usize), Text>,
    sql: &'static str,
) -> Result<Prepared<'s>, Error> {
    // A static text is known by where it lies; equal texts elsewhere are only adapted once more.
    let text = texts
        .entry((sql.as_ptr().addr(), sql.len()))
        .or_insert_with(|| Text {
            sql: sql::for_sqlite(sql),
            checked: Vec::new(),
        });
    let statement = connection
        .prepare_cached(&text.sql)
        .map_err(|error| at_prepare(&error, sql))?;
    Ok((statement, &mut text.checked))
}

fn bind(
    statement: &mut CachedStatement<'_>,
    sql: &str,
    params: &[&dyn Param],
) -> Result<(), Error> {
    let wanted = statement.parameter_count();
    if wanted != params.len() {
        let what = format!("{} parameters given, {wanted} wanted", params.len());
        return Err(Error::statement(sql, what));
    }
    for (at, param) in params.iter().enumerate() {
        statement
            .raw_bind_parameter(at + 1, Bound(param.value()))
            .map_err(|error| at_step(&error, sql))?;
    }
    Ok(())
}

fn check_columns(statement: &CachedStatement<'_>, query: &Query<'_>) -> Result<(), Error> {
    let found = statement.column_names();
    let same = query
        .names
        .iter()
        .zip(found)
        .all(|(field, column)| same_name(field, column));
    if same && statement.column_count() == query.width {
        return Ok(());
    }
    let found = statement.column_names().collect::<Vec<_>>().join(", ");
    let what = format!("columns ({found}), wanted ({})", query.names.join(", "));
    Err(Error::statement(query.sql, what))
}
