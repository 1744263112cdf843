//! The link in a notification: a locator, not a credential.
//!
//! Its token is a keyed hash of the delivery and its address, and not random: an attempt that is repeated after a crash
//! carries the link that may have arrived already, and no secret is ever stored. Only a keyed hash of the token is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::model::Due;
use super::store;
use super::store::links::NewLink;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId, NotificationLinkId};
use crate::platform::keys::Purpose;
use crate::platform::time::{DAY, Timestamp};

/// Whose link it is, and where it is sent.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub clinic: ClinicId,
    pub delivery: DeliveryId,
    pub address: &'a str,
}

impl<'a> Place<'a> {
    fn of(due: &Due, address: &'a str) -> Place<'a> {
        Place {
            clinic: due.clinic_id,
            delivery: due.id,
            address,
        }
    }
}

/// The link's token and when it stops working.
pub(super) struct Link {
    pub token: String,
    pub expires_at: Timestamp,
}

/// The link that holds for a delivery to this address: the one made before, or a fresh one where there is none or it has ended.
pub(super) fn hold(
    tx: &mut db::Tx<'_>,
    env: &Env,
    of: (&Due, &str),
    now: Timestamp,
) -> Result<Link, db::Error> {
    let mut held = hold_all(tx, env, &[of], now)?;
    held.pop().ok_or(db::Error::NotFound)
}

/// [`hold`] for several deliveries at once, in their order.
pub(super) fn hold_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    all: &[(&Due, &str)],
    now: Timestamp,
) -> Result<Vec<Link>, db::Error> {
    let mut links = Vec::with_capacity(all.len());
    for (due, address) in all {
        let made = Made::new(env, Place::of(due, address), 0, now);
        links.push(if due.untried {
            made.keep(tx, due, now)?;
            made.link
        } else {
            known_or_new(tx, env, (due, address), made, now)?
        });
    }
    Ok(links)
}

/// The link of a delivery that may have had one.
fn known_or_new(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (due, address): (&Due, &str),
    mut made: Made,
    now: Timestamp,
) -> Result<Link, db::Error> {
    let place = Place::of(due, address);
    for round in 1.. {
        match store::links::link(tx, place.clinic, &made.hash)? {
            None => {
                made.keep(tx, due, now)?;
                break;
            }
            Some((expires_at, None)) if expires_at > now => {
                let token = made.link.token;
                return Ok(Link { token, expires_at });
            }
            Some(_) => made = Made::new(env, place, round, now),
        }
    }
    Ok(made.link)
}

/// A link that is not stored yet.
struct Made {
    id: NotificationLinkId,
    hash: Vec<u8>,
    link: Link,
}

impl Made {
    fn new(env: &Env, place: Place<'_>, round: u32, now: Timestamp) -> Made {
        let token = token(env, place, round);
        Made {
            id: env.id(),
            hash: hash(env, &token),
            link: Link {
                token,
                expires_at: now.plus(env.config.messages.link_days * DAY),
            },
        }
    }

    fn keep(&self, tx: &mut db::Tx<'_>, due: &Due, now: Timestamp) -> Result<(), db::Error> {
        let new = NewLink {
            id: self.id,
            token_hash: &self.hash,
            expires_at: self.link.expires_at,
        };
        store::links::keep_link(tx, due, &new, now)
    }
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
        if store::links::link(tx, place.clinic, &hash)?.is_none() {
            break;
        }
        store::links::revoke_link(tx, place.clinic, &hash, now)?;
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
