//! Patients whom somebody who is not on file yet could already be (M59): shown to staff, never linked by itself.

use std::collections::BTreeSet;

use super::demographics::Demographics;
use super::identifiers::NewIdentifier;
use super::model::Patient;
use super::names;
use super::search::{called_or_born, loaded};
use super::store::patients::{self as rows, Identifier};
use super::store::terms as found;
use super::terms::{TermKind, compact};
use crate::platform::auth::Scope;
use crate::platform::codes::codes;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::text::{digits, fold};

/// Patients shown at most.
const SHOWN: usize = 6;
/// Patients of one address that are looked at.
const CANDIDATES: i64 = 200;

codes! {
    /// What makes a patient likely to be the same person, the strongest first.
    Likeness {
        /// An identifier is the same.
        Identifier = "identifier",
        /// The birth date is the same, and the name is the same or nearly.
        NameAndBirth = "name_and_birth",
        /// The email is the same.
        Email = "email",
        /// The mobile number is the same.
        Mobile = "mobile",
        /// A caregiver of the patient is reached at the same email or number.
        Caregiver = "caregiver",
        /// The whole name is the same; the birth date is another one.
        Name = "name",
    }
}

/// A patient who could be the same person.
#[derive(Debug, Clone)]
pub struct Likely {
    /// The patient.
    pub patient: Patient,
    /// The patient's identifiers.
    pub identifiers: Vec<Identifier>,
    /// What is alike; at least one thing.
    pub because: Vec<Likeness>,
}

/// The patients who could be the person described, at most six, the likeliest first.
pub fn likely(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    person: &Demographics,
    identifiers: &[NewIdentifier],
) -> Result<Vec<Likely>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let clinic = scope.clinic;
    let mut same: BTreeSet<(PatientId, Likeness)> = BTreeSet::new();
    for identifier in identifiers {
        let value = compact(&identifier.value);
        if let Some(owner) = rows::identifier_owner(tx, clinic, &identifier.kind, &value)? {
            same.insert((owner, Likeness::Identifier));
        }
    }
    let (email, mobile) = (person.email.as_deref(), person.mobile.as_deref());
    same.extend(reached_at(tx, clinic, email, mobile)?);
    let name = (person.given_name.as_str(), person.family_name.as_str());
    let candidates = called_or_born(tx, clinic, name, &person.birth_date)?;
    for p in loaded(tx, clinic, &candidates)? {
        let other = (p.given_name.as_str(), p.family_name.as_str());
        let near = names::near(name, other);
        if p.birth_date == person.birth_date && (near || names::one_alike(name, other)) {
            same.insert((p.id, Likeness::NameAndBirth));
        } else if near && folded(name) == folded(other) {
            same.insert((p.id, Likeness::Name));
        }
    }
    described(tx, clinic, &same)
}

fn folded((given, family): (&str, &str)) -> (String, String) {
    (compact(given), compact(family))
}

/// The patients who are reached at an email or a mobile number, or whose caregivers are.
pub fn reached_at(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    email: Option<&str>,
    mobile: Option<&str>,
) -> Result<BTreeSet<(PatientId, Likeness)>, db::Error> {
    let addresses: Vec<String> = email
        .map(fold)
        .into_iter()
        .chain(mobile.map(digits))
        .collect();
    if addresses.is_empty() {
        return Ok(BTreeSet::new());
    }
    let met = found::reached_at(tx, clinic, &addresses, CANDIDATES)?;
    let likeness = |kind| match kind {
        TermKind::Email => Likeness::Email,
        TermKind::Mobile => Likeness::Mobile,
        _ => Likeness::Caregiver,
    };
    let all = met
        .into_iter()
        .map(|(patient, _, kind)| (patient, likeness(kind)));
    Ok(all.collect())
}

fn described(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    same: &BTreeSet<(PatientId, Likeness)>,
) -> Result<Vec<Likely>, db::Error> {
    let because = |id: PatientId| {
        same.iter()
            .filter(|(of, _)| *of == id)
            .map(|(_, why)| *why)
            .collect::<Vec<_>>()
    };
    let ids: BTreeSet<PatientId> = same.iter().map(|(id, _)| *id).collect();
    let mut ids: Vec<PatientId> = ids.into_iter().collect();
    ids.sort_by_key(|id| because(*id));
    ids.truncate(SHOWN);
    let identifiers = rows::identifiers_of(tx, clinic, &ids)?;
    let people = loaded(tx, clinic, &ids)?;
    let likely = people.into_iter().map(|patient| Likely {
        because: because(patient.id),
        identifiers: identifiers
            .iter()
            .filter(|i| i.patient_id == patient.id)
            .cloned()
            .collect(),
        patient,
    });
    Ok(likely.collect())
}
