//! The writing thread: closures are committed in groups, and answered only when their group is on disk.

use std::time::Duration;

use tokio::time::Instant;

use super::Session;
use super::log::Log;
use crate::call::{Apart, Call};
use crate::error::Error;
use crate::handle::Shared;
use crate::notice::Notice;
use crate::tx::{On, Tx};

/// A group has at most this many closures.
const LARGEST: usize = 256;

/// A group that took this long takes no further closure.
const LONGEST: Duration = Duration::from_millis(5);

/// The longest wait for closures that are likely to come.
const LINGER: Duration = Duration::from_millis(2);

pub(super) struct Writer<'s> {
    session: Session,
    log: Log,
    shared: &'s Shared,
    /// How many closures the group before had: as many are likely to come again.
    expected: usize,
    /// How long the last COMMIT took: waiting longer than that for others would save nothing.
    commit_took: Duration,
    /// What the next group begins with.
    put_off: Option<Box<dyn Call>>,
}

/// Closures that have run, and what those that are to be kept said.
#[derive(Default)]
struct Group {
    ran: Vec<Ran>,
    notices: Vec<Notice>,
}

struct Ran {
    call: Box<dyn Call>,
    keep: bool,
}

impl Group {
    /// Whether there is any closure in it that is not of a queue.
    fn answers_somebody(&self) -> bool {
        (self.ran.iter()).any(|ran| ran.call.apart() == Apart::InTurn)
    }
}

impl<'s> Writer<'s> {
    pub(super) fn new(session: Session, log: Log, shared: &'s Shared) -> Self {
        let commit_took = Duration::ZERO;
        Writer {
            session,
            log,
            shared,
            expected: 1,
            commit_took,
            put_off: None,
        }
    }

    /// Writes until the queue is closed and empty.
    pub(super) fn run(mut self) {
        while let Some(first) = self.put_off.take().or_else(|| self.shared.write.pop()) {
            if first.abandoned() {
                continue;
            }
            let mut group = Group::default();
            let outcome = self.collect(first, &mut group).and_then(|()| self.commit());
            self.expected = group.ran.len();
            self.answer(group, outcome);
            if self.log.is_due(self.shared.write.depth() == 0) {
                self.session.checkpoint();
            }
        }
    }

    /// Runs the first closure and those that come soon enough after it.
    fn collect(&mut self, first: Box<dyn Call>, group: &mut Group) -> Result<(), Error> {
        let started = Instant::now();
        self.begin(first, group)?;
        while group.ran.len() < LARGEST && started.elapsed() < LONGEST {
            let next = self.shared.write.try_pop();
            let Some(call) = next.or_else(|| self.linger(group, started)) else {
                break;
            };
            if call.abandoned() {
                continue;
            }
            // Work of a queue writes much at once; nobody else's answer waits for it in the same group.
            if call.apart() == Apart::ByLocks && group.answers_somebody() {
                self.put_off = Some(call);
                break;
            }
            self.savepoint(call, group)?;
        }
        Ok(())
    }

    /// Begins a group with its first closure.
    fn begin(&mut self, first: Box<dyn Call>, group: &mut Group) -> Result<(), Error> {
        match self.control("BEGIN IMMEDIATE") {
            Ok(()) => self.savepoint(first, group),
            Err(error) => {
                group.ran.push(Ran {
                    call: first,
                    keep: false,
                });
                Err(error)
            }
        }
    }

    /// Waits a little for a closure that is likely to come.
    fn linger(&self, group: &Group, started: Instant) -> Option<Box<dyn Call>> {
        let wait = self
            .commit_took
            .min(LINGER)
            .saturating_sub(started.elapsed());
        if group.ran.len() < self.expected && !wait.is_zero() {
            self.shared.write.pop_within(wait)
        } else {
            None
        }
    }

    /// Runs one closure in a savepoint of its own. An error is one that ended the whole group.
    fn savepoint(&mut self, mut call: Box<dyn Call>, group: &mut Group) -> Result<(), Error> {
        let kept = self.run_in_savepoint(call.as_mut(), &mut group.notices);
        let keep = matches!(kept, Ok(true));
        group.ran.push(Ran { call, keep });
        kept.map(drop)
    }

    fn run_in_savepoint(
        &mut self,
        call: &mut dyn Call,
        notices: &mut Vec<Notice>,
    ) -> Result<bool, Error> {
        self.control("SAVEPOINT closure")?;
        let mut tx = Tx::new(On::Sqlite(&mut self.session), 0);
        let keep = call.run(&mut tx);
        let failed = tx.failure();
        if keep {
            notices.extend(tx.into_notices());
        }
        if self.session.transaction_is_gone() {
            return Err(failed.unwrap_or_else(|| Error::engine("the transaction was lost")));
        }
        if !keep {
            self.control("ROLLBACK TO closure")?;
        }
        self.control("RELEASE closure")?;
        Ok(keep)
    }

    fn commit(&mut self) -> Result<(), Error> {
        let started = Instant::now();
        let committed = self.control("COMMIT");
        self.commit_took = started.elapsed();
        committed
    }

    /// Answers a group, or runs its closures one by one when it could not be committed as one.
    fn answer(&mut self, group: Group, outcome: Result<(), Error>) {
        let counters = &self.shared.counters;
        let Err(error) = outcome else {
            let kept = group.ran.iter().filter(|ran| ran.keep).count();
            counters.committed(group.ran.len(), kept);
            self.shared.notices.deliver(group.notices);
            group
                .ran
                .into_iter()
                .for_each(|ran| ran.call.answer(Ok(())));
            return;
        };
        if !self.session.transaction_is_gone()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(%error, "a failed group could not be rolled back");
        }
        if group.ran.len() == 1 {
            counters.rollbacks.add(1);
            group
                .ran
                .into_iter()
                .for_each(|ran| ran.call.answer(Err(error.clone())));
            return;
        }
        counters.retries.add(group.ran.len());
        for Ran { call, .. } in group.ran {
            let mut alone = Group::default();
            let outcome = self.begin(call, &mut alone).and_then(|()| self.commit());
            self.answer(alone, outcome);
        }
    }

    fn control(&mut self, sql: &'static str) -> Result<(), Error> {
        self.session.control(sql).map_err(|failure| failure.error)
    }
}
