//! All SQL of looks.

use crate::platform::ids::{ClinicId, LookDraftId, StaffId};
use crate::platform::time::Timestamp;

/// The clinic's look: its version and the choice. None before the first.
pub(super) fn look(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Option<(i64, String)>, db::Error> {
    tx.opt(
        "SELECT version, choice FROM look WHERE clinic_id = $1",
        &[&clinic],
    )
}

/// Writes the look over the version before; whether that was the version before.
pub(super) fn put(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    version: i64,
    (choice, shown): (&str, &str),
    now: Timestamp,
) -> Result<bool, db::Error> {
    let written = tx.exec(
        "INSERT INTO look (clinic_id, version, choice, shown, saved_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id) DO UPDATE SET version = $2, choice = $3, shown = $4, saved_at = $5
         WHERE look.version = $2::bigint - 1",
        &[&clinic, &version, &choice, &shown, &now],
    )?;
    Ok(written == 1)
}

/// The choice of a draft.
pub(super) fn draft(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: LookDraftId,
) -> Result<Option<String>, db::Error> {
    let found: Option<(String,)> = tx.opt(
        "SELECT choice FROM look_draft WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    Ok(found.map(|(choice,)| choice))
}

pub(super) fn add_draft(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, staff): (LookDraftId, StaffId),
    choice: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO look_draft (clinic_id, id, staff_id, choice, made_at) VALUES ($1, $2, $3, $4, $5)",
        &[&clinic, &id, &staff, &choice, &now],
    )?;
    Ok(())
}

/// Every draft with its choice, newest first.
pub(super) fn drafts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Vec<(LookDraftId, String, Timestamp)>, db::Error> {
    tx.all(
        "SELECT id, choice, made_at FROM look_draft WHERE clinic_id = $1 ORDER BY made_at DESC, id DESC",
        &[&clinic],
    )
}

pub(super) fn remove_draft(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: LookDraftId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM look_draft WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    Ok(())
}

/// Keeps a file; one that is there is as good as new.
pub(super) fn put_file(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (name, sealed): (&str, &[u8]),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO look_file (clinic_id, name, content, made_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, name) DO UPDATE SET made_at = $4",
        &[&clinic, &name, &sealed, &now],
    )?;
    Ok(())
}

/// A file of whatever clinic, sealed: looks are public.
pub(super) fn file(
    tx: &mut db::Tx<'_>,
    name: &str,
) -> Result<Option<(ClinicId, Vec<u8>)>, db::Error> {
    tx.opt(
        "SELECT clinic_id, content FROM look_file WHERE name = $1",
        &[&name],
    )
}

/// The names of files made before `before`.
pub(super) fn old_files(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    before: Timestamp,
) -> Result<Vec<String>, db::Error> {
    let found: Vec<(String,)> = tx.all(
        "SELECT name FROM look_file WHERE clinic_id = $1 AND made_at < $2",
        &[&clinic, &before],
    )?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

pub(super) fn remove_file(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    name: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM look_file WHERE clinic_id = $1 AND name = $2",
        &[&clinic, &name],
    )?;
    Ok(())
}
