//! The visit: which link a browser came by, kept in a cookie that only Carepost can write.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::platform::auth::cookies::Cookie;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, NotificationLinkId};
use crate::platform::keys::Purpose;

const SECRET_BYTES: usize = 32;
/// Clinic, link, language, secret.
const SIGNED_BYTES: usize = 16 + 16 + 2 + SECRET_BYTES;

/// A browser that came by a link: neither signed in nor trusted with anything.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) clinic: ClinicId,
    pub(super) link: NotificationLinkId,
    /// The code of the person's language, so that no page has to tell whether there is such a person.
    pub(super) language: String,
    browser: [u8; SECRET_BYTES],
}

impl Visit {
    /// The visit of a browser that opens a link; a browser that has been here keeps its secret.
    pub(super) fn begin(
        env: &Env,
        headers: &HeaderMap,
        clinic: ClinicId,
        link: NotificationLinkId,
        language: String,
    ) -> Visit {
        let browser = Visit::read(env, headers).map_or_else(
            || {
                let mut secret = [0; SECRET_BYTES];
                env.random.fill(&mut secret);
                secret
            },
            |before| before.browser,
        );
        Visit {
            clinic,
            link,
            language,
            browser,
        }
    }

    /// The visit of a request; none where the cookie is missing or not ours.
    pub(super) fn read(env: &Env, headers: &HeaderMap) -> Option<Visit> {
        let cookie = Cookie::Visit.read(&env.config, headers)?;
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let (signed, tag) = bytes.split_at_checked(SIGNED_BYTES)?;
        if !env.keys.site(Purpose::Cookies).verify(signed, tag) {
            return None;
        }
        Some(Visit {
            clinic: uuid::Uuid::from_slice(&signed[..16]).ok()?.into(),
            link: uuid::Uuid::from_slice(&signed[16..32]).ok()?.into(),
            language: std::str::from_utf8(&signed[32..34]).ok()?.to_owned(),
            browser: signed[34..].try_into().ok()?,
        })
    }

    /// The `Set-Cookie` value, until the browser closes.
    pub(super) fn cookie(&self, env: &Env) -> String {
        let mut bytes = Vec::with_capacity(SIGNED_BYTES + 32);
        bytes.extend_from_slice(self.clinic.uuid().as_bytes());
        bytes.extend_from_slice(self.link.uuid().as_bytes());
        let mut language = [b' '; 2];
        for (to, from) in language.iter_mut().zip(self.language.bytes()) {
            *to = from;
        }
        bytes.extend_from_slice(&language);
        bytes.extend_from_slice(&self.browser);
        let tag = env.keys.site(Purpose::Cookies).hash(&bytes);
        bytes.extend_from_slice(&tag);
        Cookie::Visit.set(&env.config, &URL_SAFE_NO_PAD.encode(bytes), None)
    }

    /// What the database keeps of the browser's secret.
    pub(super) fn browser_hash(&self, env: &Env) -> Vec<u8> {
        env.keys.hash_token(Purpose::Tokens, &self.browser).to_vec()
    }

    /// The keyed hash of a passcode, bound to the link and the browser.
    pub(super) fn code_hash(&self, env: &Env, code: &str) -> [u8; 32] {
        env.keys
            .clinic(self.clinic.uuid(), Purpose::Passcodes)
            .hash_all(&[self.link.uuid().as_bytes(), &self.browser, code.as_bytes()])
    }
}
