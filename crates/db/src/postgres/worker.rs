//! A thread that runs closures on one connection.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::sync::broadcast::Sender;
use tokio::time::Instant;

use super::connect::Server;
use super::session::Session;
use crate::call::{Apart, Call};
use crate::error::Error;
use crate::handle::Shared;
use crate::notice::Notice;
use crate::queue::Queue;
use crate::tx::{Failure, Fate, On, Tx};

/// Whether a thread's transactions write; what those say is sent to the other processes.
pub(super) enum Role {
    Read,
    Write(Sender<Notice>),
}

impl Role {
    fn begin(&self, apart: Apart) -> &'static str {
        match (self, apart) {
            (Role::Read, _) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Role::Write(_), Apart::InTurn) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Role::Write(_), Apart::ByLocks) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

/// How often a closure is run again because of conflicts before the caller is told that there are too many.
const TRIES: u32 = 20;

/// How long a closure waits for a server that can't be reached, as during a restart.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before the server is asked again.
const AGAIN: Duration = Duration::from_millis(100);

pub(super) struct Worker {
    session: Session,
    role: Role,
    lane: i64,
}

impl Worker {
    pub(super) fn new(server: Server, role: Role) -> Result<Self, Error> {
        Ok(Worker {
            session: Session::new(server)?,
            role,
            lane: 0,
        })
    }

    pub(super) fn name(&self) -> &'static str {
        match self.role {
            Role::Read => "db-reader",
            Role::Write(_) => "db-writer",
        }
    }

    /// Makes the connection if there is none.
    pub(super) fn connect(&mut self) -> Result<(), Failure> {
        if self.session.connect()? && matches!(self.role, Role::Write(_)) {
            self.session.prepare_to_write()?;
            self.lane = self.session.lane()?;
        }
        Ok(())
    }

    pub(super) fn run(mut self, shared: &Shared) {
        let queue = match self.role {
            Role::Read => &shared.read,
            Role::Write(_) => &shared.write,
        };
        while let Some(mut call) = self.next(queue) {
            if call.abandoned() {
                continue;
            }
            let outcome = self.serve(call.as_mut(), shared);
            call.answer(outcome);
        }
        self.session.disconnect();
    }

    /// The next closure. A read's transaction is left open until it is known whether another one follows at once, for
    /// then its end travels with the next beginning.
    fn next(&mut self, queue: &Queue<Box<dyn Call>>) -> Option<Box<dyn Call>> {
        queue.try_pop().or_else(|| {
            if self.session.commit().is_err() {
                self.session.disconnect();
            }
            queue.pop()
        })
    }

    /// Runs a closure until it is done, has failed, or there is no sense in running it again.
    fn serve(&mut self, call: &mut dyn Call, shared: &Shared) -> Result<(), Error> {
        let counters = &shared.counters;
        let give_up = Instant::now() + PATIENCE;
        let mut conflicts = 0;
        loop {
            let failure = match self.attempt(call) {
                Ok(Done { kept, notices }) => {
                    match &self.role {
                        Role::Read => counters.reads.add(1),
                        Role::Write(others) if kept => {
                            counters.committed(1, 1);
                            for notice in &notices {
                                // An error only says that nobody passes it on any more.
                                let _ = others.send(notice.clone());
                            }
                        }
                        Role::Write(_) => counters.rollbacks.add(1),
                    }
                    shared.notices.deliver(notices);
                    return Ok(());
                }
                Err(failure) => failure,
            };
            match failure.fate {
                Fate::Open => return Err(failure.error),
                Fate::Lost if Instant::now() > give_up => return Err(failure.error),
                Fate::Lost => {
                    self.session.disconnect();
                    self.session.pause(AGAIN);
                }
                Fate::Stale | Fate::Conflict if conflicts == TRIES => {
                    return Err(Error::Overloaded);
                }
                Fate::Stale | Fate::Conflict => {
                    conflicts += 1;
                    self.session.pause(backoff(conflicts));
                }
            }
            if failure.fate == Fate::Stale {
                self.session.forget();
            }
            counters.retries.add(1);
        }
    }

    /// Runs a closure once.
    fn attempt(&mut self, call: &mut dyn Call) -> Result<Done, Failure> {
        self.connect()?;
        self.session
            .begin(self.role.begin(call.apart()), call.reach());
        let mut tx = Tx::new(On::Postgres(&mut self.session), self.lane);
        let kept = call.run(&mut tx);
        let (fate, failed) = (tx.fate(), tx.failure());
        let notices = tx.into_notices();
        if let (Some(error), Fate::Conflict | Fate::Stale | Fate::Lost) = (failed, fate) {
            if fate != Fate::Lost {
                self.session.roll_back()?;
            }
            return Err(Failure { error, fate });
        }
        if !kept {
            // What the closure returned is the answer, even when the connection is lost on the way back.
            if self.session.roll_back().is_err() {
                self.session.disconnect();
            }
            return Ok(Done {
                kept,
                notices: Vec::new(),
            });
        }
        if let Role::Write(_) = self.role {
            self.session.commit().map_err(in_doubt)?;
        }
        Ok(Done { kept, notices })
    }
}

/// A closure that ran to its end: whether its transaction was committed, and what it said.
struct Done {
    kept: bool,
    notices: Vec<Notice>,
}

/// A connection lost during COMMIT leaves open whether the server had committed: nothing may be run again.
fn in_doubt(failure: Failure) -> Failure {
    match failure.fate {
        Fate::Lost => Failure {
            error: Error::InDoubt,
            fate: Fate::Open,
        },
        _ => failure,
    }
}

/// How long to wait after the nth conflict: at random, so that two that met do not meet again.
fn backoff(conflicts: u32) -> Duration {
    let longest = 1_000 << conflicts.min(6);
    Duration::from_micros(RandomState::new().hash_one(conflicts) % longest)
}
