//! Making an account on the first visit (M9): the person has just proven by a code and a date of birth who they are.

use super::enter::{Coming, Entered, begin};
use super::store::{self, Account};
use crate::features::audit::{self, Event};
use crate::features::settings;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::web::{Error, Refusal};

/// Makes the account of the signed-in person and signs them in to it; the session by the link ends.
///
/// # Errors
/// 409 where the person has an account: it is entered, or recovered, never replaced by whoever holds a link.
pub(in crate::features::portal) fn create(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    (login, password_hash): (&str, Option<&str>),
    coming: &Coming,
) -> Result<Entered, Error> {
    let (clinic, person) = (actor.clinic, actor.portal_user);
    if !settings::load(tx, clinic)?.tier.needs_account() {
        return Err(Error::NotFound);
    }
    let account = Account {
        clinic_id: clinic,
        portal_user_id: person,
        login: login.to_owned(),
        password_hash: password_hash.map(str::to_owned),
    };
    if !store::insert(tx, &account, env.now())? {
        return Err(Error::conflict(Refusal::new("account_exists")));
    }
    store::links_are(tx, (clinic, person), None, "registered", "invited")?;
    let event = Event::new(
        clinic,
        actor,
        "portal.account_create",
        "portal_user",
        person.uuid(),
    );
    let how = if password_hash.is_some() {
        "password"
    } else {
        "passkey"
    };
    audit::record(tx, env, &event.patient(actor.patient).detail(how))?;
    begin(tx, env, (clinic, person), coming, "account_create")?.ok_or(Error::NotFound)
}
