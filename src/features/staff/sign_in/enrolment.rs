//! Setting a second factor up: a code shows that the app has the secret, then the secret is kept.

use super::totp::Whose;
use super::{recovery, totp};
use crate::features::audit::{self, By, Event};
use crate::features::staff::store::sign_in as store;
use crate::platform::auth::sessions::{self, Owner};
use crate::platform::env::Env;
use crate::platform::web::Error;

/// A second factor that has been set up.
pub(in crate::features::staff) struct Enrolled {
    /// The value of the new session; every session before it has ended.
    pub session: String,
    /// The recovery codes, shown this once.
    pub codes: Vec<String>,
}

/// Keeps the offered secret if `code` fits it: from now on signing in needs the app. Every session of the member ends
/// and a new one begins. None: the code doesn't fit.
pub(in crate::features::staff) fn enrol(
    tx: &mut db::Tx<'_>,
    env: &Env,
    whose: Whose,
    sealed: &str,
    code: &str,
) -> Result<Option<Enrolled>, Error> {
    let Some((kept, step)) = totp::confirm(env, whose, sealed, code)? else {
        return Ok(None);
    };
    store::set_second_factor(tx, whose.clinic, whose.staff, Some(&kept), step)?;
    let codes = new_codes(tx, env, whose)?;
    audit::record(tx, env, &event(whose, "account.set_second_factor"))?;
    sessions::end_all_of_staff(tx, whose.clinic, whose.staff)?;
    let owner = Owner::Staff {
        staff: whose.staff,
        second_factor: true,
    };
    let session = sessions::begin(tx, env, whose.clinic, owner, sessions::STAFF)?;
    audit::record(
        tx,
        env,
        &event(whose, "sign_in.complete").detail("second factor set up"),
    )?;
    Ok(Some(Enrolled { session, codes }))
}

/// Replaces the recovery codes and gives the new ones.
pub(in crate::features::staff) fn renew_codes(
    tx: &mut db::Tx<'_>,
    env: &Env,
    whose: Whose,
) -> Result<Vec<String>, Error> {
    audit::record(tx, env, &event(whose, "account.renew_recovery_codes"))?;
    Ok(new_codes(tx, env, whose)?)
}

fn new_codes(tx: &mut db::Tx<'_>, env: &Env, whose: Whose) -> Result<Vec<String>, db::Error> {
    let codes = recovery::fresh(env);
    let hashes: Vec<Vec<u8>> = codes
        .iter()
        .map(|code| recovery::hash(env, whose, code))
        .collect();
    store::set_recovery_codes(tx, whose.clinic, whose.staff, &hashes)?;
    Ok(codes)
}

fn event(whose: Whose, action: &'static str) -> Event {
    let staff = whose.staff.uuid();
    Event::new(whose.clinic, By::Staff(staff), action, "staff", staff)
}
