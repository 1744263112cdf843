//! One transaction, the same on both engines.

use crate::error::Error;
use crate::notice::Notice;
use crate::row::{Cells, Row, same_name};
use crate::tenant::Reach;
use crate::value::{Param, Value};
use crate::{postgres, sqlite};
use uuid::Uuid;

/// A transaction inside [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write).
///
/// Once a statement fails outside a [`part`](Tx::part), the transaction accepts no further statement and is rolled
/// back, even if the closure swallows the error and returns `Ok`.
pub struct Tx<'a> {
    on: On<'a>,
    lane: i64,
    depth: u32,
    failed: Option<Error>,
    fate: Fate,
    notices: Vec<Notice>,
}

pub(crate) enum On<'a> {
    Sqlite(&'a mut sqlite::Session),
    Postgres(&'a mut postgres::Session),
}

/// What a failed statement means for the whole transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// The statement failed; a rollback to a savepoint undoes it.
    Open,
    /// The transaction must be run again from its beginning: a conflict with another one.
    Conflict,
    /// The transaction must be run again with newly prepared statements.
    Stale,
    /// The connection, or on SQLite the transaction around a group, is gone.
    Lost,
}

/// A failed statement: what the closure is told, and what it means for the transaction.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) fate: Fate,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure {
            error,
            fate: Fate::Open,
        }
    }
}

/// A statement and what its rows must look like.
pub(crate) struct Query<'q> {
    pub(crate) sql: &'static str,
    pub(crate) params: &'q [&'q dyn Param],
    pub(crate) names: &'static [&'static str],
    pub(crate) width: usize,
}

fn query_of<'q, R: Row>(sql: &'static str, params: &'q [&'q dyn Param]) -> Query<'q> {
    Query {
        sql,
        params,
        names: R::NAMES,
        width: R::WIDTH,
    }
}

/// The rows of a statement that was [sent ahead](Tx::ahead).
#[must_use = "rows that nobody takes need not be asked for"]
pub struct Ahead<R>(Coming<R>);

enum Coming<R> {
    /// They are here.
    Read(Vec<R>),
    /// They come under this number.
    Numbered(usize, &'static str),
}

impl Query<'_> {
    /// Whether these are the columns that the row wants.
    pub(crate) fn check_columns<'n>(
        &self,
        found: impl ExactSizeIterator<Item = &'n str> + Clone,
    ) -> Result<(), Error> {
        let mut pairs = self.names.iter().zip(found.clone());
        if found.len() == self.width && pairs.all(|(field, column)| same_name(field, column)) {
            return Ok(());
        }
        let found = found.collect::<Vec<_>>().join(", ");
        let wanted = match self.names {
            [] => format!("{} of them", self.width),
            names => format!("({})", names.join(", ")),
        };
        Err(Error::statement(
            self.sql,
            format!("columns ({found}), wanted {wanted}"),
        ))
    }
}

/// Takes each row of a result; `false` asks for no more.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(&mut Cells<'_>) -> Result<bool, Error>;

impl<'a> Tx<'a> {
    pub(crate) fn new(on: On<'a>, lane: i64) -> Self {
        Tx {
            on,
            lane,
            depth: 0,
            failed: None,
            fate: Fate::Open,
            notices: Vec::new(),
        }
    }

