//! Keeping what a patient is found by true (M15).

use std::collections::BTreeSet;

use super::demographics::Demographics;
use super::model::Patient;
use super::store::{self, links, patients};
use super::terms::{self, Term};
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};

/// Writes a patient's terms anew: demographics, identifiers, and the portal users linked to them.
pub(super) fn refresh(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<(), db::Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let loaded: Patient = store::load(tx, &scope, patient)?;
    let mut all: BTreeSet<Term> = terms::of_patient(&Demographics::from(&loaded));
    for identifier in patients::identifiers_of(tx, clinic, &[patient])? {
        all.insert(terms::of_identifier(&identifier.value));
    }
    for link in links::links_of_patient(tx, clinic, patient)? {
        if link.revoked_at.is_none() && link.self_patient_id != Some(patient) {
            let contact = (link.email.as_deref(), link.mobile.as_deref());
            all.extend(terms::of_portal_user(&link.name(), contact.0, contact.1));
        }
    }
    store::terms::replace(tx, clinic, patient, all)
}

/// Writes the terms anew of every patient that a portal user is linked to.
pub(super) fn refresh_linked(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    portal_user: PortalUserId,
) -> Result<(), db::Error> {
    let links = links::links_of_portal_users(tx, clinic, &[portal_user])?;
    let patients: BTreeSet<PatientId> = links
        .iter()
        .filter(|l| l.revoked_at.is_none())
        .map(|l| l.patient_id)
        .collect();
    patients
        .into_iter()
        .try_for_each(|patient| refresh(tx, clinic, patient))
}
