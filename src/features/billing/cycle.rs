//! Billing cycles: a month from the clinic's day on, or from any chosen day. No I/O.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// A billing cycle: the days from `from` until the day before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// The first day.
    pub from: Date,
    /// The first day of the next cycle.
    pub until: Date,
}

impl Cycle {
    /// The month that begins on a day; the 31st of January is followed by the last of February.
    pub fn beginning(from: Date) -> Cycle {
        Cycle {
            from,
            until: from.saturating_add(1.month()),
        }
    }

    /// The clinic's cycle that holds a day, where each begins on the `day`-th of the month (1 to 28).
    pub fn holding(date: Date, day: i8) -> Cycle {
        let begins = |date: Date| date.with().day(day.clamp(1, 28)).build().unwrap_or(date);
        let this = begins(date);
        let from = if this <= date {
            this
        } else {
            begins(date.saturating_sub(1.month()))
        };
        Cycle::beginning(from)
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.until.saturating_sub(1.day())
    }

    /// The cycle before, by the same day.
    pub fn before(&self) -> Cycle {
        Cycle {
            from: self.from.saturating_sub(1.month()),
            until: self.from,
        }
    }

    /// The cycle after.
    pub fn after(&self) -> Cycle {
        Cycle::beginning(self.until)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cycle_begins_on_the_clinic_s_day_or_on_any_other() {
        let from = |year, month, day, begins| Cycle::holding(date(year, month, day), begins).from;
        assert_eq!(from(2026, 7, 2, 1), date(2026, 7, 1));
        assert_eq!(from(2026, 7, 2, 15), date(2026, 6, 15));
        assert_eq!(from(2026, 1, 14, 15), date(2025, 12, 15));
        assert_eq!(from(2026, 3, 31, 28), date(2026, 3, 28));
        let odd = Cycle::beginning(date(2026, 1, 31));
        assert_eq!(odd.until, date(2026, 2, 28));
        assert_eq!(odd.last(), date(2026, 2, 27));
    }

    proptest! {
        #[test]
        fn every_day_is_in_one_cycle_and_cycles_follow_each_other(days in 0_i64..20_000, begins in 1_i8..=28) {
            let day = date(2000, 1, 1).saturating_add(days.days());
            let cycle = Cycle::holding(day, begins);
            prop_assert!(cycle.from <= day && day < cycle.until);
            prop_assert_eq!(Cycle::holding(cycle.until, begins), cycle.after());
            prop_assert_eq!(Cycle::holding(cycle.last(), begins), cycle);
            prop_assert_eq!(cycle.before().after(), cycle);
        }
    }
}
