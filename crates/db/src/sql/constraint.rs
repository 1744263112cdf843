//! The names of constraints, read out of CREATE TABLE: SQLite keeps the text, but forgets most names.

use super::token::{Kind as TokenKind, Token, tokens};

/// What a constraint demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// PRIMARY KEY.
    Primary,
    /// UNIQUE.
    Unique,
    /// FOREIGN KEY.
    Foreign,
}

/// A constraint that was given a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) kind: Kind,
    pub(crate) columns: Vec<String>,
    pub(crate) name: String,
}

/// The named keys of a table, from the text of its CREATE TABLE.
pub(crate) fn named(create_table: &str) -> Vec<Constraint> {
    let tokens = tokens(create_table);
    let significant: Vec<Token<'_>> = tokens
        .into_iter()
        .filter(|token| token.kind != TokenKind::Blank)
        .collect();
    items(&significant).into_iter().flat_map(in_item).collect()
}

/// The definitions between the outermost parentheses.
fn items<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let ends = depth == 1 && (token.is(",") || token.is(")"));
        if ends {
            found.push(&tokens[start..at]);
        }
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth -= 1;
        }
        if ends || (depth == 1 && token.is("(")) {
            start = at + 1;
        }
    }
    found
}

/// `CONSTRAINT name ...` wherever it stands in a definition: of a column, or of the table.
fn in_item(item: &[Token<'_>]) -> Vec<Constraint> {
    let of_table = item.first().is_some_and(|token| token.is("CONSTRAINT"));
    let places = (0..item.len()).filter(|at| item[*at].is("CONSTRAINT"));
    places
        .filter_map(|at| constraint(item, at, of_table))
        .collect()
}

fn constraint(item: &[Token<'_>], at: usize, of_table: bool) -> Option<Constraint> {
    let name = plain(item.get(at + 1)?);
    let word = item.get(at + 2)?;
    let kind = if word.is("PRIMARY") {
        Kind::Primary
    } else if word.is("UNIQUE") {
        Kind::Unique
    } else if word.is("FOREIGN") || word.is("REFERENCES") {
        Kind::Foreign
    } else {
        return None;
    };
    let columns = if of_table {
        let open = item.iter().position(|token| token.is("("))?;
        let names = item[open + 1..].iter().take_while(|token| !token.is(")"));
        names.filter(|token| !token.is(",")).map(plain).collect()
    } else {
        vec![plain(item.first()?)]
    };
    Some(Constraint {
        kind,
        columns,
        name,
    })
}

/// A name without its quotes.
pub(super) fn plain(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Quoted => token.text.trim_matches('"').replace("\"\"", "\""),
        _ => token.text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_keys_are_found_and_nothing_else() {
        let sql = "CREATE TABLE \"a b\" (id BLOB CONSTRAINT a_pk PRIMARY KEY, -- CONSTRAINT no UNIQUE
            size INTEGER CONSTRAINT positive CHECK (size IN (1, 2)) DEFAULT (1),
            owner BLOB NOT NULL CONSTRAINT a_owner REFERENCES b (id), plain TEXT UNIQUE,
            CONSTRAINT a_two UNIQUE (size, \"owner\"),
            CONSTRAINT a_far FOREIGN KEY (owner, size) REFERENCES c (x, y) ON DELETE CASCADE) STRICT";
        let found: Vec<_> = named(sql)
            .into_iter()
            .map(|c| (c.kind, c.columns.join("+"), c.name))
            .collect();
        let expected = [
            (Kind::Primary, "id", "a_pk"),
            (Kind::Foreign, "owner", "a_owner"),
            (Kind::Unique, "size+owner", "a_two"),
            (Kind::Foreign, "owner+size", "a_far"),
        ];
        assert_eq!(
            found,
            expected.map(|(k, c, n)| (k, c.to_owned(), n.to_owned()))
        );
    }
}
