//! Clinics.

use crate::features::staff::model::NewClinic;
use crate::platform::ids::ClinicId;
use crate::platform::time::Timestamp;

pub(in crate::features::staff) fn insert(
    tx: &mut db::Tx<'_>,
    id: ClinicId,
    name: &str,
    new: &NewClinic,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO clinic (id, name, language, time_zone, phone, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&id, &name, &new.language, &new.time_zone, &new.phone.trim(), &now],
    )?;
    Ok(())
}

pub(in crate::features::staff) fn insert_identifier_kind(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kind: &str,
    label: &str,
    position: i64,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO identifier_kind (clinic_id, kind, label, position) VALUES ($1, $2, $3, $4)",
        &[&clinic, &kind, &label, &position],
    )?;
    Ok(())
}
