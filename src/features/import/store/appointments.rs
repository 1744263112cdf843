//! Appointments.

use uuid::Uuid;

use super::{Keyed, Stop, World, sources};
use crate::features::audit;
use crate::features::import::record::{AppointmentRecord, Refusal};
use crate::features::import::report::Outcome;

pub(super) fn store(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &AppointmentRecord,
) -> Result<Outcome, Stop> {
    let known = sources::known_record(tx, world, "appointment", keyed)?;
    if known.as_ref().is_some_and(|known| known.is_same(keyed)) {
        return Ok(Outcome::Unchanged);
    }
    let patient = sources::resolve(tx, world, "patient", &record.patient)?.ok_or_else(|| {
        Refusal::new(
            "participant.actor",
            "points to a patient who has not come in; import the Patient too",
        )
    })?;
    let (id, outcome) = match &known {
        Some(known) => (known.target_id, Outcome::Updated),
        None => (world.env.id::<Uuid>(), Outcome::Created),
    };
    if !world.is_imagined(patient) && !world.is_imagined(id) {
        tx.exec(
            "INSERT INTO appointment (clinic_id, id, patient_id, starts_at, ends_at, status, description, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (clinic_id, id) DO UPDATE
             SET patient_id = excluded.patient_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                 status = excluded.status, description = excluded.description,
                 version = appointment.version + 1, changed_at = excluded.changed_at",
            &[
                &world.clinic, &id, &patient, &record.starts_at, &record.ends_at, &record.status, &record.description,
                &world.env.now(),
            ],
        )?;
        let action = if known.is_some() {
            "appointment.update"
        } else {
            "appointment.create"
        };
        let event = world
            .event(action, "appointment", id)
            .patient(patient.into());
        audit::record(tx, &world.env, &event)?;
    }
    sources::remember(tx, world, "appointment", keyed, id)?;
    Ok(outcome)
}
