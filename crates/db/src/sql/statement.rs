//! One statement: what SQLite spells otherwise.

use super::token::{Kind, Token, tokens};

/// `sql` as SQLite takes it: casts and row locks removed, `= ANY($1)` as `IN rarray(?1)`, `$1` as `?1`.
pub(crate) fn for_sqlite(sql: &str) -> String {
    let tokens = tokens(sql);
    let mut out = String::with_capacity(sql.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = &tokens[at..];
        let (length, replacement) = replace(rest).unwrap_or((1, None));
        match replacement {
            Some(text) => out.push_str(&text),
            None => out.push_str(token.text),
        }
        at += length;
    }
    out
}

/// How many tokens at the start of `rest` SQLite spells otherwise, and how.
fn replace(rest: &[Token<'_>]) -> Option<(usize, Option<String>)> {
    let head = rest.first()?;
    let replaced = |length: usize, text: &str| Some((length, Some(text.to_owned())));
    match head.kind {
        Kind::Parameter => replaced(1, &format!("?{}", &head.text[1..])),
        Kind::Cast => replaced(1 + type_name(&rest[1..]), ""),
        Kind::Word if head.is("FOR") => replaced(row_lock(rest)?, ""),
        Kind::Word if head.is("COLLATE") => {
            let (length, name) = significant(rest, 1)?;
            if name.text == "\"C\"" {
                replaced(length, "COLLATE BINARY")
            } else {
                None
            }
        }
        Kind::Symbol if head.is("=") => replaced(array_test(rest, &["=", "ANY"])?, "IN rarray"),
        Kind::Symbol if head.is("<") => {
            replaced(array_test(rest, &["<", ">", "ALL"])?, "NOT IN rarray")
        }
        _ => None,
    }
}

/// The `nth` token of `rest` that is no blank, and how many tokens there are up to it, with it.
fn significant<'a>(rest: &[Token<'a>], nth: usize) -> Option<(usize, Token<'a>)> {
    let mut seen = rest
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind != Kind::Blank);
    seen.nth(nth).map(|(at, token)| (at + 1, *token))
}

