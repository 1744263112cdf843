//! The PostgreSQL engine.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::error::Error;
use crate::handle::Shared;
use crate::tx::{Failure, Query, Sink};
use crate::value::{Param, Value};

pub(crate) enum Session {}

impl Session {
    pub(crate) fn exec(&mut self, _: &'static str, _: &[&dyn Param]) -> Result<u64, Failure> {
        match *self {}
    }
    pub(crate) fn query(&mut self, _: &Query<'_>, _: Sink<'_>) -> Result<(), Failure> {
        match *self {}
    }
    pub(crate) fn batch(&mut self, _: &str) -> Result<(), Failure> {
        match *self {}
    }
    pub(crate) fn defer(&mut self, _: &str) {
        match *self {}
    }
}

pub(crate) fn start(
    _url: &str,
    _writers: usize,
    _readers: usize,
    _shared: &Arc<Shared>,
) -> Result<Vec<JoinHandle<()>>, Error> {
    Err(Error::engine("PostgreSQL comes in the next merge"))
}

pub(crate) fn cell(_: &tokio_postgres::Row, _: usize) -> Option<Value<'_>> {
    None
}
