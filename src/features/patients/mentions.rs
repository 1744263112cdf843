//! Words of a message that may be another patient's name or identifier (M26). No I/O.
//!
//! What is sought is bounded whatever the length of the text, so that it can be looked up while somebody types.

use std::collections::BTreeSet;

use super::terms::{compact, list_key};

/// How much of a text is looked at, and looked up.
struct Bounds {
    /// Words, from the beginning.
    words: usize,
    /// Whole names.
    names: usize,
    /// Pairs of capitalised words, as a given and a family name.
    pairs: usize,
    /// Identifiers.
    numbers: usize,
    /// Whether a name must begin and end with a capital.
    capitals: bool,
}

/// What somebody types.
const TYPED: Bounds = Bounds {
    words: 4_000,
    names: 1_200,
    pairs: 40,
    numbers: 100,
    capitals: false,
};
/// What stands in a document: longer, full of figures, and with names in capitals.
const DOCUMENT: Bounds = Bounds {
    words: 20_000,
    names: 3_000,
    pairs: 0,
    numbers: 300,
    capitals: true,
};
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

/// A text that is looked through.
#[derive(Debug, Clone, Copy)]
pub enum Text<'a> {
    /// The subject and the body, as they are typed.
    Typed(&'a str),
    /// The words of an attached document.
    Document(&'a str),
}

/// What in `text` may be somebody's name or identifier.
pub(super) fn sought(text: Text<'_>) -> Sought {
    let (text, bounds) = match text {
        Text::Typed(text) => (text, TYPED),
        Text::Document(text) => (text, DOCUMENT),
    };
    let words = words(text, bounds.words);
    let (mut names, mut pairs) = (BTreeSet::new(), BTreeSet::new());
    for at in 0..words.len() {
        for many in 2..=LONGEST_NAME {
            let Some(run) = words.get(at..at + many) else {
                break;
            };
            if run[..many - 1].iter().any(|word| word.ends) || !could_be_a_name(run) {
                break;
            }
            let capitals = run[0].capital && run[many - 1].capital;
            for cut in (1..many).filter(|_| capitals || !bounds.capitals) {
                let (a, b) = (joined(&run[..cut]), joined(&run[cut..]));
                if names.len() < bounds.names {
                    names.insert(list_key(&a, &b));
                    names.insert(list_key(&b, &a));
                }
            }
            if many == 2 && run[0].capital && run[1].capital && pairs.len() < bounds.pairs {
                pairs.insert((compact(run[0].text), compact(run[1].text)));
            }
        }
    }
    Sought {
        names: names.into_iter().collect(),
        pairs: pairs.into_iter().collect(),
        numbers: numbers(text, &bounds),
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

fn words(text: &str, most: usize) -> Vec<Word<'_>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < most {
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
fn numbers(text: &str, bounds: &Bounds) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut add = |number: String| {
        let figures = number.chars().filter(char::is_ascii_digit).count();
        if number.chars().count() >= SHORTEST_NUMBER && figures >= 4 && found.len() < bounds.numbers
        {
            found.insert(number);
        }
    };
    let mut run = String::new();
    for part in text.split_whitespace().take(bounds.words) {
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
        sought(Text::Typed(text)).names.iter().any(|n| n == name)
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
        let pairs = sought(Text::Typed("Dear Sam Lee")).pairs;
        assert!(pairs.contains(&("sam".to_owned(), "lee".to_owned())));
    }

    #[test]
    fn in_a_document_names_have_capitals() {
        let names = sought(Text::Document(
            "patient LEE SAM was seen by the nurse Ann Roy",
        ))
        .names;
        assert!(names.contains(&"lee, sam".to_owned()) && names.contains(&"roy, ann".to_owned()));
        assert!(
            !names.contains(&"the, nurse".to_owned()) && !names.contains(&"by, seen".to_owned())
        );
    }

    #[test]
    fn identifiers_are_found_alone_and_in_groups() {
        let text = "EMR R10037, health 9000 013 007; at 10:20 in 2026, 613-555-0142";
        let found = sought(Text::Typed(text)).numbers;
        for wanted in ["r10037", "9000013007", "6135550142"] {
            assert!(found.iter().any(|n| n == wanted), "{wanted}: {found:?}");
        }
        assert!(!found.iter().any(|n| n == "2026" || n == "1020"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_what_is_looked_up_is_bounded(text in "(?s).{0,2000}") {
            for (text, bounds) in [(Text::Typed(&text), TYPED), (Text::Document(&text), DOCUMENT)] {
                let sought = sought(text);
                prop_assert!(sought.names.len() <= bounds.names + 6 && sought.pairs.len() <= bounds.pairs && sought.numbers.len() <= bounds.numbers);
            }
        }

        #[test]
        fn a_name_is_found_wherever_it_stands(before in "[a-z ]{0,60}", given in "[A-Z][a-z]{1,9}", family in "[A-Z][a-z]{1,9}", after in "[a-z ]{0,60}") {
            let text = format!("{before}. {given} {family}, {after}");
            let key = list_key(&family, &given);
            prop_assert!(sought(Text::Typed(&text)).names.contains(&key));
            prop_assert!(sought(Text::Document(&text)).names.contains(&key));
        }
    }
}
