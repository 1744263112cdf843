//! A connection, its prepared statements, and the transaction that is open on it.

use std::collections::HashMap;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

use super::connect::{self, Link, Server};
use super::encode::{Bound, Encoded};
use super::error::{at_statement, lost};
use super::waiting::{Waiting, send};
use crate::error::Error;
use crate::row::{Cells, Source};
use crate::sql::gathered;
use crate::tenant::Reach;
use crate::tx::{Failure, Query, Sink};
use crate::value::Param;

/// A connection to the server, driven by one thread.
pub(crate) struct Session {
    runtime: Runtime,
    server: Server,
    link: Option<Link>,
    statements: HashMap<Key, Prepared>,
    /// What travels together with the next statement that has an answer.
    waiting: Vec<Queued>,
    /// How many statements this transaction has sent ahead, and the rows of those that nobody has asked for yet.
    ahead: usize,
    answered: HashMap<usize, Vec<Row>>,
    /// Whether the server has heard of this transaction.
    begun: bool,
    /// Whether the server still has the one before open: its end waits with the beginning of this one.
    unended: bool,
}

/// How many statements wait at most: one that fails is heard of before long.
const MOST_WAITING: usize = 64;

/// How many lists of VALUES one statement has at most: a power of two.
const MOST_LISTS: usize = 64;

/// What has not been sent yet.
enum Queued {
    /// To be sent as it is.
    One(Waiting),
    /// A statement that has one list of VALUES, and the parameters of each list that it is to have.
    Gathered(&'static str, Vec<Vec<Encoded>>),
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
            waiting: Vec::new(),
            ahead: 0,
            answered: HashMap::new(),
            begun: false,
            unended: false,
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
        let waiting = self.sent()?;
        let client = client(&self.link)?;
        let (before, changed) = self.runtime.block_on(async {
            tokio::join!(biased; send(client, &waiting), client.execute(&statement, &bound))
        });
        self.answered.extend(before?);
        changed.map_err(|error| at_statement(&error, sql))
    }

    /// Runs a statement whose answer nobody needs: it is sent with the next one that has an answer, or with the end of the
    /// transaction, and fails then.
    pub(crate) fn push(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<(), Failure> {
        let statement = self.prepare(sql)?.statement.clone();
        let encoded = encode(&statement, sql, params)?;
        self.wait(Waiting::Statement(statement, encoded, sql));
        if self.waiting.len() < MOST_WAITING {
            return Ok(());
        }
        self.flush()
    }

    /// Has a statement travel like one that is pushed, in one with those of the same text that are gathered beside it.
    pub(crate) fn gather(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<(), Failure> {
        let statement = self.prepare(sql)?.statement.clone();
        let encoded = encode(&statement, sql, params)?;
        let lists = self.gathering(sql).map_or(1, |lists| lists.len() + 1);
        let parsed = self.statements.contains_key(&key(sql, lists));
        if lists.is_power_of_two() && lists <= MOST_LISTS && !parsed {
            let text = gathered(sql, lists)
                .ok_or_else(|| Error::statement(sql, "gather takes one list of VALUES only"))?;
            self.prepare_as(key(sql, lists), sql, &text)?;
        }
        match self.gathering(sql) {
            Some(lists) => lists.push(encoded),
            None => self.waiting.push(Queued::Gathered(sql, vec![encoded])),
        }
        Ok(())
    }

    /// The lists of a statement that are being gathered.
    fn gathering(&mut self, sql: &'static str) -> Option<&mut Vec<Vec<Encoded>>> {
        let from = self.ungathered();
        self.waiting[from..].iter_mut().find_map(|one| match one {
            Queued::Gathered(of, lists) if key(of, 1) == key(sql, 1) => Some(lists),
            _ => None,
        })
    }

    /// Has a statement travel like one that is pushed; the number that its rows are asked for with.
    pub(crate) fn ahead(&mut self, query: &Query<'_>) -> Result<usize, Failure> {
        let statement = self.checked(query)?;
        let encoded = encode(&statement, query.sql, query.params)?;
        self.ahead += 1;
        self.wait(Waiting::Ahead(statement, encoded, query.sql, self.ahead));
        Ok(self.ahead)
    }

    /// Hands the rows of a statement that was sent ahead to `sink`.
    pub(crate) fn take(
        &mut self,
        number: usize,
        sql: &'static str,
        sink: Sink<'_>,
    ) -> Result<(), Failure> {
        if !self.answered.contains_key(&number) {
            self.send_waiting()?;
        }
        let rows = self.answered.remove(&number);
        let rows =
            rows.ok_or_else(|| Error::statement(sql, "its rows are of another transaction"))?;
        feed(&rows, sql, sink)
    }

    /// Sends the statements that wait, so that it is known whether they succeed.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        if self.statements_wait() {
            self.send_waiting()?;
        }
        Ok(())
    }

