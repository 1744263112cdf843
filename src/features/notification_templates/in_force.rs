//! What is in force when something is sent, and writing it out.

use super::fields::{self, Field, Values};
use super::model::{Key, Wording};
use super::store;
use crate::features::patients::Channel;
use crate::platform::i18n::Tr;
use crate::platform::ids::ClinicId;
use crate::platform::outcome::one_line;

/// As much of an email's text as a locked telephone shows, in characters.
const LOCK_SCREEN_CHARS: usize = 120;

/// The text that holds for one event, channel and language at a clinic.
#[derive(Debug, Clone)]
pub struct InForce {
    clinic: ClinicId,
    key: Key,
    /// The clinic's own text; none where the default holds.
    own: Option<Wording>,
}

/// What is sent: a text message has no subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject of an email.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The text that holds now.
///
/// # Errors
/// Only what the database answers.
pub fn in_force(tx: &mut db::Tx<'_>, clinic: ClinicId, key: Key) -> Result<InForce, db::Error> {
    let own = store::newest(tx, clinic, key)?.and_then(|(_, own)| own);
    Ok(InForce { clinic, key, own })
}

impl InForce {
    /// The text with its fields filled in. Where the clinic's own can't be used, the default is sent in its place, and the
    /// log says so: without a word of it, since it may be anything.
    pub fn write(&self, values: &Values, tr: &Tr) -> Written {
        if let Some(why) = self.why_unusable() {
            tracing::warn!(
                clinic = %self.clinic, event = self.key.event.code(), channel = self.key.channel.code(),
                language = self.key.language, why,
                "a notification template can't be used; the default text is sent"
            );
        }
        self.filled(values, tr)
    }

    /// What a telephone shows of it while it is locked: a text as it is sent, an email's subject and the beginning of its
    /// text (M27).
    pub fn lock_screen(&self, values: &Values, tr: &Tr) -> String {
        lock_screen(self.key.channel, &self.filled(values, tr))
    }

    /// The code of what keeps the clinic's own text from being used.
    fn why_unusable(&self) -> Option<&'static str> {
        let refusals = self.own.as_ref()?.checked(self.key).err()?;
        refusals.first().map(|refusal| refusal.code)
    }

    fn filled(&self, values: &Values, tr: &Tr) -> Written {
        let own = self.own.as_ref();
        let wording = own.and_then(|own| own.checked(self.key).ok());
        let wording = wording.unwrap_or_else(|| Wording::default_of(self.key, tr));
        written(&wording, values)
    }
}

/// A wording with its fields filled in.
pub(super) fn written(wording: &Wording, values: &Values) -> Written {
    Written {
        subject: fields::fill(&wording.subject, values),
        text: fields::fill(&wording.body, values),
    }
}

/// What a locked telephone shows.
pub(super) fn lock_screen(channel: Channel, written: &Written) -> String {
    match channel {
        Channel::Text => written.text.clone(),
        Channel::Email => {
            let text = one_line(&written.text, usize::MAX);
            let mut begins: String = text.chars().take(LOCK_SCREEN_CHARS).collect();
            if begins.len() < text.len() {
                begins.push('…');
            }
            format!("{} – {begins}", written.subject)
        }
    }
}

/// The last line of a text with a code: it lets a telephone offer the code on this host's pages, and on no others.
pub fn code_ending(host: &str, values: &Values) -> String {
    format!("\n\n@{host} #{}", values.get(Field::Code))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::features::notification_templates::model::NoticeEvent;
    use crate::platform::i18n::Catalog;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn m44_a_broken_text_gives_way_to_the_default_and_the_log_says_so_without_its_words() {
        let broken = InForce {
            clinic: ClinicId::from_uuid(uuid::Uuid::from_u128(7)),
            key: Key::new(NoticeEvent::Message, Channel::Text, "en"),
            own: Some(Wording {
                subject: String::new(),
                body: "Zebrafish {{diagnosis}} {{link}}".to_owned(),
            }),
        };
        let tr = Arc::new(Catalog::built_in().unwrap()).speak("en", "UTC");
        let values = Values::of(("Riverside", "1"), ("Quokka", "")).with(Field::Link, "L");
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let written = tracing::subscriber::with_default(subscriber, || broken.write(&values, &tr));
        assert_eq!(written.text, "New message from Riverside: L");
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(
            log.contains("notice_field_unknown") && log.contains("language=\"en\""),
            "{log}"
        );
        for secret in ["Zebrafish", "diagnosis", "Quokka"] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    }
}
