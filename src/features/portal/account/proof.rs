//! Whether the one who sits there is the one who signed in: asked before a way into the account is changed or added.

use axum::http::StatusCode;

use super::enter::Whose;
use super::model::{Attempts, minutes};
use super::store;
use crate::platform::auth::{PortalVisit, passwords, sessions};
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::time::{MINUTE, Timestamp};
use crate::platform::web::{Error, Network, Refusal};

/// How long a sign-in stands for itself where an account has no password to ask for, in milliseconds.
const JUST_NOW_MS: i64 = 10 * MINUTE;

/// The visitor's account is theirs: the password as `typed` in `field`, or, where the account has only passkeys, a
/// sign-in of the last ten minutes. Wrong passwords count as they do at the door.
///
/// # Errors
/// 422 with `password_wrong` at `field`, or with `sign_in_again_first`; 429 after too many.
pub(in crate::features::portal) async fn prove(
    state: &State,
    visit: &PortalVisit,
    network: &Network,
    (field, typed): (&'static str, &str),
) -> Result<(), Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let counted = Whose::Person(actor.clinic, actor.portal_user).counted();
    let attempts = Attempts::password(&state.env, &counted, network);
    let (limit, account, began) = visit
        .db
        .write(move |tx| {
            let account = store::account(tx, actor.clinic, actor.portal_user)?;
            let began = sessions::began(tx, actor.clinic, actor.session)?;
            Ok::<_, db::Error>((attempts.count(tx, now)?, account, began))
        })
        .await?;
    if let Limit::Over { wait_ms } = limit {
        let refusal = Refusal::new("sign_in_too_many").with("minutes", minutes(wait_ms));
        return Err(Error::Refused(StatusCode::TOO_MANY_REQUESTS, vec![refusal]));
    }
    let account = account.filter(|_| visit.actor.by_account);
    let only_passkeys = account.as_ref().is_some_and(|a| a.password_hash.is_none());
    if only_passkeys {
        return if is_just_now(began, now) {
            Ok(())
        } else {
            Err(Error::refused(Refusal::new("sign_in_again_first")))
        };
    }
    // Where there is no account, no password is right.
    let hash = account.and_then(|account| account.password_hash);
    if passwords::verify(&state.metrics, typed, hash).await? {
        return Ok(());
    }
    Err(Error::refused(Refusal::field(field, "password_wrong")))
}

fn is_just_now(began: Timestamp, now: Timestamp) -> bool {
    (0..JUST_NOW_MS).contains(&now.since(began))
}
