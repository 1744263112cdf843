//! Every language says everything that is asked for, with the same values in it, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use carepost::platform::i18n::{Catalog, Gender, Labels, Sound, Term, Tr, Word};

/// The sentences of a catalogue by key. A sentence may go on in indented lines.
fn catalogue(language: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(here().join(format!("i18n/{language}.ftl"))).unwrap();
    let mut sentences = BTreeMap::new();
    let mut last = String::new();
    for line in text.lines() {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
        match line.split_once('=').filter(|_| begins) {
            Some((key, words)) => {
                last = key.trim().to_owned();
                let twice = sentences.insert(last.clone(), words.to_owned());
                assert!(twice.is_none(), "{language}: {last} is there twice");
            }
            None if line.starts_with(' ') => sentences.get_mut(&last).unwrap().push_str(line),
            None => {}
        }
    }
    assert!(sentences.len() > 500, "{language} has sentences");
    sentences
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of every source that may ask for a sentence.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().and_then(|e| e.to_str());
            if path.is_dir() {
                walk(&path, found);
            } else if matches!(ending, Some("rs" | "html" | "txt" | "ts")) {
                let text = fs::read_to_string(&path).unwrap();
                // A call may be broken after its bracket.
                let text = text
                    .split('(')
                    .map(str::trim_start)
                    .collect::<Vec<_>>()
                    .join("(");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&here().join("src"), &mut found);
    walk(&here().join("web/src"), &mut found);
    found
}

/// `text` with everything that is neither letter nor digit as a hyphen: `lab_result` -> `lab-result`.
fn hyphenated(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

/// Everything that stands between quotes, and between the quotes of its neighbours, which does no harm here.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`'])
        .filter(|part| part.len() < 100 && !part.contains('\n'))
}

/// The literal arguments of calls that begin with `call`.
fn arguments<'a>(text: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(call)
        .filter_map(move |(at, _)| text[at + call.len()..].split('"').next())
}

/// The second of two literal arguments.
fn second_literal(arguments: &str) -> Option<&str> {
    let (_, rest) = arguments.strip_prefix('"')?.split_once('"')?;
    rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace())
        .strip_prefix('"')?
        .split('"')
        .next()
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_values() {
    let values = |words: &str| -> BTreeSet<String> {
        let parts = words.split('$').skip(1);
        parts
            .map(|p| {
                p.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect()
            })
            .collect()
    };
    // A term's grammar is the language's own affair.
    let asked = |language: &str| -> BTreeMap<String, String> {
        let all = catalogue(language).into_iter();
        all.filter(|(key, _)| !key.starts_with('-')).collect()
    };
    let (en, fr) = (asked("en"), asked("fr"));
    let keys = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<BTreeSet<_>>();
    // The scripts' words stand in the scripts in English; a test of theirs compares them.
    let of_scripts = |key: &String| key.starts_with("island-");
    let only: Vec<_> = keys(&en)
        .symmetric_difference(&keys(&fr))
        .filter(|k| !of_scripts(k))
        .cloned()
        .collect();
    assert!(only.is_empty(), "in one language only: {only:?}");
    let differ = en
        .iter()
        .filter(|(key, words)| values(words) != values(&fr[*key]));
    let differ: Vec<_> = differ.map(|(key, _)| key).collect();
    assert!(differ.is_empty(), "with other values: {differ:?}");
}

