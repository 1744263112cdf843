//! How handing a message to somebody else's system ended. Mail and texts speak of it alike, so that
//! the queue decides about retries in one place.

use serde::Serialize;

/// Longest reason that is kept, in characters.
const REASON_CHARS: usize = 200;

/// How one attempt to send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has taken responsibility.
    Sent {
        /// The provider's own name for it, where it gives one.
        provider_id: Option<String>,
    },
    /// It did not go now and may go later: retry with backoff.
    TransientFailure(Failure),
    /// It will never go to this address: tell the sender.
    PermanentFailure(Failure),
}

/// What went wrong, for the sender to see and for the queue to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// A stable code: `smtp-550`, `connection`, `tls`, `timeout`, `address`, `texts-21211` ...
    pub code: String,
    /// The other side's words, on one line, cut at 200 characters. May name the address: it is
    /// shown to staff and never logged.
    pub reason: String,
    /// The other side may have taken it although it did not say so. A retry can then deliver it
    /// twice; where the provider honours the stable id, it does not.
    pub in_doubt: bool,
}

impl Failure {
    /// A failure of which it is certain that nothing was delivered.
    pub fn new(code: impl Into<String>, reason: impl AsRef<str>) -> Failure {
        Failure {
            code: code.into(),
            reason: one_line(reason.as_ref(), REASON_CHARS),
            in_doubt: false,
        }
    }

    /// The same failure, but the message may have been taken.
    pub fn in_doubt(self) -> Failure {
        Failure {
            in_doubt: true,
            ..self
        }
    }
}

/// `text` on one line: runs of white space and control characters become one space, marks that turn
/// the reading direction go, at most `max` characters stay.
pub fn one_line(text: &str, max: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_direction_mark(*c))
        .collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.chars().take(max).collect()
}

/// Marks that are invisible and reorder or hide what stands beside them.
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_one_short_line() {
        let failure = Failure::new("smtp-550", "5.1.1 no such\r\n user\u{202E} here\u{0}");
        assert_eq!(failure.reason, "5.1.1 no such user here");
        assert_eq!(Failure::new("x", "a".repeat(999)).reason.len(), 200);
    }
}
