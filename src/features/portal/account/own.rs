//! What a person changes about their own account.

use super::store;
use super::told::{self, Change};
use crate::features::audit::{self, Event};
use crate::platform::auth::{PortalActor, sessions};
use crate::platform::env::Env;
use crate::platform::web::Error;

/// Sets another password: every other session ends, this browser gets a new one, and the person is told. Its secret.
pub(super) fn change_password(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    hash: &str,
) -> Result<String, Error> {
    let (clinic, person) = (actor.clinic, actor.portal_user);
    let limits = sessions::left(tx, clinic, actor.session, env.now())?;
    store::set_password(tx, clinic, person, hash)?;
    store::forget_recoveries(tx, clinic, person)?;
    sessions::end_all_of_portal_user(tx, clinic, person)?;
    told::queue(tx, env, (clinic, person), Change::Password, None)?;
    let event = Event::new(
        clinic,
        actor,
        "portal.password",
        "portal_user",
        person.uuid(),
    );
    audit::record(tx, env, &event.patient(actor.patient).detail("changed"))?;
    let owner = sessions::Owner::Account {
        portal_user: person,
        patient: actor.patient,
    };
    Ok(sessions::begin(tx, env, clinic, owner, limits)?)
}

/// Ends every session of the person, this one too (M67).
pub(super) fn sign_out_everywhere(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
) -> Result<(), Error> {
    sessions::end_all_of_portal_user(tx, actor.clinic, actor.portal_user)?;
    let person = actor.portal_user.uuid();
    let event = Event::new(
        actor.clinic,
        actor,
        "portal.sign_out_everywhere",
        "portal_user",
        person,
    );
    Ok(audit::record(tx, env, &event.patient(actor.patient))?)
}
