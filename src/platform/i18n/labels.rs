//! The words that a clinic calls its patients and staff by (M65), as the catalogues' terms take them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::platform::codes::codes;

codes! {
    /// A word that a clinic can rename.
    Term {
        /// Whom the clinic cares for: "patient".
        Patient = "patient",
        /// The clinic's people as one, whom a patient reads in place of a masked name (M21): "clinic staff".
        ClinicStaff = "clinic_staff",
        /// One of them: "staff member".
        StaffMember = "staff_member",
    }
}

impl Term {
    /// All of them, as the page lists them.
    pub const ALL: [Term; 3] = [Term::Patient, Term::ClinicStaff, Term::StaffMember];

    /// Its term in the catalogues, without the hyphen that begins it.
    pub fn id(self) -> &'static str {
        match self {
            Term::Patient => "patient",
            Term::ClinicStaff => "clinic-staff",
            Term::StaffMember => "staff-member",
        }
    }

    /// Whether one speaks of one and of several; the clinic's people as one are just one.
    pub fn has_plural(self) -> bool {
        self != Term::ClinicStaff
    }
}

codes! {
    /// The gender that French words around it agree with.
    Gender {
        /// le patient
        Masculine = "masculine",
        /// la cliente
        Feminine = "feminine",
    }
}

codes! {
    /// What a word begins with when it is spoken: what chooses "a" or "an", "le" or "l’".
    Sound {
        /// a client, le client, la haute
        Consonant = "consonant",
        /// an individual, l’usager, l’habitant
        Vowel = "vowel",
    }
}

/// One word in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Word {
    /// The singular, as in the middle of a sentence.
    pub one: String,
    /// The plural; empty for a word that has none.
    #[serde(default)]
    pub many: String,
    /// Where the language has gender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// What the singular begins with.
    pub sound: Sound,
}

/// The words of a clinic, by term and language. A word that is not in it is the catalogue's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(BTreeMap<Term, BTreeMap<String, Word>>);

impl Labels {
    /// The labels that `stored` holds: empty for none. What can't be read is none either, and the log says so: a page in the
    /// catalogue's words is better than no page.
    pub fn read(stored: &str) -> Labels {
        if stored.is_empty() {
            return Labels::default();
        }
        serde_json::from_str(stored).unwrap_or_else(|error| {
            tracing::warn!(%error, "a clinic's labels can't be read; the built-in words are used");
            Labels::default()
        })
    }

    /// As they are stored: empty for none.
    pub fn stored(&self) -> String {
        if self.0.values().all(BTreeMap::is_empty) {
            return String::new();
        }
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The clinic's word for `term`, where it has its own.
    pub fn word(&self, term: Term, language: &str) -> Option<&Word> {
        self.0.get(&term)?.get(language)
    }

    /// Takes a word as the clinic's own, or with `None` the catalogue's again.
    pub fn set(&mut self, term: Term, language: &str, word: Option<Word>) {
        let words = self.0.entry(term).or_default();
        match word {
            Some(word) => words.insert(language.to_owned(), word),
            None => words.remove(language),
        };
        self.0.retain(|_, words| !words.is_empty());
    }

    /// The words of one language as terms that take the place of the catalogue's.
    pub(super) fn source(&self, language: &str) -> String {
        let own = Term::ALL
            .into_iter()
            .filter_map(|term| Some((term.id(), self.word(term, language)?)));
        let mut source = String::new();
        for (id, word) in own {
            source += &format!("-{id}-one = {}\n", literal(&word.one));
            if let Some(gender) = word.gender {
                source += &format!("    .gender = {}\n", gender.code());
            }
            source += &format!("    .sound = {}\n", word.sound.code());
            if !word.many.is_empty() {
                source += &format!("-{id}-many = {}\n", literal(&word.many));
            }
        }
        source
    }
}

/// `text` as a string of the catalogues' language, in which nothing but these two means anything but itself.
fn literal(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{ \"{text}\" }}")
}

/// How a word probably begins when it is spoken; the clinic can say otherwise.
pub fn sound_of(word: &str, language: &str) -> Sound {
    let word = word.trim().to_lowercase();
    let begins = |parts: &[&str]| parts.iter().any(|part| word.starts_with(part));
    // "a user", "a European", "an hour"; in French most words in h have no sound of it.
    let otherwise = match language {
        "fr" => begins(&["yeux"]),
        _ if begins(&["uni", "use", "usu", "eu", "one"]) => return Sound::Consonant,
        _ => begins(&["hour", "heir", "hono", "hone"]),
    };
    let vowels = if language == "fr" {
        "aàâæeéèêëhiîïoôœuùûü"
    } else {
        "aeiouàâæéèêëîïôœùûü"
    };
    match word.chars().next() {
        Some(first) if vowels.contains(first) || otherwise => Sound::Vowel,
        _ => Sound::Consonant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m65_a_word_begins_as_it_is_spoken() {
        let of = |word, language| sound_of(word, language);
        assert_eq!(of("individual", "en"), Sound::Vowel);
        assert_eq!(of("user", "en"), Sound::Consonant);
        assert_eq!(of("honoured guest", "en"), Sound::Vowel);
        assert_eq!(of("usager", "fr"), Sound::Vowel);
        assert_eq!(of("Élève", "fr"), Sound::Vowel);
        assert_eq!(of("habitant", "fr"), Sound::Vowel);
        assert_eq!(of("cliente", "fr"), Sound::Consonant);
    }

    #[test]
    fn m65_what_is_stored_is_read_again_and_none_is_empty() {
        let mut labels = Labels::default();
        assert_eq!(labels.stored(), "");
        let word = Word {
            one: "client".to_owned(),
            many: "clients".to_owned(),
            gender: None,
            sound: Sound::Consonant,
        };
        labels.set(Term::Patient, "en", Some(word));
        assert_eq!(Labels::read(&labels.stored()), labels);
        labels.set(Term::Patient, "en", None);
        assert_eq!(labels.stored(), "");
        assert_eq!(Labels::read("no labels"), Labels::default());
    }
}
