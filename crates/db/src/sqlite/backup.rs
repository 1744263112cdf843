//! A consistent copy while the database is in use.

use std::path::Path;

use super::{File, connect};
use crate::error::Error;

/// Writes a copy under the same key to the new file `to`, and waits until it is on disk.
pub(crate) fn backup(file: &File, to: &Path) -> Result<(), Error> {
    let reading = |error: std::io::Error| {
        Error::engine(format!("the backup can't be written: {}", error.kind()))
    };
    if to.exists() {
        return Err(Error::engine("the backup's file already exists"));
    }
    let text = to
        .to_str()
        .ok_or_else(|| Error::engine("the backup's path is not valid Unicode"))?;
    let connection = connect::unlock(file)?;
    connection
        .execute("VACUUM INTO ?1", [text])
        .map_err(|error| super::error::at_step(&error, "VACUUM INTO"))?;
    std::fs::File::open(to)
        .and_then(|copy| copy.sync_all())
        .map_err(reading)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|f| f.sync_all())
        .map_err(reading)
}
