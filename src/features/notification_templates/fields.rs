//! The fields of notification templates: a fixed list, of which none says what a message is about (M44). No I/O.

use std::collections::BTreeMap;

use super::model::NoticeEvent;
use crate::platform::codes::codes;
use crate::platform::merge::{Piece, pieces};
use crate::platform::outcome::one_line;

/// Longest given name that is written out, in units of UTF-16: what a text counts it as at most.
pub(super) const NAME_UNITS: usize = 30;

/// Longest other value, in characters.
const VALUE_CHARS: usize = 80;

codes! {
    /// What a notification template may ask for.
    Field {
        /// The clinic's name.
        ClinicName = "clinic_name",
        /// The clinic's telephone number.
        ClinicPhone = "clinic_phone",
        /// The given name of the person who is told.
        GivenName = "given_name",
        /// How many messages wait.
        Count = "count",
        /// The link to the message.
        Link = "link",
        /// The day on which the link stops working.
        LinkUntil = "link_until",
        /// The code, six digits.
        Code = "code",
        /// The minutes for which the code works.
        CodeMinutes = "code_minutes",
    }
}

/// The fields of a subject, and of what tells no more than that something has changed.
const PLAIN: &[Field] = &[Field::ClinicName, Field::ClinicPhone, Field::GivenName];

impl Field {
    /// How the field is written in a template: `{{link}}`.
    pub fn marker(self) -> String {
        format!("{{{{{}}}}}", self.code())
    }
}

impl NoticeEvent {
    /// The fields that its text may have, in the order they are offered.
    pub fn fields(self) -> &'static [Field] {
        match self {
            NoticeEvent::Message | NoticeEvent::Overdue => &[
                Field::Link,
                Field::LinkUntil,
                Field::ClinicName,
                Field::ClinicPhone,
                Field::GivenName,
            ],
            NoticeEvent::Messages => &[
                Field::Count,
                Field::Link,
                Field::LinkUntil,
                Field::ClinicName,
                Field::ClinicPhone,
                Field::GivenName,
            ],
            NoticeEvent::Passcode | NoticeEvent::RecoveryCode => &[
                Field::Code,
                Field::CodeMinutes,
                Field::ClinicName,
                Field::ClinicPhone,
                Field::GivenName,
            ],
            // The address is not known to be theirs yet: it is told no name.
            NoticeEvent::ContactCode => &[
                Field::Code,
                Field::CodeMinutes,
                Field::ClinicName,
                Field::ClinicPhone,
            ],
            NoticeEvent::PasswordChanged
            | NoticeEvent::PasskeyAdded
            | NoticeEvent::ContactChanged
            | NoticeEvent::AccessChanged
            | NoticeEvent::Registered
            | NoticeEvent::RegistrationRefused => PLAIN,
        }
    }

    /// The fields that its subject may have: a locked telephone shows neither link nor code.
    pub fn subject_fields(self) -> &'static [Field] {
        match self {
            NoticeEvent::ContactCode => &[Field::ClinicName, Field::ClinicPhone],
            NoticeEvent::Messages => &[
                Field::Count,
                Field::ClinicName,
                Field::ClinicPhone,
                Field::GivenName,
            ],
            _ => PLAIN,
        }
    }

    /// The field without which its text is of no use.
    pub fn needs(self) -> Option<Field> {
        match self {
            NoticeEvent::Message | NoticeEvent::Messages | NoticeEvent::Overdue => {
                Some(Field::Link)
            }
            NoticeEvent::Passcode | NoticeEvent::RecoveryCode | NoticeEvent::ContactCode => {
                Some(Field::Code)
            }
            NoticeEvent::PasswordChanged
            | NoticeEvent::PasskeyAdded
            | NoticeEvent::ContactChanged
            | NoticeEvent::AccessChanged
            | NoticeEvent::Registered
            | NoticeEvent::RegistrationRefused => None,
        }
    }
}

/// What the fields stand for in one notification. It has no `Debug`: a code may be among them.
#[derive(Clone, Default)]
pub struct Values(BTreeMap<Field, String>);

impl Values {
    /// What every notification knows: the clinic's name and telephone number, and the given name of the person who is told.
    /// Who has one name only is called by it.
    pub fn of((clinic, phone): (&str, &str), (given, family): (&str, &str)) -> Values {
        let name = if given.trim().is_empty() {
            family
        } else {
            given
        };
        Values::default()
            .with(Field::ClinicName, clinic)
            .with(Field::ClinicPhone, phone)
            .with(Field::GivenName, name)
    }

    /// With a field's value: on one line and of bounded length, so that no name bends what is sent.
    #[must_use]
    pub fn with(mut self, field: Field, value: &str) -> Values {
        let value = match field {
            Field::Link => value.to_owned(),
            Field::GivenName => cut(&one_line(value, VALUE_CHARS)),
            _ => one_line(value, VALUE_CHARS),
        };
        self.0.insert(field, value);
        self
    }

    /// A field's value; empty where it has none.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }
}

/// The beginning of a name, cut where a character ends.
fn cut(name: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= NAME_UNITS
    };
    name.chars().take_while(fits).collect::<String>()
}

/// What is wrong with the fields of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// There is no such field here.
    Unknown(String),
    /// `{{` without `}}`.
    Open,
}

/// The first thing that is wrong with the fields of a text that may have `allowed` ones.
pub(super) fn wrong(text: &str, allowed: &[Field]) -> Option<Wrong> {
    pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Open(_) => Some(Wrong::Open),
        Piece::Field { name, whole } => Field::from_code(name)
            .is_none_or(|field| !allowed.contains(&field))
            .then(|| Wrong::Unknown(whole.to_owned())),
    })
}

/// Whether a text has a field.
pub(super) fn has(text: &str, field: Field) -> bool {
    let named = |piece| matches!(piece, Piece::Field { name, .. } if name == field.code());
    pieces(text).into_iter().any(named)
}

/// A text with its fields filled in, in one pass: what a value says is words. What is no field stays as it is written.
pub(super) fn fill(text: &str, values: &Values) -> String {
    let filled = |piece| match piece {
        Piece::Words(words) | Piece::Open(words) => words,
        Piece::Field { name, whole } => Field::from_code(name).map_or(whole, |f| values.get(f)),
    };
    pieces(text).into_iter().map(filled).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn m44_only_fields_of_the_fixed_list() {
        let fields = NoticeEvent::Message.fields();
        assert_eq!(wrong("{{clinic_name}}: {{ link }} } {x}", fields), None);
        for unknown in ["{{subject}}", "{{body}}", "{{code}}", "{{7*7}}", "{{}}"] {
            let found = wrong(&format!("Hello {unknown}"), fields);
            assert_eq!(found, Some(Wrong::Unknown(unknown.to_owned())));
        }
        assert_eq!(wrong("{{link}", fields), Some(Wrong::Open));
    }

    #[test]
    fn what_a_value_says_is_words_on_one_line() {
        let clinic = ("A\r\nBcc: {{link}}", "1");
        let values = Values::of(clinic, ("\u{202e}Ann", "Lee")).with(Field::Link, "L");
        let filled = fill("{{clinic_name}} {{given_name}} {{ link }}{{x}}", &values);
        assert_eq!(filled, "A Bcc: {{link}} Ann L{{x}}");
    }

    proptest! {
        #[test]
        fn a_name_is_never_longer_than_it_is_counted(name in "\\PC{0,60}") {
            let values = Values::of(("", ""), ("", &name));
            prop_assert!(values.get(Field::GivenName).encode_utf16().count() <= NAME_UNITS);
        }
    }
}
