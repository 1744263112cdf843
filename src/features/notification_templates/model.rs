//! Which templates there are, what they say, and what can be taken. No I/O.

use super::fields::{self, Field, Wrong};
use crate::features::patients::Channel;
use crate::platform::codes::codes;
use crate::platform::i18n::{LANGUAGES, Tr, language_for};
use crate::platform::outcome::{is_direction_mark, one_line};
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest subject, in characters, before its fields are filled in.
pub(super) const SUBJECT_CHARS: usize = 120;
/// Longest text of an email, in characters.
pub(super) const EMAIL_CHARS: usize = 4_000;
/// Longest text message, in characters: more is no text message any more.
pub(super) const TEXT_CHARS: usize = 600;

codes! {
    /// What somebody is told of.
    NoticeEvent {
        /// A message waits (M49).
        Message = "message",
        /// Several messages wait (M49).
        Messages = "messages",
        /// The answer to a message is overdue (M39).
        Overdue = "overdue",
        /// The passcode that was asked for (M51).
        Passcode = "passcode",
        /// The code for a new password.
        RecoveryCode = "recovery_code",
        /// A code that proves another address of the person's (M67).
        ContactCode = "contact_code",
        /// The password of the account was changed.
        PasswordChanged = "password_changed",
        /// A passkey was added to the account.
        PasskeyAdded = "passkey_added",
        /// An address of the person's was changed (M67).
        ContactChanged = "contact_changed",
        /// For whom the person may read has changed, or what they asked about it is answered (M67).
        AccessChanged = "access_changed",
        /// The person was taken as a patient after registering (M59).
        Registered = "registered",
        /// The person who registered was not taken as a patient (M59).
        RegistrationRefused = "registration_refused",
    }
}

impl NoticeEvent {
    /// All of them, in the order of the page.
    pub const ALL: &'static [NoticeEvent] = &[
        NoticeEvent::Message,
        NoticeEvent::Messages,
        NoticeEvent::Overdue,
        NoticeEvent::Passcode,
        NoticeEvent::RecoveryCode,
        NoticeEvent::ContactCode,
        NoticeEvent::PasswordChanged,
        NoticeEvent::PasskeyAdded,
        NoticeEvent::ContactChanged,
        NoticeEvent::AccessChanged,
        NoticeEvent::Registered,
        NoticeEvent::RegistrationRefused,
    ];
}

/// Which template: there is one for each event, channel and language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// What somebody is told of.
    pub event: NoticeEvent,
    /// How.
    pub channel: Channel,
    /// In which language.
    pub language: &'static str,
}

impl Key {
    /// The template for somebody who reads `language`.
    pub fn new(event: NoticeEvent, channel: Channel, language: &str) -> Key {
        Key {
            event,
            channel,
            language: language_for(language),
        }
    }

    /// All of them, in the order of the page.
    pub(super) fn all() -> impl Iterator<Item = Key> {
        let channels = [Channel::Email, Channel::Text];
        NoticeEvent::ALL.iter().flat_map(move |event| {
            channels.into_iter().flat_map(move |channel| {
                LANGUAGES.iter().map(move |(language, ..)| Key {
                    event: *event,
                    channel,
                    language,
                })
            })
        })
    }
}

/// What a template says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The subject of an email; a text message has none.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl Wording {
    /// The catalogue's wording, in the language of the key.
    pub fn default_of(key: Key, tr: &Tr) -> Wording {
        let tr = tr.in_language(key.language);
        let markers: Vec<_> = key
            .event
            .fields()
            .iter()
            .map(|field| (field.code(), field.marker()))
            .collect();
        let event = key.event.code().replace('_', "-");
        let words = |key: String| tr.with(&key, &markers);
        match key.channel {
            Channel::Email => Wording {
                subject: words(format!("notice-subject-{event}")),
                body: words(format!("notice-email-{event}")),
            },
            Channel::Text => Wording {
                subject: String::new(),
                body: words(format!("notice-text-{event}")),
            },
        }
    }

    /// The wording as it would be kept: the subject on one line, the text without what nobody sees.
    pub(super) fn tidied(&self, channel: Channel) -> Wording {
        Wording {
            subject: match channel {
                Channel::Email => one_line(&self.subject, usize::MAX),
                Channel::Text => String::new(),
            },
            body: tidy(&self.body),
        }
    }

    /// The wording as it is kept, or everything that is in the way.
    pub(super) fn checked(&self, key: Key) -> Result<Wording, Vec<Refusal>> {
        let kept = self.tidied(key.channel);
        let mut refusals = Vec::new();
        if key.channel == Channel::Email {
            if kept.subject.is_empty() {
                refusals.push(Refusal::field("subject", "notice_subject_missing"));
            }
            refusals.extend(too_long("subject", &kept.subject, SUBJECT_CHARS));
            let allowed = key.event.subject_fields();
            refusals.extend(wrong_fields("subject", &kept.subject, allowed));
        }
        let max = match key.channel {
            Channel::Email => EMAIL_CHARS,
            Channel::Text => TEXT_CHARS,
        };
        if kept.body.is_empty() {
            refusals.push(Refusal::field("body", "notice_text_missing"));
        } else if let Some(refusal) = wrong_fields("body", &kept.body, key.event.fields()) {
            refusals.push(refusal);
        } else if let Some(needed) = missing(key.event, &kept.body) {
            let refusal = Refusal::field("body", "notice_field_needed");
            refusals.push(refusal.with("field", needed.marker()));
        }
        refusals.extend(too_long("body", &kept.body, max));
        if refusals.is_empty() {
            Ok(kept)
        } else {
            Err(refusals)
        }
    }
}

