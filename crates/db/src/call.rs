//! One closure on its way through a database thread and back.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::error::Error;
use crate::tenant::Reach;
use crate::tx::Tx;

/// How transactions that write beside each other are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Apart {
    /// As if they came one after the other; one of two that met is run again.
    InTurn,
    /// By the rows that they lock; each statement sees what others have committed until then.
    ByLocks,
}

/// A closure with its types hidden, as the queues carry it.
pub(crate) trait Call: Send {
    /// Whose rows its transaction reaches.
    fn reach(&self) -> Reach;

    /// How it is kept apart from others that write.
    fn apart(&self) -> Apart;

    /// Runs the closure; whether its transaction is to be committed. May be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;

    /// Answers with what the closure returned, or with the error that kept it from being committed.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
}

pub(crate) struct Closure<T, E, F> {
    reach: Reach,
    apart: Apart,
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Closure<T, E, F> {
    pub(crate) fn new(
        (reach, apart): (Reach, Apart),
        work: F,
    ) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (
            Closure {
                reach,
                apart,
                work,
                result: None,
                reply,
            },
            answer,
        )
    }
}

impl<T, E, F> Call for Closure<T, E, F>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn reach(&self) -> Reach {
        self.reach
    }

    fn apart(&self) -> Apart {
        self.apart
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let _inside = Inside::enter();
        let returned = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)));
        let result = match (returned, tx.failure()) {
            (Ok(Ok(_)), Some(error)) => Err(E::from(error)),
            (Ok(result), _) => result,
            (Err(_), _) => Err(E::from(Error::engine("the closure panicked"))),
        };
        self.result.insert(result).is_ok()
    }

    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        let result = match (outcome, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(E::from(Error::Closed)),
            (Err(error), _) => Err(E::from(error)),
        };
        // The caller may have gone in the meantime.
        let _ = self.reply.send(result);
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as running a closure, so that a nested `read` or `write` is refused instead of waiting for itself.
struct Inside;

impl Inside {
    fn enter() -> Self {
        INSIDE.set(true);
        Inside
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

pub(crate) fn inside_closure() -> bool {
    INSIDE.get()
}
