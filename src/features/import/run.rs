//! The import itself: three passes over the files, in batches that are each one transaction.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use tokio::sync::mpsc;

use super::mapping::{self, Context, Shelf};
use super::read::{self, Body};
use super::record::{Content, Mapped, Record, Refusal, Stage};
use super::report::{Observer, Outcome, Row, Totals};
use super::store::{self, Keyed, World};
use super::survey::{self, Source, Survey};
use crate::platform::ids::ClinicId;
use crate::platform::state::State;

/// Entries in a batch at most.
const BATCH: usize = 200;
/// Bytes of content in a batch at most.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// What to import.
#[derive(Clone, Debug)]
pub struct Request {
    /// A file, or a folder of files.
    pub path: PathBuf,
    /// Say what would happen and change nothing.
    pub dry_run: bool,
    /// Name of the system that the files come from, where more than one is imported; its names are kept apart from
    /// those of others.
    pub system: String,
}

/// Why an import stopped. What was reported as done is done; the same import can simply be started again.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file or folder can't be used.
    #[error("{path} {reason}")]
    Path {
        /// What was named.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The database failed.
    #[error("the database: {0}")]
    Database(#[from] db::Error),
    /// A file could not be stored.
    #[error("a file could not be stored: {0}")]
    Failed(String),
    /// The malware scanner doesn't answer, and nothing passes unscanned (M35).
    #[error(
        "the malware scanner does not answer; start it, or empty uploads.clamav, and import again"
    )]
    Scanner,
    /// A reading thread ended early.
    #[error("reading the files ended early")]
    Reader,
}

/// One entry on its way from the files to the store.
pub(super) struct Item {
    pub file: Arc<str>,
    pub number: u64,
    pub what: String,
    pub mapped: Result<Mapped, Refusal>,
}

impl Item {
    fn row(self, outcome: Outcome) -> Row {
        Row {
            file: self.file,
            number: self.number,
            what: self.what,
            outcome,
        }
    }

    fn bytes(&self) -> usize {
        match &self.mapped {
            Ok(Mapped::Record(record)) => match record.as_ref() {
                Record::ChartItem(item) => match &item.content {
                    Content::File(file) => file.bytes.len(),
                    Content::Link(_) => 0,
                },
                _ => 0,
            },
            _ => 0,
        }
    }
}

/// Imports a file or folder into a clinic. `observer` hears of every entry, in the order in which they are done.
pub async fn import(
    state: &State,
    clinic: ClinicId,
    request: Request,
    observer: &mut dyn Observer,
) -> Result<Totals, ImportError> {
    let unusable = |refusal: Refusal| ImportError::Path {
        path: request.path.display().to_string(),
        reason: refusal.reason.into_owned(),
    };
    let files = survey::files(&request.path).map_err(unusable)?;
    let world = Arc::new(World::open(state, clinic, &request).await?);
    let (root, today) = (request.path.clone(), world.today);
    let survey = tokio::task::spawn_blocking(move || survey::survey(&root, files, today))
        .await
        .map_err(|_| ImportError::Reader)?;
    let Survey {
        sources,
        shelf,
        rows,
    } = survey;
    let mut totals = Totals::default();
    for row in rows {
        totals.add(&row.outcome);
        observer.row(&row);
    }
    let expected = totals.all() + sources.iter().flat_map(|s| s.entries).sum::<u64>();
    observer.progress(totals.all(), expected);
    let (shelf, sources) = (Arc::new(shelf), Arc::new(sources));
    for stage in Stage::ALL {
        for at in 0..sources.len() {
            if sources[at].entries[stage as usize] == 0 {
                continue;
            }
            let mut batches = batches(Arc::clone(&sources), at, stage, Arc::clone(&shelf), today);
            while let Some(batch) = batches.recv().await {
                for row in settle(state, &world, batch).await? {
                    totals.add(&row.outcome);
                    observer.row(&row);
                }
                observer.progress(totals.all(), expected);
            }
        }
    }
    Ok(totals)
}

/// Reads one file for one pass on a thread of its own. Two batches wait at most, so memory stays bounded.
fn batches(
    sources: Arc<Vec<Source>>,
    at: usize,
    stage: Stage,
    shelf: Arc<Shelf>,
    today: Date,
) -> mpsc::Receiver<Vec<Item>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let source = &sources[at];
        let (mut batch, mut bytes) = (Vec::new(), 0);
        // A file that was readable a moment ago and is not now ends its pass; the survey has told of all else.
        let _ = read::entries(&source.path, today, &mut |entry| {
            if let Some(item) = item(source, stage, &shelf, today, entry) {
                bytes += item.bytes();
                batch.push(item);
            }
            if batch.len() < BATCH && bytes < BATCH_BYTES {
                return true;
            }
            bytes = 0;
            sender.blocking_send(std::mem::take(&mut batch)).is_ok()
        });
        if !batch.is_empty() {
            // Nobody listens when the import has stopped.
            let _ = sender.blocking_send(batch);
        }
    });
    receiver
}

fn item(
    source: &Source,
    stage: Stage,
    shelf: &Shelf,
    today: Date,
    entry: read::Entry,
) -> Option<Item> {
    let (what, mapped) = match entry.body {
        Body::Row(mapped) if stage == Stage::People => ("patient".to_owned(), mapped),
        Body::Resource {
            resource_type,
            id,
            full_url,
            json,
        } if mapping::stage(&resource_type) == Some(stage) => {
            let context = Context {
                today,
                full_url: full_url.as_deref(),
                shelf,
            };
            (
                survey::named(&resource_type, id.as_deref()),
                mapping::map(&resource_type, &json, &context),
            )
        }
        _ => return None,
    };
    Some(Item {
        file: Arc::clone(&source.name),
        number: entry.number,
        what,
        mapped,
    })
}

/// Stores a batch, and says what became of each entry, in their order.
async fn settle(
    state: &State,
    world: &Arc<World>,
    batch: Vec<Item>,
) -> Result<Vec<Row>, ImportError> {
    let mut records = Vec::with_capacity(batch.len());
    let mut waiting = Vec::with_capacity(batch.len());
    for mut item in batch {
        let mapped = std::mem::replace(&mut item.mapped, Ok(Mapped::LeftOut("".into())));
        match mapped {
            Ok(Mapped::Record(record)) => {
                records.push(Keyed::new(*record, &world.system));
                waiting.push((item, None));
            }
            Ok(Mapped::LeftOut(reason)) => waiting.push((item, Some(Outcome::LeftOut(reason)))),
            Err(refusal) => waiting.push((item, Some(Outcome::Refused(refusal)))),
        }
    }
    let mut stored = store::batch(state, world, records).await?.into_iter();
    let rows = waiting.into_iter().map(|(item, settled)| {
        let outcome = settled
            .or_else(|| stored.next())
            .unwrap_or(Outcome::LeftOut("".into()));
        item.row(outcome)
    });
    Ok(rows.collect())
}