fn missing(event: NoticeEvent, body: &str) -> Option<Field> {
    event.needs().filter(|needed| !fields::has(body, *needed))
}

fn too_long(field: &'static str, words: &str, max: usize) -> Option<Refusal> {
    let long = words.chars().count() > max;
    long.then(|| Refusal::field(field, "notice_text_long").with("max", max))
}

fn wrong_fields(field: &'static str, words: &str, allowed: &[Field]) -> Option<Refusal> {
    Some(match fields::wrong(words, allowed)? {
        Wrong::Open => Refusal::field(field, "notice_field_open"),
        Wrong::Unknown(name) => {
            let named: Vec<String> = allowed.iter().map(|field| field.marker()).collect();
            Refusal::field(field, "notice_field_unknown")
                .with("field", text::shorten(&text::without_controls(&name), 60))
                .with("fields", named.join(", "))
        }
    })
}

/// A text as it is kept: lines that end in one way, without marks that nobody sees and without space around it.
fn tidy(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let seen = |c: &char| *c == '\n' || !(c.is_control() || is_direction_mark(*c));
    lines
        .chars()
        .filter(seen)
        .collect::<String>()
        .trim()
        .to_owned()
}

db::row! {
    /// One version of a template, with who saved it.
    #[derive(Debug, Clone)]
    pub(super) struct Version {
        /// Counted from 1.
        pub version: i64,
        /// The subject of an email; none where the default text holds from this version on.
        pub subject: Option<String>,
        /// The text; none where the default text holds from this version on.
        pub body: Option<String>,
        /// The name of who saved it.
        pub saved_by_name: String,
        /// When.
        pub saved_at: Timestamp,
    }
}

db::row! {
    /// The newest version of one template: whether the clinic's own text holds, and since when.
    #[derive(Debug, Clone)]
    pub(super) struct Current {
        /// What somebody is told of.
        pub event: NoticeEvent,
        /// How.
        pub channel: Channel,
        /// In which language.
        pub language: String,
        /// The subject of an email.
        pub subject: Option<String>,
        /// The text; none where the default text holds again.
        pub body: Option<String>,
        /// The name of who saved it.
        pub saved_by_name: String,
        /// When.
        pub saved_at: Timestamp,
    }
}

impl Version {
    /// What it says; none where the default text holds.
    pub(super) fn wording(&self) -> Option<Wording> {
        Some(Wording {
            subject: self.subject.clone().unwrap_or_default(),
            body: self.body.clone()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(
        event: NoticeEvent,
        channel: Channel,
        subject: &str,
        body: &str,
    ) -> Vec<&'static str> {
        let wording = Wording {
            subject: subject.to_owned(),
            body: body.to_owned(),
        };
        let checked = wording.checked(Key::new(event, channel, "en"));
        checked.map_or_else(|why| why.iter().map(|r| r.code).collect(), |_| Vec::new())
    }

    #[test]
    fn m44_what_is_refused_and_why() {
        use Channel::{Email, Text};
        use NoticeEvent::{Message, Passcode, PasswordChanged};
        let none: [&str; 0] = [];
        let cases: &[(NoticeEvent, Channel, &str, &str, &[&str])] = &[
            (Message, Text, "", "Hi {{given_name}}: {{link}}", &none),
            (Message, Text, "", "Hi", &["notice_field_needed"]),
            (
                Message,
                Text,
                "",
                "\u{200b} \r\n ",
                &["notice_text_missing"],
            ),
            (
                Message,
                Text,
                "",
                "{{link}} {{body}}",
                &["notice_field_unknown"],
            ),
            (
                Message,
                Text,
                "",
                "{{link}} {{code}}",
                &["notice_field_unknown"],
            ),
            (Message, Text, "", "{{link}} {{", &["notice_field_open"]),
            (
                Message,
                Email,
                "{{link}}",
                "{{link}}",
                &["notice_field_unknown"],
            ),
            (Message, Email, "", "{{link}}", &["notice_subject_missing"]),
            (
                Passcode,
                Email,
                "{{code}}",
                "{{code}}",
                &["notice_field_unknown"],
            ),
            (
                Passcode,
                Text,
                "",
                "{{code_minutes}}",
                &["notice_field_needed"],
            ),
            (PasswordChanged, Text, "", "It was changed", &none),
        ];
        for (event, channel, subject, body, codes) in cases {
            assert_eq!(refused(*event, *channel, subject, body), *codes, "{body}");
        }
        let long = format!("{{{{link}}}}{}", "x".repeat(TEXT_CHARS));
        assert_eq!(refused(Message, Text, "", &long), ["notice_text_long"]);
    }

    #[test]
    fn every_default_text_can_be_used_and_is_short() {
        let catalog = std::sync::Arc::new(crate::platform::i18n::Catalog::built_in().unwrap());
        let tr = catalog.speak("en", "UTC");
        assert_eq!(Key::all().count(), 48);
        for key in Key::all() {
            let wording = Wording::default_of(key, &tr);
            assert_eq!(wording.checked(key), Ok(wording.clone()), "{key:?}");
            let beyond = crate::platform::texts::segments::beyond_gsm7(&wording.body);
            assert!(
                key.channel == Channel::Email || beyond.is_empty(),
                "{key:?}: {beyond:?}"
            );
        }
    }
}
