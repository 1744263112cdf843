//! All SQL of the audit.

pub(in crate::features::audit) mod list;

use uuid::Uuid;

use crate::features::audit::model::Covered;
use crate::platform::ids::{AuditEventId, ClinicId, PatientId};
use crate::platform::time::Timestamp;

db::row! {
    /// The end of a chain.
    pub(in crate::features::audit) struct Head {
        pub seq: i64,
        pub hash: Vec<u8>,
        pub seal: Vec<u8>,
    }
}

db::row! {
    /// A stored entry.
    pub(in crate::features::audit) struct Entry {
        pub seq: i64,
        pub id: AuditEventId,
        pub at: Timestamp,
        pub actor_kind: String,
        pub actor_id: Option<Uuid>,
        pub action: String,
        pub resource_kind: String,
        pub resource_id: Option<Uuid>,
        pub patient_id: Option<PatientId>,
        pub detail: String,
        pub hash: Vec<u8>,
    }
}

pub(in crate::features::audit) fn head(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    lane: i64,
) -> Result<Option<Head>, db::Error> {
    tx.opt(
        "SELECT seq, hash, seal FROM audit_head WHERE clinic_id = $1 AND lane = $2",
        &[&clinic, &lane],
    )
}

pub(in crate::features::audit) fn set_head(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    lane: i64,
    head: &Head,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO audit_head (clinic_id, lane, seq, hash, seal) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, lane) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, seal = excluded.seal",
        &[&clinic, &lane, &head.seq, &head.hash, &head.seal],
    )
}

pub(in crate::features::audit) fn append(
    tx: &mut db::Tx<'_>,
    entry: &Covered<'_>,
    hash: &[u8],
) -> Result<(), db::Error> {
    tx.gather(
        "INSERT INTO audit_event (clinic_id, lane, seq, id, at, actor_kind, actor_id, action, resource_kind, resource_id, patient_id, detail, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &entry.clinic, &entry.lane, &entry.seq, &entry.id, &entry.at, &entry.actor_kind, &entry.actor_id, &entry.action,
            &entry.resource_kind, &entry.resource_id, &entry.patient, &entry.detail, &hash,
        ],
    )
}

/// Every chain that there is an entry or an end of, and one that must be missing for each clinic that has none: creating a
/// clinic is on record.
pub(in crate::features::audit) fn chains(
    tx: &mut db::Tx<'_>,
) -> Result<Vec<(ClinicId, i64)>, db::Error> {
    tx.all(
        "SELECT clinic_id, lane FROM audit_head UNION SELECT clinic_id, lane FROM audit_event
         UNION SELECT id AS clinic_id, 0::bigint AS lane FROM clinic c
               WHERE NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.clinic_id = c.id)
         ORDER BY clinic_id, lane",
        &[],
    )
}

/// Entries of one chain after `seq`, in order, at most `limit`.
pub(in crate::features::audit) fn after(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    lane: i64,
    seq: i64,
    limit: i64,
) -> Result<Vec<Entry>, db::Error> {
    tx.all(
        "SELECT seq, id, at, actor_kind, actor_id, action, resource_kind, resource_id, patient_id, detail, hash
         FROM audit_event WHERE clinic_id = $1 AND lane = $2 AND seq > $3 ORDER BY seq LIMIT $4",
        &[&clinic, &lane, &seq, &limit],
    )
}