    /// How many stand before those that are being gathered.
    fn ungathered(&self) -> usize {
        let last = self
            .waiting
            .iter()
            .rposition(|one| matches!(one, Queued::One(_)));
        last.map_or(0, |last| last + 1)
    }

    fn wait(&mut self, one: Waiting) {
        self.waiting.push(Queued::One(one));
    }

    fn statements_wait(&self) -> bool {
        let mut waiting = self.waiting.iter();
        waiting.any(|waiting| !matches!(waiting, Queued::One(Waiting::Control(..))))
    }

    /// What waits, which is about to be sent: with it the transaction begins, and the one before has ended.
    fn sent(&mut self) -> Result<Vec<Waiting>, Failure> {
        self.begun = true;
        self.unended = false;
        let mut sent = Vec::with_capacity(self.waiting.len());
        for one in std::mem::take(&mut self.waiting) {
            match one {
                Queued::One(one) => sent.push(one),
                Queued::Gathered(sql, lists) => self.together(sql, lists, &mut sent)?,
            }
        }
        Ok(sent)
    }

    /// Lists that were gathered, in as few statements as there are parsed ones for: their numbers of lists are powers of two.
    fn together(
        &self,
        sql: &'static str,
        lists: Vec<Vec<Encoded>>,
        sent: &mut Vec<Waiting>,
    ) -> Result<(), Failure> {
        let mut lists = lists.into_iter();
        while lists.len() > 0 {
            let most = (1 << lists.len().ilog2()).min(MOST_LISTS);
            let prepared = (self.statements.get(&key(sql, most)))
                .ok_or_else(|| Error::statement(sql, "was gathered before it was parsed"))?;
            let values = lists.by_ref().take(most).flatten().collect();
            sent.push(Waiting::Statement(prepared.statement.clone(), values, sql));
        }
        Ok(())
    }

    fn send_waiting(&mut self) -> Result<(), Failure> {
        let waiting = self.sent()?;
        let answered = self.runtime.block_on(send(client(&self.link)?, &waiting))?;
        self.answered.extend(answered);
        Ok(())
    }

    /// Runs a statement and hands its rows to `sink`.
    pub(crate) fn query(&mut self, query: &Query<'_>, sink: Sink<'_>) -> Result<(), Failure> {
        feed(&self.fetch(query)?, query.sql, sink)
    }

    /// The statement, with columns that are those that the row wants.
    fn checked(&mut self, query: &Query<'_>) -> Result<Statement, Failure> {
        let mut checked = self.prepare(query.sql)?.check(query);
        if checked.is_err() {
            // A migration may have changed the columns since the statement was prepared.
            self.statements.remove(&key(query.sql, 1));
            checked = self.prepare(query.sql)?.check(query);
        }
        Ok(checked?)
    }

    fn fetch(&mut self, query: &Query<'_>) -> Result<Vec<Row>, Failure> {
        let statement = self.checked(query)?;
        let bound = bind(&statement, query.sql, query.params)?;
        let bound: Vec<_> = bound
            .iter()
            .map(|value| value as &(dyn ToSql + Sync))
            .collect();
        let waiting = self.sent()?;
        let client = client(&self.link)?;
        let (before, rows) = self.runtime.block_on(async {
            tokio::join!(biased; send(client, &waiting), client.query(&statement, &bound))
        });
        self.answered.extend(before?);
        rows.map_err(|error| at_statement(&error, query.sql))
    }

    fn prepare(&mut self, sql: &'static str) -> Result<&mut Prepared, Failure> {
        self.prepare_as(key(sql, 1), sql, sql)
    }

