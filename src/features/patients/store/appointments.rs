//! SQL of appointments.

use std::collections::HashMap;

use crate::features::settings;
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::time::Timestamp;

/// When a patient's next appointment begins, of those that still stand and that the patient may know of (M63); none where
/// none is known.
pub fn next_appointment(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
    now: Timestamp,
) -> Result<Option<Timestamp>, db::Error> {
    if scope.portal.is_some_and(|(_, own)| own != patient) {
        return Ok(None);
    }
    let hidden = settings::load(tx, scope.clinic)?.hidden_statuses();
    let found: Option<(Timestamp,)> = tx.opt(
        "SELECT starts_at FROM appointment
         WHERE clinic_id = $1 AND patient_id = $2 AND starts_at > $3 AND status NOT IN ('cancelled', 'noshow', 'entered-in-error', 'waitlist')
           AND NOT (status = ANY($4))
         ORDER BY starts_at LIMIT 1",
        &[&scope.clinic, &patient, &now, &hidden],
    )?;
    Ok(found.map(|(at,)| at))
}

/// The same for several patients at once: each who has one, with when it begins.
pub fn next_appointments(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patients: &[PatientId],
    now: Timestamp,
) -> Result<HashMap<PatientId, Timestamp>, db::Error> {
    let hidden = settings::load(tx, clinic)?.hidden_statuses();
    let found: Vec<(PatientId, Timestamp)> = tx.all(
        "SELECT patient_id, min(starts_at) AS starts_at FROM appointment
         WHERE clinic_id = $1 AND patient_id = ANY($2) AND starts_at > $3 AND status NOT IN ('cancelled', 'noshow', 'entered-in-error', 'waitlist')
           AND NOT (status = ANY($4))
         GROUP BY patient_id",
        &[&clinic, &patients, &now, &hidden],
    )?;
    Ok(found.into_iter().collect())
}
