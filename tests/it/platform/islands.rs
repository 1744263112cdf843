//! The words of the pages' scripts: English stands in `web/src/words.ts`, the other languages in their catalogues.

use std::collections::BTreeSet;
use std::sync::Arc;

use carepost::platform::i18n::{Catalog, LANGUAGES};

const SCRIPT: &str = include_str!("../../../web/src/words.ts");

/// The names in braces, such as `{time}` or `{ $time }`.
fn blanks(sentence: &str) -> BTreeSet<&str> {
    sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| name.trim().trim_start_matches('$'))
        .collect()
}

#[test]
fn every_language_says_what_the_scripts_say_and_nothing_else() {
    let english: Vec<(&str, &str)> = SCRIPT
        .lines()
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .strip_suffix("\",")?
                .split_once(": \"")
        })
        .collect();
    assert!(english.len() > 50, "{english:?}");
    let catalog = Arc::new(Catalog::built_in().unwrap());
    for (code, _, source) in LANGUAGES.iter().filter(|language| language.0 != "en") {
        let tr = catalog.speak(code, "UTC");
        let own: BTreeSet<String> = tr.keys("island-").collect();
        let wanted: BTreeSet<String> = english
            .iter()
            .map(|(key, _)| format!("island-{}", key.replace('_', "-")))
            .collect();
        assert_eq!(own, wanted, "{code}");
        for (key, sentence) in &english {
            let start = format!("island-{} = ", key.replace('_', "-"));
            let translated = source
                .lines()
                .find_map(|line| line.strip_prefix(&start))
                .unwrap();
            assert_eq!(blanks(translated), blanks(sentence), "{code} {key}");
        }
    }
}
