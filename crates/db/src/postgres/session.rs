//! A connection, its prepared statements, and the transaction that is open on it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

use super::connect::{self, Link, Server};
use super::encode::Bound;
use super::error::{at_statement, lost};
use crate::error::Error;
use crate::row::{Cells, Source};
use crate::tenant::Reach;
use crate::tx::{Failure, Query, Sink};
use crate::value::Param;

/// A connection to the server, driven by one thread.
pub(crate) struct Session {
    runtime: Runtime,
    server: Server,
    link: Option<Link>,
    statements: HashMap<(usize, usize), Prepared>,
    /// Transaction control that travels together with the next statement.
    unsent: String,
    /// Whether the server has a transaction open.
    begun: bool,
}

/// A statement that the server has parsed, and the row structs whose names were found right.
struct Prepared {
    statement: Statement,
    checked: Vec<&'static [&'static str]>,
}

impl Session {
    pub(super) fn new(server: Server) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Error::engine("a runtime could not be started"))?;
        let statements = HashMap::new();
        Ok(Session {
            runtime,
            server,
            link: None,
            statements,
            unsent: String::new(),
            begun: false,
        })
    }

    /// Runs a statement that returns no rows.
    pub(crate) fn exec(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<u64, Failure> {
        let statement = &self.prepare(sql)?.statement;
        if !statement.columns().is_empty() {
            return Err(Error::statement(sql, "exec does not take rows").into());
        }
        let statement = statement.clone();
        let bound = bind(&statement, sql, params)?;
        let bound: Vec<_> = bound
            .iter()
            .map(|value| value as &(dyn ToSql + Sync))
            .collect();
        let unsent = std::mem::take(&mut self.unsent);
        self.begun = true;
        let client = client(&self.link)?;
        let (before, changed) = self.runtime.block_on(async {
            tokio::join!(biased; control(client, &unsent), client.execute(&statement, &bound))
        });
        before
            .and(changed)
            .map_err(|error| at_statement(&error, sql))
    }

    /// Runs a statement and hands its rows to `sink`.
    pub(crate) fn query(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Failure> {
        for row in self.fetch(query)? {
            if !sink(&mut Cells::new(Source::Postgres(&row), query.sql))? {
                break;
            }
        }
        Ok(())
    }

    fn fetch(&mut self, query: &Query<'_>) -> Result<Vec<Row>, Failure> {
        let mut checked = self.prepare(query.sql)?.check(query);
        if checked.is_err() {
            // A migration may have changed the columns since the statement was prepared.
            self.statements.remove(&key(query.sql));
            checked = self.prepare(query.sql)?.check(query);
        }
        let statement = checked?;
        let bound = bind(&statement, query.sql, query.params)?;
        let bound: Vec<_> = bound
            .iter()
            .map(|value| value as &(dyn ToSql + Sync))
            .collect();
        let unsent = std::mem::take(&mut self.unsent);
        self.begun = true;
        let client = client(&self.link)?;
        let (before, rows) = self.runtime.block_on(async {
            tokio::join!(biased; control(client, &unsent), client.query(&statement, &bound))
        });
        before
            .and(rows)
            .map_err(|error| at_statement(&error, query.sql))
    }

    fn prepare(&mut self, sql: &'static str) -> Result<&mut Prepared, Failure> {
        match self.statements.entry(key(sql)) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                // A transaction that the server does not know yet need not begin for this, but one that waits to be
                // rolled back to a savepoint would refuse.
                let unsent = if self.begun {
                    std::mem::take(&mut self.unsent)
                } else {
                    String::new()
                };
                let client = client(&self.link)?;
                let (before, statement) = self.runtime.block_on(async {
                    tokio::join!(biased; control(client, &unsent), client.prepare(sql))
                });
                let statement = before
                    .and(statement)
                    .map_err(|error| at_statement(&error, sql))?;
                Ok(entry.insert(Prepared {
                    statement,
                    checked: Vec::new(),
                }))
            }
        }
    }

    /// Runs statements that bind nothing: those of migrations.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        self.unsent.push_str(sql);
        let all = std::mem::take(&mut self.unsent);
        self.begun = true;
        let done = self
            .runtime
            .block_on(client(&self.link)?.batch_execute(&all));
        done.map_err(|error| at_statement(&error, sql))
    }

    /// Sends transaction control together with the next statement.
    pub(crate) fn defer(&mut self, sql: &str) {
        self.unsent.push_str(sql);
        self.unsent.push(';');
    }

    /// Begins a transaction with its first statement. One that only read, and is still open, ends with that.
    pub(super) fn begin(&mut self, isolation: &str, reach: Reach) {
        self.unsent.clear();
        if self.begun {
            self.defer("COMMIT");
        }
        self.begun = false;
        self.defer(isolation);
        if let Some(statement) = reach.statement() {
            self.defer(&statement);
        }
    }

    /// Ends the transaction, if the server has heard of it.
    pub(super) fn end(&mut self, verb: &str) -> Result<(), Failure> {
        if !self.begun {
            self.unsent.clear();
            return Ok(());
        }
        let ended = self.batch(verb);
        self.begun = false;
        ended
    }

    /// Forgets the prepared statements, because the schema has changed under them.
    pub(super) fn forget(&mut self) {
        self.statements.clear();
    }

    /// Connects if there is no connection; whether there was none.
    pub(super) fn connect(&mut self) -> Result<bool, Failure> {
        if self
            .link
            .as_ref()
            .is_some_and(|link| !link.client.is_closed())
        {
            return Ok(false);
        }
        self.disconnect();
        self.link = Some(self.runtime.block_on(connect::connect(&self.server))?);
        Ok(true)
    }

    /// A number for this connection that no other one has.
    pub(super) fn lane(&self) -> Result<i64, Failure> {
        self.runtime.block_on(connect::lane(client(&self.link)?))
    }

    /// Takes leave of the server.
    pub(super) fn disconnect(&mut self) {
        self.statements.clear();
        self.unsent.clear();
        self.begun = false;
        if let Some(Link { client, task }) = self.link.take() {
            drop(client);
            self.runtime.block_on(async {
                // A server that does not answer is left without a farewell.
                let _ = timeout(FAREWELL, task).await;
            });
        }
    }

    /// Waits while the connection stays alive.
    pub(super) fn pause(&self, time: Duration) {
        self.runtime.block_on(async { sleep(time).await });
    }
}

