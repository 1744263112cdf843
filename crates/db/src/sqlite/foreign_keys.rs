//! Which foreign key refused a statement. SQLite only says that one did, so the statement is run once more with the
//! check put off, the rows it leaves behind are looked at, and all of that is undone.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result};

use super::constraints::constraint;
use crate::sql::{Change, ConstraintKind, change};

/// The name of the foreign key that refuses the statement which `run_again` runs.
pub(super) fn refusing(
    connection: &Connection,
    sql: &str,
    run_again: &dyn Fn() -> Option<()>,
) -> Option<String> {
    let (change, table) = change(sql)?;
    let last = format!("SELECT coalesce(max(rowid), 0) FROM {}", quoted(&table));
    let last: i64 = match change {
        Change::Insert => connection.query_row(&last, [], |row| row.get(0)).ok()?,
        Change::Other => 0,
    };
    connection
        .execute_batch("SAVEPOINT refusing; PRAGMA defer_foreign_keys = ON")
        .ok()?;
    let found = run_again().and_then(|()| {
        let own = keys(connection, &table).ok()?;
        let mut broken = own
            .into_iter()
            .filter(|key| key.is_broken(connection, last));
        broken.next().or_else(|| from_elsewhere(connection, &table))
    });
    let undo = "ROLLBACK TO refusing; RELEASE refusing; PRAGMA defer_foreign_keys = OFF";
    connection.execute_batch(undo).ok()?;
    found.map(|key| key.name(connection))
}

/// The key of another table whose rows have lost the row of `table` that they need.
fn from_elsewhere(connection: &Connection, table: &str) -> Option<Key> {
    const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
    let mut statement = connection.prepare(TABLES).ok()?;
    let tables = statement
        .query_map([], |row| row.get::<_, String>(0))
        .ok()?;
    let mut keys: Vec<Key> = tables
        .flatten()
        .flat_map(|child| keys(connection, &child).unwrap_or_default())
        .filter(|key| key.parent.eq_ignore_ascii_case(table))
        .collect();
    if keys.len() == 1 {
        keys.pop()
    } else {
        keys.into_iter().find(|key| key.is_broken(connection, 0))
    }
}

struct Key {
    child: String,
    parent: String,
    columns: Vec<String>,
    targets: Vec<String>,
}

/// The foreign keys of a table, in the order in which they were declared.
fn keys(connection: &Connection, table: &str) -> Result<Vec<Key>> {
    const LIST: &str = "SELECT k.id, k.\"table\", k.\"from\", coalesce(k.\"to\", p.name)
        FROM pragma_foreign_key_list(?1) AS k
        LEFT JOIN pragma_table_info(k.\"table\") AS p ON k.\"to\" IS NULL AND p.pk = k.seq + 1
        ORDER BY k.id DESC, k.seq";
    let mut found: BTreeMap<i64, Key> = BTreeMap::new();
    let mut statement = connection.prepare(LIST)?;
    let mut rows = statement.query([table])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let parent = row.get(1)?;
        let key = found.entry(-id).or_insert_with(|| Key {
            child: table.to_owned(),
            parent,
            columns: Vec::new(),
            targets: Vec::new(),
        });
        key.columns.push(row.get(2)?);
        key.targets.push(row.get(3)?);
    }
    Ok(found.into_values().collect())
}

impl Key {
    /// Whether a row added after `last` has no row to refer to.
    fn is_broken(&self, connection: &Connection, last: i64) -> bool {
        let column = |alias: &str, name: &String| format!("{alias}.{}", quoted(name));
        let given: Vec<String> = self
            .columns
            .iter()
            .map(|name| format!("{} IS NOT NULL", column("c", name)))
            .collect();
        let pairs = self.columns.iter().zip(&self.targets);
        let same: Vec<String> = pairs
            .map(|(from, to)| format!("{} = {}", column("p", to), column("c", from)))
            .collect();
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} AS c WHERE c.rowid > {last} AND {}
                AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {}))",
            quoted(&self.child),
            given.join(" AND "),
            quoted(&self.parent),
            same.join(" AND "),
        );
        connection
            .query_row(&sql, [], |row| row.get(0))
            .unwrap_or(false)
    }

    fn name(&self, connection: &Connection) -> String {
        constraint(
            connection,
            &self.child,
            ConstraintKind::Foreign,
            &self.columns,
        )
        .unwrap_or_else(|| format!("{}_{}_fkey", self.child, self.columns.join("_")))
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
