//! Merge fields: what a template may ask for, how it is written, and how it is filled in. No I/O.
//!
//! A field is written as its code in double braces, `{{patient_given_name}}`, in the subject or in the text. Filling in is
//! one pass over the text between the tags: what a value says is never read as a field, nor as markup.

use std::collections::BTreeMap;

use crate::platform::codes::codes;
use crate::platform::merge;
use crate::platform::richtext::{RichText, escape};

codes! {
    /// What a template may ask for (M43): a fixed list, without expressions.
    Field {
        /// Given and family name.
        PatientName = "patient_name",
        /// Given name.
        PatientGivenName = "patient_given_name",
        /// Family name.
        PatientFamilyName = "patient_family_name",
        /// Date of birth, written in full in the patient's language.
        PatientBirthDate = "patient_birth_date",
        /// Day and time of the patient's next appointment, where one is known.
        NextAppointment = "next_appointment",
        /// The clinic's name.
        ClinicName = "clinic_name",
        /// The clinic's telephone number.
        ClinicPhone = "clinic_phone",
        /// The name of the member who writes.
        SenderName = "sender_name",
        /// The workgroup that the message is from (M17).
        WorkgroupName = "workgroup_name",
        /// The day of writing, in full in the patient's language.
        Today = "today",
    }
}

impl Field {
    /// All of them, in the order they are offered.
    pub const ALL: &'static [Field] = &[
        Field::PatientName,
        Field::PatientGivenName,
        Field::PatientFamilyName,
        Field::PatientBirthDate,
        Field::NextAppointment,
        Field::ClinicName,
        Field::ClinicPhone,
        Field::SenderName,
        Field::WorkgroupName,
        Field::Today,
    ];

    /// How the field is written in a template, and how its gap stands in a message: `{{patient_name}}`.
    pub fn marker(self) -> String {
        format!("{{{{{}}}}}", self.code())
    }
}

/// What the fields stand for in one message. A field without a value leaves its gap.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<Field, String>);

impl Values {
    /// Gives a field its value; an empty one is none. Braces that would read as a field are set apart, so that a patient
    /// who is called like one leaves no gap.
    pub fn set(&mut self, field: Field, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let value = if gaps(value).is_empty() {
            value.to_owned()
        } else {
            value.replace('{', "{ ")
        };
        self.0.insert(field, value);
    }
}

/// What is wrong with the fields of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// No field has this name.
    Unknown(String),
    /// `{{` without `}}` in the same piece of text: formatting begins or ends inside, or the end is missing.
    Open,
    /// A field inside a link's address, where a patient's name would travel to somebody else's server.
    InAddress,
}

/// A piece of text.
enum Piece<'a> {
    Words(&'a str),
    Field(Field),
    Unknown(&'a str),
    Open(&'a str),
}

/// Cuts text without markup at its fields.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let known = |piece| match piece {
        merge::Piece::Words(words) => Piece::Words(words),
        merge::Piece::Open(words) => Piece::Open(words),
        merge::Piece::Field { name, whole } => {
            Field::from_code(name).map_or(Piece::Unknown(whole), Piece::Field)
        }
    };
    merge::pieces(text).into_iter().map(known).collect()
}

/// Cuts markup into tags and the text between them.
fn tags(html: &str) -> Vec<(bool, &str)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let close = rest[open..]
            .find('>')
            .map_or(rest.len(), |at| open + at + 1);
        found.push((false, &rest[..open]));
        found.push((true, &rest[open..close]));
        rest = &rest[close..];
    }
    found.push((false, rest));
    found
}

/// The first thing that is wrong with the fields of a subject.
pub(super) fn wrong_in_subject(text: &str) -> Option<Wrong> {
    pieces(text).iter().find_map(|piece| match piece {
        Piece::Unknown(name) => Some(Wrong::Unknown((*name).to_owned())),
        Piece::Open(_) => Some(Wrong::Open),
        Piece::Words(_) | Piece::Field(_) => None,
    })
}

/// The first thing that is wrong with the fields of a body.
pub(super) fn wrong_in_body(body: &RichText) -> Option<Wrong> {
    tags(body.html()).into_iter().find_map(|(tag, text)| {
        if tag {
            return text.contains("{{").then_some(Wrong::InAddress);
        }
        match wrong_in_subject(text)? {
            Wrong::Unknown(name) => Some(Wrong::Unknown(RichText::stored(name).plain())),
            other => Some(other),
        }
    })
}

/// A subject with its fields filled in; a field without a value stays as its gap.
pub fn fill_subject(text: &str, values: &Values) -> String {
    filled(text, values, &|value| value.to_owned(), &Field::marker)
}

/// A body with its fields filled in, each value as plain words; a field without a value stays as its gap.
pub fn fill_body(body: &RichText, values: &Values) -> RichText {
    RichText::stored(fill_html(body, values, &Field::marker))
}

