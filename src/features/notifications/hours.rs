//! Quiet hours: the part of the day in which a clinic's notices wait (M49). No I/O.

use jiff::tz::TimeZone;

use crate::platform::time::Timestamp;

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// The part of the day in which notices wait, in minutes on the wall's clock. It may go over midnight; both the same is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Quiet {
    /// From this minute on.
    pub from: i64,
    /// Until this minute.
    pub until: i64,
}

impl Quiet {
    /// When the quiet hours that hold now end; none where none hold.
    ///
    /// A wall's clock that is set back goes through some minutes twice: the quiet hours are over when it shows their end first. An
    /// end that it leaves out is where it goes on.
    pub(super) fn end(self, zone: &str, now: Timestamp) -> Option<Timestamp> {
        let zone = TimeZone::get(zone).ok()?;
        let local = now.to_jiff().to_zoned(zone.clone());
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let over_midnight = self.from > self.until;
        let holds = match over_midnight {
            false => (self.from..self.until).contains(&minute),
            true => minute >= self.from || minute < self.until,
        };
        if !holds {
            return None;
        }
        let day = match over_midnight && minute >= self.from {
            true => local.date().tomorrow().ok()?,
            false => local.date(),
        };
        let part = |n: i64| i8::try_from(n).ok();
        let wall = day.at(part(self.until / 60)?, part(self.until % 60)?, 0, 0);
        let end = wall.to_zoned(zone).ok()?.timestamp().as_millisecond();
        Some(Timestamp(end)).filter(|end| *end > now)
    }
}

/// Reads a time of the day such as `21:00`.
pub(super) fn read(typed: &str) -> Option<i64> {
    let (hours, minutes) = typed.trim().split_once(':')?;
    let number = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        (digits && (1..=2).contains(&text.len()))
            .then(|| text.parse::<u8>().ok())
            .flatten()
            .map(i64::from)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60)
        .then_some(hours * 60 + minutes)
        .filter(|minute| *minute < DAY_MINUTES)
}

/// Writes a minute of the day as [`read`] takes it.
pub(super) fn write(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NIGHT: Quiet = Quiet {
        from: 21 * 60,
        until: 8 * 60,
    };

    fn at(local: &str) -> Timestamp {
        let zoned: jiff::Zoned = format!("{local}[America/Toronto]").parse().unwrap();
        Timestamp(zoned.timestamp().as_millisecond())
    }

    fn end(quiet: Quiet, now: &str) -> Option<Timestamp> {
        quiet.end("America/Toronto", at(now))
    }

    #[test]
    fn m49_at_night_it_waits_until_the_morning() {
        let morning = Some(at("2026-07-03T08:00"));
        assert_eq!(end(NIGHT, "2026-07-02T20:59:59"), None);
        assert_eq!(end(NIGHT, "2026-07-02T21:00"), morning);
        assert_eq!(end(NIGHT, "2026-07-03T07:59:59"), morning);
        assert_eq!(end(NIGHT, "2026-07-03T08:00"), None);
        let lunch = Quiet {
            from: 720,
            until: 780,
        };
        assert_eq!(end(lunch, "2026-07-03T12:30"), Some(at("2026-07-03T13:00")));
        assert_eq!(end(lunch, "2026-07-03T13:00"), None);
        assert_eq!(end(Quiet::default(), "2026-07-03T00:00"), None);
        assert_eq!(NIGHT.end("No/Where", at("2026-07-03T00:00")), None);
    }

    #[test]
    fn the_morning_comes_when_the_wall_says_so_whatever_is_done_to_the_clock() {
        // Clocks go forward on 8 March 2026 and back on 1 November 2026, both at 2 in the morning.
        for night in ["2026-03-07T22:00", "2026-10-31T22:00"] {
            let morning = end(NIGHT, night).unwrap();
            let zone = TimeZone::get("America/Toronto").unwrap();
            assert_eq!(morning.to_jiff().to_zoned(zone).hour(), 8);
        }
        let hours = |night: &str| end(NIGHT, night).unwrap().since(at(night)) / 3_600_000;
        assert_eq!(hours("2026-03-07T22:00"), 9);
        assert_eq!(hours("2026-10-31T22:00"), 11);
        // An end that the wall's clock leaves out.
        let left_out = Quiet {
            from: 21 * 60,
            until: 150,
        };
        assert_eq!(
            end(left_out, "2026-03-07T22:00"),
            Some(at("2026-03-08T03:30"))
        );
    }

    proptest! {
        #[test]
        fn whenever_it_ends_it_is_over(from in 0_i64..1440, until in 0_i64..1440, now in 1_700_000_000_000_i64..1_900_000_000_000) {
            let (quiet, now) = (Quiet { from, until }, Timestamp(now));
            if let Some(end) = quiet.end("America/Toronto", now) {
                prop_assert!(end > now && end.since(now) <= 25 * 3_600_000);
                let again = quiet.end("America/Toronto", end);
                prop_assert!(again.is_none(), "{again:?}");
            }
        }

        #[test]
        fn a_time_is_read_as_it_is_written(minute in 0_i64..1440) {
            prop_assert_eq!(read(&write(minute)), Some(minute));
        }
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for typed in ["", "8", "24:00", "8:60", "-1:00", "8:000", "a:b", "+8:00"] {
            assert_eq!(read(typed), None, "{typed}");
        }
        assert_eq!(read(" 8:05 "), Some(485));
    }
}
