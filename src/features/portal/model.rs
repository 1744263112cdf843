//! The rules of signing in from a notification (M51-M53, M55, M58). No I/O.

use crate::features::patients::{Channel, Recipient, USUAL_KINDS};
use crate::features::settings::PortalSettings;
use crate::platform::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::platform::web::Refusal;

/// Digits of a passcode.
pub(super) const CODE_DIGITS: usize = 6;
/// Tries that a browser has with one link; another passcode does not add any.
pub(super) const TRIES: i64 = 5;
/// From the first passcode on, the tries of a browser with one link are counted for this long.
pub(super) const TRIES_MS: i64 = DAY;
/// Failed sign-ins within [`FAILURES_MS`] after which a patient's sign-in rests until staff re-arm it.
pub(super) const FAILURES: usize = 10;
/// The time within which failures add up.
pub(super) const FAILURES_MS: i64 = DAY;
/// The same with an identifier (M51's second form), which can be guessed at without a passcode being sent.
pub(super) const FAILURES_WITH_IDENTIFIER: usize = 5;
/// The pause between two passcodes.
pub(super) const RESEND_MS: i64 = 30 * SECOND;

/// How often something may be done: a counter's name, its window and its limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Often {
    pub(super) of: &'static str,
    pub(super) window_ms: i64,
    pub(super) per_link: i64,
    pub(super) per_network: i64,
    pub(super) per_clinic: i64,
    pub(super) in_all: i64,
}

/// Passcodes sent.
pub(super) const SENDS: Often = Often {
    of: "passcode",
    window_ms: 60 * MINUTE,
    per_link: 8,
    per_network: 400,
    per_clinic: 2_000,
    in_all: 20_000,
};

/// Sign-ins tried.
pub(super) const ATTEMPTS: Often = Often {
    of: "sign-in",
    window_ms: 10 * MINUTE,
    per_link: 60,
    per_network: 600,
    per_clinic: 3_000,
    in_all: 30_000,
};

/// The six digits of what was typed: spaces and dashes are nothing.
pub fn code(typed: &str) -> Result<String, Refusal> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.'))
        .collect();
    if digits.is_empty() {
        Err(Refusal::field("code", "code_missing"))
    } else if digits.len() == CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Refusal::field("code", "code_shape"))
    }
}

/// Whether an identifier of `kind` is taken for signing in: the usual kinds always (M51), others with M53.
pub(super) fn takes_identifier(settings: &PortalSettings, kind: &str) -> bool {
    settings.extra_identifications || USUAL_KINDS.iter().any(|(usual, _)| *usual == kind)
}

/// Where the passcode goes: as asked for where there is an address, else by the other channel than the notice's,
/// else by the only one there is.
pub(super) fn destination(
    person: &Recipient,
    notice: Option<Channel>,
    wish: Option<Channel>,
) -> Option<(Channel, &str)> {
    let notice = notice.or_else(|| person.contact().map(|(channel, _)| channel))?;
    [wish, Some(other(notice)), Some(notice)]
        .into_iter()
        .flatten()
        .find_map(|channel| address(person, channel).map(|address| (channel, address)))
}

/// The other channel.
pub(super) fn other(channel: Channel) -> Channel {
    match channel {
        Channel::Email => Channel::Text,
        Channel::Text => Channel::Email,
    }
}

/// The person's address on a channel.
pub(super) fn address(person: &Recipient, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => person.email.as_deref(),
        Channel::Text => person.mobile.as_deref(),
    }
    .filter(|address| !address.is_empty())
}

/// Enough of an address to recognise one's own, too little to learn it: `s•••@example.org`, `•••23`.
pub fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            let first: String = local.chars().take(1).collect();
            format!("{first}•••@{domain}")
        }
        Channel::Text => {
            let digits = crate::platform::text::digits(address);
            format!("•••{}", &digits[digits.len().saturating_sub(2)..])
        }
    }
}

/// Whether sign-in rests: the newest `max` failures that nobody has cleared, newest first in `at`, lie within a day.
/// While it rests no failure is added, so it rests until staff re-arm it.
pub(super) fn rests(at: &[Timestamp], max: usize) -> bool {
    match (at.first(), at.get(max - 1)) {
        (Some(newest), Some(oldest)) => newest.since(*oldest) < FAILURES_MS,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_dashes_in_a_code_are_nothing() {
        for typed in ["123456", " 123 456 ", "123-456", "12\u{2013}34\u{a0}56"] {
            assert_eq!(code(typed), Ok("123456".to_owned()), "{typed}");
        }
        assert_eq!(code(" - ").map_err(|r| r.code), Err("code_missing"));
        for typed in ["12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert_eq!(
                code(typed).map_err(|r| r.code),
                Err("code_shape"),
                "{typed}"
            );
        }
    }

    #[test]
    fn masks_keep_what_one_recognises() {
        assert_eq!(
            masked(Channel::Email, "sam@example.org"),
            "s•••@example.org"
        );
        assert_eq!(
            masked(Channel::Email, "\"a@b\"@example.org"),
            "\"•••@example.org"
        );
        assert_eq!(masked(Channel::Text, "+14165550123"), "•••23");
        assert_eq!(masked(Channel::Text, "7"), "•••7");
    }

    #[test]
    fn ten_failures_within_a_day_rest_for_good() {
        let at = |minutes: &[i64]| {
            minutes
                .iter()
                .map(|m| Timestamp(m * MINUTE))
                .collect::<Vec<_>>()
        };
        let close: Vec<i64> = (0..10).rev().collect();
        assert!(rests(&at(&close), FAILURES));
        assert!(!rests(&at(&close[1..]), FAILURES));
        let mut spread = close;
        spread[0] = 24 * 60;
        assert!(!rests(&at(&spread), FAILURES));
    }
}
