//! What staff read: a patient's appointments, and what was asked about them.

use super::model::{Appointment, Request, RequestState};
use super::store;
use crate::features::patients;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::ids::{AppointmentId, AppointmentRequestId, PatientId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, FOLDER_COUNT};

/// A patient's appointments whatever their status, the latest first, and one more than `limit` where there are more.
pub fn of_patient(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
    after: Option<(Timestamp, AppointmentId)>,
    limit: i64,
) -> Result<Vec<Appointment>, Error> {
    let patient = patients::load(tx, &actor.scope(), patient)?.id;
    let before = after.unwrap_or_else(latest);
    Ok(store::all_of(
        tx,
        (actor.clinic, patient),
        before,
        limit.saturating_add(1),
    )?)
}

/// What was asked for a patient, the latest first.
pub fn requests_of_patient(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Request>, Error> {
    let patient = patients::load(tx, &actor.scope(), patient)?.id;
    Ok(store::requests_of(tx, (actor.clinic, patient), limit)?)
}

/// Requests in one state, the oldest first, and one more than `limit` where there are more.
pub(super) fn in_state(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    state: RequestState,
    after: Option<(Timestamp, AppointmentRequestId)>,
    limit: i64,
) -> Result<Vec<Request>, Error> {
    actor.require(Permission::SendMessages)?;
    let first = (
        Timestamp(i64::MIN),
        AppointmentRequestId::from_uuid(uuid::Uuid::nil()),
    );
    let after = after.unwrap_or(first);
    let limit = limit.saturating_add(1);
    Ok(store::in_state(tx, actor.clinic, state, after, limit)?)
}

/// How many requests wait for staff, exact up to [`FOLDER_COUNT`].
pub(super) fn waiting(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<i64, db::Error> {
    store::waiting(tx, actor.clinic, FOLDER_COUNT + 1)
}

/// The place before every appointment, in the order of the latest first.
pub(super) fn latest() -> (Timestamp, AppointmentId) {
    (
        Timestamp(i64::MAX),
        AppointmentId::from_uuid(uuid::Uuid::max()),
    )
}
