//! The check of a complete upload: nothing is available before it (M35).

use std::sync::LazyLock;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use tokio::sync::Semaphore;

use super::model::SCANNER_UNAVAILABLE;
use super::store::{self, Kept, Piece, Unchecked};
use crate::features::audit::{self, By};
use crate::platform::blobs::{BlobError, BlobName, ByteStream, Written};
use crate::platform::file_check::{self, Checked, Refusal as Why, UploadedBy};
use crate::platform::ids::{ClinicId, FileId};
use crate::platform::keys::Purpose;
use crate::platform::malware::Verdict;
use crate::platform::pdf_reader::Words;
use crate::platform::state::State;
use crate::platform::web::Error;

/// Checks at a time: each holds a file, and perhaps a decoded picture, in memory.
static CHECKS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Bytes handed to the scanner at a time.
const SCAN_PIECE: usize = 64 * 1024;

/// Checks a file that is complete, and makes it available or refuses it. While the scanner is down the file waits. Safe
/// to call at any time and more than once: whoever settles the file first has settled it.
///
/// # Errors
/// Where the database or the file store fails; the file then still waits.
pub async fn check(state: &State, clinic: ClinicId, id: FileId) -> Result<(), Error> {
    let _turn = CHECKS
        .acquire()
        .await
        .map_err(|e| Error::Internal(e.into()))?;
    let db = state.db.within(clinic);
    let found = db.read(move |tx| {
        Ok::<_, db::Error>((
            store::unchecked(tx, clinic, id)?,
            store::pieces(tx, clinic, id)?,
        ))
    });
    let (Some(file), pieces) = found.await? else {
        return Ok(());
    };
    let content = assemble(state, clinic, &file, &pieces).await?;
    let settled = match look(content.clone(), &file).await? {
        Ok(checked) => match state.scanner.scan(in_pieces(content)).await {
            Verdict::Clean | Verdict::Off => {
                let words = words(state, &file, &checked).await;
                accept(state, clinic, id, (checked, words)).await?
            }
            Verdict::Infected { .. } => reject(state, clinic, id, Why::Infected).await?,
            Verdict::TooLarge => reject(state, clinic, id, Why::TooLargeToScan).await?,
            Verdict::Unavailable { reason } => {
                tracing::warn!(reason, "an upload waits for the malware scanner");
                state
                    .db
                    .within(clinic)
                    .write(move |tx| store::keep_waiting(tx, clinic, id, SCANNER_UNAVAILABLE))
                    .await?;
                false
            }
        },
        Err(why) => reject(state, clinic, id, why).await?,
    };
    if settled {
        forget(state, pieces.iter().map(|piece| piece.blob_key.as_str())).await;
    }
    Ok(())
}

/// The upload's bytes in one piece of memory, at most the configured size.
async fn assemble(
    state: &State,
    clinic: ClinicId,
    file: &Unchecked,
    pieces: &[Piece],
) -> Result<Bytes, Error> {
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let mut content = Vec::with_capacity(usize::try_from(file.size).unwrap_or(0));
    for piece in pieces {
        let reader = state.blobs.open(&key, &piece.blob_key.parse()?).await?;
        let mut stream = reader.stream();
        while let Some(bytes) = stream.try_next().await? {
            content.extend_from_slice(&bytes);
        }
    }
    if i64::try_from(content.len()).ok() != Some(file.size) {
        return Err(BlobError::Damaged.into());
    }
    Ok(content.into())
}

async fn look(content: Bytes, file: &Unchecked) -> Result<Result<Checked, Why>, Error> {
    let name = file.file_name.clone();
    let by = if file.from_patient {
        UploadedBy::Patient
    } else {
        UploadedBy::Staff
    };
    tokio::task::spawn_blocking(move || file_check::check(content.into(), &name, by))
        .await
        .map_err(|e| Error::Internal(e.into()))
}

/// The words of a PDF that a member of staff sends: nobody else writes messages for the guard to look through (M26).
async fn words(state: &State, file: &Unchecked, checked: &Checked) -> Option<Words> {
    if !file.from_staff || checked.kind != file_check::Kind::Pdf {
        return None;
    }
    let content = Bytes::from(checked.content.clone());
    Some(state.pdf_reader.words(content).await)
}

fn in_pieces(content: Bytes) -> ByteStream {
    let starts = (0..content.len()).step_by(SCAN_PIECE);
    let pieces: Vec<_> = starts
        .map(|at| Ok(content.slice(at..content.len().min(at + SCAN_PIECE))))
        .collect();
    futures::stream::iter(pieces).boxed()
}

async fn accept(
    state: &State,
    clinic: ClinicId,
    id: FileId,
    (checked, words): (Checked, Option<Words>),
) -> Result<bool, Error> {
    let whole = put(state, clinic, &checked.content).await?;
    let preview = match &checked.thumbnail {
        Some(thumbnail) => Some(put(state, clinic, thumbnail).await?.name),
        None => None,
    };
    let names: Vec<BlobName> = [Some(whole.name.clone()), preview.clone()]
        .into_iter()
        .flatten()
        .collect();
    let env = state.env.clone();
    let outcome = state
        .db
        .within(clinic)
        .write(move |tx| {
            let kept = Kept {
                blob_key: whole.name.as_str().to_owned(),
                size: i64::try_from(whole.size).unwrap_or(i64::MAX),
                sha256: whole.sha256,
                preview_key: preview.as_ref().map(|name| name.as_str().to_owned()),
            };
            let first = store::make_available(tx, clinic, id, &checked, &kept)?;
            if first {
                if let Some(words) = &words {
                    store::words::keep(tx, clinic, id, words)?;
                }
                let event =
                    audit::Event::new(clinic, By::System, "file.available", "file", id.uuid());
                audit::record(tx, &env, &event.detail(checked.kind.content_type()))?;
            }
            Ok::<_, db::Error>(first)
        })
        .await;
    if !matches!(outcome, Ok(true)) {
        forget(state, names.iter().map(BlobName::as_str)).await;
    }
    Ok(outcome?)
}

async fn reject(state: &State, clinic: ClinicId, id: FileId, why: Why) -> Result<bool, Error> {
    let (db, env) = (state.db.within(clinic), state.env.clone());
    let rejecting = db.write(move |tx| {
        let first = store::reject(tx, clinic, id, why.code())?;
        if first {
            let event = audit::Event::new(clinic, By::System, "file.reject", "file", id.uuid());
            audit::record(tx, &env, &event.detail(why.code()))?;
        }
        Ok::<_, db::Error>(first)
    });
    Ok(rejecting.await?)
}

async fn put(state: &State, clinic: ClinicId, content: &[u8]) -> Result<Written, Error> {
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let mut writer = state.blobs.writer(&key, state.env.random.as_ref()).await?;
    writer.write(content).await?;
    Ok(writer.finish().await?)
}

/// Removes what nothing refers to any more; what can't be removed now is found by the sweep later.
pub(super) async fn forget(state: &State, names: impl Iterator<Item = &str>) {
    for name in names.filter_map(|name| name.parse().ok()) {
        let removed = state.blobs.delete(&name).await;
        if let Err(error) = removed {
            tracing::warn!(%error, "a file that is no longer needed could not be removed");
        }
    }
}
