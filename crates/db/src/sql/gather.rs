//! A statement with one list of VALUES, as a statement with several of them.

use super::token::{Kind, Token, tokens};

/// `sql` with its list of VALUES written `times` times, the parameters of each further one counted on; none where it has no
/// such list, or where a parameter stands outside of it.
pub(crate) fn gathered(sql: &str, times: usize) -> Option<String> {
    let tokens = tokens(sql);
    let list = list(&tokens)?;
    let (before, rest) = tokens.split_at(list.start);
    let (list, after) = rest.split_at(list.len());
    if before
        .iter()
        .chain(after)
        .any(|token| number(token).is_some())
    {
        return None;
    }
    let width = list.iter().filter_map(number).max().unwrap_or(0);
    let mut out: String = before.iter().map(|token| token.text).collect();
    for time in 0..times {
        if time > 0 {
            out.push_str(", ");
        }
        for token in list {
            match number(token) {
                Some(number) => out.push_str(&format!("${}", time * width + number)),
                None => out.push_str(token.text),
            }
        }
    }
    out.extend(after.iter().map(|token| token.text));
    Some(out)
}

/// Where the list of VALUES stands, with its parentheses.
fn list(tokens: &[Token<'_>]) -> Option<std::ops::Range<usize>> {
    let values = tokens.iter().position(|token| token.is("VALUES"))?;
    let start = values + tokens[values..].iter().position(|token| token.is("("))?;
    let mut depth = 0;
    let length = tokens[start..].iter().position(|token| {
        depth += i32::from(token.is("(")) - i32::from(token.is(")"));
        depth == 0
    })?;
    Some(start..start + length + 1)
}

fn number(token: &Token<'_>) -> Option<usize> {
    let number = token.text.strip_prefix('$')?;
    number
        .parse()
        .ok()
        .filter(|_| token.kind == Kind::Parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_repeated_and_its_parameters_counted_on() {
        let cases = [
            (
                "INSERT INTO t (a, b) VALUES ($1, 'x $1')",
                Some("INSERT INTO t (a, b) VALUES ($1, 'x $1'), ($2, 'x $1')"),
            ),
            (
                "INSERT INTO t (a) VALUES (lower($2), $1, $1) ON CONFLICT (a) DO NOTHING",
                Some(
                    "INSERT INTO t (a) VALUES (lower($2), $1, $1), (lower($4), $3, $3) ON CONFLICT (a) DO NOTHING",
                ),
            ),
            (
                "UPDATE t SET b = v.column2 FROM (VALUES ($1::uuid, $2)) AS v WHERE a = v.column1",
                Some(
                    "UPDATE t SET b = v.column2 FROM (VALUES ($1::uuid, $2), ($3::uuid, $4)) AS v WHERE a = v.column1",
                ),
            ),
            ("UPDATE t SET a = $1", None),
            (
                "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = $2",
                None,
            ),
        ];
        for (sql, twice) in cases {
            assert_eq!(gathered(sql, 2).as_deref(), twice, "{sql}");
            assert_eq!(gathered(sql, 1).as_deref(), twice.map(|_| sql));
        }
    }
}
