//! SQL of the windows within which several notices go as one.

use crate::features::notifications::bundle::{Window, WindowOf};
use crate::features::notifications::model::Due;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::time::Timestamp;

/// The window of a circle, held until the transaction ends.
pub(in super::super) fn window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
) -> Result<Window, db::Error> {
    tx.one(
        "INSERT INTO notice_window (clinic_id, portal_user_id, patient_id, channel) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, portal_user_id, patient_id, channel) DO UPDATE SET opened_at = notice_window.opened_at
         RETURNING opened_at, opened_by",
        &[&due.clinic_id, &due.portal_user_id, &circle, &due.channel],
    )
}

/// The windows of these people as they stand, held by nobody; each with its person, patient and channel.
pub(in super::super) fn windows(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    people: &[PortalUserId],
) -> Result<Vec<WindowOf>, db::Error> {
    const WINDOWS: &str = "
        SELECT portal_user_id, patient_id, channel, opened_at, opened_by FROM notice_window WHERE clinic_id = $1 AND portal_user_id = $2";
    // One question for each person, for the reason that `waiting` has.
    let mut asked = Vec::with_capacity(people.len());
    for person in people {
        asked.push(tx.ahead(WINDOWS, &[&clinic, person])?);
    }
    super::taken(tx, asked)
}

/// A window begins with a delivery where it still stands as it was `seen`.
pub(in super::super) fn open_seen_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    (circle, seen): (PatientId, Window),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO notice_window (clinic_id, portal_user_id, patient_id, channel, opened_at, opened_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, portal_user_id, patient_id, channel) DO UPDATE SET opened_at = excluded.opened_at, opened_by = excluded.opened_by
         WHERE notice_window.opened_at IS NOT DISTINCT FROM $7 AND notice_window.opened_by IS NOT DISTINCT FROM $8",
        &[
            &due.clinic_id, &due.portal_user_id, &circle, &due.channel, &now, &due.id, &seen.opened_at, &seen.opened_by,
        ],
    )
}

/// A window begins with a delivery.
pub(in super::super) fn open_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE notice_window SET opened_at = $5, opened_by = $6
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND channel = $4",
        &[
            &due.clinic_id,
            &due.portal_user_id,
            &circle,
            &due.channel,
            &now,
            &due.id,
        ],
    )
}

/// The window that a delivery opened is over: nothing has gone.
pub(in super::super) fn close_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE notice_window SET opened_at = NULL, opened_by = NULL
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND channel = $4 AND opened_by = $5",
        &[&due.clinic_id, &due.portal_user_id, &circle, &due.channel, &due.id],
    )
}
