//! What stands before everything that a patient's side does beside conversations, looked at in the same transaction.

use super::policy::{Person, may};
use crate::features::patients::{self, Patient};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::PortalActor;
use crate::platform::time::Timestamp;
use crate::platform::web::{Area, Error};

/// Reads afresh whether the portal and the patient's access are on, the person's link holds, and they have signed in as the
/// tier wants it; gives the settings, and the patient for whom they are here.
///
/// # Errors
/// Signing in again where the person may not be here.
pub fn present(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    now: Timestamp,
) -> Result<(PortalSettings, Patient), Error> {
    let scope = actor.scope();
    let settings = settings::load(tx, actor.clinic)?;
    let patient = patients::load(tx, &scope, actor.patient)?;
    let readers = patients::recipients(tx, &scope, actor.patient, now)?;
    let person = Person {
        access: patient.portal_access,
        linked: readers
            .iter()
            .any(|r| r.portal_user_id == actor.portal_user),
        by_account: actor.by_account,
    };
    let may = may(&settings, person, None);
    may.read.map_err(|_| Error::SignIn(Area::Portal))?;
    Ok((settings, patient))
}