    /// The statement `sql` as the server knows it under `key`, where it is written as `text`.
    fn prepare_as(
        &mut self,
        key: Key,
        sql: &'static str,
        text: &str,
    ) -> Result<&mut Prepared, Failure> {
        if !self.statements.contains_key(&key) {
            // A transaction that the server does not know yet need not begin for this, but one that waits to be
            // rolled back to a savepoint would refuse. What is being gathered goes on being gathered.
            let waiting = match self.begun {
                true => {
                    let gathered = self.waiting.split_off(self.ungathered());
                    let waiting = self.sent()?;
                    self.waiting = gathered;
                    waiting
                }
                false => Vec::new(),
            };
            let client = client(&self.link)?;
            let (before, statement) = self.runtime.block_on(async {
                tokio::join!(biased; send(client, &waiting), client.prepare(text))
            });
            self.answered.extend(before?);
            let prepared = Prepared {
                statement: statement.map_err(|error| at_statement(&error, sql))?,
                checked: Vec::new(),
            };
            self.statements.insert(key, prepared);
        }
        self.statements.get_mut(&key).ok_or_else(lost)
    }

    /// Runs statements that bind nothing: those of migrations.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        self.defer(sql);
        self.send_waiting()
    }

    /// Sends transaction control together with the next statement.
    pub(crate) fn defer(&mut self, sql: &str) {
        if let Some(Queued::One(Waiting::Control(control))) = self.waiting.last_mut() {
            control.push(';');
            control.push_str(sql);
        } else {
            self.wait(Waiting::Control(sql.to_owned()));
        }
    }

    /// Begins a transaction with its first statement. One that only read, and is still open, ends with that.
    pub(super) fn begin(&mut self, isolation: &str, reach: Reach) {
        self.waiting.clear();
        self.answered.clear();
        // One that sent nothing has left the one before it open.
        self.unended |= self.begun;
        self.begun = false;
        if self.unended {
            self.defer("COMMIT");
        }
        self.defer(isolation);
        if let Some(statement) = reach.statement() {
            self.defer(&statement);
        }
    }

    /// Keeps what the transaction did, if it did anything.
    pub(super) fn commit(&mut self) -> Result<(), Failure> {
        if !self.begun && !self.statements_wait() {
            self.waiting.clear();
        }
        self.end("COMMIT")
    }

    /// Undoes what the transaction did, if the server has heard of it.
    pub(super) fn roll_back(&mut self) -> Result<(), Failure> {
        self.waiting.clear();
        self.end("ROLLBACK")
    }

    /// Ends whatever transaction the server has open, or is about to.
    fn end(&mut self, how: &str) -> Result<(), Failure> {
        if !self.begun && !self.unended && self.waiting.is_empty() {
            return Ok(());
        }
        let ended = self.batch(how);
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

    /// Sets up a connection for transactions that write.
    pub(super) fn prepare_to_write(&self) -> Result<(), Failure> {
        let set = connect::index_scans(client(&self.link)?);
        self.runtime.block_on(set)
    }

    /// A number for this connection that no other one has.
    pub(super) fn lane(&self) -> Result<i64, Failure> {
        self.runtime.block_on(connect::lane(client(&self.link)?))
    }

    /// Takes leave of the server.
    pub(super) fn disconnect(&mut self) {
        self.statements.clear();
        self.waiting.clear();
        self.begun = false;
        self.unended = false;
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

fn encode(statement: &Statement, sql: &str, params: &[&dyn Param]) -> Result<Vec<Encoded>, Error> {
    let bound = bind(statement, sql, params)?;
    let encoded = bound.iter().zip(statement.params()).map(|(value, wanted)| {
        Encoded::new(value, wanted).map_err(|unfit| Error::statement(sql, unfit))
    });
    encoded.collect()
}

/// Hands each of `rows` to `sink` until it asks for no more.
fn feed(rows: &[Row], sql: &'static str, sink: Sink<'_>) -> Result<(), Failure> {
    for row in rows {
        if !sink(&mut Cells::new(Source::Postgres(row), sql))? {
            break;
        }
    }
    Ok(())
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

/// A static text is known by where it lies; an equal text elsewhere is only prepared once more. And how many lists of VALUES it has.
type Key = (usize, usize, usize);

fn key(sql: &'static str, lists: usize) -> Key {
    (sql.as_ptr().addr(), sql.len(), lists)
}
