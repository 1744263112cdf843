//! The files of chart items, stored and checked before the transaction that puts the items into charts.

use std::collections::HashMap;
use std::convert::Infallible;

use bytes::Bytes;
use futures::stream::{self, StreamExt, TryStreamExt};

use super::{Keyed, Stop, World, sources};
use crate::features::attachments::{self, Upload, UploadState, Uploader};
use crate::features::import::record::{Content, FileContent, Record, Refusal};
use crate::features::import::run::ImportError;
use crate::platform::file_check::{self, UploadedBy};
use crate::platform::ids::FileId;
use crate::platform::state::State;
use crate::platform::web::{self, Error};

/// Files stored at a time.
const AT_A_TIME: usize = 4;

/// What became of an item's file.
pub(super) enum Prepared {
    /// Stored, checked and free.
    File(FileId),
    /// Fit to be stored; a dry run stores nothing.
    Fit,
    /// It may not be kept.
    Refused(Refusal),
    /// It may not be kept, in the words of the check.
    Check(Vec<web::Refusal>),
}

impl Prepared {
    /// The file to put into the chart.
    pub(super) fn file(&self) -> Result<Option<FileId>, Stop> {
        match self {
            Prepared::File(id) => Ok(Some(*id)),
            Prepared::Fit => Ok(None),
            Prepared::Refused(refusal) => Err(Stop::Refused(refusal.clone())),
            Prepared::Check(refusals) => Err(Stop::Verb(refusals.clone())),
        }
    }
}

/// Stores the files of those items that are new or have changed, by their place in the batch. A file that no item takes
/// after all is removed with the uploads that nothing holds.
pub(super) async fn prepare(
    state: &State,
    world: &std::sync::Arc<World>,
    records: &std::sync::Arc<Vec<Keyed>>,
) -> Result<HashMap<usize, Prepared>, ImportError> {
    if !records.iter().any(|keyed| file(&keyed.record).is_some()) {
        return Ok(HashMap::new());
    }
    let (list, inner) = (std::sync::Arc::clone(records), std::sync::Arc::clone(world));
    let wanted = state
        .db
        .within(world.clinic)
        .read(move |tx| {
            let mut wanted = Vec::new();
            for (at, keyed) in list.iter().enumerate() {
                if file(&keyed.record).is_some()
                    && !sources::is_unchanged(tx, &inner, "chart_item", keyed)?
                {
                    wanted.push(at);
                }
            }
            Ok::<_, db::Error>(wanted)
        })
        .await?;
    let stored = wanted
        .into_iter()
        .filter_map(|at| Some((at, file(&records.get(at)?.record)?)));
    stream::iter(stored)
        .map(|(at, content)| async move { Ok((at, store(state, world, content).await?)) })
        .buffer_unordered(AT_A_TIME)
        .try_collect()
        .await
}

fn file(record: &Record) -> Option<&FileContent> {
    match record {
        Record::ChartItem(item) => match &item.content {
            Content::File(file) => Some(file),
            Content::Link(_) => None,
        },
        _ => None,
    }
}

async fn store(state: &State, world: &World, file: &FileContent) -> Result<Prepared, ImportError> {
    if world.dry_run {
        let (bytes, name) = (file.bytes.clone(), file.name.clone());
        let checked = tokio::task::spawn_blocking(move || {
            file_check::check(bytes, &name, UploadedBy::Staff).map(drop)
        })
        .await
        .map_err(|_| ImportError::Reader)?;
        return Ok(match checked {
            Ok(()) => Prepared::Fit,
            Err(why) => Prepared::Refused(Refusal::new(
                "content:",
                format!("{why}; export it as PDF, JPEG, PNG or text"),
            )),
        });
    }
    let body = stream::iter([Ok::<_, Infallible>(Bytes::from(file.bytes.clone()))]);
    match attachments::keep(state, Uploader::system(world.clinic), &file.name, body).await {
        Ok(upload) => settled(state, &upload),
        Err(Error::Refused(_, refusals)) => Ok(Prepared::Check(refusals)),
        Err(error) => Err(ImportError::Failed(in_short(&error))),
    }
}

fn settled(state: &State, upload: &Upload) -> Result<Prepared, ImportError> {
    match upload.state {
        UploadState::Available => Ok(Prepared::File(upload.id)),
        UploadState::Checking | UploadState::Uploading => Err(ImportError::Scanner),
        UploadState::Rejected | UploadState::Deleted => {
            let refusal = upload.refusal(state.env.config.uploads.max_bytes);
            Ok(Prepared::Check(refusal.into_iter().collect()))
        }
    }
}

/// An error that is no refusal, in a few words and without what it was about.
pub(super) fn in_short(error: &Error) -> String {
    match error {
        Error::Unavailable(_, code) => (*code).to_owned(),
        Error::Internal(inner) => inner.to_string(),
        other => format!("status {}", other.status()),
    }
}
