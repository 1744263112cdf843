//! Many rows in one statement: the data is made faster than one row at a time would allow.

use std::ops::Range;

use anyhow::Context as _;
use carepost::platform::web::Error;
use db::{Param, Value};

/// A table that rows are put into.
pub(crate) struct Table {
    many: &'static str,
    one: &'static str,
}

/// Patients or conversations that are made in one transaction.
pub(crate) const CHUNK: usize = 50;

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
        chunks
            .remainder()
            .iter()
            .try_for_each(|row| self.one(tx, row))
    }

    /// Puts one row in.
    pub(crate) fn one(&self, tx: &mut db::Tx<'_>, row: &[Cell]) -> Result<(), db::Error> {
        let cells: Vec<&dyn Param> = row.iter().map(|c| c as &dyn Param).collect();
        tx.gather(self.one, &cells)
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

/// Runs `make` for each number of `range`, `chunk` of them in a transaction.
pub(crate) async fn in_chunks<F>(
    db: &db::Db,
    (range, chunk): (Range<usize>, usize),
    make: F,
) -> anyhow::Result<()>
where
    F: Fn(&mut db::Tx<'_>, Range<usize>) -> Result<(), Error> + Clone + Send + 'static,
{
    for at in range.clone().step_by(chunk) {
        let (chunk, make) = (at..(at + chunk).min(range.end), make.clone());
        let made = db.write(move |tx| make(tx, chunk.clone())).await;
        made.map_err(crate::clinic::cause)
            .context("making the data")?;
    }
    Ok(())
}
