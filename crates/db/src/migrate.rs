//! Numbered migrations, each in a transaction of its own.

use crate::error::Error;
use crate::handle::Db;
use crate::options::Engine;
use crate::sql;
use crate::sqlite;
use crate::tx::Tx;

/// One step of the schema. Released migrations never change; a new step gets the next number.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the list, from 1.
    pub number: u32,
    /// What it is about, in a few words.
    pub name: &'static str,
    /// Statements for both engines, in PostgreSQL's dialect: column types `uuid`, `bigint`, `integer`, `boolean`,
    /// `double precision`, `text` and `bytea`; on SQLite every table becomes STRICT.
    pub sql: &'static str,
    /// Statements for SQLite only, taken as they are, after `sql`.
    pub sqlite: Option<&'static str>,
    /// Statements for PostgreSQL only, after `sql`.
    pub pg: Option<&'static str>,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    number bigint PRIMARY KEY, name text NOT NULL)";

pub(crate) async fn run(db: &Db, list: &[Migration]) -> Result<(), Error> {
    if !list.is_sorted_by(|a, b| a.number < b.number) {
        return Err(Error::engine(
            "the list of migrations is not in ascending order",
        ));
    }
    let engine = db.engine();
    // Two nodes that start at once may both try to create it; the slower one finds it on its second try.
    if db
        .write(move |tx| tx.batch(&text(engine, TABLE)?))
        .await
        .is_err()
    {
        db.write(move |tx| tx.batch(&text(engine, TABLE)?)).await?;
    }
    let known = list.last().map_or(0, |migration| migration.number);
    db.read(move |tx| refuse_newer(tx, known)).await?;
    for migration in list.iter().copied() {
        db.write(move |tx| step(tx, engine, migration, known))
            .await?;
    }
    Ok(())
}

fn refuse_newer(tx: &mut Tx<'_>, known: u32) -> Result<(), Error> {
    let (found,): (i64,) = tx.one(
        "SELECT coalesce(max(number), 0) AS number FROM schema_migration",
        &[],
    )?;
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    if found > known {
        Err(Error::NewerSchema { found, known })
    } else {
        Ok(())
    }
}

fn step(tx: &mut Tx<'_>, engine: Engine, migration: Migration, known: u32) -> Result<(), Error> {
    if engine == Engine::Postgres {
        // Taken before the transaction's snapshot, so that a node that waited here sees what the other one did.
        tx.batch("LOCK TABLE schema_migration IN EXCLUSIVE MODE")?;
    }
    refuse_newer(tx, known)?;
    let number = i64::from(migration.number);
    let done = tx.opt::<(i64,)>(
        "SELECT number FROM schema_migration WHERE number = $1",
        &[&number],
    )?;
    if done.is_some() {
        return Ok(());
    }
    let own = match engine {
        Engine::Sqlite => migration.sqlite,
        Engine::Postgres => migration.pg,
    };
    let describe = |error| match error {
        Error::Engine(what) => {
            Error::Engine(format!("migration {number} ({}): {what}", migration.name))
        }
        other => other,
    };
    tx.batch(&text(engine, migration.sql).map_err(describe)?)
        .map_err(describe)?;
    tx.batch(own.unwrap_or_default()).map_err(describe)?;
    if engine == Engine::Sqlite && migration.number == known {
        tx.batch(sqlite::STATISTICS)?;
    }
    tx.exec(
        "INSERT INTO schema_migration (number, name) VALUES ($1, $2)",
        &[&number, &migration.name],
    )?;
    Ok(())
}

fn text(engine: Engine, common: &str) -> Result<String, Error> {
    match engine {
        Engine::Sqlite => sql::migration_for_sqlite(common),
        Engine::Postgres => Ok(common.to_owned()),
    }
}
