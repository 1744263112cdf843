//! When a file goes. No I/O.

use crate::platform::time::{DAY, Timestamp};

/// Days that a file is kept for somebody who has downloaded it whole (M33).
pub const AFTER_DOWNLOAD_DAYS: i64 = 7;

/// One recipient of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// When they first had all of it; none: not yet.
    pub downloaded_at: Option<Timestamp>,
}

/// What a file's end depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Days that it is kept for somebody who does not download it.
    pub retention_days: i64,
    /// Its recipients.
    pub clocks: Vec<Clock>,
}

impl Keeping {
    /// When the last clock has run: the file goes then, and not before.
    pub fn ends_at(&self) -> Timestamp {
        let unread = self.sent_at.plus(self.retention_days.saturating_mul(DAY));
        let of = |clock: &Clock| match clock.downloaded_at {
            Some(at) => at.plus(AFTER_DOWNLOAD_DAYS * DAY),
            None => unread,
        };
        // Without a recipient on record nobody's clock runs, and the retention holds.
        self.clocks.iter().map(of).max().unwrap_or(unread)
    }

    /// Whether everybody has downloaded it.
    pub fn had_by_all(&self) -> bool {
        !self.clocks.is_empty() && self.clocks.iter().all(|c| c.downloaded_at.is_some())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keeping(clocks: &[Option<i64>]) -> Keeping {
        Keeping {
            sent_at: Timestamp(0),
            retention_days: 365,
            clocks: clocks
                .iter()
                .map(|day| Clock {
                    downloaded_at: day.map(|day| Timestamp(day * DAY)),
                })
                .collect(),
        }
    }

    fn end_day(clocks: &[Option<i64>]) -> i64 {
        keeping(clocks).ends_at().0 / DAY
    }

    #[test]
    fn m33_the_last_clock_decides() {
        assert_eq!(end_day(&[Some(3)]), 10);
        assert_eq!(end_day(&[Some(3), Some(20)]), 27);
        assert_eq!(end_day(&[Some(3), None]), 365);
        assert_eq!(end_day(&[None]), 365);
        assert_eq!(end_day(&[]), 365);
        // Downloaded on the last day: the seven days are theirs all the same.
        assert_eq!(end_day(&[Some(364)]), 371);
    }

    proptest! {
        #[test]
        fn m33_it_never_goes_while_a_clock_runs(days in prop::collection::vec(prop::option::of(0_i64..2_000), 0..6), retention in 7_i64..3_650) {
            let keeping = Keeping { retention_days: retention, ..keeping(&days) };
            let end = keeping.ends_at().0;
            for day in &days {
                let runs_until = day.map_or(retention, |day| day + AFTER_DOWNLOAD_DAYS);
                prop_assert!(end >= runs_until * DAY);
            }
            let last = days.iter().map(|day| day.map_or(retention, |day| day + 7)).max().unwrap_or(retention);
            prop_assert_eq!(end, last * DAY);
        }
    }
}
