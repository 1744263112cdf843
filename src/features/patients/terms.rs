//! What a patient can be found by (M15): the folded terms that are stored, and how a query is read. No I/O.

use std::collections::BTreeSet;

use super::demographics::{Demographics, calendar_date};
use crate::platform::codes::codes;
use crate::platform::text::{digits, fold, fold_words};

/// Longer terms are cut: nobody types more.
const LONGEST_TERM: usize = 80;
/// More words than this are not looked at.
const MOST_WORDS: usize = 6;

codes! {
    /// What a term was taken from. The order is the order of a hit's rank.
    TermKind {
        /// Part of the family name.
        Family = "family",
        /// Part of the given name.
        Given = "given",
        /// An identifier.
        Identifier = "identifier",
        /// The birth date, `YYYYMMDD`.
        Birth = "birth",
        /// The email.
        Email = "email",
        /// The mobile number's digits.
        Mobile = "mobile",
        /// Name, email or mobile number of a portal user linked to the patient.
        PortalUser = "portal_user",
        /// Family and given name together: the order of the list of patients. Not searched.
        Name = "name",
    }
}

/// A term with what it was taken from.
pub(super) type Term = (String, TermKind);

/// Letters and digits alone, folded: `O'Brien-Smith` -> `obriensmith`.
pub(super) fn compact(text: &str) -> String {
    let folded: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    folded.chars().take(LONGEST_TERM).collect()
}

/// The terms of a patient's own demographics.
pub(super) fn of_patient(d: &Demographics) -> BTreeSet<Term> {
    let mut terms = BTreeSet::new();
    add_name(&mut terms, &d.family_name, TermKind::Family);
    add_name(&mut terms, &d.given_name, TermKind::Given);
    add(&mut terms, compact(&d.birth_date), TermKind::Birth);
    add_contact(&mut terms, d.email.as_deref(), d.mobile.as_deref(), None);
    add(
        &mut terms,
        list_key(&d.family_name, &d.given_name),
        TermKind::Name,
    );
    terms
}

/// The terms of an identifier.
pub(super) fn of_identifier(value: &str) -> Term {
    (compact(value), TermKind::Identifier)
}

/// The terms of a portal user, under which the patients they are linked to are found.
pub(super) fn of_portal_user(
    name: &str,
    email: Option<&str>,
    mobile: Option<&str>,
) -> BTreeSet<Term> {
    let mut terms = BTreeSet::new();
    add_name(&mut terms, name, TermKind::PortalUser);
    add_contact(&mut terms, email, mobile, Some(TermKind::PortalUser));
    terms
}

/// Where a patient stands in the list of all.
pub(super) fn list_key(family: &str, given: &str) -> String {
    let key = format!("{}, {}", fold(family), fold(given));
    key.chars().take(2 * LONGEST_TERM).collect()
}

fn add(terms: &mut BTreeSet<Term>, term: String, kind: TermKind) {
    if !term.is_empty() {
        terms.insert((term, kind));
    }
}

fn add_name(terms: &mut BTreeSet<Term>, name: &str, kind: TermKind) {
    let chunks: Vec<&str> = name.split_whitespace().collect();
    for (at, chunk) in chunks.iter().enumerate() {
        // `de la Cruz` is found as `delacruz` and as `cruz`.
        add(terms, compact(&chunks[at..].concat()), kind);
        add(terms, compact(chunk), kind);
    }
    for word in fold_words(name) {
        add(terms, compact(&word), kind);
    }
}

fn add_contact(
    terms: &mut BTreeSet<Term>,
    email: Option<&str>,
    mobile: Option<&str>,
    kind: Option<TermKind>,
) {
    if let Some(email) = email {
        let kind = kind.unwrap_or(TermKind::Email);
        add(
            terms,
            fold(email).chars().take(LONGEST_TERM).collect(),
            kind,
        );
        add(terms, compact(email.split('@').next().unwrap_or("")), kind);
    }
    if let Some(mobile) = mobile {
        let all = digits(mobile);
        let kind = kind.unwrap_or(TermKind::Mobile);
        // People leave out the country code and, at home, the area code.
        for tail in [9, 10, 7, 4] {
            if all.len() > tail && (tail != 9 || !all.starts_with('1')) {
                add(terms, all[all.len() - tail..].to_owned(), kind);
            }
        }
        add(terms, all, kind);
    }
}

