//! SQL that writes patients and their identifiers.

use super::super::demographics::Demographics;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::time::Timestamp;

db::row! {
    /// A kind of identifier that a clinic has defined (M53).
    #[derive(Debug, Clone)]
    pub struct IdentifierKind {
        /// Code: `emr`, `health_number`.
        pub kind: String,
        /// What people call it.
        pub label: String,
    }
}

db::row! {
    /// A patient's identifier.
    #[derive(Debug, Clone)]
    pub struct Identifier {
        /// Whose.
        pub patient_id: PatientId,
        /// Code of its kind.
        pub kind: String,
        /// What people call its kind.
        pub label: String,
        /// As it was written.
        pub value: String,
    }
}

/// The rest of a patient's row.
pub(crate) struct PatientRow<'a> {
    pub(crate) id: PatientId,
    pub(crate) demographics: &'a Demographics,
    pub(crate) portal_access: bool,
    pub(crate) source_key: Option<&'a str>,
    pub(crate) now: Timestamp,
}

pub(crate) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &PatientRow<'_>,
) -> Result<(), db::Error> {
    let d = row.demographics;
    tx.exec(
        "INSERT INTO patient (clinic_id, id, version, given_name, family_name, birth_date, sex, status, email, mobile,
             preferred_channel, only_channel, language, portal_access, source_key, created_at, updated_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
        &[
            &clinic, &row.id, &d.given_name, &d.family_name, &d.birth_date, &d.sex, &d.status, &d.email, &d.mobile,
            &d.preferred_channel.first(), &d.preferred_channel.only(), &d.language, &row.portal_access, &row.source_key, &row.now,
        ],
    )?;
    Ok(())
}

/// Writes new demographics over the version they were based on; no row is changed when that is no longer the current one.
pub(crate) fn overwrite(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &PatientRow<'_>,
    version: i64,
) -> Result<u64, db::Error> {
    let d = row.demographics;
    tx.exec(
        "UPDATE patient SET version = version + 1, given_name = $4, family_name = $5, birth_date = $6, sex = $7, status = $8,
             email = $9, mobile = $10, preferred_channel = $11, only_channel = $12, language = $13, updated_at = $14
         WHERE clinic_id = $1 AND id = $2 AND version = $3",
        &[
            &clinic, &row.id, &version, &d.given_name, &d.family_name, &d.birth_date, &d.sex, &d.status, &d.email, &d.mobile,
            &d.preferred_channel.first(), &d.preferred_channel.only(), &d.language, &row.now,
        ],
    )
}

pub(crate) fn set_access(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PatientId,
    on: bool,
    now: Timestamp,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE patient SET version = version + 1, portal_access = $3, updated_at = $4
         WHERE clinic_id = $1 AND id = $2 AND portal_access <> $3",
        &[&clinic, &id, &on, &now],
    )
}

pub(crate) fn by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<PatientId>, db::Error> {
    let found: Option<(PatientId,)> = tx.opt(
        "SELECT id FROM patient WHERE clinic_id = $1 AND source_key = $2",
        &[&clinic, &source_key],
    )?;
    Ok(found.map(|(id,)| id))
}

/// The clinic's kinds of identifiers, in its order.
pub fn identifier_kinds(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Vec<IdentifierKind>, db::Error> {
    tx.all(
        "SELECT kind, label FROM identifier_kind WHERE clinic_id = $1 ORDER BY position, kind",
        &[&clinic],
    )
}

pub(crate) fn put_identifier_kind(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kind: &str,
    label: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO identifier_kind (clinic_id, kind, label, position)
         SELECT $1::uuid, $2::text, $3::text, count(*) FROM identifier_kind WHERE clinic_id = $1
         ON CONFLICT (clinic_id, kind) DO UPDATE SET label = excluded.label",
        &[&clinic, &kind, &label],
    )?;
    Ok(())
}

/// Whose an identifier is.
pub(crate) fn identifier_owner(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kind: &str,
    folded: &str,
) -> Result<Option<PatientId>, db::Error> {
    let found: Option<(PatientId,)> = tx.opt(
        "SELECT patient_id FROM patient_identifier WHERE clinic_id = $1 AND kind = $2 AND value_folded = $3",
        &[&clinic, &kind, &folded],
    )?;
    Ok(found.map(|(id,)| id))
}

pub(crate) fn insert_identifier(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    (kind, value, folded): (&str, &str, &str),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO patient_identifier (clinic_id, patient_id, kind, value, value_folded) VALUES ($1, $2, $3, $4, $5)",
        &[&clinic, &patient, &kind, &value, &folded],
    )?;
    Ok(())
}

pub(crate) fn delete_identifier(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    (kind, folded): (&str, &str),
) -> Result<u64, db::Error> {
    tx.exec(
        "DELETE FROM patient_identifier WHERE clinic_id = $1 AND patient_id = $2 AND kind = $3 AND value_folded = $4",
        &[&clinic, &patient, &kind, &folded],
    )
}

/// The identifiers of several patients, in the clinic's order of kinds.
pub(crate) fn identifiers_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patients: &[PatientId],
) -> Result<Vec<Identifier>, db::Error> {
    tx.all(
        "SELECT i.patient_id, i.kind, k.label, i.value FROM patient_identifier i
         JOIN identifier_kind k ON k.clinic_id = i.clinic_id AND k.kind = i.kind
         WHERE i.clinic_id = $1 AND i.patient_id = ANY($2) ORDER BY k.position, i.value",
        &[&clinic, &patients],
    )
}
