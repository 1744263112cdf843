//! The write-ahead log. What is in it moves to the database file after callers were answered, so that no commit waits for
//! that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;

use super::error::at_step;
use crate::error::Error;

/// Pages in the log from which on they are moved when nobody waits.
const WHEN_IDLE: usize = 1_000;

/// Pages in the log from which on they are moved even when somebody waits.
const WHEN_BUSY: usize = 8_000;

/// How much is in the log.
pub(super) struct Log {
    pages: Arc<AtomicUsize>,
    /// How much was in the log when it was last moved. A long read may keep it from being used again from its start.
    moved: usize,
}

impl Log {
    /// Follows the commits of the connection that writes.
    pub(super) fn follow(connection: &mut Connection) -> Result<Log, Error> {
        let pages = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&pages);
        connection
            .wal_hook(Some(move |_: &mut _, pages| {
                counter.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
                Ok(())
            }))
            .map_err(|error| at_step(&error, "following the log"))?;
        Ok(Log { pages, moved: 0 })
    }

    /// Whether it is time to move what is in the log.
    pub(super) fn is_due(&mut self, idle: bool) -> bool {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.moved {
            self.moved = 0;
        }
        let due = pages - self.moved >= if idle { WHEN_IDLE } else { WHEN_BUSY };
        if due {
            self.moved = pages;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_moved_early_when_idle_and_not_again_for_nothing() {
        let pages = Arc::new(AtomicUsize::new(0));
        let mut log = Log {
            pages: Arc::clone(&pages),
            moved: 0,
        };
        let mut due = |count, idle| {
            pages.store(count, Ordering::Relaxed);
            log.is_due(idle)
        };
        assert!(!due(999, true));
        assert!(!due(7_999, false));
        assert!(due(8_000, false));
        assert!(
            !due(8_999, true),
            "a reader kept the log from starting over"
        );
        assert!(due(9_000, true));
        assert!(!due(500, true), "it started over");
        assert!(due(1_000, true));
    }
}
