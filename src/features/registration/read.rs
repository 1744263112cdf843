//! What staff read: the queue, one request with who it could be, the form; and what is forgotten in time.

use super::model::{Consent, Form, REFUSED_MS, Registration, RegistrationState, UNCONFIRMED_MS};
use super::store;
use crate::features::patients::{self, Likely, NewIdentifier};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::ids::{ClinicId, RegistrationId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, FOLDER_COUNT};

/// A request with who it could be.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub registration: Registration,
    pub identifiers: Vec<NewIdentifier>,
    pub likely: Vec<Likely>,
}

/// Requests in one state, the oldest first and one more than `limit` where there are more, each with who it could be.
pub(super) fn in_state(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    state: RegistrationState,
    after: Option<(Timestamp, RegistrationId)>,
    limit: i64,
) -> Result<Vec<Beside>, Error> {
    actor.require(Permission::EditDemographics)?;
    if state == RegistrationState::Unconfirmed {
        return Ok(Vec::new());
    }
    let first = (
        Timestamp(i64::MIN),
        RegistrationId::from_uuid(uuid::Uuid::nil()),
    );
    let limit = limit.saturating_add(1);
    let found = store::in_state(tx, actor.clinic, state, after.unwrap_or(first), limit)?;
    beside(tx, actor, found)
}

/// One request with who it could be. One whose code was never entered is not found.
pub(super) fn one(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: RegistrationId,
) -> Result<Beside, Error> {
    actor.require(Permission::EditDemographics)?;
    let found = store::find_opt(tx, actor.clinic, id)?
        .filter(|r| r.state != RegistrationState::Unconfirmed)
        .ok_or(Error::NotFound)?;
    let mut all = beside(tx, actor, vec![found])?;
    all.pop().ok_or(Error::NotFound)
}

fn beside(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    found: Vec<Registration>,
) -> Result<Vec<Beside>, Error> {
    let ids: Vec<RegistrationId> = found.iter().map(|r| r.id).collect();
    let all = store::identifiers(tx, actor.clinic, &ids)?;
    let mut beside = Vec::with_capacity(found.len());
    for registration in found {
        let own = all.iter().filter(|(id, _)| *id == registration.id);
        let identifiers: Vec<NewIdentifier> = own.map(|(_, i)| i.clone()).collect();
        let waits = registration.state == RegistrationState::Waiting;
        let likely = match waits {
            true => patients::likely(tx, &actor.scope(), &registration.person(), &identifiers)?,
            false => Vec::new(),
        };
        beside.push(Beside {
            registration,
            identifiers,
            likely,
        });
    }
    Ok(beside)
}

/// How many requests wait for staff, exact up to [`FOLDER_COUNT`].
pub(super) fn waiting(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<i64, db::Error> {
    store::waiting(tx, actor.clinic, FOLDER_COUNT + 1)
}

/// The form as the clinic has shaped it.
pub fn form(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Form, db::Error> {
    let (version, words_en, words_fr) = store::form(tx, clinic)?.unwrap_or_default();
    Ok(Form {
        version,
        words_en,
        words_fr,
        fields: store::fields(tx, clinic)?,
        consent: store::newest_consent(tx, clinic)?.filter(|c| !c.text_en.is_empty()),
    })
}

/// What the person of a request agreed to, where there was something.
pub(super) fn agreed(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    registration: &Registration,
) -> Result<Option<Consent>, db::Error> {
    match registration.consent_version {
        Some(version) => store::consent(tx, actor.clinic, version),
        None => Ok(None),
    }
}

/// Forgets requests whose code was never entered, a day after they were made, and refused ones after 90 days, in every
/// clinic; run now and then by the worker.
pub fn forget(tx: &mut db::Tx<'_>, now: Timestamp) -> Result<(), db::Error> {
    store::forget_unconfirmed(tx, now.plus(-UNCONFIRMED_MS))?;
    store::forget_refused(tx, now.plus(-REFUSED_MS))
}
