//! A new patient.

use super::demographics::{Demographics, OWN_ACCESS_AGE};
use super::editor::Editor;
use super::identifiers::{self, NewIdentifier};
use super::indexing;
use super::links;
use super::store::patients::{self, PatientRow};
use crate::features::audit::{self, Event};
use crate::features::settings;
use crate::platform::env::Env;
use crate::platform::i18n;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::web::Error;

/// What is known of somebody who becomes a patient.
#[derive(Debug, Clone, Default)]
pub struct NewPatient {
    /// Name, birth date, contact points and so on.
    pub demographics: Demographics,
    /// The patient's own portal switch; none: as the clinic has set it for new patients (M56).
    pub portal_access: Option<bool>,
    /// Whether the patient reads and writes for themselves; none: by age, since a child's messages go to a
    /// caregiver (M5).
    pub own_access: Option<bool>,
    /// Identifiers, of kinds that the clinic has defined.
    pub identifiers: Vec<NewIdentifier>,
    /// What the patient is called where they were imported from; unique in the clinic.
    pub source_key: Option<String>,
}

/// Creates a patient, with the portal access that the clinic gives to new patients (M56) and, unless they are a child,
/// with a portal link of their own (M5). Nobody is ever linked because an email or a number is the same.
pub fn create(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    new: &NewPatient,
) -> Result<PatientId, Error> {
    let (clinic, now) = (editor.clinic(), env.now());
    let mut wrong = Vec::new();
    let demographics = new.demographics.checked(now).unwrap_or_else(|refusals| {
        wrong = refusals;
        Demographics::default()
    });
    let identifiers = identifiers::checked(tx, clinic, None, &new.identifiers, &mut wrong)?;
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let portal_access = match new.portal_access {
        Some(access) => access,
        None => settings::load(tx, clinic)?.accessible_to_new_patients,
    };
    let id = env.id();
    let row = PatientRow {
        id,
        demographics: &demographics,
        portal_access,
        source_key: new.source_key.as_deref(),
        now,
    };
    patients::insert(tx, clinic, &row)?;
    for identifier in &identifiers {
        patients::insert_identifier(tx, clinic, id, identifier.parts())?;
    }
    let event = Event::new(
        clinic,
        editor.author().by,
        "patient.create",
        "patient",
        id.uuid(),
    );
    let access = if portal_access { "on" } else { "off" };
    let detail = format!("portal_access={access}");
    audit::record(tx, env, &event.patient(id).detail(detail))?;
    let grown = i18n::age(&demographics.birth_date, now).is_none_or(|age| age >= OWN_ACCESS_AGE);
    if new.own_access.unwrap_or(grown) {
        links::link_self(tx, editor, env, id)?;
    }
    indexing::refresh(tx, clinic, id)?;
    Ok(id)
}

/// The patient that was imported under `source_key`.
pub fn by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<PatientId>, db::Error> {
    patients::by_source_key(tx, clinic, source_key)
}
