//! Mail that goes nowhere: it is kept for a test to read, and answers what the test wants.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;

use super::{Letter, Mail};
use crate::platform::outcome::Outcome;

/// Keeps every letter and answers with the programmed outcomes, then always with `Sent`.
#[derive(Default)]
pub struct RecordingMail {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    letters: Vec<Letter>,
    next: VecDeque<Outcome>,
}

impl RecordingMail {
    /// Every letter handed over so far, those that were refused included.
    pub fn letters(&self) -> Vec<Letter> {
        self.lock().letters.clone()
    }

    /// Takes the letters out.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut self.lock().letters)
    }

    /// Programs the outcome of the next attempt that has none yet.
    pub fn answer_next(&self, outcome: Outcome) {
        self.lock().next.push_back(outcome);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mail for RecordingMail {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let mut kept = self.lock();
            kept.letters.push(letter.clone());
            kept.next
                .pop_front()
                .unwrap_or(Outcome::Sent { provider_id: None })
        })
    }
}
