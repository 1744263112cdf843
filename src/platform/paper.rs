//! Documents for paper, one at a time: laying one out takes a processor and, for a long one, some hundred megabytes.

use anyhow::anyhow;
use paper::{Document, Made, Pdf, Sheet};
use tokio::sync::Semaphore;

use super::time::Timestamp;
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

/// The paper that is printed on in a time zone: North America has its own.
pub fn sheet(zone: &str) -> Sheet {
    if zone.starts_with("America/") || zone.starts_with("Canada/") || zone.starts_with("US/") {
        Sheet::Letter
    } else {
        Sheet::A4
    }
}

/// When a document is made.
pub fn made(at: Timestamp) -> Made {
    let at = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let small = |n: i8| n.unsigned_abs();
    Made {
        year: i32::from(at.year()),
        month: small(at.month()),
        day: small(at.day()),
        hour: small(at.hour()),
        minute: small(at.minute()),
        second: small(at.second()),
    }
}
