//! The rules of accounts: logins, limits, how long one stays. No I/O.

use crate::features::patients::Channel;
use crate::platform::auth::sessions::{self, Limits};
use crate::platform::env::Env;
use crate::platform::limits::{self, Limit};
use crate::platform::text;
use crate::platform::time::{DAY, HOUR, MINUTE, Timestamp};
use crate::platform::web::{Network, Refusal};

/// Longest login, in characters.
const LOGIN_CHARS: usize = 254;
/// Tries of a recovery code.
pub(super) const TRIES: i64 = 5;
/// How long after the code a new password may be chosen.
pub(super) const PROVEN_MS: i64 = 15 * MINUTE;

/// A login as it is compared: an address in small letters, or the digits of a number with its country.
pub(in crate::features::portal) fn login(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Refusal::field("login", "login_missing"));
    }
    if typed.chars().count() > LOGIN_CHARS {
        return Err(Refusal::field("login", "login_shape"));
    }
    if let Some((local, domain)) = typed.rsplit_once('@') {
        let plain = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        if plain(local) && plain(domain) && !typed.chars().any(char::is_control) {
            return Ok(typed.to_lowercase());
        }
        return Err(Refusal::field("login", "login_shape"));
    }
    let digits = text::digits(typed);
    let stray = typed.chars().any(|c| {
        !(c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-' | '.' | '(' | ')'))
    });
    match digits.len() {
        _ if stray => Err(Refusal::field("login", "login_shape")),
        // North American numbers are written with and without their country.
        10 => Ok(format!("1{digits}")),
        8..=15 => Ok(digits),
        _ => Err(Refusal::field("login", "login_shape")),
    }
}

/// The channel that a login is an address of.
pub(super) fn channel_of(login: &str) -> Channel {
    if login.contains('@') {
        Channel::Email
    } else {
        Channel::Text
    }
}

/// How long a session of an account lasts: the clinic may let a browser stay signed in for some days.
pub(super) fn lasting(stay: bool, stay_days: i64) -> Limits {
    if stay && stay_days > 0 {
        Limits {
            idle_ms: stay_days * DAY,
            absolute_ms: stay_days * DAY,
        }
    } else {
        sessions::PORTAL_ACCOUNT
    }
}

/// Counters that one attempt goes through: name, window in milliseconds, attempts allowed.
pub(super) struct Attempts(Vec<(String, i64, i64)>);

impl Attempts {
    /// A password: 10 for a login or link in a quarter of an hour and 50 in a day; 60 from a network, 3,000 in all.
    pub(super) fn password(env: &Env, of: &str, network: &Network) -> Attempts {
        Attempts(vec![
            (limits::bucket(env, "account-password", of), 15 * MINUTE, 10),
            (limits::bucket(env, "account-password-day", of), DAY, 50),
            (
                limits::bucket(env, "account-network", network.as_str()),
                15 * MINUTE,
                60,
            ),
            ("account-everywhere".to_owned(), 15 * MINUTE, 3_000),
        ])
    }

    /// A passkey, from a network: 200 in a quarter of an hour. There is nothing to guess; it costs us work.
    pub(super) fn passkey(env: &Env, network: &Network) -> Attempts {
        let network = limits::bucket(env, "passkey-network", network.as_str());
        Attempts(vec![
            (network, 15 * MINUTE, 200),
            ("passkey-everywhere".to_owned(), 15 * MINUTE, 20_000),
        ])
    }

    /// A code asked for: 5 for a login or link in an hour, 30 from a network, 2,000 in all.
    pub(super) fn recovery(env: &Env, of: &str, network: &Network) -> Attempts {
        Attempts(vec![
            (limits::bucket(env, "recovery", of), HOUR, 5),
            (
                limits::bucket(env, "recovery-network", network.as_str()),
                HOUR,
                30,
            ),
            ("recovery-everywhere".to_owned(), HOUR, 2_000),
        ])
    }

    /// A code tried, from a network: 100 in an hour.
    pub(super) fn code(env: &Env, network: &Network) -> Attempts {
        Attempts(vec![(
            limits::bucket(env, "recovery-try", network.as_str()),
            HOUR,
            100,
        )])
    }

    /// Counts the attempt.
    pub(super) fn count(&self, tx: &mut db::Tx<'_>, now: Timestamp) -> Result<Limit, db::Error> {
        let mut kept = Limit::Within;
        for (bucket, window, max) in &self.0 {
            kept = kept.or(limits::hit(tx, bucket, *window, *max, now)?);
        }
        Ok(kept)
    }

    /// Takes the count back: it was no guess.
    pub(super) fn was_right(&self, tx: &mut db::Tx<'_>, now: Timestamp) -> Result<(), db::Error> {
        for (bucket, window, _) in &self.0 {
            limits::give_back(tx, bucket, *window, now)?;
        }
        Ok(())
    }
}

/// Whole minutes of a wait, at least 1.
pub(super) fn minutes(wait_ms: i64) -> i64 {
    (wait_ms + MINUTE - 1).div_euclid(MINUTE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_an_address_or_a_number() {
        for (typed, read) in [
            (" Sam.Lee@Mail.Example ", "sam.lee@mail.example"),
            ("+1 (416) 555-0123", "14165550123"),
            ("416 555 0123", "14165550123"),
            ("+33 6 12 34 56 78", "33612345678"),
        ] {
            assert_eq!(login(typed), Ok(read.to_owned()), "{typed}");
        }
        assert_eq!(login(" ").map_err(|r| r.code), Err("login_missing"));
        for typed in [
            "sam",
            "sam lee@x.example",
            "@x",
            "x@",
            "555 0123",
            "555x0123456",
        ] {
            assert_eq!(
                login(typed).map_err(|r| r.code),
                Err("login_shape"),
                "{typed}"
            );
        }
    }

    #[test]
    fn one_stays_only_where_the_clinic_lets_one() {
        assert_eq!(lasting(true, 30).absolute_ms, 30 * DAY);
        for (stay, days) in [(true, 0), (false, 30), (false, 0)] {
            assert_eq!(lasting(stay, days).absolute_ms, 12 * HOUR);
        }
    }
}
