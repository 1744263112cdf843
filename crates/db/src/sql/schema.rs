//! Migrations: column types, and STRICT tables.

use super::statement::for_sqlite;
use super::token::{Kind, Token, tokens};
use crate::error::Error;

/// The statements of a migration as SQLite takes them.
pub(crate) fn migration_for_sqlite(sql: &str) -> Result<String, Error> {
    let adapted = for_sqlite(sql);
    let tokens = tokens(&adapted);
    let mut out = String::with_capacity(adapted.len() + 64);
    for statement in tokens.split_inclusive(|token| token.is(";")) {
        let words: Vec<&Token<'_>> = statement
            .iter()
            .filter(|t| t.kind != Kind::Blank)
            .take(8)
            .collect();
        let starts = |with: &[&str]| with.iter().zip(&words).all(|(word, token)| token.is(word));
        if starts(&["CREATE", "TABLE"]) {
            create_table(statement, &mut out)?;
        } else if starts(&["ALTER", "TABLE"]) {
            add_column(statement, &mut out)?;
        } else {
            out.extend(statement.iter().map(|token| token.text));
        }
    }
    Ok(out)
}

/// Words that begin a table constraint instead of a column.
const CONSTRAINTS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

fn create_table(statement: &[Token<'_>], out: &mut String) -> Result<(), Error> {
    let mut types = Types::default();
    let mut depth = 0;
    for token in statement {
        let before = depth;
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth -= 1;
        }
        let item_starts = depth == 1 && (before == 0 || token.is(","));
        if item_starts {
            types.expect_name();
        } else if depth == 1 && before == 1 {
            out.push_str(types.map(token)?);
            continue;
        }
        out.push_str(token.text);
        if depth == 0 && before == 1 {
            out.push_str(" STRICT");
        }
    }
    Ok(())
}

fn add_column(statement: &[Token<'_>], out: &mut String) -> Result<(), Error> {
    let mut types = Types::default();
    for token in statement {
        out.push_str(types.map(token)?);
        if token.is("ADD") {
            types.expect_name();
        }
    }
    Ok(())
}

/// Follows a column definition: its name, then its type.
#[derive(Default)]
enum Types {
    #[default]
    Elsewhere,
    Name,
    Type,
    SecondWord,
}

impl Types {
    fn expect_name(&mut self) {
        *self = Types::Name;
    }

    /// The text that SQLite takes in place of `token`.
    fn map<'a>(&mut self, token: &Token<'a>) -> Result<&'a str, Error> {
        if token.kind == Kind::Blank {
            return Ok(token.text);
        }
        match self {
            Types::Elsewhere => {}
            Types::Name if token.is("COLUMN") => {}
            Types::Name if CONSTRAINTS.iter().any(|word| token.is(word)) => {
                *self = Types::Elsewhere
            }
            Types::Name => *self = Types::Type,
            Types::Type => {
                let double = token.is("double");
                *self = if double {
                    Types::SecondWord
                } else {
                    Types::Elsewhere
                };
                return column_type(token);
            }
            Types::SecondWord => {
                *self = Types::Elsewhere;
                return Ok("");
            }
        }
        Ok(token.text)
    }
}

fn column_type(token: &Token<'_>) -> Result<&'static str, Error> {
    const TYPES: [(&str, &str); 8] = [
        ("uuid", "BLOB"),
        ("bytea", "BLOB"),
        ("bigint", "INTEGER"),
        ("integer", "INTEGER"),
        ("int", "INTEGER"),
        ("boolean", "INTEGER"),
        ("text", "TEXT"),
        ("double", "REAL"),
    ];
    let found = TYPES.iter().find(|(theirs, _)| token.is(theirs));
    found.map(|(_, ours)| *ours).ok_or_else(|| {
        Error::engine(format!(
            "the column type {} does not exist on both engines",
            token.text
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::migration_for_sqlite;

    #[test]
    fn tables_become_strict_and_types_are_mapped() {
        let sql = "-- a note; here\nCREATE TABLE IF NOT EXISTS message (
            id uuid PRIMARY KEY, text text NOT NULL DEFAULT 'uuid;', \"int\" int, size double precision,
            open boolean NOT NULL DEFAULT false CHECK (open IN (false, true)), -- bytea
            body bytea, CONSTRAINT message_text_key UNIQUE (text, id)
        );\nCREATE INDEX message_text ON message (text);";
        let expected = "-- a note; here\nCREATE TABLE IF NOT EXISTS message (
            id BLOB PRIMARY KEY, text TEXT NOT NULL DEFAULT 'uuid;', \"int\" INTEGER, size REAL ,
            open INTEGER NOT NULL DEFAULT false CHECK (open IN (false, true)), -- bytea
            body BLOB, CONSTRAINT message_text_key UNIQUE (text, id)
        ) STRICT;\nCREATE INDEX message_text ON message (text);";
        assert_eq!(migration_for_sqlite(sql).unwrap(), expected);
    }

    #[test]
    fn added_columns_are_mapped() {
        assert_eq!(
            migration_for_sqlite(
                "ALTER TABLE text ADD COLUMN uuid uuid; ALTER TABLE a ADD b boolean"
            )
            .unwrap(),
            "ALTER TABLE text ADD COLUMN uuid BLOB; ALTER TABLE a ADD b INTEGER"
        );
        assert_eq!(
            migration_for_sqlite("ALTER TABLE text RENAME COLUMN uuid TO int").unwrap(),
            "ALTER TABLE text RENAME COLUMN uuid TO int"
        );
    }

    #[test]
    fn types_of_one_engine_only_are_refused() {
        let error = migration_for_sqlite("CREATE TABLE a (b jsonb)").unwrap_err();
        assert!(error.to_string().contains("jsonb"), "{error}");
    }
}