/// How long the server may take to accept that a connection ends.
const FAREWELL: Duration = Duration::from_millis(500);

fn client(link: &Option<Link>) -> Result<&Client, Failure> {
    link.as_ref().map(|link| &link.client).ok_or_else(lost)
}

async fn control(client: &Client, sql: &str) -> Result<(), tokio_postgres::Error> {
    if sql.is_empty() {
        Ok(())
    } else {
        client.batch_execute(sql).await
    }
}

fn bind<'p>(
    statement: &Statement,
    sql: &str,
    params: &'p [&dyn Param],
) -> Result<Vec<Bound<'p>>, Error> {
    let wanted = statement.params().len();
    if wanted != params.len() {
        let what = format!("{} parameters given, {wanted} wanted", params.len());
        return Err(Error::statement(sql, what));
    }
    Ok(params.iter().map(|param| Bound(param.value())).collect())
}

impl Prepared {
    /// The statement, once its columns are found to be those that the row wants.
    fn check(&mut self, query: &Query<'_>) -> Result<Statement, Error> {
        if self
            .checked
            .iter()
            .any(|names| std::ptr::eq(*names, query.names))
        {
            return Ok(self.statement.clone());
        }
        let found = self.statement.columns().iter().map(|column| column.name());
        query.check_columns(found)?;
        if !query.names.is_empty() {
            self.checked.push(query.names);
        }
        Ok(self.statement.clone())
    }
}

/// A static text is known by where it lies; an equal text elsewhere is only prepared once more.
fn key(sql: &'static str) -> (usize, usize) {
    (sql.as_ptr().addr(), sql.len())
}
