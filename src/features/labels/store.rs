//! All SQL of labels.

use crate::platform::ids::ClinicId;

/// A clinic's labels, as `Tr::labelled` takes them, for work that reads nothing else of the clinic.
pub fn stored(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<String, db::Error> {
    load(tx, clinic).map(|(labels, _)| labels)
}

/// The labels and their version.
pub(super) fn load(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(String, i64), db::Error> {
    tx.one(
        "SELECT labels, labels_version FROM clinic WHERE id = $1",
        &[&clinic],
    )
}

/// Keeps labels over version `before`.
///
/// # Errors
/// [`db::Error::NotFound`] when the stored version is another one.
pub(super) fn keep(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    labels: &str,
    before: i64,
) -> Result<(), db::Error> {
    let written = tx.exec(
        "UPDATE clinic SET labels = $2, labels_version = labels_version + 1 WHERE id = $1 AND labels_version = $3",
        &[&clinic, &labels, &before],
    )?;
    if written == 1 {
        Ok(())
    } else {
        Err(db::Error::NotFound)
    }
}