    /// Runs a statement that returns no rows; the number of rows it changed.
    ///
    /// # Errors
    /// [`Error::Unique`], [`Error::ForeignKey`] or [`Error::Check`] when a constraint refuses it; [`Error::Nul`] when a
    /// text can't be stored; [`Error::Aborted`] after an earlier failure.
    pub fn exec(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<u64, Error> {
        self.proceed()?;
        self.storable(params)?;
        let done = match &mut self.on {
            On::Sqlite(session) => session.exec(sql, params),
            On::Postgres(session) => session.exec(sql, params),
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Runs a statement that returns no rows, and whose count of changed rows nobody needs.
    ///
    /// On PostgreSQL it travels with the next statement that has an answer, or with the end of the transaction or
    /// [`part`](Tx::part), which saves a round trip; in every case it runs in its place among the others.
    ///
    /// # Errors
    /// See [`exec`](Tx::exec). What the server refuses is the error of whatever the statement travelled with, and at the
    /// latest that of the transaction: nothing is kept.
    pub fn push(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<(), Error> {
        self.proceed()?;
        self.storable(params)?;
        let done = match &mut self.on {
            On::Sqlite(session) => session.exec(sql, params).map(drop),
            On::Postgres(session) => session.push(sql, params),
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Runs a statement that has one list of VALUES, and all its parameters in it, like one that is [pushed](Tx::push).
    ///
    /// On PostgreSQL those of the same text that follow each other, with none but gathered ones in between, become one statement
    /// with all their lists, where the first of them stood: a row may need rows of a statement that was gathered before
    /// it for the first time, and none of a later one. No two may be about the same row.
    ///
    /// # Errors
    /// See [`push`](Tx::push); [`Error::Engine`] for a statement of another form.
    pub fn gather(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<(), Error> {
        self.proceed()?;
        self.storable(params)?;
        let done = match &mut self.on {
            On::Sqlite(session) => session.exec(sql, params).map(drop),
            On::Postgres(session) => session.gather(sql, params),
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Asks for rows that are needed later: [`take`](Tx::take) gives them.
    ///
    /// On PostgreSQL the statement travels like one that is [pushed](Tx::push), so that several answers come back
    /// together; on SQLite it runs at once.
    ///
    /// # Errors
    /// See [`push`](Tx::push).
    pub fn ahead<R: Row>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Ahead<R>, Error> {
        if let On::Sqlite(_) = self.on {
            return Ok(Ahead(Coming::Read(self.all(sql, params)?)));
        }
        self.proceed()?;
        self.storable(params)?;
        let query = query_of::<R>(sql, params);
        let sent = match &mut self.on {
            On::Sqlite(_) => Ok(0),
            On::Postgres(session) => session.ahead(&query),
        };
        let number = sent.map_err(|failure| self.fail(failure))?;
        Ok(Ahead(Coming::Numbered(number, sql)))
    }

    /// The rows of a statement that was sent ahead in this transaction.
    ///
    /// # Errors
    /// See [`exec`](Tx::exec).
    pub fn take<R: Row>(&mut self, ahead: Ahead<R>) -> Result<Vec<R>, Error> {
        let (number, sql) = match ahead.0 {
            Coming::Read(rows) => return Ok(rows),
            Coming::Numbered(number, sql) => (number, sql),
        };
        self.proceed()?;
        let mut rows = Vec::new();
        let sink: Sink<'_> = &mut |cells| {
            rows.push(R::read(cells)?);
            Ok(true)
        };
        let done = match &mut self.on {
            On::Sqlite(_) => Ok(()),
            On::Postgres(session) => session.take(number, sql, sink),
        };
        done.map_err(|failure| self.fail(failure))?;
        Ok(rows)
    }

    /// The only row of the result.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; that one does not end the transaction. [`Error::Engine`] when there is
    /// more than one.
    pub fn one<R: Row>(&mut self, sql: &'static str, params: &[&dyn Param]) -> Result<R, Error> {
        self.opt(sql, params)?.ok_or(Error::NotFound)
    }

    /// The only row of the result, or none.
    ///
    /// # Errors
    /// [`Error::Engine`] when there is more than one.
    pub fn opt<R: Row>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Option<R>, Error> {
        let mut found = None;
        self.each(sql, params, &mut |row: R| match found.replace(row) {
            None => Ok(()),
            Some(_) => Err(Error::statement(sql, "more than one row")),
        })?;
        Ok(found)
    }

    /// Every row of the result.
    ///
    /// # Errors
    /// See [`exec`](Tx::exec).
    pub fn all<R: Row>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
    ) -> Result<Vec<R>, Error> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row: R| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs `work` as a part of the transaction that can fail on its own: when it returns an error, only what it did
    /// is undone, and the transaction goes on.
    ///
    /// # Errors
    /// What `work` returned; also, whatever it returned, the error of a statement that failed in it.
    pub fn part<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.proceed()?;
        let said = self.notices.len();
        self.depth += 1;
        self.mark("SAVEPOINT")?;
        let returned = work(self);
        self.settle();
        let result = match (returned, &self.failed) {
            (Ok(_), Some(error)) => Err(E::from(error.clone())),
            (returned, _) => returned,
        };
        if self.fate == Fate::Open {
            if result.is_err() {
                self.notices.truncate(said);
                self.failed = None;
                self.mark("ROLLBACK TO")?;
            }
            self.mark("RELEASE")?;
        }
        self.depth -= 1;
        result
    }

    /// From here on the transaction reaches one tenant's rows only, whatever its handle reaches: for work that first has to find
    /// out to whom it belongs.
    ///
    /// # Errors
    /// [`Error::Aborted`] after an earlier failure; [`Error::Engine`] within a [`part`](Tx::part), whose end would undo it.
    pub fn narrow(&mut self, tenant: impl Into<Uuid>) -> Result<(), Error> {
        self.proceed()?;
        if self.depth > 0 {
            return Err(Error::engine("a part of a transaction can't be narrowed"));
        }
        let reach = Reach::Tenant(tenant.into());
        if let (On::Postgres(session), Some(statement)) = (&mut self.on, reach.statement()) {
            session.defer(&statement);
        }
        Ok(())
    }

    /// Tells every process that uses the database something, once the transaction is committed and only then.
    pub fn notify(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// The number of the connection that writes: 0 on SQLite; on PostgreSQL a small number that no other writing
    /// connection of any process has, so that rows kept per lane are never contended for.
    pub fn lane(&self) -> i64 {
        self.lane
    }

    fn each<R: Row>(
        &mut self,
        sql: &'static str,
        params: &[&dyn Param],
        take: &mut dyn FnMut(R) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.proceed()?;
        self.storable(params)?;
        let query = query_of::<R>(sql, params);
        let sink: Sink<'_> = &mut |cells| {
            take(R::read(cells)?)?;
            Ok(true)
        };
        let done = match &mut self.on {
            On::Sqlite(session) => session.query(&query, sink),
            On::Postgres(session) => session.query(&query, sink),
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Waits until it is known whether what was pushed succeeds; a failure ends the part that it belongs to.
    fn settle(&mut self) {
        if let (On::Postgres(session), None) = (&mut self.on, &self.failed)
            && let Err(failure) = session.flush()
        {
            self.fail(failure);
        }
    }

    fn mark(&mut self, verb: &'static str) -> Result<(), Error> {
        let depth = self.depth;
        let done = match &mut self.on {
            On::Sqlite(session) => session.batch(&format!("{verb} part{depth}")),
            On::Postgres(session) => {
                session.defer(&format!("{verb} part{depth}"));
                Ok(())
            }
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Runs the statements of a migration, written for the engine that this is.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.proceed()?;
        let done = match &mut self.on {
            On::Sqlite(session) => session.batch(sql),
            On::Postgres(session) => session.batch(sql),
        };
        done.map_err(|failure| self.fail(failure))
    }

    /// Refuses what one of the engines can't store, before either is asked.
    fn storable(&mut self, params: &[&dyn Param]) -> Result<(), Error> {
        let nul = params.iter().any(|param| match param.value() {
            Value::Text(text) => text.contains('\0'),
            Value::Texts(texts) => texts.iter().any(|text| text.contains('\0')),
            _ => false,
        });
        if nul {
            self.failed = Some(Error::Nul);
            return Err(Error::Nul);
        }
        Ok(())
    }

    fn proceed(&self) -> Result<(), Error> {
        match self.failed {
            None => Ok(()),
            Some(_) => Err(Error::Aborted),
        }
    }

    fn fail(&mut self, failure: Failure) -> Error {
        self.fate = failure.fate;
        self.failed = Some(failure.error.clone());
        failure.error
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        self.failed.clone()
    }

    pub(crate) fn fate(&self) -> Fate {
        self.fate
    }

    pub(crate) fn into_notices(self) -> Vec<Notice> {
        self.notices
    }
}
