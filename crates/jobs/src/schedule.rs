//! Work that comes round regularly.

/// The next turn after `now` of something that happens every `every_ms` milliseconds, counted from 1970. However late or
/// often it is asked, and however the clock is set, no turn is made up for or doubled.
pub fn next_turn(now: i64, every_ms: i64) -> i64 {
    let every = every_ms.max(1);
    now.div_euclid(every)
        .saturating_add(1)
        .saturating_mul(every)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::next_turn;

    #[test]
    fn turns_are_whole_multiples() {
        assert_eq!(next_turn(0, 60), 60);
        assert_eq!(next_turn(59, 60), 60);
        assert_eq!(next_turn(60, 60), 120);
        assert_eq!(next_turn(-1, 60), 0);
    }

    proptest! {
        #[test]
        fn the_next_turn_is_after_now_and_near(
            now in -1_000_000_000_000i64..1_000_000_000_000_000, every in 1i64..1_000_000_000,
        ) {
            let next = next_turn(now, every);
            prop_assert!(now < next && next <= now + every && next % every == 0);
            prop_assert_eq!(next_turn(next - 1, every), next);
        }
    }
}