/// The same for a page, with every gap marked.
pub(super) fn fill_marked(body: &RichText, values: &Values) -> String {
    let marked = |field: Field| format!("<mark class=\"gap\">{}</mark>", field.marker());
    fill_html(body, values, &marked)
}

fn fill_html(body: &RichText, values: &Values, gap: &dyn Fn(Field) -> String) -> String {
    tags(body.html())
        .into_iter()
        .map(|(tag, text)| {
            if tag {
                text.to_owned()
            } else {
                filled(text, values, &escape, gap)
            }
        })
        .collect()
}

fn filled(
    text: &str,
    values: &Values,
    written: &dyn Fn(&str) -> String,
    gap: &dyn Fn(Field) -> String,
) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) | Piece::Unknown(words) | Piece::Open(words) => words.to_owned(),
            Piece::Field(field) => values
                .0
                .get(&field)
                .map_or_else(|| gap(field), |value| written(value)),
        })
        .collect()
}

/// The fields that stand unfilled in plain text, each once, in their order: what keeps a message from being sent (M43).
pub fn gaps(text: &str) -> Vec<Field> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        if let Piece::Field(field) = piece
            && !found.contains(&field)
        {
            found.push(field);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(name: &str) -> Values {
        let mut values = Values::default();
        values.set(Field::PatientName, name);
        values
    }

    fn filled_with(name: &str) -> String {
        let body = RichText::from_html("<p>Dear <strong>{{patient_name}}</strong>,</p>");
        fill_body(&body, &named(name)).html().to_owned()
    }

    #[test]
    fn what_a_value_says_is_words() {
        assert_eq!(
            filled_with("<b>Ann</b> & Co"),
            "<p>Dear <strong>&lt;b&gt;Ann&lt;/b&gt; &amp; Co</strong>,</p>"
        );
        assert_eq!(
            filled_with("{{7*7}}"),
            "<p>Dear <strong>{{7*7}}</strong>,</p>"
        );
        let filled = filled_with("{{today}}");
        assert_eq!(filled, "<p>Dear <strong>{ { today}}</strong>,</p>");
        assert!(gaps(&filled).is_empty());
    }

    #[test]
    fn a_field_without_a_value_is_a_gap_that_the_sanitiser_keeps() {
        let body = RichText::from_html("<p>See you on {{ next_appointment }}.</p>");
        let filled = fill_body(&body, &named("Ann"));
        assert_eq!(filled.html(), "<p>See you on {{next_appointment}}.</p>");
        assert_eq!(RichText::from_html(filled.html()), filled);
        assert_eq!(gaps(&filled.plain()), [Field::NextAppointment]);
        assert_eq!(
            fill_marked(&body, &named("Ann")),
            "<p>See you on <mark class=\"gap\">{{next_appointment}}</mark>.</p>"
        );
    }

    #[test]
    fn a_gap_is_found_through_formatting() {
        let body = RichText::from_html("<p>{{to<strong>day}}</strong> {{today}}</p>");
        assert_eq!(gaps(&body.plain()), [Field::Today]);
    }

    #[test]
    fn what_is_no_field_is_named() {
        let wrong = |html: &str| wrong_in_body(&RichText::from_html(html));
        assert_eq!(
            wrong("<p>{{shoe & size}}</p>"),
            Some(Wrong::Unknown("{{shoe & size}}".to_owned()))
        );
        assert_eq!(wrong("<p>{{to<em>day}}</em></p>"), Some(Wrong::Open));
        assert_eq!(
            wrong("<a href=\"https://x.example/{{patient_name}}\">x</a>"),
            Some(Wrong::InAddress)
        );
        assert_eq!(wrong("<p>{{today}} } {x}</p>"), None);
        assert_eq!(
            wrong_in_subject("On {{x}}"),
            Some(Wrong::Unknown("{{x}}".to_owned()))
        );
        assert_eq!(
            fill_subject("{{{{today}}", &Values::default()),
            "{{{{today}}"
        );
    }

    proptest! {
        #[test]
        fn filling_in_is_whole_and_leaves_no_gap(before in ".{0,40}", name in ".{1,40}", after in ".{0,40}") {
            prop_assume!(!name.trim().is_empty() && gaps(&before).is_empty() && gaps(&after).is_empty());
            let (before, after) = (before.replace(['{', '}'], ""), after.replace(['{', '}'], ""));
            let filled = fill_subject(&format!("{before}{{{{patient_name}}}}{after}"), &named(&name));
            prop_assert!(filled.starts_with(&before) && filled.ends_with(&after));
            prop_assert!(gaps(&filled).is_empty());
        }

        #[test]
        fn any_text_is_cut_into_pieces_that_make_it_up_again(text in "([{}<>a-z _]|today){0,60}") {
            let filled = fill_subject(&text, &Values::default());
            prop_assert_eq!(filled.replace(' ', ""), text.replace(' ', ""));
        }
    }
}