/// One thing that a patient must have: a term that begins with any of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Criterion(pub Vec<String>);

/// The ways a query can be meant, the likeliest first: each a list of things that all must hold.
pub(super) fn read(query: &str) -> Vec<Vec<Criterion>> {
    let tokens: Vec<String> = query
        .chars()
        .take(200)
        .collect::<String>()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .map(fold)
        .filter(|t| !t.is_empty())
        .collect();
    let joined = criteria(&tokens, true);
    let apart = criteria(&tokens, false);
    let mut readings = vec![joined];
    if readings[0] != apart {
        readings.push(apart);
    }
    readings.retain(|r| !r.is_empty());
    readings
}

fn criteria(tokens: &[String], join_numbers: bool) -> Vec<Criterion> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < MOST_WORDS {
        let rest = &tokens[at..];
        if let Some(date) = rest.get(..3).and_then(spelled_date) {
            found.push(Criterion(vec![date]));
            at += 3;
            continue;
        }
        let numbers = rest.iter().take_while(|t| is_number(t)).count();
        let taken = if join_numbers && numbers > 1 {
            numbers
        } else {
            1
        };
        if let Some(criterion) = criterion(&rest[..taken]) {
            found.push(criterion);
        }
        at += taken;
    }
    found
}

fn is_number(token: &str) -> bool {
    token.contains(|c: char| c.is_ascii_digit())
        && token
            .chars()
            .all(|c| c.is_ascii_digit() || "+()-./".contains(c))
}

fn criterion(tokens: &[String]) -> Option<Criterion> {
    if let [token] = tokens
        && token.contains('@')
    {
        return Some(Criterion(vec![token.clone()]));
    }
    let joined = tokens.join("-");
    let plain = compact(&joined);
    let mut prefixes = Vec::new();
    if !plain.is_empty() {
        prefixes.push(plain.clone());
    }
    prefixes.extend(numeric_dates(&joined));
    let without_zeros = plain.trim_start_matches('0');
    if without_zeros.len() < plain.len() && without_zeros.len() >= 6 {
        prefixes.push(without_zeros.to_owned());
    }
    prefixes.dedup();
    (!prefixes.is_empty()).then_some(Criterion(prefixes))
}

/// The dates that figures can mean: year first, day first and month first; two figures of the year stand for 19 and 20.
fn numeric_dates(token: &str) -> Vec<String> {
    let parts: Vec<&str> = token.split(['-', '/', '.']).collect();
    let figures = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    let [a, b, c] = match parts.as_slice() {
        [all] if all.len() == 8 && figures(all) => [&all[..2], &all[2..4], &all[4..]],
        [a, b, c] if parts.iter().all(figures) => [*a, *b, *c],
        _ => return Vec::new(),
    };
    if a.len() == 4 {
        return iso(a, b, c).into_iter().collect();
    }
    let years: Vec<String> = match c.len() {
        4 => vec![c.to_owned()],
        2 => vec![format!("19{c}"), format!("20{c}")],
        _ => Vec::new(),
    };
    let mut dates: Vec<String> = years
        .iter()
        .flat_map(|y| [iso(y, b, a), iso(y, a, b)])
        .flatten()
        .collect();
    dates.dedup();
    dates
}

/// `14 march 1988`, `march 14 1988`, `1er mars 1988`.
fn spelled_date(tokens: &[String]) -> Option<String> {
    let [a, b, year] = tokens else { return None };
    let (day, month) = match (month(a), month(b)) {
        (None, Some(month)) => (a, month),
        (Some(month), None) => (b, month),
        _ => return None,
    };
    let day = day.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    iso(year, &month.to_string(), day)
}

