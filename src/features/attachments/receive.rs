//! Taking bytes in: piece by piece for the page's upload, in one go for forms, the API and imports.

use axum::extract::multipart::Field;
use axum::http::StatusCode;
use bytes::Bytes;
use futures::{Stream, StreamExt};

use super::model::{self, Upload, UploadState, Uploader};
use super::store::{self, NewUpload, Piece};
use crate::features::audit;
use crate::platform::blobs::{BlobName, Written};
use crate::platform::env::Env;
use crate::platform::file_check::{self, Refusal as Why};
use crate::platform::ids::FileId;
use crate::platform::keys::Purpose;
use crate::platform::state::State;
use crate::platform::web::{Error, Refusal};

/// Begins an upload: its name and size are known, its bytes follow (M28).
pub(super) fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    uploader: &Uploader,
    file_name: &str,
    size: u64,
) -> Result<FileId, Error> {
    let max = env.config.uploads.max_bytes;
    let refused = |why| Err(Error::refused(model::refusal(why, max)));
    if size == 0 {
        return refused(Why::Empty);
    }
    if size > max {
        return refused(Why::TooLarge);
    }
    if file_check::says_program(file_name) {
        return refused(Why::Program);
    }
    let id: FileId = env.id();
    let new = NewUpload {
        id,
        file_name: &file_check::plain_name(file_name),
        size: as_column(size)?,
        blob_key: &BlobName::fresh(env.random.as_ref()),
        at: env.now(),
    };
    store::begin(tx, uploader, &new)?;
    let event = audit::Event::new(
        uploader.clinic,
        uploader.by,
        "file.upload",
        "file",
        id.uuid(),
    );
    audit::record(tx, env, &event.detail(format!("size={size}")))?;
    Ok(id)
}

/// Adds what `body` brings to an upload that is exactly `offset` bytes far. A body that breaks off is kept as far as it
/// came, so that the upload can go on from there.
///
/// # Errors
/// 409 where the upload is not that far, or complete; 422 where more comes than was said.
pub(super) async fn append<S, E>(
    state: &State,
    uploader: Uploader,
    id: FileId,
    offset: i64,
    body: S,
) -> Result<Upload, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let upload = state
        .db
        .within(uploader.clinic)
        .read(move |tx| store::upload(tx, &uploader, id))
        .await?;
    if upload.state != UploadState::Uploading || upload.received != offset {
        return Err(out_of_step());
    }
    let room = u64::try_from(upload.size - upload.received).unwrap_or(0);
    let Some(written) = write_piece(state, &uploader, body, room).await? else {
        return Ok(upload);
    };
    let (name, size) = (written.name.clone(), as_column(written.size)?);
    let added = state
        .db
        .within(uploader.clinic)
        .write(move |tx| {
            let piece = Piece {
                starts_at: offset,
                size,
                blob_key: name.as_str().to_owned(),
            };
            store::add_piece(tx, uploader.clinic, id, &piece)
        })
        .await;
    if !matches!(added, Ok(true)) {
        // What can't be removed now is found by the sweep for files without an owner.
        let _ = state.blobs.delete(&written.name).await;
        added.map_err(Error::from)?;
        return Err(out_of_step());
    }
    state
        .db
        .within(uploader.clinic)
        .read(move |tx| store::upload(tx, &uploader, id))
        .await
        .map_err(Error::from)
}

/// Takes a whole file and checks it; it comes back available, refused with its reason, or waiting for the scanner.
///
/// # Errors
/// 422 naming the field `file` where it is empty, too large, or named like a program.
pub async fn keep<S, E>(
    state: &State,
    uploader: Uploader,
    file_name: &str,
    body: S,
) -> Result<Upload, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let whole = take_whole(state, &uploader, file_name, body).await?;
    let env = state.env.clone();
    let begun = state
        .db
        .within(uploader.clinic)
        .write(move |tx| begin_whole(tx, &env, &uploader, &whole))
        .await;
    settle(state, uploader, begun?).await
}

/// A file whose bytes are stored and which the database does not know yet.
#[derive(Clone)]
pub(super) struct Whole {
    file_name: String,
    written: Written,
}

impl Whole {
    /// Where its bytes are.
    pub(super) fn name(&self) -> &BlobName {
        &self.written.name
    }

    /// A hash of its name and content: what an idempotency key stands for.
    pub(super) fn fingerprint(&self) -> Vec<u8> {
        [self.written.sha256.as_slice(), self.file_name.as_bytes()].concat()
    }
}

/// Stores a whole file. What the database is then not told of is removed by the sweep for files without an owner.
pub(super) async fn take_whole<S, E>(
    state: &State,
    uploader: &Uploader,
    file_name: &str,
    body: S,
) -> Result<Whole, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let max = state.env.config.uploads.max_bytes;
    if file_check::says_program(file_name) {
        return Err(Error::refused(model::refusal(Why::Program, max)));
    }
    match write_whole(state, uploader, body, max).await? {
        Some(written) => Ok(Whole {
            file_name: file_name.to_owned(),
            written,
        }),
        None => Err(Error::refused(model::refusal(Why::Empty, max))),
    }
}

