//! All SQL of message templates. What a member finds is a matter of the owners that they are given.

use uuid::Uuid;

use super::model::{Head, Owner, Version, Wording};
use crate::platform::ids::{ClinicId, MessageTemplateId, StaffId};
use crate::platform::time::Timestamp;

pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: MessageTemplateId,
    owner: Owner,
    (by, now): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    let (kind, owner) = owner.parts();
    tx.exec(
        "INSERT INTO message_template (clinic_id, id, owner_kind, owner_id, version, created_by, created_at)
         VALUES ($1, $2, $3, $4, 0, $5, $6)",
        &[&clinic, &id, &kind, &owner, &by, &now],
    )?;
    Ok(())
}

/// Adds the version after `before` and makes it the one in use; false when another has come in between.
pub(super) fn add_version(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, before): (MessageTemplateId, i64),
    wording: &Wording,
    (by, now): (StaffId, Timestamp),
) -> Result<bool, db::Error> {
    let next = before + 1;
    let moved = tx.exec(
        "UPDATE message_template SET version = $4 WHERE clinic_id = $1 AND id = $2 AND version = $3",
        &[&clinic, &id, &before, &next],
    )?;
    if moved == 0 {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO message_template_version (clinic_id, template_id, version, name, folder, subject, body_html, saved_by, saved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &clinic, &id, &next, &wording.name, &wording.folder, &wording.subject, &wording.body.html(), &by, &now,
        ],
    )?;
    Ok(true)
}

/// A template of one of the owners, retired ones too.
pub(super) fn head(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    owners: &[Uuid],
    id: MessageTemplateId,
) -> Result<Head, db::Error> {
    tx.one(
        "SELECT t.id, t.owner_kind, t.owner_id, t.version, v.name, v.folder, v.subject, v.saved_at, t.retired_at
         FROM message_template t
         JOIN message_template_version v ON v.clinic_id = t.clinic_id AND v.template_id = t.id AND v.version = t.version
         WHERE t.clinic_id = $1 AND t.id = $2 AND t.owner_id = ANY($3)",
        &[&clinic, &id, &owners],
    )
}

/// Every template of the owners, retired ones too.
pub(super) fn heads(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    owners: &[Uuid],
) -> Result<Vec<Head>, db::Error> {
    tx.all(
        "SELECT t.id, t.owner_kind, t.owner_id, t.version, v.name, v.folder, v.subject, v.saved_at, t.retired_at
         FROM message_template t
         JOIN message_template_version v ON v.clinic_id = t.clinic_id AND v.template_id = t.id AND v.version = t.version
         WHERE t.clinic_id = $1 AND t.owner_id = ANY($2)",
        &[&clinic, &owners],
    )
}

/// One version of a template.
pub(super) fn version(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: MessageTemplateId,
    version: i64,
) -> Result<Version, db::Error> {
    tx.one(
        "SELECT v.version, v.name, v.folder, v.subject, v.body_html, m.display_name AS saved_by, v.saved_at
         FROM message_template_version v JOIN staff_member m ON m.clinic_id = v.clinic_id AND m.id = v.saved_by
         WHERE v.clinic_id = $1 AND v.template_id = $2 AND v.version = $3",
        &[&clinic, &id, &version],
    )
}

/// A template's versions with who saved them and when, the newest first.
pub(super) fn versions(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: MessageTemplateId,
) -> Result<Vec<(i64, String, Timestamp)>, db::Error> {
    tx.all(
        "SELECT v.version, m.display_name, v.saved_at
         FROM message_template_version v JOIN staff_member m ON m.clinic_id = v.clinic_id AND m.id = v.saved_by
         WHERE v.clinic_id = $1 AND v.template_id = $2 ORDER BY v.version DESC",
        &[&clinic, &id],
    )
}

/// Retires a template, or brings it back; false when it is so already.
pub(super) fn set_retired(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: MessageTemplateId,
    retired: Option<(StaffId, Timestamp)>,
) -> Result<bool, db::Error> {
    let changed = match retired {
        Some((by, now)) => tx.exec(
            "UPDATE message_template SET retired_at = $3, retired_by = $4 WHERE clinic_id = $1 AND id = $2 AND retired_at IS NULL",
            &[&clinic, &id, &now, &by],
        )?,
        None => tx.exec(
            "UPDATE message_template SET retired_at = NULL, retired_by = NULL WHERE clinic_id = $1 AND id = $2 AND retired_at IS NOT NULL",
            &[&clinic, &id],
        )?,
    };
    Ok(changed > 0)
}
