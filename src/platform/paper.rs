//! Documents for paper, one at a time: laying one out takes a processor and, for a long one, some hundred megabytes.

use anyhow::anyhow;
use paper::{Document, Pdf};
use tokio::sync::Semaphore;

use super::web::Error;

/// Documents that are laid out at a time.
static PRESS: Semaphore = Semaphore::const_new(1);

/// The PDF of a document, made off the async threads.
///
/// # Errors
/// Where it can't be laid out. What is logged of it holds nothing of the document.
pub async fn print(document: Document) -> Result<Pdf, Error> {
    let _turn = PRESS
        .acquire()
        .await
        .map_err(|e| Error::Internal(e.into()))?;
    let printing = tokio::task::spawn_blocking(move || paper::pdf(&document));
    let printed = printing.await.map_err(|e| Error::Internal(e.into()))?;
    printed.map_err(|error| Error::Internal(anyhow!("{error}")))
}
