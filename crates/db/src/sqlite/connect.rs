//! Connections, and the settings that each one needs.

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::error::{at_prepare, at_step};
use super::{File, STATEMENTS};
use crate::error::Error;

/// Settings of every connection.
const SETTINGS: &str = "
    PRAGMA busy_timeout = 5000;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA case_sensitive_like = ON;
    PRAGMA trusted_schema = OFF;
";

/// Settings of the connection that writes: a commit is on disk before it is answered. A negative cache is in KiB.
const WRITING: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -32768;
";

/// Settings of a connection that reads.
const READING: &str = "
    PRAGMA query_only = ON;
    PRAGMA cache_size = -16384;
";

pub(super) fn for_writing(file: &File) -> Result<Connection, Error> {
    let connection = unlock(file)?;
    connection
        .execute_batch(WRITING)
        .map_err(|error| at_step(&error, "PRAGMA journal_mode"))?;
    Ok(connection)
}

pub(super) fn for_reading(file: &File) -> Result<Connection, Error> {
    let connection = unlock(file)?;
    connection
        .execute_batch(READING)
        .map_err(|error| at_step(&error, "PRAGMA query_only"))?;
    Ok(connection)
}

/// Creates the file where there is none, for its owner only; SQLite gives its other files the same mode.
pub(super) fn create(path: &Path) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| {
        Error::engine(format!(
            "the database file can't be opened: {}",
            error.kind()
        ))
    })
}

/// Opens the file and proves that the key is right before anything is written.
pub(super) fn unlock(file: &File) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&file.path, flags)
        .map_err(|error| at_prepare(&error, "opening the file"))?;
    let step = |sql: &str, shown: &str| {
        connection
            .execute_batch(sql)
            .map_err(|error| at_step(&error, shown))
    };
    if let Some(key) = &file.key {
        let hex = key.hex();
        let sql = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", hex.as_str()));
        step(CIPHER, "PRAGMA cipher")?;
        step(&sql, "PRAGMA key")?;
    }
    // A connection that turns out to have the wrong key must not move the log into the file when it closes.
    let keep_log = |on: bool| {
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on)
            .map_err(|error| at_step(&error, "opening the file"))
    };
    keep_log(true)?;
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|error| at_step(&error, "opening the file"))?;
    keep_log(false)?;
    step(SETTINGS, "PRAGMA settings")?;
    rusqlite::vtab::array::load_module(&connection)
        .map_err(|error| at_step(&error, "loading rarray"))?;
    // A statement that SQLite would plan by what is bound to it would be planned again whenever it runs.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|error| at_step(&error, "keeping plans"))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// The form of the encryption, which is part of the file format and never changes for existing files. It is set as the
/// default, before the key, because `VACUUM INTO` takes the default for the file that it writes.
const CIPHER: &str = "
    PRAGMA cipher_log_level = NONE;
    PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256;
";
