//! The patients whom a person reads for, and going from one to another.

use super::store::{self, CaredFor};
use crate::features::audit;
use crate::platform::auth::{PortalActor, sessions};
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::web::Error;

/// The patients whom the signed-in person may go to: all whose link holds with an account, else the one of the link.
pub(in crate::features::portal) fn patients_of(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
) -> Result<Vec<CaredFor>, db::Error> {
    let mut all = store::cared_for(tx, actor.clinic, actor.portal_user, env.now())?;
    all.retain(|p| actor.by_account || p.id == actor.patient);
    Ok(all)
}

/// Goes on for another patient: the session is another one from here, and ends when it would have ended. Its secret.
///
/// # Errors
/// Not found where the person's link to the patient does not hold, or where they came by a link to another one.
pub(in crate::features::portal) fn switch(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    to: PatientId,
) -> Result<String, Error> {
    if !patients_of(tx, actor, env)?.iter().any(|p| p.id == to) {
        return Err(Error::NotFound);
    }
    let limits = sessions::left(tx, actor.clinic, actor.session, env.now())?;
    let owner = match actor.by_account {
        true => sessions::Owner::Account {
            portal_user: actor.portal_user,
            patient: to,
        },
        false => sessions::Owner::Portal {
            portal_user: actor.portal_user,
            patient: to,
        },
    };
    sessions::replace(tx, actor.clinic, actor.session)?;
    let secret = sessions::begin(tx, env, actor.clinic, owner, limits)?;
    store::links_are(
        tx,
        (actor.clinic, actor.portal_user),
        Some(to),
        "connected",
        "registered",
    )?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "portal.switch",
        "portal_user",
        actor.portal_user.uuid(),
    );
    audit::record(tx, env, &event.patient(to))?;
    Ok(secret)
}

/// For how many seconds the browser keeps a session that takes this one's place; none: until it closes. A session that
/// may rest for as long as it lasts is one that the person wished to stay.
pub(in crate::features::portal) fn browser_keeps(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
) -> Result<Option<i64>, db::Error> {
    let left = sessions::left(tx, actor.clinic, actor.session, env.now())?;
    Ok(
        (left.idle_ms >= left.absolute_ms && left.idle_ms > sessions::PORTAL_ACCOUNT.absolute_ms)
            .then_some(left.absolute_ms / 1_000),
    )
}
