//! What the worker does for files: checks that wait, and what nobody needs any more.

use std::str::FromStr;

use futures::TryStreamExt;

use super::store::Hold;
use super::{check, store};
use crate::features::audit::{self, By};
use crate::platform::blobs::BlobName;
use crate::platform::ids::{ClinicId, FileId};
use crate::platform::state::State;
use crate::platform::time::{DAY, HOUR};
use crate::platform::web::Error;

/// How many files one run looks at.
const BATCH: i64 = 200;

/// Names of stored files that are looked up at a time.
const NAMES: usize = 500;

/// What a run of [`tidy`] removed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tidied {
    /// Uploads that nothing held after a day.
    pub unclaimed: usize,
    /// Stored files that no row knows, left by a process that ended in between.
    pub ownerless: usize,
    /// Files that were never completed in the folder.
    pub partial: usize,
}

/// Checks the files that wait: the scanner was down, or a process ended in between. To be run every minute.
///
/// # Errors
/// Where the database or the file store fails; what waits then goes on waiting.
pub async fn check_waiting(state: &State) -> Result<(), Error> {
    let waiting = state
        .db
        .across()
        .read(|tx| store::waiting(tx, BATCH))
        .await?;
    for (clinic, id) in waiting {
        if let Err(error) = check::check(state, clinic, id).await {
            // One file that can't be checked must not keep the others waiting.
            tracing::error!(file = %id, ?error, "an upload could not be checked");
        }
    }
    Ok(())
}

/// Removes uploads that nothing holds after a day, stored files that no row knows, and half-written ones. To be run
/// every hour.
///
/// # Errors
/// Where the database or the file store fails; what remains is for the next run.
pub async fn tidy(state: &State) -> Result<Tidied, Error> {
    Ok(Tidied {
        unclaimed: remove_unclaimed(state).await?,
        ownerless: remove_ownerless(state).await?,
        partial: state
            .blobs
            .sweep_partial(state.env.now().plus(-HOUR))
            .await?,
    })
}

async fn remove_unclaimed(state: &State) -> Result<usize, Error> {
    let before = state.env.now().plus(-DAY);
    let mut removed = 0;
    loop {
        let found = state
            .db
            .across()
            .read(move |tx| store::unclaimed(tx, before, BATCH))
            .await?;
        if found.is_empty() {
            return Ok(removed);
        }
        for (clinic, id) in found {
            removed += usize::from(remove_unless_held(state, clinic, id).await?);
        }
    }
}

async fn remove_unless_held(state: &State, clinic: ClinicId, id: FileId) -> Result<bool, Error> {
    let env = state.env.clone();
    let names = state
        .db
        .within(clinic)
        .write(move |tx| {
            match store::hold(tx, clinic, id)? {
                Hold::None => {}
                Hold::Draft => {
                    store::look_again(tx, clinic, id, env.now())?;
                    return Ok::<_, db::Error>(None);
                }
                Hold::Kept => {
                    store::claimed(tx, clinic, id)?;
                    store::words::forget(tx, clinic, id)?;
                    return Ok(None);
                }
            }
            let event = audit::Event::new(
                clinic,
                By::System,
                "file.remove_unclaimed",
                "file",
                id.uuid(),
            );
            audit::record(tx, &env, &event)?;
            store::remove(tx, clinic, id).map(Some)
        })
        .await?;
    let Some(names) = names else { return Ok(false) };
    check::forget(state, names.iter().map(String::as_str)).await;
    Ok(true)
}

/// A file is written before the row that names it: one without a row is either quite new, or lost.
async fn remove_ownerless(state: &State) -> Result<usize, Error> {
    let before = state.env.now().plus(-DAY);
    let mut listed = state.blobs.list().try_chunks(NAMES);
    let mut removed = 0;
    while let Some(chunk) = listed.try_next().await.map_err(|e| e.1)? {
        let old: Vec<String> = chunk
            .into_iter()
            .filter(|l| l.written_at < before)
            .map(|l| l.name.as_str().to_owned())
            .collect();
        if old.is_empty() {
            continue;
        }
        let asked = old.clone();
        let known = state
            .db
            .across()
            .read(move |tx| store::known_names(tx, &asked))
            .await?;
        for name in old.iter().filter(|name| !known.contains(name)) {
            state.blobs.delete(&BlobName::from_str(name)?).await?;
            removed += 1;
        }
    }
    Ok(removed)
}
