//! All SQL of uploads and downloads.

pub(super) mod words;

use super::model::{Upload, Uploader};
use crate::platform::auth::Scope;
use crate::platform::blobs::{BlobName, Written};
use crate::platform::file_check::Checked;
use crate::platform::ids::{
    AttachmentId, ClinicId, ConversationId, FileId, MessageId, PatientId, PortalUserId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A piece of an upload.
    pub(super) struct Piece {
        pub starts_at: i64,
        pub size: i64,
        pub blob_key: String,
    }
}

db::row! {
    /// A file that may be given out.
    #[derive(Clone)]
    pub struct GivenFile {
        /// The file.
        pub id: FileId,
        /// Its name, made safe.
        pub file_name: String,
        /// Its media type.
        pub content_type: String,
        /// Where its bytes are.
        pub blob_key: String,
        /// Where its thumbnail is.
        pub preview_key: Option<String>,
    }
}

db::row! {
    /// A file that was sent with a message, and where that message belongs.
    pub(super) struct SentFile {
        pub attachment_id: AttachmentId,
        pub message_id: MessageId,
        pub conversation_id: ConversationId,
        pub patient_id: PatientId,
        pub id: FileId,
        pub file_name: String,
        pub content_type: String,
        pub blob_key: String,
        pub preview_key: Option<String>,
    }
}

impl SentFile {
    /// The file itself.
    pub(super) fn file(&self) -> GivenFile {
        GivenFile {
            id: self.id,
            file_name: self.file_name.clone(),
            content_type: self.content_type.clone(),
            blob_key: self.blob_key.clone(),
            preview_key: self.preview_key.clone(),
        }
    }
}

/// A new upload that waits for its first byte.
pub(super) struct NewUpload<'a> {
    pub id: FileId,
    pub file_name: &'a str,
    pub size: i64,
    /// Reserved: the column is unique, and nothing is stored under it before the check.
    pub blob_key: &'a BlobName,
    pub at: Timestamp,
}

pub(super) fn begin(
    tx: &mut db::Tx<'_>,
    uploader: &Uploader,
    new: &NewUpload<'_>,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO stored_file (clinic_id, id, file_name, content_type, size, received, blob_key, state,
                                  uploaded_by_staff, uploaded_by_portal_user, created_at)
         VALUES ($1, $2, $3, '', $4, 0, $5, 'uploading', $6, $7, $8)",
        &[&uploader.clinic, &new.id, &new.file_name, &new.size, &new.blob_key.as_str(), &uploader.staff, &uploader.portal_user, &new.at],
    )?;
    tx.exec(
        "INSERT INTO unclaimed_file (clinic_id, file_id, since) VALUES ($1, $2, $3)",
        &[&uploader.clinic, &new.id, &new.at],
    )?;
    Ok(())
}

/// An upload of this uploader's own; not found for anybody else.
pub fn upload(tx: &mut db::Tx<'_>, uploader: &Uploader, id: FileId) -> Result<Upload, db::Error> {
    tx.one(
        "SELECT id, file_name, content_type, size, received, sha256, state, state_reason,
                preview_key IS NOT NULL AS has_preview, preview_text
         FROM stored_file
         WHERE clinic_id = $1 AND id = $2 AND state <> 'deleted'
           AND coalesce(uploaded_by_staff, uploaded_by_portal_user, $1) = coalesce($3::uuid, $4::uuid, $1)",
        &[&uploader.clinic, &id, &uploader.staff, &uploader.portal_user],
    )
}

/// A file of the clinic that may be given out, for whoever has already been found to be allowed to have it.
pub fn given_file(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
) -> Result<GivenFile, db::Error> {
    tx.one(
        "SELECT id, file_name, content_type, blob_key, preview_key
         FROM stored_file WHERE clinic_id = $1 AND id = $2 AND state = 'available'",
        &[&clinic, &id],
    )
}

