//! The words of uploaded PDFs, kept for the guard while a message is written (M26).

use uuid::Uuid;

use crate::platform::auth::StaffActor;
use crate::platform::ids::{ClinicId, FileId};
use crate::platform::pdf_reader::Words;

/// A PDF of one's own, as far as its words could be read.
#[derive(Debug, Clone)]
pub struct ReadFile {
    /// Its name.
    pub file_name: String,
    /// Its words.
    pub words: Words,
}

/// The PDFs among a member's own uploads `ids`, by name. Only those that have not been sent more than a day ago.
pub fn read_files(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    ids: &[FileId],
) -> Result<Vec<ReadFile>, db::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(String, String, String)> = tx.all(
        "SELECT f.file_name, w.state, w.words FROM upload_words w
         JOIN stored_file f ON f.clinic_id = w.clinic_id AND f.id = w.file_id
         WHERE w.clinic_id = $1 AND w.file_id = ANY($2) AND f.uploaded_by_staff = $3 ORDER BY f.file_name, f.id",
        &[&actor.clinic, &ids, &actor.staff],
    )?;
    let read = |(file_name, state, words): (String, String, String)| ReadFile {
        file_name,
        words: match state.as_str() {
            "read" => Words::Read(words),
            "none" => Words::None,
            _ => Words::Unreadable,
        },
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Keeps what was read of a file.
pub(in crate::features::attachments) fn keep(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    file: FileId,
    words: &Words,
) -> Result<(), db::Error> {
    let (state, text) = match words {
        Words::Read(text) => ("read", text.as_str()),
        Words::None => ("none", ""),
        Words::Unreadable => ("unreadable", ""),
    };
    tx.exec(
        "INSERT INTO upload_words (clinic_id, file_id, state, words) VALUES ($1, $2, $3, $4)",
        &[&clinic, &file, &state, &text],
    )?;
    Ok(())
}

/// They are not needed any more, or the file is gone.
pub(in crate::features::attachments) fn forget(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    file: FileId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM upload_words WHERE clinic_id = $1 AND file_id = $2",
        &[&clinic, &file],
    )?;
    Ok(())
}
