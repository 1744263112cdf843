//! The second step: a code of the authenticator app, or a recovery code.

use super::limit::Attempt;
use super::pending::Pending;
use super::totp::Whose;
use super::{recovery, totp};
use crate::features::audit::{self, By, Event};
use crate::features::staff::store::sign_in as store;
use crate::platform::auth::sessions::{self, Owner};
use crate::platform::env::Env;
use crate::platform::limits::Limit;
use crate::platform::web::Error;

/// How an attempt ended.
pub(in crate::features::staff) enum Checked {
    /// The code is wrong or was used before.
    Refused,
    /// Too many attempts; the wait is in milliseconds.
    TooMany(i64),
    /// The value of the new, complete session.
    Done(String),
}

/// Checks `code` and turns the pending session into a complete one under a new value. Of two requests with one code at
/// most one gets through: a step of the clock is taken once (RFC 6238, 5.2), a recovery code is used once.
pub(in crate::features::staff) fn check(
    tx: &mut db::Tx<'_>,
    env: &Env,
    pending: &Pending,
    code: &str,
) -> Result<Checked, Error> {
    let (whose, now) = (pending.whose, env.now());
    let attempt = Attempt::code(env, whose.staff);
    if let Limit::Over { wait_ms } = attempt.count(tx, now)? {
        audit::record(tx, env, &denied(whose, "too many codes"))?;
        return Ok(Checked::TooMany(wait_ms));
    }
    let recovering = recovery::looks_like_one(code);
    let right = if recovering {
        let hash = recovery::hash(env, whose, code);
        store::use_recovery_code(tx, whose.clinic, whose.staff, &hash, now)?
    } else {
        is_fresh_step(tx, env, whose, code)?
    };
    if !right {
        audit::record(tx, env, &denied(whose, "second factor"))?;
        return Ok(Checked::Refused);
    }
    attempt.was_right(tx, now)?;
    let detail = if recovering {
        "recovery code"
    } else {
        "second factor"
    };
    complete(tx, env, pending, detail).map(Checked::Done)
}

/// Ends the pending session and begins the complete one.
pub(in crate::features::staff) fn complete(
    tx: &mut db::Tx<'_>,
    env: &Env,
    pending: &Pending,
    detail: &str,
) -> Result<String, Error> {
    let whose = pending.whose;
    sessions::end(tx, whose.clinic, pending.session)?;
    let owner = Owner::Staff {
        staff: whose.staff,
        second_factor: true,
    };
    let secret = sessions::begin(tx, env, whose.clinic, owner, sessions::STAFF)?;
    audit::record(tx, env, &event(whose, "sign_in.complete").detail(detail))?;
    Ok(secret)
}

fn is_fresh_step(tx: &mut db::Tx<'_>, env: &Env, whose: Whose, code: &str) -> Result<bool, Error> {
    let account = store::account(tx, whose.clinic, whose.staff)?;
    let Some(kept) = account.totp_secret else {
        return Ok(false);
    };
    match totp::step(env, whose, &kept, code)? {
        Some(step) => Ok(store::take_step(tx, whose.clinic, whose.staff, step)?),
        None => Ok(false),
    }
}

fn denied(whose: Whose, reason: &str) -> Event {
    event(whose, "sign_in.denied").detail(reason)
}

fn event(whose: Whose, action: &'static str) -> Event {
    let staff = whose.staff.uuid();
    Event::new(whose.clinic, By::Staff(staff), action, "staff", staff)
}
