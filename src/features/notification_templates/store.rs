//! All SQL of notification templates.

use super::model::{Current, Key, Version, Wording};
use crate::platform::ids::{ClinicId, StaffId};
use crate::platform::time::Timestamp;

/// The newest version of a template; without a wording where the default text holds again.
pub(super) fn newest(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    key: Key,
) -> Result<Option<(i64, Option<Wording>)>, db::Error> {
    let found: Option<(i64, Option<String>, Option<String>)> = tx.opt(
        "SELECT version, subject, body FROM notification_template
         WHERE clinic_id = $1 AND event = $2 AND channel = $3 AND language = $4 ORDER BY version DESC LIMIT 1",
        &[&clinic, &key.event, &key.channel, &key.language],
    )?;
    Ok(found.map(|(version, subject, body)| {
        let subject = subject.unwrap_or_default();
        (version, body.map(|body| Wording { subject, body }))
    }))
}

/// The newest version of every template that the clinic has ever saved.
pub(super) fn current(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Vec<Current>, db::Error> {
    tx.all(
        "SELECT t.event, t.channel, t.language, t.subject, t.body, m.display_name AS saved_by_name, t.saved_at
         FROM notification_template t
         JOIN staff_member m ON m.clinic_id = t.clinic_id AND m.id = t.saved_by
         WHERE t.clinic_id = $1 AND NOT EXISTS (
             SELECT 1 FROM notification_template later
             WHERE later.clinic_id = t.clinic_id AND later.event = t.event AND later.channel = t.channel
               AND later.language = t.language AND later.version > t.version)",
        &[&clinic],
    )
}

/// The newest versions of a template, newest first.
pub(super) fn versions(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    key: Key,
    limit: i64,
) -> Result<Vec<Version>, db::Error> {
    tx.all(
        "SELECT t.version, t.subject, t.body, m.display_name AS saved_by_name, t.saved_at
         FROM notification_template t
         JOIN staff_member m ON m.clinic_id = t.clinic_id AND m.id = t.saved_by
         WHERE t.clinic_id = $1 AND t.event = $2 AND t.channel = $3 AND t.language = $4 ORDER BY t.version DESC LIMIT $5",
        &[&clinic, &key.event, &key.channel, &key.language, &limit],
    )
}

/// Adds the version after `before`; false when somebody has added it already.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (key, before): (Key, i64),
    wording: Option<&Wording>,
    (by, now): (StaffId, Timestamp),
) -> Result<bool, db::Error> {
    let (subject, body) = (wording.map(|w| &w.subject), wording.map(|w| &w.body));
    let version = before + 1;
    let added = tx.exec(
        "INSERT INTO notification_template (clinic_id, event, channel, language, version, subject, body, saved_by, saved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (clinic_id, event, channel, language, version) DO NOTHING",
        &[
            &clinic, &key.event, &key.channel, &key.language, &version, &subject, &body, &by, &now,
        ],
    )?;
    Ok(added == 1)
}
