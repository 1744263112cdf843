//! The SQLite engine: one thread that writes in groups, and a few that read.

mod backup;
mod bind;
mod connect;
mod constraints;
mod error;
mod foreign_keys;
mod lock;
mod log;
mod reader;
mod session;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::error::Error;
use crate::handle::Shared;
use crate::options::Key;

pub(crate) use backup::backup;
pub(crate) use bind::cell;
pub(crate) use session::Session;

use log::Log;
use writer::Writer;

/// What the planner is told of every table, so that plans don't depend on what is in it.
pub(crate) const STATISTICS: &str = include_str!("statistics.sql");

/// Statements kept prepared by each connection.
const STATEMENTS: usize = 512;

/// A database file and the key that opens it.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) key: Option<Key>,
}

/// Opens the file and starts the threads; they end when the queues are closed.
pub(crate) fn start(
    file: &File,
    readers: usize,
    shared: &Arc<Shared>,
) -> Result<Vec<JoinHandle<()>>, Error> {
    connect::create(&file.path)?;
    let lock = lock::take(&file.path)?;
    let mut connection = connect::for_writing(file)?;
    let log = Log::follow(&mut connection)?;
    let writer = Session::new(connection);
    let reading = (0..readers.max(1))
        .map(|_| connect::for_reading(file).map(Session::new))
        .collect::<Result<Vec<_>, _>>()?;
    let mut threads = Vec::with_capacity(reading.len() + 1);
    for session in reading {
        let shared = Arc::clone(shared);
        threads.push(spawn("db-reader", move || reader::run(session, &shared))?);
    }
    let shared = Arc::clone(shared);
    threads.push(spawn("db-writer", move || {
        Writer::new(writer, log, &shared).run();
        drop(lock);
    })?);
    Ok(threads)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| {
            Error::engine(format!(
                "a database thread could not be started: {}",
                error.kind()
            ))
        })
}