#[test]
fn every_sentence_that_is_asked_for_is_there() {
    let en = catalogue("en");
    let mut missing = BTreeSet::new();
    for (path, text) in sources() {
        // Tests make up codes of their own.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let asked = [
            "tr.t(\"",
            "tr.t1(\"",
            "tr.t2(\"",
            "tr.with(\"",
            "tr.paragraphs(\"",
        ];
        let asked = asked
            .iter()
            .flat_map(|call| arguments(text, call))
            .map(str::to_owned);
        let refusals =
            arguments(text, "Refusal::new(\"").map(|code| format!("refusal-{}", hyphenated(code)));
        let fields = text
            .split("Refusal::field(")
            .skip(1)
            .filter_map(second_literal);
        let fields = fields.map(|code| format!("refusal-{}", hyphenated(code)));
        // The import has refusals of its own, which are rows of a report.
        let of_import = path.components().any(|part| part.as_os_str() == "import");
        let refusals = refusals.chain(fields).filter(|_| !of_import);
        for key in asked.chain(refusals) {
            if !en.contains_key(&key) {
                missing.insert(format!("{key} ({})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_sentence_is_asked_for() {
    let sources = sources();
    let all: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| literals(text))
        .collect();
    let codes: BTreeSet<String> = all.iter().map(|literal| hyphenated(literal)).collect();
    // `patients-kind-{}` and `portal-enter-{way}-hint`: what stands before and after the part that is filled in.
    let made = all.iter().filter_map(|literal| literal.split_once('{'));
    let made = made.filter(|(before, _)| before.ends_with('-') && before.len() > 3);
    let made: BTreeSet<_> = made
        .map(|(before, rest)| (before, rest.split_once('}').map_or("", |r| r.1)))
        .collect();
    // `key("portal-ask-to")`, `select(…, "patients-sex")`: the beginning stands alone, and something is hung on to it.
    let hung_on = |key: &str| {
        key.match_indices('-').any(|(at, _)| {
            let (begins, part) = (&key[..at], &key[at + 1..]);
            begins.contains('-') && all.contains(begins) && codes.contains(&hyphenated(part))
        })
    };
    let filled = |key: &str| {
        hung_on(key)
            || made.iter().any(|(before, after)| {
                let part = key
                    .strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after));
                part.is_some_and(|part| codes.contains(&hyphenated(part)))
            })
    };
    // `keys("web-")`: sentences that are handed to the page's scripts, which ask for them by the rest of the key.
    let handed: Vec<_> = sources
        .iter()
        .flat_map(|(_, text)| arguments(text, ".keys(\""))
        .collect();
    let by_script = |key: &str| {
        handed.iter().any(|prefix| {
            key.strip_prefix(prefix)
                .is_some_and(|rest| all.contains(rest))
        })
    };
    let en = catalogue("en");
    // `{}-hint`: something hung on to another sentence's key.
    let ends: Vec<_> = all
        .iter()
        .filter_map(|literal| literal.strip_prefix("{}"))
        .collect();
    let beside = |key: &str| {
        ends.iter().any(|end| {
            key.strip_suffix(end)
                .is_some_and(|other| other != key && en.contains_key(other))
        })
    };
    let words: String = en.values().cloned().collect();
    let unused: Vec<_> = en
        .keys()
        .filter(|key| {
            !all.contains(key.as_str()) && !filled(key) && !by_script(key) && !beside(key)
        })
        .filter(|key| !key.starts_with('-') && !words.contains(&format!("{{ {key} }}")))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}

/// What a clinic may rename (M65), in each language: the built-in words, and what says them instead.
const RENAMED: &[(&str, &[&str], &str)] = &[
    ("en", &["patient", "patients"], "-patient"),
    ("en", &["clinic staff"], "-clinic-staff"),
    ("en", &["staff member", "staff members"], "-staff-member"),
    (
        "fr",
        &["patient", "patiente", "patients", "patientes"],
        "-patient",
    ),
    ("fr", &["personnel de la clinique"], "-clinic-staff"),
    (
        "fr",
        &["membre du personnel", "membres du personnel"],
        "-staff-member",
    ),
];

/// Sentences that mean something else by the word: FHIR's own resource type.
const KEPT: &[&str] = &["refusal-fhir-"];

/// Whether `text` says `word`, as a word of its own.
fn says(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| {
        let beside = [
            text[..at].chars().next_back(),
            text[at + word.len()..].chars().next(),
        ];
        beside.iter().all(|c| !c.is_some_and(char::is_alphanumeric))
    })
}

/// A sentence without what is filled in.
fn bare(words: &str) -> String {
    let parts = words
        .split("{ ")
        .map(|part| match part.split_once('}') {
            Some((filled, rest)) if filled.starts_with(['$', '-', 'C', 'T']) => rest,
            _ => part,
        })
        .collect::<Vec<_>>();
    parts.join(" ")
}

