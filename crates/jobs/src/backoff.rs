//! How long to wait after a failure.

use db::Uuid;

/// How long to wait before the next try: twice as long after each failure, within limits. Times are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first_ms: i64,
    /// The longest wait.
    pub longest_ms: i64,
}

impl Default for Backoff {
    /// From ten seconds to one hour: ten tries take about two hours and a half.
    fn default() -> Self {
        Backoff {
            first_ms: 10_000,
            longest_ms: 3_600_000,
        }
    }
}

impl Backoff {
    /// The wait after try number `attempt`, from 1. Up to a quarter is added, differently for each job, so that those that
    /// failed together do not come back together.
    pub fn delay(&self, attempt: i64, job: Uuid) -> i64 {
        let doublings = u32::try_from(attempt.clamp(1, 32) - 1).unwrap_or(0);
        let wait = self
            .first_ms
            .max(0)
            .saturating_mul(1_i64 << doublings)
            .min(self.longest_ms.max(0));
        let share = i128::from(wait / 4) * i128::from(job.as_bytes()[15]) / 255;
        wait.saturating_add(i64::try_from(share).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NO_SPREAD: Uuid = Uuid::nil();

    #[test]
    fn it_doubles_up_to_the_longest() {
        let waits: Vec<i64> = (1..=11)
            .map(|attempt| Backoff::default().delay(attempt, NO_SPREAD) / 1_000)
            .collect();
        assert_eq!(
            waits,
            [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
        );
    }

    #[test]
    fn jobs_are_spread() {
        let backoff = Backoff::default();
        assert_eq!(backoff.delay(1, Uuid::max()), 12_500);
        assert_eq!(backoff.delay(1, Uuid::from_u128(51)), 10_500);
    }

    proptest! {
        #[test]
        fn it_is_never_shorter_than_before_nor_longer_than_allowed(
            first_ms in 0..i64::MAX, longest_ms in 0..i64::MAX / 2, attempt in i64::MIN..i64::MAX, id: u128,
        ) {
            let backoff = Backoff { first_ms, longest_ms };
            let job = Uuid::from_u128(id);
            let (now, next) = (backoff.delay(attempt, job), backoff.delay(attempt.saturating_add(1), job));
            prop_assert!(0 <= now && now <= next);
            prop_assert!(next <= longest_ms + longest_ms / 4);
        }
    }
}
