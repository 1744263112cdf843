//! The PostgreSQL engine: threads that each drive one connection, and one that talks with the other processes.

mod connect;
mod encode;
mod error;
mod others;
mod session;
mod tls;
mod waiting;
mod worker;

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::error::Error;
use crate::handle::Shared;
use crate::notice::KEPT;

pub(crate) use encode::cell;
pub(crate) use session::Session;

use others::Others;
use tokio::sync::broadcast;
use worker::{Role, Worker};

/// Connects to the server and starts the threads; they end when the queues are closed.
///
/// Only the first connection is made at once, to find out whether it can be; the others follow when they are needed.
pub(crate) fn start(
    url: &str,
    writers: usize,
    readers: usize,
    shared: &Arc<Shared>,
) -> Result<Vec<JoinHandle<()>>, Error> {
    let server = connect::server(url)?;
    // The thread that passes on what they say ends when the last of them has.
    let said = broadcast::Sender::new(KEPT);
    let others = Others::new(server.clone(), said.subscribe())?;
    let write = || Worker::new(server.clone(), Role::Write(said.clone()));
    let mut first = write()?;
    first.connect().map_err(|failure| failure.error)?;
    let mut workers = vec![first];
    for _ in 1..writers.max(1) {
        workers.push(write()?);
    }
    for _ in 0..readers.max(1) {
        workers.push(Worker::new(server.clone(), Role::Read)?);
    }
    let mut threads = Vec::new();
    for worker in workers {
        let (name, shared) = (worker.name(), Arc::clone(shared));
        threads.push(spawn(name, move || worker.run(&shared))?);
    }
    let shared = Arc::clone(shared);
    threads.push(spawn("db-others", move || others.run(&shared))?);
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
