//! All SQL of API keys.

use super::model::ApiKey;
use crate::platform::ids::{ApiKeyId, ClinicId, StaffId};
use crate::platform::time::Timestamp;

/// A key to be inserted.
pub(super) struct Row<'a> {
    pub id: ApiKeyId,
    pub name: &'a str,
    pub secret_hash: &'a [u8],
    pub staff: StaffId,
    pub scopes: &'a str,
}

pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &Row<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&clinic, &row.id, &row.name, &row.secret_hash, &row.staff, &row.scopes, &now],
    )?;
    Ok(())
}

pub(super) fn list(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Vec<ApiKey>, db::Error> {
    tx.all(
        "SELECT k.id, k.name, m.display_name AS staff_name, k.scopes, k.created_at, k.revoked_at
         FROM api_key k JOIN staff_member m ON m.clinic_id = k.clinic_id AND m.id = k.staff_id
         WHERE k.clinic_id = $1 ORDER BY k.created_at DESC, k.id",
        &[&clinic],
    )
}

pub(super) fn revoke(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<u64, db::Error> {
    tx.exec("UPDATE api_key SET revoked_at = $3 WHERE clinic_id = $1 AND id = $2 AND revoked_at IS NULL", &[&clinic, &id, &now])
}
