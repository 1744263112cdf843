//! The words as somebody gives them, and what can't be taken of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::i18n::{Gender, LANGUAGES, Labels, Sound, Term, Word, sound_of};
use crate::platform::text;
use crate::platform::web::Refusal;

/// Characters that a word may have at most: it stands in buttons and in text messages.
pub(super) const WORD_CHARS: usize = 40;

/// One word in one language. Empty: the built-in word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The singular, as in the middle of a sentence: `client`.
    #[serde(default)]
    pub one: String,
    /// The plural: `clients`. The clinic's staff as one has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub many: String,
    /// The gender that French words around it agree with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// What it begins with when it is spoken; worked out where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<Sound>,
}

/// The words by term (`patient`, `clinic_staff`, `staff_member`) and language (`en`, `fr`).
pub type GivenLabels = BTreeMap<String, BTreeMap<String, Given>>;

/// The fields of the form, and what the API's errors name.
const FIELDS: &[&str] = &[
    "patient_en_one",
    "patient_en_many",
    "patient_fr_one",
    "patient_fr_many",
    "patient_fr_gender",
    "clinic_staff_en_one",
    "clinic_staff_fr_one",
    "staff_member_en_one",
    "staff_member_en_many",
    "staff_member_fr_one",
    "staff_member_fr_many",
    "staff_member_fr_gender",
];

/// The name of a word's field.
fn field(term: Term, language: &str, part: &str) -> &'static str {
    let name = format!("{}_{language}_{part}", term.code());
    let found = FIELDS.iter().find(|field| **field == name);
    found.copied().unwrap_or("labels")
}

/// Whether words around `term` agree with its gender in this language.
pub(super) fn has_gender(term: Term, language: &str) -> bool {
    language == "fr" && term.has_plural()
}

/// What was saved, as it can be given again.
pub(super) fn given_of(labels: &Labels) -> GivenLabels {
    let mut all = GivenLabels::new();
    for term in Term::ALL {
        for (language, ..) in LANGUAGES {
            if let Some(word) = labels.word(term, language) {
                let given = Given {
                    one: word.one.clone(),
                    many: word.many.clone(),
                    gender: word.gender,
                    sound: Some(word.sound),
                };
                let of_term = all.entry(term.code().to_owned()).or_default();
                of_term.insert((*language).to_owned(), given);
            }
        }
    }
    all
}

/// The words, ready to be kept; or everything that is in the way.
///
/// # Errors
/// `label_unknown` for a term or a language that there is not, and the refusals of each word.
pub fn checked(all: &GivenLabels) -> Result<Labels, Vec<Refusal>> {
    let (mut labels, mut wrong) = (Labels::default(), Vec::new());
    for (code, words) in all {
        for (language, given) in words {
            let known = LANGUAGES.iter().any(|(known, ..)| known == language);
            match Term::from_code(code).filter(|_| known) {
                Some(term) => match word(term, language, given) {
                    Ok(word) => labels.set(term, language, word),
                    Err(refusals) => wrong.extend(refusals),
                },
                None => wrong.push(Refusal::field("labels", "label_unknown")),
            }
        }
    }
    if wrong.is_empty() {
        Ok(labels)
    } else {
        Err(wrong)
    }
}

fn word(term: Term, language: &str, given: &Given) -> Result<Option<Word>, Vec<Refusal>> {
    let (one, many) = (given.one.trim(), given.many.trim());
    if one.is_empty() && many.is_empty() {
        return Ok(None);
    }
    let mut wrong: Vec<_> = [("one", one), ("many", many)]
        .into_iter()
        .filter_map(|(part, text)| refusal(term, (language, part), text))
        .collect();
    let gender = given.gender.filter(|_| has_gender(term, language));
    if has_gender(term, language) && gender.is_none() {
        let field = field(term, language, "gender");
        wrong.push(Refusal::field(field, "label_gender_missing"));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Some(Word {
        one: one.to_owned(),
        many: many.to_owned(),
        gender,
        sound: given.sound.unwrap_or_else(|| sound_of(one, language)),
    }))
}

/// What is wrong with the singular or the plural.
fn refusal(term: Term, (language, part): (&str, &str), text: &str) -> Option<Refusal> {
    let needed = part == "one" || term.has_plural();
    let refuse = |code| Some(Refusal::field(field(term, language, part), code));
    if !needed {
        return match text {
            "" => None,
            _ => Some(Refusal::field("labels", "label_no_plural")),
        };
    }
    if text.is_empty() {
        return refuse("label_missing");
    }
    // A line's end would begin another header of an email; marks that turn the reading direction hide what stands there.
    if text::without_controls(text) != text || !text.chars().any(char::is_alphabetic) {
        return refuse("label_wrong");
    }
    let long = text.chars().count() > WORD_CHARS;
    long.then(|| {
        Refusal::field(field(term, language, part), "label_too_long").with("max", WORD_CHARS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m65_every_word_has_a_field_of_its_own() {
        for term in Term::ALL {
            for (language, ..) in LANGUAGES {
                assert_ne!(field(term, language, "one"), "labels");
                let many = field(term, language, "many") != "labels";
                assert_eq!(many, term.has_plural());
                let gender = field(term, language, "gender") != "labels";
                assert_eq!(gender, has_gender(term, language));
            }
        }
    }
}
