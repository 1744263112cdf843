//! When the clinic is open: spans of each weekday on the wall's clock, and days on which it is closed. No I/O.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};

use crate::platform::web::Refusal;

/// The last minute of a day and one more.
const DAY_MINUTES: i64 = 24 * 60;
/// Most spans of one weekday, and most closed days: nobody needs more.
const MOST_SPANS: usize = 6;
const MOST_CLOSED_DAYS: usize = 400;

/// A part of a day in which the clinic is open: minutes of the day on the wall's clock, the second one not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// From this minute on, 0 to 1,439.
    pub opens: i64,
    /// Until this minute, up to 1,440.
    pub closes: i64,
}

/// The clinic's opening hours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// Monday to Sunday.
    pub week: [Vec<Span>; 7],
    /// Days on which it stays closed.
    pub closed: BTreeSet<Date>,
}

impl Hours {
    /// Whether any day has hours.
    pub fn are_set(&self) -> bool {
        self.week.iter().any(|day| !day.is_empty())
    }

    /// Whether the clinic is open when its wall's clock shows `local`.
    pub fn open_at(&self, local: DateTime) -> bool {
        if self.closed.contains(&local.date()) {
            return false;
        }
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        self.on(local.date())
            .iter()
            .any(|span| (span.opens..span.closes).contains(&minute))
    }

    /// The spans of a day's weekday.
    fn on(&self, day: Date) -> &[Span] {
        let number = day.weekday().to_monday_zero_offset();
        let of_day = usize::try_from(number).ok().and_then(|n| self.week.get(n));
        of_day.map_or(&[], Vec::as_slice)
    }
}

/// Reads the hours of a weekday as typed: `8:30-12:00, 13:00-17:00`; nothing: closed. `field` is named where they can't be.
pub fn read_day(field: &'static str, typed: &str) -> Result<Vec<Span>, Refusal> {
    let wrong = || Refusal::field(field, "hours_unreadable");
    let mut spans = Vec::new();
    for part in typed.split([',', ';']).map(str::trim) {
        if part.is_empty() {
            continue;
        }
        let (opens, closes) = part.split_once(['-', '–', '—']).ok_or_else(wrong)?;
        let span = Span {
            opens: minute(opens).ok_or_else(wrong)?,
            closes: minute(closes).ok_or_else(wrong)?,
        };
        if span.opens >= span.closes {
            return Err(wrong());
        }
        spans.push(span);
    }
    spans.sort_unstable();
    let overlap = spans.windows(2).any(|two| two[1].opens < two[0].closes);
    if overlap || spans.len() > MOST_SPANS {
        return Err(wrong());
    }
    Ok(spans)
}

/// Reads `8`, `8:30`, `08:30`, `8h30` or `8 h 30` as a minute of the day; `24:00` is its end.
fn minute(typed: &str) -> Option<i64> {
    let plain: String = typed.split_whitespace().collect();
    let (hours, minutes) = match plain.split_once([':', 'h', 'H']) {
        Some((hours, "")) => (hours, "0"),
        Some(both) => both,
        None => (plain.as_str(), "0"),
    };
    let number = |text: &str| {
        let digits =
            !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let at = hours * 60 + minutes;
    (minutes < 60 && at <= DAY_MINUTES).then_some(at)
}

/// The hours of a weekday as they are typed.
pub fn write_day(spans: &[Span]) -> String {
    let clock = |minute: i64| format!("{}:{:02}", minute / 60, minute % 60);
    let words = spans
        .iter()
        .map(|s| format!("{}-{}", clock(s.opens), clock(s.closes)));
    words.collect::<Vec<_>>().join(", ")
}

/// Reads closed days as typed: `2026-12-25`, one on a line.
pub fn read_closed(typed: &str) -> Result<BTreeSet<Date>, Refusal> {
    let field = "closed_days";
    let mut days = BTreeSet::new();
    for part in typed.split([',', ';', '\n', '\r']).map(str::trim) {
        if part.is_empty() {
            continue;
        }
        let day = part
            .parse::<Date>()
            .map_err(|_| Refusal::field(field, "closed_day_unreadable").with("day", part))?;
        days.insert(day);
    }
    if days.len() > MOST_CLOSED_DAYS {
        return Err(Refusal::field(field, "closed_days_too_many").with("max", MOST_CLOSED_DAYS));
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn hours_are_read_as_people_write_them() {
        let span = |opens, closes| Span { opens, closes };
        for typed in [
            "8:30-12:00, 13:00-17:00",
            "13h-17h; 8h30 – 12 h 00",
            "08:30-12,13-17:00",
        ] {
            let read = read_day("hours_1", typed);
            assert_eq!(read, Ok(vec![span(510, 720), span(780, 1020)]), "{typed}");
        }
        assert_eq!(read_day("hours_1", "  "), Ok(Vec::new()));
        assert_eq!(read_day("hours_1", "0-24"), Ok(vec![span(0, 1440)]));
        for typed in [
            "9",
            "9-",
            "17-9",
            "9-9",
            "9-25",
            "9:60-10",
            "9-12, 11-13",
            "ab-cd",
            "-1-4",
            "9-24:01",
        ] {
            assert!(read_day("hours_1", typed).is_err(), "{typed}");
        }
        let spans = vec![span(510, 720), span(780, 1440)];
        assert_eq!(read_day("hours_1", &write_day(&spans)), Ok(spans));
    }

    #[test]
    fn closed_days_are_days_of_the_calendar() {
        let read = read_closed("2026-12-25\r\n2028-02-29\r\n\r\n2026-12-25");
        let days: Vec<_> = read.unwrap().into_iter().collect();
        assert_eq!(days, [date(2026, 12, 25), date(2028, 2, 29)]);
        for typed in ["2026-02-29", "25/12/2026", "soon"] {
            assert!(read_closed(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_closed_day_has_no_hours_and_the_last_minute_is_shut() {
        let mut hours = Hours::default();
        assert!(!hours.are_set());
        hours.week[4] = read_day("hours_5", "9-17").unwrap();
        let friday = |hour, minute| datetime(2026, 12, 25, hour, minute, 59, 0);
        assert!(hours.open_at(friday(9, 0)) && hours.open_at(friday(16, 59)));
        assert!(!hours.open_at(friday(8, 59)) && !hours.open_at(friday(17, 0)));
        assert!(!hours.open_at(datetime(2026, 12, 26, 12, 0, 0, 0)));
        hours.closed.insert(date(2026, 12, 25));
        assert!(!hours.open_at(friday(12, 0)));
    }
}
