//! A bounded queue between the callers and the database threads.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Error;

/// Closures wait here until a database thread takes them. It refuses at once when it is full.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            closed: false,
        };
        Queue {
            state: Mutex::new(state),
            ready: Condvar::new(),
            capacity,
        }
    }

    pub(crate) fn push(&self, item: T) -> Result<(), Error> {
        let mut state = self.lock();
        if state.closed {
            return Err(Error::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Error::Overloaded);
        }
        state.waiting.push_back(item);
        drop(state);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for the next item; `None` once the queue is closed and empty.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self
                .ready
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next item if one comes within `limit`.
    pub(crate) fn pop_within(&self, limit: Duration) -> Option<T> {
        let state = self.lock();
        let idle = |state: &mut State<T>| state.waiting.is_empty() && !state.closed;
        let (mut state, _) = self
            .ready
            .wait_timeout_while(state, limit, idle)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting.pop_front()
    }

    pub(crate) fn try_pop(&self) -> Option<T> {
        self.lock().waiting.pop_front()
    }

    /// Refuses further items; what waits is still handed out.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }

    pub(crate) fn depth(&self) -> usize {
        self.lock().waiting.len()
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
