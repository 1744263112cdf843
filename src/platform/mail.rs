//! Email out of the house: what is sent, and the edge through which it goes.
//!
//! A [`Letter`] goes to exactly one address. Its Message-ID comes from the caller, so that a retry
//! is recognisably the same letter.

pub mod receiver;
mod recording;
pub mod returned;
mod smtp;

use futures::future::BoxFuture;

use super::outcome::{Failure, Outcome, one_line};
use super::time::Timestamp;

pub use recording::RecordingMail;
pub use smtp::{Smtp, SmtpOptions, SmtpSetupError};

/// Longest name and subject that are sent, in characters.
const HEADER_CHARS: usize = 180;

/// Sends letters. The real one speaks SMTP; tests record, the demo fills a mailbox page.
pub trait Mail: Send + Sync + 'static {
    /// Sends one letter and says how that ended. Never panics, never takes longer than the
    /// configured time.
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome>;
}

/// A person or office with an email address.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The name shown, if any.
    pub name: Option<String>,
    /// `local@domain`.
    pub email: String,
}

impl Address {
    /// An address without a name.
    pub fn bare(email: impl Into<String>) -> Address {
        Address {
            name: None,
            email: email.into(),
        }
    }

    /// An address with the name to show.
    pub fn named(name: impl Into<String>, email: impl Into<String>) -> Address {
        Address {
            name: Some(name.into()),
            email: email.into(),
        }
    }
}

/// One email to one address. It has no `Debug`: what it says concerns only its reader.
#[derive(Clone)]
pub struct Letter {
    /// `unique@domain`, without angle brackets; the same on every retry.
    pub message_id: String,
    /// When it was written: the Date header, the same on every retry.
    pub written_at: Timestamp,
    /// Who it is from, as the reader sees it.
    pub from: Address,
    /// The envelope sender, to which bounces go. Defaults to the From address.
    pub bounce_to: Option<String>,
    /// Who gets it.
    pub to: Address,
    /// The subject; one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part, if there is one.
    pub html: Option<String>,
}

/// The host of an origin, without its port.
pub fn host(origin: &str) -> &str {
    let rest = origin.split("://").nth(1).unwrap_or(origin);
    rest.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(rest, |(host, _)| host)
}

/// A name or subject that is safe in a header: one line, without what would be read as an encoded
/// word of somebody else's making.
pub fn header_text(text: &str) -> String {
    let mut line = one_line(text, HEADER_CHARS);
    while line.contains("=?") {
        line = line.replace("=?", "= ?");
    }
    line
}

/// Stands in where no SMTP server is configured: every letter fails for good, and says why.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMail;

impl Mail for NoMail {
    fn send<'a>(&'a self, _letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        let failure = Failure::new("not_configured", "no SMTP server is configured");
        Box::pin(async { Outcome::PermanentFailure(failure) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_without_scheme_and_port() {
        assert_eq!(host("https://m.example.org"), "m.example.org");
        assert_eq!(host("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(host("http://[::1]:8080"), "[::1]");
    }

    #[test]
    fn header_text_is_inert() {
        let text = "Ann\r\nBcc: eve@example.org =?utf-8?q?hidden?= ==??";
        let clean = header_text(text);
        assert_eq!(clean, "Ann Bcc: eve@example.org = ?utf-8?q?hidden?= == ??");
        assert!(!clean.contains("=?") && !clean.contains(['\r', '\n']));
    }
}
