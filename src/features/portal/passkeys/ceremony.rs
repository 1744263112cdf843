//! Challenges: given out to a browser, used once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use super::store;
use crate::platform::config::Config;
use crate::platform::env::Env;
use crate::platform::keys::Purpose;
use crate::platform::time::{MINUTE, Timestamp};
use crate::platform::web::{Error, Refusal};

/// How long a challenge may be answered.
const TIME_MS: i64 = 5 * MINUTE;

/// Whether browsers make passkeys for the portal's address: never for a bare IP address, nor without https except for
/// `localhost`.
pub(in crate::features::portal) fn possible(config: &Config) -> bool {
    origin(config).is_some()
}

fn origin(config: &Config) -> Option<(Url, String)> {
    let url = Url::parse(&config.server.public_url).ok()?;
    let host = url.domain()?.to_owned();
    (config.https() || host == "localhost").then_some((url, host))
}

/// The library, for the portal's address.
///
/// # Errors
/// Not found where browsers make no passkeys for it.
pub(super) fn webauthn(config: &Config) -> Result<Webauthn, Error> {
    let (url, host) = origin(config).ok_or(Error::NotFound)?;
    let made = WebauthnBuilder::new(&host, &url).and_then(|b| b.rp_name("Carepost").build());
    made.map_err(|e| Error::Internal(anyhow::anyhow!("passkeys: {e}")))
}

/// Keeps what the library must know again, and gives the token that finds it.
pub(super) fn keep(
    tx: &mut db::Tx<'_>,
    env: &Env,
    bound_to: &str,
    state: &str,
) -> Result<String, Error> {
    let (token, now) = (env.token(), env.now());
    store::keep_ceremony(
        tx,
        &hash(env, &token),
        (bound_to, state),
        (now, now.plus(TIME_MS)),
    )?;
    Ok(token)
}

/// Takes up what was kept under a token for the same person; a second time there is nothing.
pub(super) fn take<T: DeserializeOwned>(
    tx: &mut db::Tx<'_>,
    env: &Env,
    token: &str,
    bound_to: &str,
) -> Result<Option<T>, Error> {
    let now: Timestamp = env.now();
    let state = store::take_ceremony(tx, &hash(env, token), bound_to, now)?;
    state.map(|state| read(&state)).transpose()
}

fn hash(env: &Env, token: &str) -> Vec<u8> {
    env.keys
        .hash_token(Purpose::Tokens, token.as_bytes())
        .to_vec()
}

/// As the database keeps it.
pub(super) fn write(state: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(state).map_err(|e| Error::Internal(e.into()))
}

/// What the database kept.
pub(super) fn read<T: DeserializeOwned>(state: &str) -> Result<T, Error> {
    serde_json::from_str(state).map_err(|e| Error::Internal(e.into()))
}

/// The one answer to a passkey that does not do.
pub(super) fn refused() -> Refusal {
    Refusal::new("passkey_refused")
}
