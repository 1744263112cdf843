//! Keeping what was typed, finding it again, and letting go of it.

use axum::response::{IntoResponse as _, Redirect, Response};

use super::model::{Fields, Place};
use super::store;
use crate::features::patients;
use crate::platform::auth::{PortalActor, Scope};
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::Error;

/// How long a form is kept, in milliseconds.
const KEPT_MS: i64 = DAY;

/// The answer to a form of somebody who is no longer signed in: the browser sends it once more, to the page where one signs
/// in again for `place` and which keeps what was typed.
pub fn at_sign_in(place: Place) -> Response {
    Redirect::temporary(&format!("/sign-in/keep?back={}", place.path())).into_response()
}

/// Keeps what was typed there, in place of what was before. Nothing is kept where nothing was typed, and nothing that the
/// person of `scope` has not typed for the patient of `scope`.
pub fn keep(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    place: Place,
    fields: &Fields,
    now: Timestamp,
) -> Result<(), db::Error> {
    let Some((person, patient)) = scope.portal.filter(|_| fields.belong_to(scope)) else {
        return Ok(());
    };
    if let Some(json) = fields.json().filter(|_| !fields.is_blank()) {
        let whose = (scope.clinic, person, patient, &*place.path());
        store::put(tx, whose, &json, now)?;
    }
    Ok(())
}

/// Keeps what the signed-in person typed for another patient of theirs in a tab that stayed open.
///
/// # Errors
/// Not found where they do not read for that patient, or somebody else typed it.
pub fn keep_for_another(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    place: Place,
    fields: &Fields,
    now: Timestamp,
) -> Result<(), Error> {
    let patient = fields.patient.ok_or(Error::NotFound)?;
    if fields.person != Some(actor.portal_user)
        || !patients::may_go_on_for(tx, actor, patient, now)?
    {
        return Err(Error::NotFound);
    }
    let scope = Scope {
        clinic: actor.clinic,
        portal: Some((actor.portal_user, patient)),
    };
    Ok(keep(tx, &scope, place, fields, now)?)
}

/// What waits there for the person and the patient of `scope`.
pub fn kept(tx: &mut db::Tx<'_>, scope: &Scope, place: Place) -> Result<Option<Fields>, db::Error> {
    let Some((person, patient)) = scope.portal else {
        return Ok(None);
    };
    let found = store::get(tx, (scope.clinic, person, patient, &place.path()))?;
    Ok(found.and_then(|json| Fields::read(&json)))
}

/// Lets go of what was kept: the form has been sent.
pub fn sent(tx: &mut db::Tx<'_>, scope: &Scope, place: Place) -> Result<(), db::Error> {
    match scope.portal {
        Some((person, patient)) => {
            store::remove(tx, (scope.clinic, person, patient, &place.path()))
        }
        None => Ok(()),
    }
}

/// Lets go of everything that has waited long enough, in every clinic.
pub fn forget(tx: &mut db::Tx<'_>, now: Timestamp) -> Result<(), db::Error> {
    store::forget(tx, now.plus(-KEPT_MS))
}
