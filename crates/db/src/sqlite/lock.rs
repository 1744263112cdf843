//! The lock that keeps a second process out.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Locks `<path>.lock` for this process, whatever link leads to `path`; the operating system lets go of it when the
/// process ends, however it ends.
pub(super) fn take(path: &Path) -> Result<File, Error> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut name = path.into_os_string();
    name.push(".lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(PathBuf::from(name))
        .map_err(|error| {
            Error::engine(format!("the lock file can't be opened: {}", error.kind()))
        })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked),
        Err(TryLockError::Error(error)) => Err(Error::engine(format!(
            "the lock file can't be locked: {}",
            error.kind()
        ))),
    }
}
