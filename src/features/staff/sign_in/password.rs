//! The first step: address and password.

use super::limit::Attempt;
use crate::features::audit::{self, By, Event};
use crate::features::staff::model;
use crate::features::staff::store::sign_in::{self as store, Account};
use crate::platform::auth::passwords;
use crate::platform::auth::sessions::{self, Limits, Owner};
use crate::platform::env::Env;
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::time::MINUTE;
use crate::platform::web::Error;
use crate::platform::web::Network;

/// Between password and second factor one has ten minutes.
const PENDING: Limits = Limits {
    idle_ms: 10 * MINUTE,
    absolute_ms: 10 * MINUTE,
};

/// How an attempt ended.
pub(in crate::features::staff) enum Step {
    /// Address or password is wrong, or there is no such account, or it is disabled: nobody learns which.
    Refused,
    /// Too many attempts; the wait is in milliseconds.
    TooMany(i64),
    /// The session is complete.
    Done(String),
    /// The second factor comes next.
    Code(String),
    /// A second factor has to be set up next.
    SetUp(String),
}

/// Checks address and password and begins a session. `old` is the session that the browser had: it ends, so that the
/// new one is the only one of this browser.
pub(in crate::features::staff) async fn enter(
    state: &State,
    network: &Network,
    typed_email: &str,
    password: &str,
    old: Option<String>,
) -> Result<Step, Error> {
    // What can't be an address is counted and checked like one that can, so that both take the same time.
    let email = model::email(typed_email).unwrap_or_default();
    let (attempt, now) = (
        Attempt::password(&state.env, &email, network),
        state.env.now(),
    );
    let attempt = std::sync::Arc::new(attempt);
    let counting = attempt.clone();
    let (limit, account) = state
        .db
        .across()
        .write(move |tx| {
            Ok::<_, db::Error>((
                counting.count(tx, now)?,
                store::account_by_email(tx, &email)?,
            ))
        })
        .await?;
    if let Limit::Over { wait_ms } = limit {
        record_refusal(state, account, "too many attempts").await?;
        return Ok(Step::TooMany(wait_ms));
    }
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let right = passwords::verify(&state.metrics, password, hash).await?;
    let Some(account) = account.clone().filter(|a| right && a.disabled_at.is_none()) else {
        let reason = if right { "disabled" } else { "password" };
        record_refusal(state, account, reason).await?;
        return Ok(Step::Refused);
    };
    let env = state.env.clone();
    state
        .db
        .across()
        .write(move |tx| {
            attempt.was_right(tx, now)?;
            begin(tx, &env, &account, old.as_deref())
        })
        .await
}

fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    checked: &Account,
    old: Option<&str>,
) -> Result<Step, Error> {
    // The account is read again: it may have been disabled, or its password changed, while the password was checked.
    let account = store::account(tx, checked.clinic_id, checked.staff_id)?;
    if account.disabled_at.is_some() || account.password_hash != checked.password_hash {
        return Ok(Step::Refused);
    }
    end_old(tx, env, old)?;
    let has_factor = account.totp_secret.is_some();
    let complete = !has_factor && !env.config.staff.require_second_factor;
    let owner = Owner::Staff {
        staff: account.staff_id,
        second_factor: complete,
    };
    let limits = if complete { sessions::STAFF } else { PENDING };
    let secret = sessions::begin(tx, env, account.clinic_id, owner, limits)?;
    let action = if complete {
        "sign_in.complete"
    } else {
        "sign_in.password"
    };
    audit::record(tx, env, &event(&account, action))?;
    Ok(match (complete, has_factor) {
        (true, _) => Step::Done(secret),
        (false, true) => Step::Code(secret),
        (false, false) => Step::SetUp(secret),
    })
}

/// Ends the session that a browser had before.
pub(in crate::features::staff) fn end_old(
    tx: &mut db::Tx<'_>,
    env: &Env,
    old: Option<&str>,
) -> Result<(), db::Error> {
    let Some(secret) = old else { return Ok(()) };
    if let Some(session) = store::session(tx, &sessions::token_hash(env, secret))? {
        sessions::end(tx, session.clinic_id, session.session_id)?;
    }
    Ok(())
}

/// Puts a refused attempt on record where there is an account; where there is none, a write of its own keeps the time equal.
async fn record_refusal(
    state: &State,
    account: Option<Account>,
    reason: &'static str,
) -> Result<(), Error> {
    let (env, now) = (state.env.clone(), state.env.now());
    state
        .db
        .across()
        .write(move |tx| {
            crate::platform::limits::hit(tx, "staff-refused", MINUTE, i64::MAX, now)?;
            match &account {
                Some(account) => {
                    let mut event = event(account, "sign_in.denied").detail(reason);
                    event.by = By::Anonymous;
                    audit::record(tx, &env, &event)
                }
                None => Ok(()),
            }
        })
        .await
        .map_err(|e: db::Error| e.into())
}

fn event(account: &Account, action: &'static str) -> Event {
    let staff = account.staff_id.uuid();
    Event::new(account.clinic_id, By::Staff(staff), action, "staff", staff)
}
