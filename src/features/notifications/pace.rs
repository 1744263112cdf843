//! The pace at which a provider is handed notices: over all clinics and all nodes, so that a day's outage ends without a flood.
//! The rules, without I/O.
//!
//! A quarter of the pace is kept for what is new, so that a message of this minute does not wait behind a thousand of yesterday's;
//! the rest goes to what waits, the oldest first.

use crate::platform::time::Timestamp;

/// A worker that comes late makes up for at most this long, in milliseconds.
const CATCH_UP: i64 = 2_000;

/// Milliseconds that a minute's worth of a share is spread over. What goes within any minute was due within that minute or in the
/// time made up for before it, and so is never more than the share has.
const SPREAD: i64 = 60_000 + CATCH_UP;

/// When each share may hand over its next notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    pub new_at: Timestamp,
    pub waiting_at: Timestamp,
}

/// A share of the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// What has not been tried yet and is not one of many that were sent at once: a quarter.
    New,
    /// Everything else: three quarters.
    Waiting,
}

impl Share {
    /// How many notices of a minute are the share's: whole ones that together make the pace, and at least one, so that a pace of 1
    /// is one of each.
    fn per_minute(self, pace: i64) -> i64 {
        let new = (pace / 4).max(1);
        match self {
            Share::New => new,
            Share::Waiting => (pace - new).max(1),
        }
    }

    /// Milliseconds between two notices of the share.
    fn interval(self, per_minute: i64) -> i64 {
        let share = self.per_minute(per_minute);
        (SPREAD + share - 1) / share
    }
}

impl Pace {
    /// How many notices of a share may be handed over at `now`.
    pub(super) fn allows(self, share: Share, per_minute: i64, now: Timestamp) -> i64 {
        let from = self.from(share, per_minute, now);
        match now.since(from) {
            early if early < 0 => 0,
            late => late / share.interval(per_minute) + 1,
        }
    }

    /// The pace after `count` notices of a share were handed over.
    #[must_use]
    pub(super) fn after(
        mut self,
        share: Share,
        per_minute: i64,
        now: Timestamp,
        count: i64,
    ) -> Pace {
        let from = self.from(share, per_minute, now);
        *self.at(share) = from.plus(count * share.interval(per_minute));
        self
    }

    /// When the next notice may go.
    pub(super) fn next(mut self, share: Share) -> Timestamp {
        *self.at(share)
    }

    fn at(&mut self, share: Share) -> &mut Timestamp {
        match share {
            Share::New => &mut self.new_at,
            Share::Waiting => &mut self.waiting_at,
        }
    }

    /// From when on notices are counted. A time further ahead than one notice takes is of a clock that has been set back.
    fn from(mut self, share: Share, per_minute: i64, now: Timestamp) -> Timestamp {
        let at = *self.at(share);
        match at.since(now) > share.interval(per_minute) {
            true => now,
            false => at.max(now.plus(-CATCH_UP)),
        }
    }
}

/// Whether a failure is the provider's own, so that it stands in the way of every notice; a recipient's mailbox that takes nothing
/// for now is not.
pub(super) fn is_providers(code: &str) -> bool {
    !code.starts_with("smtp-45")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp(1_000_000_000);
    const IDLE: Pace = Pace {
        new_at: Timestamp(0),
        waiting_at: Timestamp(0),
    };

    /// Takes whatever is allowed every `step` milliseconds; the moments at which notices went.
    fn taken(per_minute: i64, step: i64, steps: i64) -> Vec<i64> {
        let (mut pace, mut went) = (IDLE, Vec::new());
        for now in (0..steps).map(|n| START.plus(n * step)) {
            for share in [Share::New, Share::Waiting] {
                let count = pace.allows(share, per_minute, now);
                pace = pace.after(share, per_minute, now, count);
                went.extend((0..count).map(|_| now.0));
            }
        }
        went
    }

    #[test]
    fn m50_a_share_waits_its_turn() {
        // 42 of a minute: ten new ones, one each 6.2 seconds; 32 waiting ones, one each 1.938.
        let one = |pace: Pace, share, ms| pace.allows(share, 42, START.plus(ms));
        assert_eq!(one(IDLE, Share::New, 0), 1);
        assert_eq!(
            one(IDLE, Share::Waiting, 0),
            2,
            "what a late worker makes up for"
        );
        let after = IDLE.after(Share::New, 42, START.plus(2_000), 1);
        assert_eq!(after.next(Share::New), START.plus(6_200));
        assert_eq!(one(after, Share::New, 6_199), 0);
        assert_eq!(one(after, Share::New, 6_200), 1);
        assert_eq!(
            one(after, Share::Waiting, 0),
            2,
            "the other share is its own"
        );
        // A clock that was ahead by a day keeps nothing back.
        let ahead = IDLE.after(Share::New, 42, START.plus(86_400_000), 1);
        assert_eq!(one(ahead, Share::New, 0), 1);
    }

    /// The most that went within a minute, and all that went in five.
    fn minute_and_all(per_minute: i64, step: i64) -> (i64, i64) {
        let went = taken(per_minute, step, 300_000 / step);
        let within = |n: usize| went.partition_point(|at| *at < went[n] + 60_000) - n;
        let most = (0..went.len()).map(within).max().unwrap_or(0);
        (most as i64, went.len() as i64)
    }

    #[test]
    fn m50_a_low_pace_is_kept_to_the_notice() {
        for per_minute in 2..100 {
            for step in [50, 333, 1_000, 1_500] {
                let (minute, all) = minute_and_all(per_minute, step);
                assert!(minute <= per_minute, "{minute} in a minute of {per_minute}");
                assert!(
                    all >= per_minute * 4,
                    "{all} in five minutes of {per_minute}"
                );
            }
        }
        assert_eq!(minute_and_all(1, 50).0, 2, "one new, one that waited");
    }

    proptest! {
        #[test]
        fn m50_no_minute_has_more_than_the_pace_nor_much_less(per_minute in 2_i64..2_000, step in 50_i64..1_500) {
            let (minute, all) = minute_and_all(per_minute, step);
            prop_assert!(minute <= per_minute, "{} in a minute of {}", minute, per_minute);
            prop_assert!(all >= per_minute * 4, "{} in five minutes", all);
        }
    }

    #[test]
    fn a_full_mailbox_is_no_outage() {
        for (code, ours) in [
            ("smtp-451", false),
            ("smtp-450", false),
            ("smtp-421", true),
            ("connection", true),
            ("timeout", true),
            ("sign-in-535", true),
            ("texts-20429", true),
            ("texts-http-503", true),
        ] {
            assert_eq!(is_providers(code), ours, "{code}");
        }
    }
}
