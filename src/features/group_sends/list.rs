//! Reading a pasted list or a CSV file of identifiers (M45). No I/O.

use crate::features::patients::IdentifierKind;
use crate::platform::text::fold;
use crate::platform::web::Refusal;

/// Most lines of one list.
pub(super) const MOST_LINES: usize = 200_000;

/// One line: what was given, and the kinds of identifier that it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub given: String,
    pub kinds: Vec<String>,
}

/// The identifiers of a list, in their order; empty lines are passed over.
///
/// Where the first line names a kind of the clinic's, by label or code, it is a heading: its column is read, as identifiers
/// of every kind that is called so. Without a heading the first column is read, as identifiers of `wish` or, where nothing
/// is wished, of any kind.
pub(super) fn read(text: &str, wish: &str, kinds: &[IdentifierKind]) -> Result<Vec<Line>, Refusal> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty());
    let separator = separator(first.unwrap_or_default());
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let called = |name: &str| -> Vec<String> {
        let name = fold(name.trim());
        let hit = |k: &&IdentifierKind| {
            !name.is_empty() && (fold(&k.label) == name || fold(&k.kind) == name)
        };
        kinds.iter().filter(hit).map(|k| k.kind.clone()).collect()
    };
    let wished = match wish.trim() {
        "" => kinds.iter().map(|k| k.kind.clone()).collect(),
        wish => called(wish),
    };
    if wished.is_empty() && !wish.trim().is_empty() {
        return Err(Refusal::field("kind", "identifier_kind_unnamed"));
    }
    let mut column = (0, wished);
    let (mut lines, mut at_start) = (Vec::new(), true);
    for row in rows.records() {
        let row = row.map_err(|_| Refusal::field("list", "identifiers_unreadable"))?;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if std::mem::take(&mut at_start) {
            let heading = row.iter().map(&called).enumerate();
            if let Some(found) = heading.into_iter().find(|(_, kinds)| !kinds.is_empty()) {
                column = found;
                continue;
            }
        }
        let given = row.get(column.0).unwrap_or_default().trim();
        if given.is_empty() {
            continue;
        }
        if lines.len() == MOST_LINES {
            return Err(Refusal::field("list", "identifiers_too_many").with("max", MOST_LINES));
        }
        lines.push(Line {
            given: given.to_owned(),
            kinds: column.1.clone(),
        });
    }
    if lines.is_empty() {
        return Err(Refusal::field("list", "identifiers_empty"));
    }
    Ok(lines)
}

/// What separates the columns of a line.
fn separator(line: &str) -> u8 {
    let count = |c: char| line.matches(c).count();
    [(b';', count(';')), (b'\t', count('\t'))]
        .into_iter()
        .filter(|(_, n)| *n > count(','))
        .max_by_key(|(_, n)| *n)
        .map_or(b',', |(separator, _)| separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str, label: &str) -> IdentifierKind {
        IdentifierKind {
            kind: code.to_owned(),
            label: label.to_owned(),
        }
    }

    /// Each line's identifier and how many kinds it may be of.
    fn given(text: &str, wish: &str) -> String {
        let kinds = [
            kind("emr", "EMR id"),
            kind("card_on", "Health card"),
            kind("card_bc", "Health card"),
        ];
        let lines = read(text, wish, &kinds).unwrap_or_default();
        let lines = lines
            .iter()
            .map(|l| format!("{} {}", l.given, l.kinds.len()));
        lines.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn m45_a_pasted_list_is_of_any_kind_or_of_the_one_that_is_wished() {
        assert_eq!(given("\u{feff}A1\r\n\n  A2 \n", ""), "A1 3, A2 3");
        assert_eq!(given("A1", "EMR ID"), "A1 1");
        assert_eq!(given("A1", "health card"), "A1 2");
        assert_eq!(given("A1", "shoe size"), "");
    }

    #[test]
    fn m45_a_heading_names_the_column_and_all_kinds_that_are_called_so() {
        assert_eq!(given("Name;Health Card\nLee, Sam;1234\n;\n", ""), "1234 2");
        assert_eq!(given("emr\tname\nA1\tSam", "health card"), "A1 1");
        assert_eq!(given("\"A,1\",x", ""), "A,1 3");
    }

    #[test]
    fn a_list_of_nothing_is_refused() {
        let code = |text| read(text, "", &[kind("emr", "EMR id")]).map_err(|r| r.code);
        assert_eq!(code(" \n,\n"), Err("identifiers_empty"));
        assert_eq!(code("EMR id\n"), Err("identifiers_empty"));
    }
}
