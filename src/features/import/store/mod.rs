//! Storing a batch: in one transaction, each entry in a part of its own, so that a refused one costs only itself.

mod appointments;
mod chart;
mod files;
mod guardians;
mod patients;
mod sources;
mod staff;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::record::{Record, Refusal};
use super::report::Outcome;
use super::run::{ImportError, Request};
use crate::features::audit;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::ClinicId;
use crate::platform::state::State;
use crate::platform::web;

/// A record with the name that the store knows it by and what tells whether it changed.
pub(super) struct Keyed {
    pub record: Record,
    /// The lasting name, led by the system's.
    pub key: String,
    pub fingerprint: Vec<u8>,
}

impl Keyed {
    pub(super) fn new(record: Record, system: &str) -> Keyed {
        let key = named(system, &record.source().key);
        // Records are plain data: writing one as JSON can't fail, and an empty fingerprint would only mean "changed".
        let fingerprint = Sha256::digest(serde_json::to_vec(&record).unwrap_or_default()).to_vec();
        Keyed {
            record,
            key,
            fingerprint,
        }
    }
}

/// A name as one system means it.
pub(super) fn named(system: &str, name: &str) -> String {
    if system.is_empty() {
        name.to_owned()
    } else {
        format!("{system}:{name}")
    }
}

/// What every entry of an import is stored against.
pub(super) struct World {
    pub clinic: ClinicId,
    pub env: Env,
    pub system: String,
    pub dry_run: bool,
    /// The present day at the clinic.
    pub today: Date,
    words: Tr,
    language: String,
    run: Mutex<Run>,
}

/// Names that hold for this run only, and what a dry run would have made: of the batches before, and of this one. A
/// transaction may be tried again, so what a batch adds counts only when it is through.
#[derive(Default)]
struct Run {
    settled: HashMap<String, Uuid>,
    pending: HashMap<String, Uuid>,
    imagined: HashSet<Uuid>,
}

impl World {
    pub(super) async fn open(
        state: &State,
        clinic: ClinicId,
        request: &Request,
    ) -> Result<World, ImportError> {
        let (zone, language, labels) = state
            .db
            .within(clinic)
            .read(move |tx| {
                tx.one::<(String, String, String)>(
                    "SELECT time_zone, language, labels FROM clinic WHERE id = $1",
                    &[&clinic],
                )
            })
            .await?;
        let words = state.catalog.speak("en", &zone).labelled(&labels);
        Ok(World {
            clinic,
            env: state.env.clone(),
            system: request.system.trim().to_owned(),
            dry_run: request.dry_run,
            today: words.local_date(state.env.now()),
            words,
            language,
            run: Mutex::default(),
        })
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clinic's language, for those of whom none is known.
    fn language(&self) -> &str {
        &self.language
    }

    /// What a name of this run stands for.
    fn named_in_run(&self, key: &str) -> Option<Uuid> {
        let run = self.run();
        run.pending
            .get(key)
            .or_else(|| run.settled.get(key))
            .copied()
    }

    fn name_in_run(&self, key: String, target: Uuid) {
        self.run().pending.insert(key, target);
    }

    /// Whether a dry run has only imagined it: an earlier batch would have made it.
    fn is_imagined(&self, target: Uuid) -> bool {
        self.dry_run && self.run().imagined.contains(&target)
    }

    /// An entry of the audit about something imported.
    fn event(&self, action: &'static str, kind: &'static str, id: Uuid) -> audit::Event {
        audit::Event::new(self.clinic, audit::By::System, action, kind, id)
    }
}

/// Why one entry is not stored, or none can be.
pub(super) enum Stop {
    Refused(Refusal),
    Verb(Vec<web::Refusal>),
    Database(db::Error),
    Failed(String),
}

impl From<web::Error> for Stop {
    fn from(error: web::Error) -> Stop {
        match error {
            web::Error::Refused(_, refusals) => Stop::Verb(refusals),
            web::Error::Internal(inner) => match inner.downcast::<db::Error>() {
                Ok(error) => Stop::Database(error),
                Err(inner) => Stop::Failed(inner.to_string()),
            },
            other => Stop::Failed(files::in_short(&other)),
        }
    }
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Stop {
        Stop::Database(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

/// Stores the records of a batch; answers what became of each, in their order.
pub(super) async fn batch(
    state: &State,
    world: &Arc<World>,
    records: Vec<Keyed>,
) -> Result<Vec<Outcome>, ImportError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let records = Arc::new(records);
    let files = Arc::new(files::prepare(state, world, &records).await?);
    let inner = Arc::clone(world);
    let result = state
        .db
        .within(world.clinic)
        .write(move |tx| all(tx, &inner, &records, &files))
        .await;
    match result {
        Ok(outcomes) | Err(End::DryRun(outcomes)) => {
            let mut run = world.run();
            let pending = std::mem::take(&mut run.pending);
            run.imagined.extend(pending.values());
            run.settled.extend(pending);
            Ok(outcomes)
        }
        Err(End::Database(error)) => Err(error.into()),
        Err(End::Failed(words)) => Err(ImportError::Failed(words)),
    }
}

/// How a batch's transaction ends when it is not committed.
enum End {
    /// As it would have gone.
    DryRun(Vec<Outcome>),
    Database(db::Error),
    Failed(String),
}

impl From<db::Error> for End {
    fn from(error: db::Error) -> End {
        End::Database(error)
    }
}

fn all(
    tx: &mut db::Tx<'_>,
    world: &World,
    records: &[Keyed],
    files: &HashMap<usize, files::Prepared>,
) -> Result<Vec<Outcome>, End> {
    world.run().pending.clear();
    let mut outcomes = Vec::with_capacity(records.len());
    for (at, keyed) in records.iter().enumerate() {
        let result = tx.part(|tx| one(tx, world, keyed, files.get(&at)));
        outcomes.push(outcome(world, result)?);
    }
    if world.dry_run {
        Err(End::DryRun(outcomes))
    } else {
        Ok(outcomes)
    }
}

fn outcome(world: &World, result: Result<Outcome, Stop>) -> Result<Outcome, End> {
    match result {
        Ok(outcome) => Ok(outcome),
        Err(Stop::Refused(refusal)) => Ok(Outcome::Refused(refusal)),
        Err(Stop::Verb(refusals)) => Ok(Outcome::Refused(in_words(world, &refusals))),
        Err(Stop::Database(error)) => Err(End::Database(error)),
        Err(Stop::Failed(words)) => Err(End::Failed(words)),
    }
}

/// The first of a verb's refusals by its field, all of them in words.
fn in_words(world: &World, refusals: &[web::Refusal]) -> Refusal {
    let field = refusals.iter().find_map(|r| r.field).unwrap_or_default();
    let sentences: Vec<_> = refusals.iter().map(|r| r.sentence(&world.words)).collect();
    let words = sentences.join(" ");
    if field.is_empty() {
        Refusal::new("", words)
    } else {
        Refusal::new(format!("{field}:"), words)
    }
}

fn one(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    file: Option<&files::Prepared>,
) -> Result<Outcome, Stop> {
    match &keyed.record {
        Record::Patient(record) => patients::store(tx, world, keyed, record),
        Record::Guardian(record) => guardians::store(tx, world, keyed, record),
        Record::Staff(record) => staff::store(tx, world, keyed, record),
        Record::ChartItem(record) => chart::store(tx, world, keyed, record, file),
        Record::Appointment(record) => appointments::store(tx, world, keyed, record),
    }
}
