//! Entering the code: from then on the request waits for staff (M59).

use subtle::ConstantTimeEq as _;

use super::apply::{Browser, code_hash, record};
use super::model::{RegistrationState, TRIES};
use super::{store, tell};
use crate::features::portal::read_code;
use crate::features::settings;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::web::{Error, Refusal};

/// What became of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// The request waits for staff.
    Confirmed,
    /// It does not fit, or no longer; what to say.
    Refused(Refusal),
    /// There is nothing to confirm in this browser, or nobody can register now.
    Over,
}

/// Takes the code. A wrong one is counted; after five the form has to be filled in anew.
///
/// # Errors
/// Only what the database answers.
pub fn confirm(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    browser: &Browser,
    typed: &str,
) -> Result<Given, Error> {
    let held = store::hold_pending(tx, clinic, browser.id)?.filter(|p| browser.made(env, p));
    let Some(pending) = held else {
        return Ok(Given::Over);
    };
    if pending.state != RegistrationState::Unconfirmed {
        return Ok(Given::Confirmed);
    }
    if !settings::load(tx, clinic)?.registers() {
        return Ok(Given::Over);
    }
    // What can't be a code is told and costs no try.
    let code = match read_code(typed) {
        Ok(code) => code,
        Err(refusal) => return Ok(Given::Refused(refusal)),
    };
    if pending.tries >= TRIES {
        let refusal = Refusal::field("code", "register_tries_spent");
        return Ok(Given::Refused(refusal));
    }
    if env.now() >= pending.code_expires_at {
        let refusal = Refusal::field("code", "register_code_old");
        return Ok(Given::Refused(refusal));
    }
    let expected = code_hash(env, clinic, browser.id, &code);
    if !bool::from(expected[..].ct_eq(&pending.code_hash)) {
        store::count_try(tx, clinic, browser.id)?;
        record(tx, env, clinic, browser.id, "registration.code_denied")?;
        let refusal = match TRIES - pending.tries - 1 {
            0 => Refusal::field("code", "register_tries_spent"),
            left => Refusal::field("code", "register_code_wrong").with("left", left),
        };
        return Ok(Given::Refused(refusal));
    }
    store::set_waiting(tx, clinic, browser.id, env.now())?;
    record(tx, env, clinic, browser.id, "registration.confirm")?;
    tell::announce(tx, clinic)?;
    Ok(Given::Confirmed)
}
