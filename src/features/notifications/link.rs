//! The link in a notification: a locator, not a credential.
//!
//! Its token is a keyed hash of the delivery and its address, and not random: an attempt that is repeated after a crash
//! carries the link that may have arrived already, and no secret is ever stored. Only a keyed hash of the token is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::store::{self, NewLink};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::keys::Purpose;
use crate::platform::time::{DAY, Timestamp};

/// Whose link it is, and where it is sent.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub clinic: ClinicId,
    pub delivery: DeliveryId,
    pub address: &'a str,
}

/// The link's token and when it stops working.
pub(super) struct Link {
    pub token: String,
    pub expires_at: Timestamp,
}

/// The link that holds for a delivery: the one made before, or a fresh one where there is none or it has ended.
pub(super) fn hold(
    tx: &mut db::Tx<'_>,
    env: &Env,
    place: Place<'_>,
    now: Timestamp,
) -> Result<Link, db::Error> {
    let mut round = 0;
    loop {
        let token = token(env, place, round);
        let hash = hash(env, &token);
        match store::link(tx, place.clinic, &hash)? {
            Some((_, Some(_revoked))) => round += 1,
            Some((expires_at, None)) if expires_at <= now => round += 1,
            Some((expires_at, None)) => return Ok(Link { token, expires_at }),
            None => return make(tx, env, place, (token, &hash), now),
        }
    }
}

/// [`hold`] for several deliveries at once.
pub(super) fn hold_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    places: &[Place<'_>],
    now: Timestamp,
) -> Result<Vec<Link>, db::Error> {
    let mut asked = Vec::with_capacity(places.len());
    for place in places {
        let token = token(env, *place, 0);
        let hash = hash(env, &token);
        let ahead = store::ask_link(tx, place.clinic, &hash)?;
        asked.push((*place, token, hash, ahead));
    }
    let mut links = Vec::with_capacity(places.len());
    for (place, token, hash, ahead) in asked {
        links.push(match tx.take(ahead)?.pop() {
            None => make(tx, env, place, (token, &hash), now)?,
            Some(_) => hold(tx, env, place, now)?,
        });
    }
    Ok(links)
}

fn make(
    tx: &mut db::Tx<'_>,
    env: &Env,
    place: Place<'_>,
    (token, hash): (String, &[u8]),
    now: Timestamp,
) -> Result<Link, db::Error> {
    let expires_at = now.plus(env.config.messages.link_days * DAY);
    let link = NewLink {
        id: env.id(),
        token_hash: hash,
        expires_at,
    };
    store::add_link(tx, place.clinic, place.delivery, &link, now)?;
    Ok(Link { token, expires_at })
}

/// Ends every link that went to this place: it was the wrong address.
pub(super) fn revoke(
    tx: &mut db::Tx<'_>,
    env: &Env,
    place: Place<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    for round in 0.. {
        let hash = hash(env, &token(env, place, round));
        if store::link(tx, place.clinic, &hash)?.is_none() {
            break;
        }
        store::revoke_link(tx, place.clinic, &hash, now)?;
    }
    Ok(())
}

fn token(env: &Env, place: Place<'_>, round: u32) -> String {
    let key = env.keys.clinic(place.clinic.uuid(), Purpose::Tokens);
    let secret = key.hash_all(&[
        b"notification link",
        place.delivery.uuid().as_bytes(),
        place.address.as_bytes(),
        &round.to_be_bytes(),
    ]);
    URL_SAFE_NO_PAD.encode(secret)
}

fn hash(env: &Env, token: &str) -> Vec<u8> {
    env.keys
        .hash_token(Purpose::Tokens, token.as_bytes())
        .to_vec()
}
