//! When a notification is tried again. No I/O, and no clock but the one that is handed in.

use crate::platform::time::{HOUR, MINUTE, Timestamp};

/// Pauses after the first, second, ... attempt that failed for the moment, in milliseconds: 70 hours in all, so that a
/// mail server that is down over a weekend is waited for.
const PAUSES: [i64; 9] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
    24 * HOUR,
];

/// When to try again after `attempts` failed ones; none when it has been tried for long enough.
///
/// `chance` spreads what failed together: up to a fifth is taken off the pause. What counts is the number of attempts
/// and not the time since the first, so that a jump of the clock gives nothing up early.
pub(super) fn next_attempt(attempts: i64, now: Timestamp, chance: u8) -> Option<Timestamp> {
    let failed = usize::try_from(attempts).ok()?.checked_sub(1)?;
    let pause = PAUSES.get(failed)?;
    Some(now.plus(pause - pause / 5 * i64::from(chance) / 255))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pause(attempts: i64, chance: u8) -> Option<i64> {
        let now = Timestamp(1_000_000);
        next_attempt(attempts, now, chance).map(|at| at.since(now))
    }

    #[test]
    fn m50_tries_for_up_to_72_hours() {
        let all: i64 = (1..).map_while(|n| pause(n, 0)).sum();
        assert!((60 * HOUR..=72 * HOUR).contains(&all), "{all}");
        assert_eq!(pause(1, 0), Some(MINUTE));
        assert_eq!(pause(10, 0), None);
        assert_eq!(pause(0, 0), None);
    }

    proptest! {
        #[test]
        fn pauses_grow_and_jitter_stays_within_a_fifth(attempts in 1_i64..=9, chance: u8) {
            let (least, most) = (pause(attempts, 255), pause(attempts, 0));
            let drawn = pause(attempts, chance);
            prop_assert!(least <= drawn && drawn <= most);
            prop_assert!(least >= most.map(|m| m * 4 / 5));
            prop_assert!(attempts == 1 || pause(attempts - 1, 0) <= most);
        }
    }
}
