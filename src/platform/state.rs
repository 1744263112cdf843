//! What a running Carepost holds: handed to handlers by axum and to the worker by hand. Cheap to clone.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::blobs::Blobs;
use super::env::Env;
use super::i18n::Catalog;
use super::live::Live;
use super::mail::Mail;
use super::malware::Scanner;
use super::payments::Payments;
use super::pdf_reader::PdfReader;
use super::reserve::Reserve;
use super::texts::Texts;
use super::watch::{Health, Metrics};

/// Database, environment and the edges to the outside, held together: every layer of the router has a clone.
#[derive(Clone)]
pub struct State(Arc<Held>);

/// What a [`State`] holds.
#[derive(Clone)]
pub struct Held {
    /// The database. This handle reaches no clinic's rows: a visit has its clinic's, other work says `within` or `across`.
    pub db: db::Db,
    /// Time, randomness, keys, configuration.
    pub env: Env,
    /// Outgoing email.
    pub mail: Arc<dyn Mail>,
    /// Outgoing text messages.
    pub texts: Arc<dyn Texts>,
    /// Payment pages.
    pub payments: Arc<dyn Payments>,
    /// Files at rest.
    pub blobs: Blobs,
    /// The malware scanner.
    pub scanner: Arc<dyn Scanner>,
    /// What reads the words of PDFs.
    pub pdf_reader: PdfReader,
    /// Live updates to open pages.
    pub live: Live,
    /// The words, in every language.
    pub catalog: Arc<Catalog>,
    /// What is counted for `/metrics`.
    pub metrics: Metrics,
    /// What was last found for `/health`.
    pub health: Arc<Health>,
    /// Room kept back on the disk for reading.
    pub reserve: Arc<Reserve>,
}

impl From<Held> for State {
    fn from(held: Held) -> State {
        State(Arc::new(held))
    }
}

impl Deref for State {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

/// Changing one leaves its clones as they are.
impl DerefMut for State {
    fn deref_mut(&mut self) -> &mut Held {
        Arc::make_mut(&mut self.0)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}
