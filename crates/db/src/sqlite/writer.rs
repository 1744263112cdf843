//! The writing thread: closures are committed in groups, and answered only when their group is on disk.

use std::time::Duration;

use tokio::time::Instant;

use super::Session;
use crate::call::Call;
use crate::error::Error;
use crate::handle::Shared;
use crate::notice::Notice;
use crate::tx::{On, Tx};

/// A group has at most this many closures.
const LARGEST: usize = 256;

/// A group that took this long takes no further closure.
const LONGEST: Duration = Duration::from_millis(5);

/// How long a group waits for closures that are likely to come, because the group before had as many.
const LINGER: Duration = Duration::from_millis(2);

pub(super) fn run(mut session: Session, shared: &Shared) {
    let mut before = 1;
    while let Some(first) = shared.write.pop() {
        before = group(&mut session, shared, first, before).max(1);
    }
}

/// A closure that ran in a group, and whether the group is to keep what it did.
struct Ran {
    call: Box<dyn Call>,
    keep: bool,
}

/// Runs one group; the number of closures in it.
fn group(session: &mut Session, shared: &Shared, first: Box<dyn Call>, before: usize) -> usize {
    let mut ran: Vec<Ran> = Vec::with_capacity(before);
    let mut notices = Vec::new();
    let mut next = Some(first);
    let started = Instant::now();
    let mut outcome = session
        .batch("BEGIN IMMEDIATE")
        .map_err(|failure| failure.error);
    while let Some(mut call) = next.take() {
        if outcome.is_ok() && !call.abandoned() {
            let kept = savepoint(session, call.as_mut(), &mut notices);
            let keep = matches!(kept, Ok(true));
            outcome = kept.map(drop);
            ran.push(Ran { call, keep });
        } else {
            ran.push(Ran { call, keep: true });
        }
        let elapsed = started.elapsed();
        if outcome.is_ok() && ran.len() < LARGEST && elapsed < LONGEST {
            next = shared.write.try_pop().or_else(|| {
                let likely = ran.len() < before;
                likely
                    .then(|| shared.write.pop_within(LINGER.saturating_sub(elapsed)))
                    .flatten()
            });
        }
    }
    let outcome = outcome.and_then(|()| session.batch("COMMIT").map_err(|failure| failure.error));
    let size = ran.len();
    finish(session, shared, ran, notices, outcome);
    size
}

/// Runs one closure in a savepoint: whether it is to be kept, or the error that ended the whole group.
fn savepoint(
    session: &mut Session,
    call: &mut dyn Call,
    notices: &mut Vec<Notice>,
) -> Result<bool, Error> {
    session
        .batch("SAVEPOINT closure")
        .map_err(|failure| failure.error)?;
    let mut tx = Tx::new(On::Sqlite(session), 0);
    let keep = call.run(&mut tx);
    let failure = tx.failure();
    if keep {
        notices.extend(tx.into_notices());
    }
    if session.transaction_is_gone() {
        return Err(failure.unwrap_or_else(|| Error::engine("the transaction was lost")));
    }
    let end = if keep {
        "RELEASE closure"
    } else {
        "ROLLBACK TO closure; RELEASE closure"
    };
    session.batch(end).map_err(|failure| failure.error)?;
    Ok(keep)
}

/// Answers a group, or runs its closures one by one when it could not be committed as one.
fn finish(
    session: &mut Session,
    shared: &Shared,
    ran: Vec<Ran>,
    notices: Vec<Notice>,
    outcome: Result<(), Error>,
) {
    let counters = &shared.counters;
    let Err(error) = outcome else {
        let kept = ran.iter().filter(|ran| ran.keep).count();
        counters.committed(ran.len(), kept);
        shared.notices.deliver(notices);
        ran.into_iter().for_each(|ran| ran.call.answer(Ok(())));
        return;
    };
    if !session.transaction_is_gone()
        && let Err(failure) = session.batch("ROLLBACK")
    {
        tracing::error!(error = %failure.error, "a failed group could not be rolled back");
    }
    if ran.len() == 1 {
        counters.rollbacks.add(1);
        ran.into_iter()
            .for_each(|ran| ran.call.answer(Err(error.clone())));
        return;
    }
    counters.retries.add(ran.len());
    for Ran { call, .. } in ran {
        group_of_one(session, shared, call);
    }
}

fn group_of_one(session: &mut Session, shared: &Shared, mut call: Box<dyn Call>) {
    let mut notices = Vec::new();
    let outcome = session
        .batch("BEGIN IMMEDIATE")
        .map_err(|failure| failure.error)
        .and_then(|()| savepoint(session, call.as_mut(), &mut notices))
        .and_then(|keep| {
            session.batch("COMMIT").map_err(|failure| failure.error)?;
            Ok(keep)
        });
    let keep = matches!(outcome, Ok(true));
    finish(
        session,
        shared,
        vec![Ran { call, keep }],
        notices,
        outcome.map(drop),
    );
}