fn iso(year: &str, month: &str, day: &str) -> Option<String> {
    let date = calendar_date(&format!("{year}-{month:0>2}-{day:0>2}"))?;
    Some(compact(&date.to_string()))
}

fn month(word: &str) -> Option<usize> {
    const MONTHS: [[&str; 2]; 12] = [
        ["january", "janvier"],
        ["february", "fevrier"],
        ["march", "mars"],
        ["april", "avril"],
        ["may", "mai"],
        ["june", "juin"],
        ["july", "juillet"],
        ["august", "aout"],
        ["september", "septembre"],
        ["october", "octobre"],
        ["november", "novembre"],
        ["december", "decembre"],
    ];
    let word = word.trim_end_matches('.');
    let fits = |names: &[&str; 2]| word.len() >= 3 && names.iter().any(|n| n.starts_with(word));
    MONTHS.iter().position(fits).map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, patient: &Demographics) -> bool {
        let terms = of_patient(patient);
        read(query).iter().any(|reading| {
            reading.iter().all(|c| {
                c.0.iter().any(|prefix| {
                    terms
                        .iter()
                        .any(|(t, k)| *k != TermKind::Name && t.starts_with(prefix.as_str()))
                })
            })
        })
    }

    fn amelie() -> Demographics {
        Demographics {
            given_name: "Amélie Anne-Marie".to_owned(),
            family_name: "O’Brien de la Cruz".to_owned(),
            birth_date: "1988-03-14".to_owned(),
            email: Some("Amelie.OBrien@mail.example.org".to_owned()),
            mobile: Some("+16135550142".to_owned()),
            ..Demographics::default()
        }
    }

    #[test]
    fn names_are_found_by_any_part_in_any_spelling() {
        for query in [
            "amelie",
            "AMÉLIE",
            "anne",
            "marie",
            "annemarie",
            "Anne-Marie",
            "o'brien",
            "obrien",
            "O’Bri",
            "brien",
            "cruz",
            "de la cruz",
            "delacruz",
            "cruz, amelie",
            "amelie obrien cruz",
        ] {
            assert!(found(query, &amelie()), "{query}");
        }
        for query in ["amelia", "rien", "amelie smith"] {
            assert!(!found(query, &amelie()), "{query}");
        }
    }

    #[test]
    fn birth_dates_are_found_in_common_spellings() {
        for query in [
            "1988-03-14",
            "1988/03/14",
            "1988 03 14",
            "19880314",
            "14/03/1988",
            "14.03.1988",
            "03/14/1988",
            "14031988",
            "14 03 1988",
            "14/3/88",
            "14 March 1988",
            "14 mar. 1988",
            "March 14, 1988",
            "march 14th 1988",
            "14 mars 1988",
            "1988",
            "1988-03",
            "obrien 1988-03-14",
            "amelie 14 march 1988 obrien",
        ] {
            assert!(found(query, &amelie()), "{query}");
        }
        for query in ["15/03/1988", "1988-04-14", "14 april 1988"] {
            assert!(!found(query, &amelie()), "{query}");
        }
    }

    #[test]
    fn contact_points_are_found_with_and_without_codes() {
        for query in [
            "amelie.obrien@mail.example.org",
            "AMELIE.OBRIEN@",
            "amelie.obrien",
            "613 555 0142",
            "(613) 555-0142",
            "+1 613 555 0142",
            "1 613 555 0142",
            "5550142",
            "555-0142",
            "0142",
        ] {
            assert!(found(query, &amelie()), "{query}");
        }
    }

    #[test]
    fn numbers_that_stand_together_are_first_read_as_one() {
        assert_eq!(
            read("40 771 982"),
            vec![
                vec![Criterion(vec!["40771982".to_owned()])],
                vec![
                    Criterion(vec!["40".to_owned()]),
                    Criterion(vec!["771".to_owned()]),
                    Criterion(vec!["982".to_owned()])
                ]
            ]
        );
        assert_eq!(read("  ,; ' "), Vec::<Vec<Criterion>>::new());
    }
}
