//! Texts that go nowhere: they are kept for a test to read, and answer what the test wants.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;

use super::{Text, Texts};
use crate::platform::outcome::Outcome;

/// Keeps every text and answers with the programmed outcomes, then always with `Sent`.
#[derive(Default)]
pub struct RecordingTexts {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    texts: Vec<Text>,
    next: VecDeque<Outcome>,
}

impl RecordingTexts {
    /// Every text handed over so far, those that were refused included.
    pub fn texts(&self) -> Vec<Text> {
        self.lock().texts.clone()
    }

    /// Takes the texts out.
    pub fn take(&self) -> Vec<Text> {
        std::mem::take(&mut self.lock().texts)
    }

    /// Programs the outcome of the next attempt that has none yet.
    pub fn answer_next(&self, outcome: Outcome) {
        self.lock().next.push_back(outcome);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Texts for RecordingTexts {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let mut kept = self.lock();
            kept.texts.push(text.clone());
            kept.next
                .pop_front()
                .unwrap_or(Outcome::Sent { provider_id: None })
        })
    }
}
