//! The cookies that carry sessions: `__Host-` and `Secure` wherever the public origin is https.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::platform::config::Config;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// A staff member's session.
    Staff,
    /// A portal user's session.
    Portal,
    /// The link a person came by and the browser they came with, before they have signed in.
    Visit,
    /// The language chosen before signing in.
    Language,
    /// The browser that asked for a code to choose a new password, or began with a passkey.
    Recovery,
    /// The browser that registers a patient and has yet to enter the code (M59).
    Registration,
    /// What a staff member can still undo, for as many seconds (M25).
    Undo,
}

impl Cookie {
    fn name(self, config: &Config) -> String {
        let name = match self {
            Cookie::Staff => "carepost-staff",
            Cookie::Portal => "carepost-portal",
            Cookie::Visit => "carepost-visit",
            Cookie::Language => "carepost-language",
            Cookie::Recovery => "carepost-recovery",
            Cookie::Registration => "carepost-registration",
            Cookie::Undo => "carepost-undo",
        };
        // Browsers refuse the prefix without https; plain http is only ever a loopback trial.
        if config.https() {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// The `Set-Cookie` value that stores `value` until the browser closes, or for `max_age` seconds.
    pub fn set(self, config: &Config, value: &str, max_age: Option<i64>) -> String {
        let same_site = if matches!(self, Cookie::Staff | Cookie::Undo) {
            "Strict"
        } else {
            "Lax"
        };
        let secure = if config.https() { "; Secure" } else { "" };
        let age = max_age
            .map(|s| format!("; Max-Age={s}"))
            .unwrap_or_default();
        format!(
            "{}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{age}",
            self.name(config)
        )
    }

    /// The `Set-Cookie` value that removes the cookie.
    pub fn clear(self, config: &Config) -> String {
        self.set(config, "", Some(0))
    }

    /// The cookie's value in a request.
    pub fn read(self, config: &Config, headers: &HeaderMap) -> Option<String> {
        let name = self.name(config);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|h| h.to_str().ok())
            .flat_map(|h| h.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(n, v)| *n == name && !v.is_empty())
            .map(|(_, v)| v.to_owned())
    }
}
