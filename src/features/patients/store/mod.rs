//! All SQL of patients, their links and their chart.

pub(super) mod appointments;
pub(super) mod chart;
pub(super) mod find;
pub(super) mod find_chart;
pub(super) mod links;
pub(super) mod patients;
pub(super) mod terms;

use super::model::{Patient, Recipient};
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::time::Timestamp;

/// A patient that the actor may see.
pub fn load(tx: &mut db::Tx<'_>, scope: &Scope, id: PatientId) -> Result<Patient, db::Error> {
    if scope.portal.is_some_and(|(_, own)| own != id) {
        return Err(db::Error::NotFound);
    }
    tx.one(
        "SELECT id, version, given_name, family_name, birth_date, sex, status, email, mobile,
                preferred_channel || CASE WHEN only_channel THEN '_only' ELSE '' END AS preferred_channel, language, portal_access
         FROM patient WHERE clinic_id = $1 AND id = $2",
        &[&scope.clinic, &id],
    )
}

/// Several patients, in no order.
pub(super) fn load_all(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[PatientId],
) -> Result<Vec<Patient>, db::Error> {
    tx.all(
        "SELECT id, version, given_name, family_name, birth_date, sex, status, email, mobile,
                preferred_channel || CASE WHEN only_channel THEN '_only' ELSE '' END AS preferred_channel, language, portal_access
         FROM patient WHERE clinic_id = $1 AND id = ANY($2)",
        &[&clinic, &ids],
    )
}

/// The portal users who read and write for a patient, by links that hold at `now` (M5, M6): the patient first.
/// A person who is a patient of the clinic has the contact points of their own chart.
pub fn recipients(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
    now: Timestamp,
) -> Result<Vec<Recipient>, db::Error> {
    tx.all(
        "SELECT u.id AS portal_user_id, l.id AS link_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                l.relationship, l.state,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, coalesce(own.language, u.language) AS language
         FROM portal_link l
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.patient_id = $2 AND l.revoked_at IS NULL AND l.starts_at <= $3 AND (l.ends_at IS NULL OR l.ends_at > $3)
         ORDER BY CASE l.relationship WHEN 'self' THEN 0 WHEN 'guardian' THEN 1 ELSE 2 END, l.created_at, l.id",
        &[&scope.clinic, &patient, &now],
    )
}

/// A patient's identifiers, as (kind's label, value), in the clinic's order of kinds.
pub fn identifiers(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<(String, String)>, db::Error> {
    tx.all(
        "SELECT k.label, i.value FROM patient_identifier i
         JOIN identifier_kind k ON k.clinic_id = i.clinic_id AND k.kind = i.kind
         WHERE i.clinic_id = $1 AND i.patient_id = $2 ORDER BY k.position, i.value",
        &[&scope.clinic, &patient],
    )
}

/// A patient's identifiers with their kinds' codes, in the clinic's order of kinds.
pub fn identifiers_of(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<patients::Identifier>, db::Error> {
    patients::identifiers_of(tx, scope.clinic, &[patient])
}