/// Adds a piece at `starts_at`, unless the upload is not exactly that far. Says whether it was added.
pub(super) fn add_piece(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    piece: &Piece,
) -> Result<bool, db::Error> {
    let next = piece.starts_at + piece.size;
    let moved = tx.exec(
        "UPDATE stored_file SET received = $4, state = CASE WHEN size = $4 THEN 'checking' ELSE 'uploading' END
         WHERE clinic_id = $1 AND id = $2 AND state = 'uploading' AND received = $3 AND size >= $4",
        &[&clinic, &id, &piece.starts_at, &next],
    )?;
    if moved == 0 {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO upload_piece (clinic_id, file_id, starts_at, size, blob_key) VALUES ($1, $2, $3, $4, $5)",
        &[&clinic, &id, &piece.starts_at, &piece.size, &piece.blob_key],
    )?;
    Ok(true)
}

pub(super) fn pieces(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
) -> Result<Vec<Piece>, db::Error> {
    tx.all(
        "SELECT starts_at, size, blob_key FROM upload_piece WHERE clinic_id = $1 AND file_id = $2 ORDER BY starts_at",
        &[&clinic, &id],
    )
}

db::row! {
    /// An upload that is complete and has not been checked.
    pub(super) struct Unchecked {
        pub file_name: String,
        pub size: i64,
        pub from_patient: bool,
        pub from_staff: bool,
    }
}

pub(super) fn unchecked(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
) -> Result<Option<Unchecked>, db::Error> {
    tx.opt(
        "SELECT file_name, size, uploaded_by_portal_user IS NOT NULL AS from_patient, uploaded_by_staff IS NOT NULL AS from_staff
         FROM stored_file WHERE clinic_id = $1 AND id = $2 AND state = 'checking'",
        &[&clinic, &id],
    )
}

/// Files that wait for their check, oldest first.
pub(super) fn waiting(
    tx: &mut db::Tx<'_>,
    limit: i64,
) -> Result<Vec<(ClinicId, FileId)>, db::Error> {
    tx.all(
        "SELECT clinic_id, id FROM stored_file WHERE state = 'checking' ORDER BY created_at LIMIT $1",
        &[&limit],
    )
}

/// What the check has put into the store.
pub(super) struct Kept {
    pub blob_key: String,
    pub size: i64,
    pub sha256: [u8; 32],
    pub preview_key: Option<String>,
}

/// Makes the file available, unless it has been settled otherwise meanwhile. Says whether it did.
pub(super) fn make_available(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    checked: &Checked,
    kept: &Kept,
) -> Result<bool, db::Error> {
    let changed = tx.exec(
        "UPDATE stored_file SET state = 'available', state_reason = NULL, file_name = $3, content_type = $4, size = $5,
                                sha256 = $6, blob_key = $7, preview_key = $8, preview_text = $9
         WHERE clinic_id = $1 AND id = $2 AND state = 'checking'",
        &[
            &clinic,
            &id,
            &checked.file_name,
            &checked.kind.content_type(),
            &kept.size,
            &kept.sha256,
            &kept.blob_key,
            &kept.preview_key,
            &checked.excerpt,
        ],
    )?;
    Ok(changed == 1 && drop_pieces(tx, clinic, id)?)
}

/// Adds a PDF that Carepost has made, under its name.
pub(super) fn add_available(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    (file_name, written): (&str, &Written),
    at: Timestamp,
) -> Result<(), db::Error> {
    let size = i64::try_from(written.size).unwrap_or(i64::MAX);
    tx.exec(
        "INSERT INTO stored_file (clinic_id, id, file_name, content_type, size, received, sha256, blob_key, state, created_at)
         VALUES ($1, $2, $3, 'application/pdf', $4, $4, $5, $6, 'available', $7)",
        &[&clinic, &id, &file_name, &size, &written.sha256, &written.name.as_str(), &at],
    )?;
    Ok(())
}

/// Refuses the file for good, unless it has been settled otherwise meanwhile. Says whether it did.
pub(super) fn reject(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    code: &str,
) -> Result<bool, db::Error> {
    let changed = tx.exec(
        "UPDATE stored_file SET state = 'rejected', state_reason = $3 WHERE clinic_id = $1 AND id = $2 AND state = 'checking'",
        &[&clinic, &id, &code],
    )?;
    Ok(changed == 1 && drop_pieces(tx, clinic, id)?)
}

/// Notes what a file waits for.
pub(super) fn keep_waiting(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    code: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE stored_file SET state_reason = $3 WHERE clinic_id = $1 AND id = $2 AND state = 'checking'",
        &[&clinic, &id, &code],
    )?;
    Ok(())
}

