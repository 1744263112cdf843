//! All SQL of the end of uploads.

use std::collections::HashMap;

use uuid::Uuid;

use super::plan::{Clock, Keeping};
use crate::features::attachments::store::words;
use crate::platform::ids::{AttachmentId, ClinicId, ConversationId, FileId, MessageId, PatientId};
use crate::platform::time::Timestamp;

db::row! {
    /// An upload that was sent and is still kept.
    pub(super) struct Due {
        pub file_id: FileId,
        pub conversation_id: ConversationId,
        pub message_id: MessageId,
        pub patient_id: PatientId,
        pub state: String,
        pub in_chart: bool,
    }
}

/// An upload was sent: its end is worked out from `look_at` on, the earliest that it can be.
pub fn sent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    attachment: AttachmentId,
    look_at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO attachment_end (clinic_id, attachment_id, look_at) VALUES ($1, $2, $3)",
        &[&clinic, &attachment, &look_at],
    )?;
    Ok(())
}

/// An upload's end is to be worked out at `at` again, or earlier where it is to be already.
pub(in crate::features::attachments) fn look_again_at(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    attachment: AttachmentId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE attachment_end SET look_at = $3 WHERE clinic_id = $1 AND attachment_id = $2 AND look_at > $3",
        &[&clinic, &attachment, &at],
    )?;
    Ok(())
}

/// Every upload of the clinic is to be looked at again.
pub(super) fn look_at_all(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE attachment_end SET look_at = 0 WHERE clinic_id = $1",
        &[&clinic],
    )?;
    Ok(())
}

/// Uploads whose end is to be worked out by `now`.
pub(super) fn to_look_at(
    tx: &mut db::Tx<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(ClinicId, AttachmentId)>, db::Error> {
    tx.all(
        "SELECT clinic_id, attachment_id FROM attachment_end WHERE look_at <= $1 ORDER BY look_at LIMIT $2",
        &[&now, &limit],
    )
}

pub(super) fn due(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    attachment: AttachmentId,
) -> Result<Option<Due>, db::Error> {
    tx.opt(
        "SELECT a.file_id, a.conversation_id, a.message_id, c.patient_id, f.state,
                EXISTS (SELECT 1 FROM chart_item i WHERE i.clinic_id = a.clinic_id AND i.file_id = a.file_id) AS in_chart
         FROM attachment_end e
         JOIN message_attachment a ON a.clinic_id = e.clinic_id AND a.id = e.attachment_id
         JOIN conversation c ON c.clinic_id = a.clinic_id AND c.id = a.conversation_id
         JOIN stored_file f ON f.clinic_id = a.clinic_id AND f.id = a.file_id
         WHERE e.clinic_id = $1 AND e.attachment_id = $2",
        &[&clinic, &attachment],
    )
}

pub(super) fn set_look_at(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    attachment: AttachmentId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE attachment_end SET look_at = $3 WHERE clinic_id = $1 AND attachment_id = $2",
        &[&clinic, &attachment, &at],
    )?;
    Ok(())
}

/// Nothing more is to be worked out for an upload.
pub(super) fn forget(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    attachment: AttachmentId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM attachment_end WHERE clinic_id = $1 AND attachment_id = $2",
        &[&clinic, &attachment],
    )?;
    Ok(())
}

/// Lets go of a file's bytes: name, size, hash and dates stay as its tombstone. Returns what it was stored under.
///
/// The stored names leave the row, so that what can't be removed at once is found by the sweep for files without an owner.
pub(super) fn bury(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    file: FileId,
    at: Timestamp,
) -> Result<Vec<String>, db::Error> {
    let (blob, preview): (String, Option<String>) = tx.one(
        "SELECT blob_key, preview_key FROM stored_file WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &file],
    )?;
    let gone = format!("gone {file}");
    words::forget(tx, clinic, file)?;
    tx.exec(
        "UPDATE stored_file SET state = 'deleted', deleted_at = $3, blob_key = $4, preview_key = NULL, preview_text = NULL
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &file, &at, &gone],
    )?;
    Ok([Some(blob), preview].into_iter().flatten().collect())
}

db::row! {
    struct KeptRow {
        attachment_id: AttachmentId,
        sent_at: Timestamp,
        retention_days: i64,
        recipient: Option<Uuid>,
        downloaded_at: Option<Timestamp>,
    }
}

/// What keeps an upload, by the attachment it is.
pub type Kept = HashMap<AttachmentId, Keeping>;

/// What keeps those uploads of the messages in `ids` that still have an end to come.
pub fn keepings(tx: &mut db::Tx<'_>, clinic: ClinicId, ids: &[Uuid]) -> Result<Kept, db::Error> {
    let rows: Vec<KeptRow> = tx.all(
        "SELECT a.id AS attachment_id, m.sent_at, s.attachment_days AS retention_days, r.portal_user_id AS recipient,
                (SELECT min(d.at) FROM attachment_download d
                 WHERE d.clinic_id = a.clinic_id AND d.attachment_id = a.id AND d.portal_user_id = r.portal_user_id AND d.complete) AS downloaded_at
         FROM message_attachment a
         JOIN attachment_end e ON e.clinic_id = a.clinic_id AND e.attachment_id = a.id
         JOIN message m ON m.clinic_id = a.clinic_id AND m.id = a.message_id
         JOIN portal_settings s ON s.clinic_id = a.clinic_id
         LEFT JOIN message_recipient r ON r.clinic_id = a.clinic_id AND r.message_id = a.message_id
         WHERE a.clinic_id = $1 AND a.message_id = ANY($2)",
        &[&clinic, &ids],
    )?;
    let mut kept = Kept::new();
    for row in rows {
        let keeping = kept.entry(row.attachment_id).or_insert_with(|| Keeping {
            sent_at: row.sent_at,
            retention_days: row.retention_days,
            clocks: Vec::new(),
        });
        if row.recipient.is_some() {
            keeping.clocks.push(Clock {
                downloaded_at: row.downloaded_at,
            });
        }
    }
    Ok(kept)
}
