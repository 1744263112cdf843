//! Writing a page while the disk writes what belongs to it.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use super::Error;

/// Begins `work`, makes the page while it is under way, and gives the page once the work is done: nothing is shown that is
/// not on record, and nobody waits for the two one after the other.
///
/// # Errors
/// Those of either; then nothing is shown.
pub async fn meanwhile<T, D, E>(
    work: impl Future<Output = Result<D, E>>,
    page: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error>
where
    Error: From<E>,
{
    let mut work = pin!(work);
    let begun = futures::poll!(work.as_mut());
    let made = page()?;
    match begun {
        Poll::Ready(done) => done?,
        Poll::Pending => work.await?,
    };
    Ok(made)
}
