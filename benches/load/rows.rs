//! Many rows in one statement: the data is made faster than one row at a time would allow.

use anyhow::Context as _;
use axum::http::StatusCode;
use db::{Param, Value};
use futures::stream::{StreamExt as _, TryStreamExt as _};

/// A table that rows are put into.
pub(crate) struct Table {
    many: &'static str,
    one: &'static str,
}

/// Rows of one full statement.
const MANY: usize = 40;

impl Table {
    /// The table `name` with these columns. The statements live as long as the program, as every statement does.
    pub(crate) fn new(name: &str, columns: &[&str]) -> Table {
        let statement = |rows: usize| -> &'static str {
            let values: Vec<String> = (0..rows)
                .map(|row| {
                    let first = row * columns.len() + 1;
                    let places: Vec<String> = (first..first + columns.len())
                        .map(|n| format!("${n}"))
                        .collect();
                    format!("({})", places.join(", "))
                })
                .collect();
            let text = format!(
                "INSERT INTO {name} ({}) VALUES {}",
                columns.join(", "),
                values.join(", ")
            );
            Box::leak(text.into_boxed_str())
        };
        Table {
            many: statement(MANY),
            one: statement(1),
        }
    }

    /// Puts `rows` in.
    pub(crate) fn insert(&self, tx: &mut db::Tx<'_>, rows: &[Vec<Cell>]) -> Result<(), db::Error> {
        let mut chunks = rows.chunks_exact(MANY);
        for chunk in &mut chunks {
            let cells: Vec<&dyn Param> = chunk.iter().flatten().map(|c| c as &dyn Param).collect();
            tx.push(self.many, &cells)?;
        }
        for row in chunks.remainder() {
            let cells: Vec<&dyn Param> = row.iter().map(|c| c as &dyn Param).collect();
            tx.push(self.one, &cells)?;
        }
        Ok(())
    }
}

/// One value of a row.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Id(uuid::Uuid),
}

impl Param for Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Cell::Null => Value::Null,
            Cell::Bool(value) => Value::Bool(*value),
            Cell::Int(value) => Value::Int(*value),
            Cell::Text(value) => Value::Text(value),
            Cell::Id(value) => Value::Uuid(*value),
        }
    }
}

/// Runs `make` for each number of `range`, fifty in a transaction.
pub(crate) async fn in_chunks<F>(
    db: &db::Db,
    range: std::ops::Range<usize>,
    make: F,
) -> anyhow::Result<()>
where
    F: Fn(&mut db::Tx<'_>, std::ops::Range<usize>) -> Result<(), carepost::platform::web::Error>
        + Clone
        + Send
        + 'static,
{
    /// Together in a transaction, and transactions at a time: PostgreSQL's connections each wait for their own answers.
    const CHUNK: usize = 50;
    const AT_ONCE: usize = 1;
    let chunks = range.clone().step_by(CHUNK).map(async |at| {
        loop {
            let (chunk, make) = (at..(at + CHUNK).min(range.end), make.clone());
            match db.write(move |tx| make(tx, chunk.clone())).await {
                // They met too often; it comes to nothing and is done again.
                Err(error) if error.status() == StatusCode::SERVICE_UNAVAILABLE => {}
                done => return done,
            }
        }
    });
    futures::stream::iter(chunks)
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| async { Ok(()) })
        .await
        .map_err(crate::clinic::cause)
        .context("making the data")?;
    Ok(())
}
