//! Every language says everything that is asked for, with the same values in it, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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
    let (en, fr) = (catalogue("en"), catalogue("fr"));
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
        .filter(|key| !words.contains(&format!("{{ {key} }}")))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}
