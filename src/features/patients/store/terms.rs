//! SQL of the search terms.

use super::super::terms::{Term, TermKind};
use crate::platform::ids::{ClinicId, PatientId};

db::row! {
    /// A term that a query met.
    pub(crate) struct Met {
        pub(crate) patient_id: PatientId,
        pub(crate) term: String,
        pub(crate) kind: TermKind,
    }
}

/// Puts `terms` in place of all that the patient was found by.
pub(crate) fn replace(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    terms: impl IntoIterator<Item = Term>,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM patient_search_term WHERE clinic_id = $1 AND patient_id = $2",
        &[&clinic, &patient],
    )?;
    for (term, kind) in terms {
        tx.exec(
            "INSERT INTO patient_search_term (clinic_id, term, patient_id, kind) VALUES ($1, $2, $3, $4)
             ON CONFLICT (clinic_id, term, patient_id, kind) DO NOTHING",
            &[&clinic, &term, &patient, &kind],
        )?;
    }
    Ok(())
}

/// The first text after every text that begins with `prefix`.
pub(crate) fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// How many terms begin with `prefix`; counts no further than `most`.
pub(crate) fn count(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    prefix: &str,
    most: i64,
) -> Result<i64, db::Error> {
    let (n,) = tx.one(
        "SELECT count(*) FROM (SELECT term FROM patient_search_term
         WHERE clinic_id = $1 AND term >= $2 AND term < $3 LIMIT $4) counted",
        &[&clinic, &prefix, &end_of(prefix), &most],
    )?;
    Ok(n)
}

/// Terms that begin with `prefix`, in their order, after the last one seen.
pub(crate) fn walk(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    prefix: &str,
    after: Option<&Met>,
    limit: i64,
) -> Result<Vec<Met>, db::Error> {
    let end = end_of(prefix);
    match after {
        None => tx.all(
            "SELECT patient_id, term, kind FROM patient_search_term
             WHERE clinic_id = $1 AND term >= $2 AND term < $3 ORDER BY term, patient_id, kind LIMIT $4",
            &[&clinic, &prefix, &end, &limit],
        ),
        Some(last) => tx.all(
            "SELECT patient_id, term, kind FROM patient_search_term
             WHERE clinic_id = $1 AND (term, patient_id, kind) > ($2, $3, $4) AND term < $5
             ORDER BY term, patient_id, kind LIMIT $6",
            &[&clinic, &last.term, &last.patient_id, &last.kind, &end, &limit],
        ),
    }
}

/// Which of `patients` have a term that begins with `prefix`. The empty text added to `term` keeps the range out of the
/// choice of an index: few patients are looked up one by one, however many terms begin so.
pub(crate) fn among(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patients: &[PatientId],
    prefix: &str,
) -> Result<Vec<Met>, db::Error> {
    tx.all(
        "SELECT patient_id, term, kind FROM patient_search_term
         WHERE clinic_id = $1 AND patient_id = ANY($2) AND (term || '') >= $3 AND (term || '') < $4",
        &[&clinic, &patients, &prefix, &end_of(prefix)],
    )
}

/// Patients in the order of the list of all, after the place `after`.
pub(crate) fn list(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    after: (&str, PatientId),
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM patient_search_term
         WHERE clinic_id = $1 AND kind = 'name' AND (term, patient_id) > ($2, $3) ORDER BY term, patient_id LIMIT $4",
        &[&clinic, &after.0, &after.1, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients whose family name begins with `family` and whose given name begins with `given`, both letters alone; any
/// `limit` of them, among the first `most` of such a family name.
pub(crate) fn named(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (family, given): (&str, &str),
    (most, limit): (i64, i64),
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM (
             SELECT term, patient_id FROM patient_search_term
             WHERE clinic_id = $1 AND kind = 'name' AND term >= $2 AND term < $3 ORDER BY term, patient_id LIMIT $4) counted
         WHERE term LIKE $5 LIMIT $6",
        &[&clinic, &family, &end_of(family), &most, &format!("%, {given}%"), &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients of these whole names, as the list of all orders them.
pub(crate) fn with_names(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    names: &[String],
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM patient_search_term
         WHERE clinic_id = $1 AND kind = 'name' AND term = ANY($2) LIMIT $3",
        &[&clinic, &names, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients with a part of the given and a part of the family name.
pub(crate) fn called(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    given: &str,
    family: &str,
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT f.patient_id FROM patient_search_term f
         WHERE f.clinic_id = $1 AND f.term = $3 AND f.kind = 'family'
           AND EXISTS (SELECT 1 FROM patient_search_term g
                       WHERE g.clinic_id = $1 AND g.term = $2 AND g.patient_id = f.patient_id AND g.kind = 'given')
         LIMIT $4",
        &[&clinic, &given, &family, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients with one of these identifiers.
pub(crate) fn with_identifiers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    numbers: &[String],
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM patient_search_term
         WHERE clinic_id = $1 AND term = ANY($2) AND kind = 'identifier' LIMIT $3",
        &[&clinic, &numbers, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients with one name the same and the other of the same beginning.
pub(crate) fn called_alike(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (kind, same): (&str, &str),
    (other_kind, beginning): (&str, String),
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let end = end_of(&beginning);
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT f.patient_id FROM patient_search_term f
         WHERE f.clinic_id = $1 AND f.term = $2 AND f.kind = $3
           AND EXISTS (SELECT 1 FROM patient_search_term g
                       WHERE g.clinic_id = $1 AND g.patient_id = f.patient_id AND g.term >= $4 AND g.term < $5 AND g.kind = $6)
         LIMIT $7",
        &[&clinic, &same, &kind, &beginning, &end, &other_kind, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Patients reached at one of these addresses, or whose caregivers are: terms of emails and mobile numbers.
pub(crate) fn reached_at(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    addresses: &[String],
    limit: i64,
) -> Result<Vec<(PatientId, String, TermKind)>, db::Error> {
    tx.all(
        "SELECT patient_id, term, kind FROM patient_search_term
         WHERE clinic_id = $1 AND term = ANY($2) AND kind IN ('email', 'mobile', 'portal_user') LIMIT $3",
        &[&clinic, &addresses, &limit],
    )
}

/// Patients of a birth date, as its term.
pub(crate) fn born(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    date: &str,
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM patient_search_term WHERE clinic_id = $1 AND term = $2 AND kind = 'birth' LIMIT $3",
        &[&clinic, &date, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