#[test]
fn m65_a_word_that_a_clinic_renames_is_said_by_its_term() {
    let mut own = Vec::new();
    for language in ["en", "fr"] {
        for (key, words) in catalogue(language) {
            let kept = key.starts_with('-') || KEPT.iter().any(|k| key.starts_with(k));
            let text = bare(&words);
            let said = RENAMED.iter().filter(|(of, ..)| *of == language && !kept);
            for (_, words, term) in said {
                for word in words.iter().filter(|word| says(&text, word)) {
                    own.push(format!(
                        "i18n/{language}.ftl: {key} says “{word}” itself. A clinic may call it something else: write \
                         {{ {term} }}, {{ {term}(number: \"plural\") }}, {{ {term}(article: \"a\") }} (\"the\", \"of-the\", \
                         \"to-the\", \"this\" … in French, which also agrees: averti{{ -patient-e }}); \
                         {{ CAPITAL({term}) }} begins a sentence. docs/decisions/0070-labels.md"
                    ));
                }
            }
        }
    }
    assert!(own.is_empty(), "{own:#?}");
}

/// Words of the other gender and the other sound than the built-in ones.
fn other_words() -> Labels {
    let mut labels = Labels::default();
    for term in Term::ALL {
        for language in ["en", "fr"] {
            let word = Word {
                one: "usagère".to_owned(),
                many: "usagères".to_owned(),
                gender: (language == "fr").then_some(Gender::Feminine),
                sound: Sound::Vowel,
            };
            labels.set(term, language, Some(word));
        }
    }
    labels
}

/// Every sentence of a language, each in the forms that it has for 0, 1 and 5.
fn said(tr: &Tr) -> BTreeMap<String, String> {
    let all = catalogue(tr.language());
    let asked = all.iter().filter(|(key, _)| !key.starts_with('-'));
    let mut said = BTreeMap::new();
    for (key, words) in asked {
        let name = words.split("{ $").skip(1).find(|part| part.contains("->"));
        let name = name.and_then(|part| part.split(' ').next()).unwrap_or("-");
        for count in [0, 1, 5] {
            said.insert(format!("{key} {count}"), tr.t1(key, name, count));
        }
    }
    said
}

#[test]
fn m65_every_sentence_is_said_in_the_clinics_words() {
    let catalog = Arc::new(Catalog::built_in().unwrap());
    let stored = other_words().stored();
    for language in ["en", "fr"] {
        let built_in = catalog.speak(language, "UTC");
        let own = said(&built_in.clone().labelled(&stored));
        let mut renamed = 0;
        for (key, before) in said(&built_in) {
            let after = &own[&key];
            if after.contains("usagère") || after.contains("Usagère") {
                renamed += 1;
            }
            // What a sentence is not given stands in it as {$name}.
            let text = bare(&after.replace("{$", "{ $"));
            let of_language = RENAMED.iter().filter(|(of, ..)| *of == language);
            for word in of_language.flat_map(|(_, words, _)| *words) {
                let kept = KEPT.iter().any(|k| key.starts_with(k));
                assert!(kept || !says(&text, word), "{language} {key}: {after}");
            }
            // No term is left unsaid, in either words.
            for text in [&before, after] {
                let unsaid = ["{-", "{CAPITAL", "{TITLE", "()"];
                assert!(!unsaid.iter().any(|u| text.contains(u)), "{key}: {text}");
            }
        }
        assert!(renamed > 300, "{language}: {renamed} sentences");
    }
}

#[test]
fn m65_french_agrees_with_the_word() {
    let catalog = Arc::new(Catalog::built_in().unwrap());
    let own = catalog.speak("fr", "UTC").labelled(&other_words().stored());
    let told = own.t("appointments-untold");
    assert_eq!(
        told,
        "L’usagère ne peut pas être avertie par un message. Répondez quand même, et appelez-la."
    );
    assert_eq!(own.t("patients-new"), "Nouvelle usagère");
    assert_eq!(own.t("patients-none-yet"), "Il n’y a pas encore d’usagères");
    assert_eq!(own.t1("patients-found", "count", 2), "2 usagères trouvées");
    assert_eq!(
        own.t("patients-none-yet-hint"),
        "Les usagères apparaissent ici quand elles sont importées ou créées."
    );
    let english = own.in_language("en");
    assert_eq!(english.t("patients-new"), "New usagère");
    assert_eq!(english.t("audit-action-patient-read"), "Read an usagère");
}