/// The number of tokens in the type name of a cast: `uuid`, `double precision`, `numeric(10, 2)`, `bigint[]`.
fn type_name(rest: &[Token<'_>]) -> usize {
    let Some((mut length, name)) = significant(rest, 0) else {
        return 0;
    };
    if name.is("double")
        && let Some((both, second)) = significant(rest, 1)
        && second.is("precision")
    {
        length = both;
    }
    for (open, close) in [("(", ")"), ("[", "]")] {
        if rest.get(length).is_some_and(|token| token.is(open))
            && let Some(end) = rest[length..].iter().position(|token| token.is(close))
        {
            length += end + 1;
        }
    }
    length
}

/// The number of tokens in `FOR UPDATE [OF name, ...] [SKIP LOCKED | NOWAIT]` and its kin.
fn row_lock(rest: &[Token<'_>]) -> Option<usize> {
    let word = |nth: usize, text: &str| significant(rest, nth).is_some_and(|(_, t)| t.is(text));
    let mut nth = if word(1, "UPDATE") || word(1, "SHARE") {
        2
    } else if word(1, "NO") && word(2, "KEY") && word(3, "UPDATE") {
        4
    } else if word(1, "KEY") && word(2, "SHARE") {
        3
    } else {
        return None;
    };
    if word(nth, "OF") {
        nth += 2;
        while word(nth, ",") {
            nth += 2;
        }
    }
    if word(nth, "SKIP") && word(nth + 1, "LOCKED") {
        nth += 2;
    } else if word(nth, "NOWAIT") {
        nth += 1;
    }
    significant(rest, nth - 1).map(|(length, _)| length)
}

/// The number of tokens in `= ANY` where a parameter in parentheses follows.
fn array_test(rest: &[Token<'_>], words: &[&str]) -> Option<usize> {
    let matches =
        |(nth, word): (usize, &&str)| significant(rest, nth).is_some_and(|(_, t)| t.is(word));
    let (_, parameter) = significant(rest, words.len() + 1)?;
    let open = significant(rest, words.len()).is_some_and(|(_, token)| token.is("("));
    if words.iter().enumerate().all(matches) && open && parameter.kind == Kind::Parameter {
        significant(rest, words.len() - 1).map(|(length, _)| length)
    } else {
        None
    }
}

/// What a statement does to its table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// INSERT.
    Insert,
    /// UPDATE or DELETE.
    Other,
}

/// Which table a statement changes, and how.
pub(crate) fn change(sql: &str) -> Option<(Change, String)> {
    let tokens = tokens(sql);
    let mut words = tokens.iter().filter(|token| token.kind != Kind::Blank);
    let mut depth = 0;
    let verb = words.find(|token| {
        depth += i32::from(token.is("(")) - i32::from(token.is(")"));
        depth == 0
            && ["INSERT", "UPDATE", "DELETE"]
                .iter()
                .any(|verb| token.is(verb))
    })?;
    let change = if verb.is("INSERT") {
        Change::Insert
    } else {
        Change::Other
    };
    let table = words.find(|token| !token.is("INTO") && !token.is("FROM"))?;
    Some((change, super::constraint::plain(table)))
}

#[cfg(test)]
mod tests {
    use super::{Change, change, for_sqlite};

    #[test]
    fn parameters_become_numbers() {
        assert_eq!(for_sqlite("SELECT $2, '$1', $10"), "SELECT ?2, '$1', ?10");
    }

    #[test]
    fn casts_go() {
        assert_eq!(
            for_sqlite(
                "SELECT $1::bigint+1, a::double precision, b :: numeric(10, 2), c::uuid[] FROM t"
            ),
            "SELECT ?1+1, a, b , c FROM t"
        );
        assert_eq!(
            for_sqlite("SELECT 'a::b', \"c::d\" -- e::f\n"),
            "SELECT 'a::b', \"c::d\" -- e::f\n"
        );
    }

    #[test]
    fn row_locks_go() {
        for lock in [
            "FOR UPDATE",
            "for update skip locked",
            "FOR UPDATE OF a, b NOWAIT",
            "FOR NO KEY UPDATE SKIP LOCKED",
            "FOR SHARE",
            "FOR KEY SHARE",
        ] {
            assert_eq!(for_sqlite(&format!("SELECT 1 {lock}")), "SELECT 1 ");
            assert_eq!(
                for_sqlite(&format!("WITH a AS (SELECT 1 {lock}) SELECT 2")),
                "WITH a AS (SELECT 1 ) SELECT 2"
            );
        }
        assert_eq!(for_sqlite("SELECT 'FOR UPDATE'"), "SELECT 'FOR UPDATE'");
        assert_eq!(for_sqlite("FOR EACH ROW"), "FOR EACH ROW");
    }

    #[test]
    fn arrays_become_tables() {
        assert_eq!(for_sqlite("a = ANY($1)"), "a IN rarray(?1)");
        assert_eq!(
            for_sqlite("a =any ( $1::uuid[] ) AND b = 1"),
            "a IN rarray ( ?1 ) AND b = 1"
        );
        assert_eq!(for_sqlite("a <> ALL($2)"), "a NOT IN rarray(?2)");
        assert_eq!(for_sqlite("a <= $1 AND b < $2"), "a <= ?1 AND b < ?2");
        assert_eq!(for_sqlite("a = ANY(SELECT 1)"), "a = ANY(SELECT 1)");
    }

    #[test]
    fn the_c_collation_is_binary() {
        assert_eq!(
            for_sqlite("ORDER BY a COLLATE \"C\" DESC"),
            "ORDER BY a COLLATE BINARY DESC"
        );
    }

    #[test]
    fn the_changed_table_is_found() {
        let insert = Some((Change::Insert, "a".to_owned()));
        assert_eq!(change("INSERT INTO a (b) VALUES ('DELETE FROM c')"), insert);
        assert_eq!(
            change("WITH x AS (UPDATE c SET d = 1) INSERT INTO \"a\" SELECT 1"),
            insert
        );
        assert_eq!(
            change("delete from a"),
            Some((Change::Other, "a".to_owned()))
        );
        assert_eq!(change("SELECT 1"), None);
    }
}
