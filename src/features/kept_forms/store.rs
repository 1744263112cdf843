//! All SQL of kept forms.

use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::time::Timestamp;

/// Whose form, and on which page.
pub(super) type Whose<'a> = (ClinicId, PortalUserId, PatientId, &'a str);

/// Keeps a form in place of the one before.
pub(super) fn put(
    tx: &mut db::Tx<'_>,
    (clinic, person, patient, page): Whose<'_>,
    fields: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO kept_form (clinic_id, portal_user_id, patient_id, page, fields, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, portal_user_id, patient_id, page) DO UPDATE SET fields = excluded.fields, kept_at = excluded.kept_at",
        &[&clinic, &person, &patient, &page, &fields, &now],
    )?;
    Ok(())
}

/// The form that waits.
pub(super) fn get(
    tx: &mut db::Tx<'_>,
    (clinic, person, patient, page): Whose<'_>,
) -> Result<Option<String>, db::Error> {
    let found: Option<(String,)> = tx.opt(
        "SELECT fields FROM kept_form WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND page = $4",
        &[&clinic, &person, &patient, &page],
    )?;
    Ok(found.map(|(fields,)| fields))
}

/// Removes it.
pub(super) fn remove(
    tx: &mut db::Tx<'_>,
    (clinic, person, patient, page): Whose<'_>,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM kept_form WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND page = $4",
        &[&clinic, &person, &patient, &page],
    )?;
    Ok(())
}

/// Removes what was kept before `before`, in every clinic.
pub(super) fn forget(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<(), db::Error> {
    tx.exec("DELETE FROM kept_form WHERE kept_at < $1", &[&before])?;
    Ok(())
}
