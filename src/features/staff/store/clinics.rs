//! Clinics.

use crate::features::staff::model::NewClinic;
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, StaffId};
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

db::row! {
    /// A clinic.
    #[derive(Debug, Clone)]
    pub struct Clinic {
        /// The clinic.
        pub id: ClinicId,
        /// Its name, as patients know it.
        pub name: String,
        /// Telephone number shown to patients; may be empty.
        pub phone: String,
    }
}

/// The clinic that somebody belongs to.
pub fn clinic(tx: &mut db::Tx<'_>, scope: &Scope) -> Result<Clinic, db::Error> {
    tx.one(
        "SELECT id, name, phone FROM clinic WHERE id = $1",
        &[&scope.clinic],
    )
}

db::row! {
    /// A clinic's owner.
    #[derive(Debug, Clone)]
    pub struct Owner {
        /// The clinic.
        pub clinic_id: ClinicId,
        /// Its name.
        pub clinic_name: String,
        /// The owner.
        pub staff_id: StaffId,
        /// The owner's name.
        pub display_name: String,
        /// The owner's email address.
        pub email: String,
        /// Whether a second factor is set up.
        pub has_second_factor: bool,
    }
}

/// The owner of every clinic, for commands on the host.
pub fn owners(tx: &mut db::Tx<'_>) -> Result<Vec<Owner>, db::Error> {
    tx.all(
        "SELECT c.id AS clinic_id, c.name AS clinic_name, m.id AS staff_id, m.display_name, m.email, (m.totp_secret IS NOT NULL) AS has_second_factor
         FROM staff_member m JOIN clinic c ON c.id = m.clinic_id WHERE m.is_owner ORDER BY c.created_at, c.id",
        &[],
    )
}