/// Tells the database of a stored file, which is then complete and waits for its check.
pub(super) fn begin_whole(
    tx: &mut db::Tx<'_>,
    env: &Env,
    uploader: &Uploader,
    whole: &Whole,
) -> Result<FileId, Error> {
    let size = whole.written.size;
    let id = begin(tx, env, uploader, &whole.file_name, size)?;
    let piece = Piece {
        starts_at: 0,
        size: as_column(size)?,
        blob_key: whole.written.name.as_str().to_owned(),
    };
    store::add_piece(tx, uploader.clinic, id, &piece)?;
    Ok(id)
}

/// Checks a complete file and says how that ended.
pub(super) async fn settle(state: &State, uploader: Uploader, id: FileId) -> Result<Upload, Error> {
    super::check(state, uploader.clinic, id).await?;
    let db = state.db.within(uploader.clinic);
    Ok(db.read(move |tx| store::upload(tx, &uploader, id)).await?)
}

/// Takes the file of a form's field; nothing where none was chosen. The form's route lifts axum's own limit on bodies.
///
/// # Errors
/// As [`keep`]; a file that the check refuses is an error too, so that the form can say so at the field.
pub async fn keep_field(
    state: &State,
    uploader: Uploader,
    field: Field<'_>,
) -> Result<Option<Upload>, Error> {
    let file_name = field.file_name().unwrap_or_default().to_owned();
    let kept = keep(state, uploader, &file_name, field).await;
    let upload = match kept {
        // A file field that was left alone comes as a nameless file of no bytes.
        Err(Error::Refused(_, why)) if file_name.is_empty() && why.iter().all(is_empty) => {
            return Ok(None);
        }
        other => other?,
    };
    match upload.state {
        UploadState::Rejected => {
            let why = upload.refusal(state.env.config.uploads.max_bytes);
            Err(Error::refused(why.unwrap_or_else(|| {
                Refusal::field("file", "file_unknown_kind")
            })))
        }
        _ => Ok(Some(upload)),
    }
}

fn is_empty(why: &Refusal) -> bool {
    why.code == model::refusal(Why::Empty, 0).code
}

/// Writes one piece of at most `room` bytes, as far as it comes; nothing where nothing came.
async fn write_piece<S, E>(
    state: &State,
    uploader: &Uploader,
    mut body: S,
    room: u64,
) -> Result<Option<Written>, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let mut writer = None;
    // A body that breaks off ends here like one that is complete: what came is kept.
    while let Some(Ok(bytes)) = body.next().await {
        let writer = match &mut writer {
            Some(writer) => writer,
            none => none.insert(open_writer(state, uploader).await?),
        };
        if writer.size() + bytes.len() as u64 > room {
            return Err(Error::refused(Refusal::field(
                "file",
                "file_longer_than_said",
            )));
        }
        writer.write(&bytes).await?;
    }
    match writer {
        Some(writer) if writer.size() > 0 => Ok(Some(writer.finish().await?)),
        _ => Ok(None),
    }
}

/// Writes a whole file of at most `max` bytes; a body that breaks off leaves nothing.
async fn write_whole<S, E>(
    state: &State,
    uploader: &Uploader,
    mut body: S,
    max: u64,
) -> Result<Option<Written>, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let mut writer = open_writer(state, uploader).await?;
    while let Some(bytes) = body.next().await {
        let problem = match bytes {
            Ok(bytes) if writer.size() + bytes.len() as u64 <= max => {
                writer.write(&bytes).await?;
                continue;
            }
            Ok(_) => Error::Refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                vec![model::refusal(Why::TooLarge, max)],
            ),
            Err(_) => Error::Refused(
                StatusCode::BAD_REQUEST,
                vec![Refusal::field("file", "file_cut_off")],
            ),
        };
        writer.abort().await;
        return Err(problem);
    }
    if writer.size() == 0 {
        writer.abort().await;
        return Ok(None);
    }
    Ok(Some(writer.finish().await?))
}

async fn open_writer(
    state: &State,
    uploader: &Uploader,
) -> Result<crate::platform::blobs::Writer, Error> {
    let key = state
        .env
        .keys
        .clinic(uploader.clinic.uuid(), Purpose::Blobs);
    Ok(state.blobs.writer(&key, state.env.random.as_ref()).await?)
}

fn out_of_step() -> Error {
    Error::conflict(Refusal::field("file", "upload_out_of_step"))
}

fn as_column(size: u64) -> Result<i64, Error> {
    i64::try_from(size).map_err(|e| Error::Internal(e.into()))
}
