//! Counters for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the database has done since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Closures waiting to write.
    pub write_queue: u64,
    /// Closures waiting to read.
    pub read_queue: u64,
    /// Closures of `write` that were committed.
    pub writes: u64,
    /// Closures of `read` that were answered.
    pub reads: u64,
    /// Transactions that were committed; on SQLite one holds up to 256 closures.
    pub commits: u64,
    /// The largest group of closures committed at once.
    pub largest_group: u64,
    /// Closures that failed and were rolled back.
    pub rollbacks: u64,
    /// Closures that were run again after a conflict, a lost connection or a group that failed.
    pub retries: u64,
    /// Closures refused because the queue was full.
    pub refused: u64,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) writes: Counter,
    pub(crate) reads: Counter,
    pub(crate) commits: Counter,
    pub(crate) largest_group: Counter,
    pub(crate) rollbacks: Counter,
    pub(crate) retries: Counter,
    pub(crate) refused: Counter,
}

impl Counters {
    /// One transaction with this many closures was committed, of which some were kept.
    pub(crate) fn committed(&self, group: usize, kept: usize) {
        self.commits.add(1);
        self.writes.add(kept);
        self.rollbacks.add(group - kept);
        self.largest_group.raise_to(group);
    }
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }

    fn raise_to(&self, count: usize) {
        self.0.fetch_max(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