fn drop_pieces(tx: &mut db::Tx<'_>, clinic: ClinicId, id: FileId) -> Result<bool, db::Error> {
    tx.exec(
        "DELETE FROM upload_piece WHERE clinic_id = $1 AND file_id = $2",
        &[&clinic, &id],
    )?;
    Ok(true)
}

/// What keeps a file from going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Nothing does.
    None,
    /// A draft names it, and may let it go.
    Draft,
    /// A message or a chart item has it for good.
    Kept,
}

/// Whether a message, a chart item or a draft names the file.
pub(super) fn hold(tx: &mut db::Tx<'_>, clinic: ClinicId, id: FileId) -> Result<Hold, db::Error> {
    let (kept, draft): (bool, bool) = tx.one(
        "SELECT EXISTS (SELECT 1 FROM message_attachment WHERE clinic_id = $1 AND file_id = $2)
             OR EXISTS (SELECT 1 FROM chart_item WHERE clinic_id = $1 AND file_id = $2) AS kept,
             EXISTS (SELECT 1 FROM draft_attachment WHERE clinic_id = $1 AND file_id = $2) AS draft",
        &[&clinic, &id],
    )?;
    Ok(match (kept, draft) {
        (true, _) => Hold::Kept,
        (false, true) => Hold::Draft,
        (false, false) => Hold::None,
    })
}

/// Files that came before `before` and that nobody may have taken up.
pub(super) fn unclaimed(
    tx: &mut db::Tx<'_>,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(ClinicId, FileId)>, db::Error> {
    tx.all(
        "SELECT clinic_id, file_id FROM unclaimed_file WHERE since < $1 ORDER BY since LIMIT $2",
        &[&before, &limit],
    )
}

/// Takes a file off the list of those nobody may have taken up.
pub(super) fn claimed(tx: &mut db::Tx<'_>, clinic: ClinicId, id: FileId) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM unclaimed_file WHERE clinic_id = $1 AND file_id = $2",
        &[&clinic, &id],
    )?;
    Ok(())
}

/// Has a file looked at again later.
pub(super) fn look_again(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE unclaimed_file SET since = $3 WHERE clinic_id = $1 AND file_id = $2",
        &[&clinic, &id, &at],
    )?;
    Ok(())
}

