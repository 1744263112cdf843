//! Words of a message that may be another patient's name or identifier (M26). No I/O.
//!
//! What is sought is bounded whatever the length of the text, so that it can be looked up while somebody types.

use std::collections::BTreeSet;

use super::terms::{compact, list_key};

/// Words that are looked at, from the beginning of the text.
const WORDS: usize = 4_000;
/// Whole names that are looked up.
const NAMES: usize = 1_200;
/// Pairs of capitalised words that are looked up as a given and a family name.
const PAIRS: usize = 40;
/// Identifiers that are looked up.
const NUMBERS: usize = 100;
/// Shortest identifier that is told from a year or a time of day, in letters and figures.
const SHORTEST_NUMBER: usize = 5;
/// Words of the longest name.
const LONGEST_NAME: usize = 5;

/// What is looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// Names as the list of patients orders them, `family, given`, each once.
    pub names: Vec<String>,
    /// Two words that stand beside each other, as their terms.
    pub pairs: Vec<(String, String)>,
    /// Identifiers as their terms.
    pub numbers: Vec<String>,
}

/// A word with what tells whether the next one belongs to it.
struct Word<'a> {
    text: &'a str,
    capital: bool,
    /// Whether a sentence or a line ends after it.
    ends: bool,
}

/// What in `text` may be somebody's name or identifier.
pub(super) fn sought(text: &str) -> Sought {
    let words = words(text);
    let (mut names, mut pairs) = (BTreeSet::new(), BTreeSet::new());
    for at in 0..words.len() {
        for many in 2..=LONGEST_NAME {
            let Some(run) = words.get(at..at + many) else {
                break;
            };
            if run[..many - 1].iter().any(|word| word.ends) || !could_be_a_name(run) {
                break;
            }
            for cut in 1..many {
                let (a, b) = (joined(&run[..cut]), joined(&run[cut..]));
                if names.len() < NAMES {
                    names.insert(list_key(&a, &b));
                    names.insert(list_key(&b, &a));
                }
            }
            if many == 2 && run[0].capital && run[1].capital && pairs.len() < PAIRS {
                pairs.insert((compact(run[0].text), compact(run[1].text)));
            }
        }
    }
    Sought {
        names: names.into_iter().collect(),
        pairs: pairs.into_iter().collect(),
        numbers: numbers(text),
    }
}

/// Two words of any kind, or more that begin and end with a capital.
fn could_be_a_name(run: &[Word<'_>]) -> bool {
    let letters = run
        .iter()
        .all(|word| word.text.chars().any(char::is_alphabetic));
    let capitals = match run {
        [first, .., last] if run.len() > 2 => first.capital && last.capital,
        _ => true,
    };
    // A name of two words may be followed by a third: a run goes on as long as it begins with a capital.
    letters && (capitals || run[0].capital)
}

fn joined(run: &[Word<'_>]) -> String {
    run.iter()
        .map(|word| word.text)
        .collect::<Vec<_>>()
        .join(" ")
}

fn words(text: &str) -> Vec<Word<'_>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < WORDS {
        let Some(begin) = rest.find(|c: char| c.is_alphanumeric()) else {
            break;
        };
        rest = &rest[begin..];
        let end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after
            .find(|c: char| c.is_alphanumeric())
            .unwrap_or(after.len());
        found.push(Word {
            text: word,
            capital: word.starts_with(char::is_uppercase),
            ends: after[..next].contains(['.', '!', '?', ';', ':', '\n', '(', ')']),
        });
        rest = after;
    }
    found
}

/// Runs of letters and figures that may be an identifier, alone and with the figures beside them: `9000 013 007`.
fn numbers(text: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut add = |number: String| {
        let figures = number.chars().filter(char::is_ascii_digit).count();
        if number.chars().count() >= SHORTEST_NUMBER && figures >= 4 && found.len() < NUMBERS {
            found.insert(number);
        }
    };
    let mut run = String::new();
    for part in text.split_whitespace().take(WORDS) {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric());
        let alone = compact(part);
        if !alone.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == '-') {
            run.push_str(&alone);
            if run != alone {
                add(run.clone());
            }
        } else {
            run.clear();
        }
        if part.contains(|c: char| c.is_ascii_digit()) {
            add(alone);
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn has(text: &str, name: &str) -> bool {
        sought(text).names.iter().any(|n| n == name)
    }

    #[test]
    fn names_are_found_in_either_order_and_in_any_case() {
        assert!(has("Please tell Sam Lee to call.", "lee, sam"));
        assert!(has("please tell sam lee", "lee, sam"));
        assert!(has("LEE, Sam", "lee, sam"));
        assert!(has("for Éloïse D’Arc", "d'arc, eloise"));
        assert!(has(
            "Anna Maria van der Berg came",
            "berg, anna maria van der"
        ));
        assert!(has("Anna Maria van Berg came", "van berg, anna maria"));
        assert!(!has("Ask Sam. Lee knows.", "lee, sam"));
        let pairs = sought("Dear Sam Lee").pairs;
        assert!(pairs.contains(&("sam".to_owned(), "lee".to_owned())));
    }

    #[test]
    fn identifiers_are_found_alone_and_in_groups() {
        let found =
            sought("EMR R10037, health 9000 013 007; at 10:20 in 2026, 613-555-0142").numbers;
        for wanted in ["r10037", "9000013007", "6135550142"] {
            assert!(found.iter().any(|n| n == wanted), "{wanted}: {found:?}");
        }
        assert!(!found.iter().any(|n| n == "2026" || n == "1020"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_what_is_looked_up_is_bounded(text in "(?s).{0,2000}") {
            let sought = sought(&text);
            prop_assert!(sought.names.len() <= NAMES + 6 && sought.pairs.len() <= PAIRS && sought.numbers.len() <= NUMBERS);
        }

        #[test]
        fn a_name_is_found_wherever_it_stands(before in "[a-z ]{0,60}", given in "[A-Z][a-z]{1,9}", family in "[A-Z][a-z]{1,9}", after in "[a-z ]{0,60}") {
            let text = format!("{before}. {given} {family}, {after}");
            let key = list_key(&family, &given);
            prop_assert!(sought(&text).names.contains(&key));
        }
    }
}
