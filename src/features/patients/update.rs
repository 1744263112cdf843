//! Changing what is known of a patient, and the patient's portal switch.

use super::demographics::Demographics;
use super::editor::Editor;
use super::indexing;
use super::model::{PatientStatus, Preference};
use super::store::patients::PatientRow;
use super::store::{self, links, patients};
use crate::features::audit::{self, Event};
use crate::platform::auth::sessions;
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::web::{Error, Refusal};

/// What shall change; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Female, male, other, unknown.
    pub sex: Option<String>,
    /// Active or discharged.
    pub status: Option<PatientStatus>,
    /// Email; empty takes it away.
    pub email: Option<String>,
    /// Mobile number; empty takes it away.
    pub mobile: Option<String>,
    /// How the patient wants to be told.
    pub preferred_channel: Option<Preference>,
    /// `en` or `fr`.
    pub language: Option<String>,
}

impl Changes {
    pub(super) fn applied_to(&self, old: &Demographics) -> Demographics {
        let text = |new: &Option<String>, old: &String| new.clone().unwrap_or_else(|| old.clone());
        let optional =
            |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Demographics {
            given_name: text(&self.given_name, &old.given_name),
            family_name: text(&self.family_name, &old.family_name),
            birth_date: text(&self.birth_date, &old.birth_date),
            sex: text(&self.sex, &old.sex),
            status: self.status.unwrap_or(old.status),
            email: optional(&self.email, &old.email),
            mobile: optional(&self.mobile, &old.mobile),
            preferred_channel: self.preferred_channel.unwrap_or(old.preferred_channel),
            language: text(&self.language, &old.language),
        }
    }
}

/// Changes a patient's demographics. `version` is the one that the changes are based on: when somebody else has
/// changed the patient since, nothing is written and the answer is a conflict. None takes the current one.
pub fn update(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (id, version): (PatientId, Option<i64>),
    changes: &Changes,
) -> Result<(), Error> {
    let (clinic, now) = (editor.clinic(), env.now());
    let patient = store::load(tx, &editor.scope(), id)?;
    let old = Demographics::from(&patient);
    let new = changes
        .applied_to(&old)
        .checked(now)
        .map_err(Error::all_refused)?;
    let version = version.unwrap_or(patient.version);
    if version != patient.version {
        return Err(Error::conflict(Refusal::field(
            "version",
            "patient_changed",
        )));
    }
    let changed = old.changed(&new);
    if changed.is_empty() {
        return Ok(());
    }
    let row = PatientRow {
        id,
        demographics: &new,
        portal_access: patient.portal_access,
        source_key: None,
        now,
    };
    if patients::overwrite(tx, clinic, &row, version)? == 0 {
        return Err(Error::conflict(Refusal::field(
            "version",
            "patient_changed",
        )));
    }
    let event = Event::new(
        clinic,
        editor.author().by,
        "patient.update",
        "patient",
        id.uuid(),
    );
    audit::record(tx, env, &event.patient(id).detail(changed.join(",")))?;
    indexing::refresh(tx, clinic, id)?;
    if let Some(person) = links::portal_user_of_patient(tx, clinic, id)? {
        indexing::refresh_linked(tx, clinic, person)?;
    }
    Ok(())
}

/// Switches a patient's own portal access (M57, M58). Off ends every session about the patient at once, with its open
/// pages; links stay, so that on again is as before.
pub fn set_access(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    id: PatientId,
    on: bool,
) -> Result<(), Error> {
    let clinic = editor.clinic();
    store::load(tx, &editor.scope(), id)?;
    if patients::set_access(tx, clinic, id, on, env.now())? == 0 {
        return Ok(());
    }
    if !on {
        sessions::end_all_for_patient(tx, clinic, id, None)?;
    }
    let action = if on {
        "patient.access_on"
    } else {
        "patient.access_off"
    };
    let event = Event::new(clinic, editor.author().by, action, "patient", id.uuid());
    audit::record(tx, env, &event.patient(id))?;
    Ok(())
}
