//! All SQL of labels.

use crate::platform::ids::ClinicId;

/// A clinic's labels, as `Tr::labelled` takes them, for work that reads nothing else of the clinic.
pub fn stored(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<String, db::Error> {
    let (labels,): (String,) = tx.one("SELECT labels FROM clinic WHERE id = $1", &[&clinic])?;
    Ok(labels)
}
