//! Writing an appointment down that the clinic's own system has made.

use super::model;
use super::store::{self, NewRow};
use super::tell::announce;
use crate::features::{audit, patients};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{AppointmentId, PatientId};
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Longest status and description, in characters.
const STATUS_CHARS: usize = 40;
const DESCRIPTION_CHARS: usize = 300;

/// An appointment to be written down.
#[derive(Debug, Clone)]
pub struct NewAppointment {
    /// Whose.
    pub patient: PatientId,
    /// Start.
    pub starts_at: Timestamp,
    /// End, where it is known.
    pub ends_at: Option<Timestamp>,
    /// FHIR's status, or one of the clinic's own.
    pub status: String,
    /// What it is for; may be empty.
    pub description: String,
}

/// Puts an appointment into a patient's chart.
///
/// # Errors
/// Not found where there is no such patient; 422 with every field that can't be taken.
pub fn create(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewAppointment,
) -> Result<AppointmentId, Error> {
    let patient = patients::load(tx, &actor.scope(), new.patient)?.id;
    let status = text::without_controls(&new.status).trim().to_owned();
    let description = text::without_controls(&new.description).trim().to_owned();
    let mut refusals: Vec<Refusal> = Vec::new();
    let unusable =
        status.is_empty() || status.contains(',') || status.chars().count() > STATUS_CHARS;
    if unusable {
        refusals.push(Refusal::field("status", "appointment_status_unusable"));
    }
    if description.chars().count() > DESCRIPTION_CHARS {
        let refusal = Refusal::field("description", "words_too_long");
        refusals.push(refusal.with("max", DESCRIPTION_CHARS));
    }
    refusals.extend(model::length(new.starts_at, new.ends_at).err());
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let row = NewRow {
        id: env.id(),
        patient,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        status: &status,
        description: &description,
    };
    store::insert(tx, actor.clinic, &row, env.now())?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "appointment.create",
        "appointment",
        row.id.uuid(),
    );
    audit::record(tx, env, &event.patient(patient))?;
    announce(tx, env, actor.clinic, patient)?;
    Ok(row.id)
}