/// Removes a file that no message and no chart item holds, also from drafts, with its pieces. Returns the names of what is left in the store.
pub(super) fn remove(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FileId,
) -> Result<Vec<String>, db::Error> {
    let mut names: Vec<String> = pieces(tx, clinic, id)?
        .into_iter()
        .map(|piece| piece.blob_key)
        .collect();
    let file: Option<(String, Option<String>)> = tx.opt(
        "SELECT blob_key, preview_key FROM stored_file WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    names.extend(
        file.into_iter()
            .flat_map(|(blob, preview)| [Some(blob), preview])
            .flatten(),
    );
    drop_pieces(tx, clinic, id)?;
    claimed(tx, clinic, id)?;
    words::forget(tx, clinic, id)?;
    tx.exec(
        "DELETE FROM draft_attachment WHERE clinic_id = $1 AND file_id = $2",
        &[&clinic, &id],
    )?;
    tx.exec(
        "DELETE FROM stored_file WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    Ok(names)
}

/// Those of `names` that some file, thumbnail or piece is stored under.
pub(super) fn known_names(tx: &mut db::Tx<'_>, names: &[String]) -> Result<Vec<String>, db::Error> {
    let rows: Vec<(String,)> = tx.all(
        "SELECT blob_key AS name FROM stored_file WHERE blob_key = ANY($1)
         UNION ALL SELECT preview_key AS name FROM stored_file WHERE preview_key = ANY($1)
         UNION ALL SELECT blob_key AS name FROM upload_piece WHERE blob_key = ANY($1)",
        &[&names],
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// A file that was sent, for somebody who may see the conversation: staff of the clinic, or a portal user who reads it.
pub(super) fn sent_file(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AttachmentId,
) -> Result<SentFile, db::Error> {
    let (portal_user, patient) = scope.portal.unzip();
    tx.one(
        "SELECT a.id AS attachment_id, a.message_id, a.conversation_id, c.patient_id, f.id, f.file_name, f.content_type, f.blob_key, f.preview_key
         FROM message_attachment a
         JOIN conversation c ON c.clinic_id = a.clinic_id AND c.id = a.conversation_id
         LEFT JOIN chart_item i ON i.clinic_id = a.clinic_id AND i.id = a.chart_item_id
         JOIN stored_file f ON f.clinic_id = a.clinic_id AND f.id = coalesce(a.file_id, i.file_id)
         WHERE a.clinic_id = $1 AND a.id = $2 AND f.state = 'available'
           AND ($3::uuid IS NULL OR (c.patient_id = $4 AND EXISTS (
                SELECT 1 FROM conversation_portal_user u
                WHERE u.clinic_id = a.clinic_id AND u.portal_user_id = $3 AND u.conversation_id = a.conversation_id)))",
        &[&scope.clinic, &id, &portal_user, &patient],
    )
}

/// One download by a portal user that begins.
pub(super) struct NewDownload {
    pub id: uuid::Uuid,
    pub attachment: AttachmentId,
    pub message: MessageId,
    pub portal_user: PortalUserId,
    pub at: Timestamp,
    pub first_byte: i64,
}

pub(super) fn begin_download(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &NewDownload,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO attachment_download (clinic_id, id, attachment_id, message_id, portal_user_id, at, complete, first_byte, end_byte)
         VALUES ($1, $2, $3, $4, $5, $6, false, $7, $7)",
        &[&clinic, &new.id, &new.attachment, &new.message, &new.portal_user, &new.at, &new.first_byte],
    )?;
    Ok(())
}

/// Notes how far a download came, and returns all ranges that this person has had of the file.
pub(super) fn end_download(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    download: &NewDownload,
    end_byte: i64,
) -> Result<Vec<(i64, i64)>, db::Error> {
    tx.exec(
        "UPDATE attachment_download SET end_byte = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &download.id, &end_byte],
    )?;
    tx.all(
        "SELECT first_byte, end_byte FROM attachment_download WHERE clinic_id = $1 AND attachment_id = $2 AND portal_user_id = $3",
        &[&clinic, &download.attachment, &download.portal_user],
    )
}

pub(super) fn complete_download(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: uuid::Uuid,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE attachment_download SET complete = true WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    Ok(())
}

/// Portal users whose open pages show the conversation.
pub(super) fn portal_watching(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Vec<uuid::Uuid>, db::Error> {
    let rows: Vec<(uuid::Uuid,)> = tx.all(
        "SELECT portal_user_id FROM conversation_portal_user WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// When a file that was sent went, for somebody who may see the conversation.
pub(super) fn gone_since(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AttachmentId,
) -> Result<Option<Timestamp>, db::Error> {
    let (portal_user, patient) = scope.portal.unzip();
    let gone: Option<(Option<Timestamp>,)> = tx.opt(
        "SELECT f.deleted_at FROM message_attachment a
         JOIN conversation c ON c.clinic_id = a.clinic_id AND c.id = a.conversation_id
         JOIN stored_file f ON f.clinic_id = a.clinic_id AND f.id = a.file_id
         WHERE a.clinic_id = $1 AND a.id = $2 AND f.state = 'deleted'
           AND ($3::uuid IS NULL OR (c.patient_id = $4 AND EXISTS (
                SELECT 1 FROM conversation_portal_user u
                WHERE u.clinic_id = a.clinic_id AND u.portal_user_id = $3 AND u.conversation_id = a.conversation_id)))",
        &[&scope.clinic, &id, &portal_user, &patient],
    )?;
    Ok(gone.and_then(|(at,)| at))
}

/// Staff whose open pages show the conversation: those it lies in an inbox of.
pub(super) fn staff_watching(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Vec<uuid::Uuid>, db::Error> {
    let rows: Vec<(uuid::Uuid,)> = tx.all(
        "SELECT inbox_id AS id FROM inbox_entry WHERE clinic_id = $1 AND conversation_id = $2
         UNION SELECT m.staff_id AS id FROM inbox_entry e
         JOIN workgroup_member m ON m.clinic_id = e.clinic_id AND m.workgroup_id = e.inbox_id
         WHERE e.clinic_id = $1 AND e.conversation_id = $2",
        &[&clinic, &id],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
