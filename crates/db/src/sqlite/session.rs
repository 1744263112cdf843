//! A connection and its prepared statements.

use std::collections::HashMap;

use rusqlite::wal::CheckpointMode;
use rusqlite::{CachedStatement, Connection, MAIN_DB};

use super::bind::Bound;
use super::constraints;
use super::error::{at_prepare, at_step};
use crate::error::Error;
use crate::row::{Cells, Source};
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
    checked: Vec<&'static [&'static str]>,
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
            .map_err(|error| self.failure(&error, sql, params))
    }

    /// Runs a statement and hands its rows to `sink`.
    pub(crate) fn query(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Failure> {
        let stepped = self.step(query, sink);
        stepped.map_err(|stop| match stop {
            Stop::Failure(failure) => failure,
            Stop::Engine(error) => self.failure(&error, query.sql, query.params),
        })
    }

    fn step(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Stop> {
        let sql = query.sql;
        let (mut statement, text) = prepare(&self.connection, &mut self.texts, sql)?;
        if text.check(&statement, query).is_err() {
            // A migration may have changed the columns since the statement was prepared; SQLite finds out when a
            // statement runs, not when it is prepared.
            statement.discard();
            let look = "SELECT count(*) FROM sqlite_schema";
            let looked = self.connection.query_row(look, [], |_| Ok(()));
            looked.map_err(|error| at_step(&error, sql))?;
            statement = prepare_text(&self.connection, text, sql)?;
            text.check(&statement, query)?;
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

    /// Runs a statement that begins or ends something.
    pub(super) fn control(&mut self, sql: &'static str) -> Result<(), Failure> {
        let run = |connection: &Connection| connection.prepare_cached(sql)?.raw_execute();
        match run(&self.connection) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failure(&error, sql, &[])),
        }
    }

    /// Runs statements that bind nothing: those of migrations, and of the parts of a transaction.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        match self.connection.execute_batch(sql) {
            Ok(()) => Ok(()),
            Err(error @ rusqlite::Error::SqlInputError { .. }) => {
                Err(at_prepare(&error, sql).into())
            }
            Err(error) => Err(self.failure(&error, sql, &[])),
        }
    }

    /// Moves what is in the log to the database file, as far as no reader still needs the older state.
    pub(super) fn checkpoint(&self) {
        let moved = self
            .connection
            .wal_checkpoint_v2(Some(MAIN_DB), CheckpointMode::PASSIVE);
        if let Err(error) = moved {
            let error = at_step(&error, "moving the log");
            tracing::warn!(%error, "the log of the database was not moved");
        }
    }

    /// Whether SQLite has undone the whole transaction by itself, as it does when the disk is full.
    pub(super) fn transaction_is_gone(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn failure(&self, error: &rusqlite::Error, sql: &str, params: &[&dyn Param]) -> Failure {
        if self.transaction_is_gone() {
            return Failure {
                error: at_step(error, sql),
                fate: Fate::Lost,
            };
        }
        let run_again = || {
            let mut statement = self.connection.prepare(&sql::for_sqlite(sql)).ok()?;
            bind(&mut statement, sql, params).ok()?;
            let mut rows = statement.raw_query();
            while rows.next().ok()?.is_some() {}
            Some(())
        };
        let refused = constraints::refusal(&self.connection, error, sql, &run_again);
        refused.unwrap_or_else(|| at_step(error, sql)).into()
    }
}

enum Stop {
    Failure(Failure),
    Engine(rusqlite::Error),
}

impl<F: Into<Failure>> From<F> for Stop {
    fn from(failure: F) -> Self {
        Stop::Failure(failure.into())
    }
}

fn prepare<'s>(
    connection: &'s Connection,
    texts: &'s mut HashMap<(usize, usize), Text>,
    sql: &'static str,
) -> Result<(CachedStatement<'s>, &'s mut Text), Error> {
    // A static text is known by where it lies; an equal text elsewhere is only adapted once more.
    let text = texts
        .entry((sql.as_ptr().addr(), sql.len()))
        .or_insert_with(|| Text {
            sql: sql::for_sqlite(sql),
            checked: Vec::new(),
        });
    Ok((prepare_text(connection, text, sql)?, text))
}

fn prepare_text<'s>(
    connection: &'s Connection,
    text: &Text,
    sql: &str,
) -> Result<CachedStatement<'s>, Error> {
    connection
        .prepare_cached(&text.sql)
        .map_err(|error| at_prepare(&error, sql))
}

fn bind(
    statement: &mut rusqlite::Statement<'_>,
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

impl Text {
    /// Whether the statement's columns are those that the row wants.
    fn check(&mut self, statement: &CachedStatement<'_>, query: &Query<'_>) -> Result<(), Error> {
        if self
            .checked
            .iter()
            .any(|names| std::ptr::eq(*names, query.names))
        {
            return Ok(());
        }
        let found: Vec<&str> = statement.column_names().collect();
        query.check_columns(found.iter().copied())?;
        if !query.names.is_empty() {
            self.checked.push(query.names);
        }
        Ok(())
    }
}
