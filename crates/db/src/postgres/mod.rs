//! The PostgreSQL engine: threads that each drive one connection.

mod connect;
mod encode;
mod error;
mod session;
mod tls;
mod waiting;
mod worker;

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::error::Error;
use crate::handle::Shared;

pub(crate) use encode::cell;
pub(crate) use session::Session;

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
    let mut first = Worker::new(server.clone(), Role::Write)?;
    first.connect().map_err(|failure| failure.error)?;
    let mut workers = vec![first];
    for _ in 1..writers.max(1) {
        workers.push(Worker::new(server.clone(), Role::Write)?);
    }
    for _ in 0..readers.max(1) {
        workers.push(Worker::new(server.clone(), Role::Read)?);
    }
    workers
        .into_iter()
        .map(|worker| spawn(worker, Arc::clone(shared)))
        .collect()
}

fn spawn(worker: Worker, shared: Arc<Shared>) -> Result<JoinHandle<()>, Error> {
    Builder::new()
        .name(worker.name().to_owned())
        .spawn(move || worker.run(&shared))
        .map_err(|error| {
            Error::engine(format!(
                "a database thread could not be started: {}",
                error.kind()
            ))
        })
}
