//! When a notification is tried again. No I/O, and no clock but the one that is handed in.

use crate::platform::time::{HOUR, MINUTE, Timestamp};

/// Pauses after the first, second, ... attempt that failed for the moment, in milliseconds; the last one holds from then on.
const PAUSES: [i64; 8] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
];

/// For this long a notification is tried, so that a mail server that is down over a weekend is waited for.
pub(super) const LONGEST: i64 = 72 * HOUR;

/// It is tried at least this often before it is given up, so that a jump of the clock gives nothing up early.
const LEAST: i64 = 8;

/// When to try again after `attempts` failed ones, the first of which was due at `since`; none when it has been tried for
/// long enough. The last attempt is made when the time is over.
///
/// `chance` spreads what failed together: up to a fifth is taken off the pause.
pub(super) fn next_attempt(
    attempts: i64,
    since: Timestamp,
    now: Timestamp,
    chance: u8,
) -> Option<Timestamp> {
    let failed = usize::try_from(attempts).ok()?.checked_sub(1)?;
    let left = LONGEST - now.since(since);
    if left <= 0 && attempts >= LEAST {
        return None;
    }
    let longest = PAUSES[PAUSES.len() - 1];
    let pause = PAUSES.get(failed).copied().unwrap_or(longest);
    let pause = pause - pause / 5 * i64::from(chance) / 255;
    Some(now.plus(if left > 0 { pause.min(left) } else { pause }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SINCE: Timestamp = Timestamp(1_000_000);

    /// The pause after `attempts`, `age` milliseconds after the first.
    fn pause(attempts: i64, age: i64, chance: u8) -> Option<i64> {
        let now = SINCE.plus(age);
        next_attempt(attempts, SINCE, now, chance).map(|at| at.since(now))
    }

    #[test]
    fn m50_it_is_tried_until_72_hours_are_over_and_no_longer() {
        for (attempts, age, chance, expected) in [
            (1, 0, 0, Some(MINUTE)),
            (1, 0, 255, Some(48_000)),
            (2, MINUTE, 0, Some(5 * MINUTE)),
            (8, 40 * HOUR, 0, Some(24 * HOUR)),
            // At 71:59 once more, when the time is over.
            (9, 72 * HOUR - MINUTE, 0, Some(MINUTE)),
            (9, 60 * HOUR, 0, Some(12 * HOUR)),
            (9, 72 * HOUR - 1, 255, Some(1)),
            (9, 72 * HOUR, 0, None),
            (9, 300 * HOUR, 0, None),
            // A clock that jumped, or nights in which it had to wait, leave it its attempts.
            (1, 300 * HOUR, 0, Some(MINUTE)),
            (7, 72 * HOUR, 0, Some(12 * HOUR)),
            (8, 72 * HOUR, 0, None),
            (0, 0, 0, None),
        ] {
            assert_eq!(pause(attempts, age, chance), expected, "{attempts} {age}");
        }
    }

    proptest! {
        #[test]
        fn m50_the_last_attempt_is_at_72_hours_whatever_chance_does(chances in prop::collection::vec(any::<u8>(), 64)) {
            let (mut now, mut attempts) = (SINCE, 0);
            for chance in chances {
                attempts += 1;
                match next_attempt(attempts, SINCE, now, chance) {
                    Some(at) => {
                        prop_assert!(at > now);
                        now = at;
                    }
                    None => break,
                }
            }
            prop_assert_eq!(now.since(SINCE), LONGEST);
            prop_assert!((9..=14).contains(&attempts), "{} attempts", attempts);
        }

        #[test]
        fn jitter_takes_a_fifth_at_most(attempts in 1_i64..=8, chance: u8) {
            let (least, most) = (pause(attempts, 0, 255), pause(attempts, 0, 0));
            let drawn = pause(attempts, 0, chance);
            prop_assert!(least <= drawn && drawn <= most);
            prop_assert!(least >= most.map(|m| m * 4 / 5));
        }
    }
}
