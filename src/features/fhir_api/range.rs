//! Dates of searches: a prefix and a date of any precision make a range. No I/O.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::platform::time::{MINUTE, SECOND, Timestamp};

/// From, included, to, not included; an open end is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range<T> {
    pub from: Option<T>,
    pub to: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Range {
            from: None,
            to: None,
        }
    }
}

impl<T: Ord> Range<T> {
    /// What lies in both.
    pub fn and(self, other: Range<T>) -> Range<T> {
        Range {
            from: self.from.into_iter().chain(other.from).max(),
            to: self.to.into_iter().chain(other.to).min(),
        }
    }

    /// The range that a prefix makes of `[start, end)`.
    fn of(prefix: &str, start: T, end: T) -> Option<Range<T>> {
        Some(match prefix {
            "" | "eq" => Range {
                from: Some(start),
                to: Some(end),
            },
            "ge" => Range {
                from: Some(start),
                to: None,
            },
            "gt" | "sa" => Range {
                from: Some(end),
                to: None,
            },
            "le" => Range {
                from: None,
                to: Some(end),
            },
            "lt" | "eb" => Range {
                from: None,
                to: Some(start),
            },
            _ => return None,
        })
    }
}

/// The moments that a value takes in; days without an offset are those of `zone`.
pub(super) fn moments(value: &str, zone: &str) -> Option<Range<Timestamp>> {
    let (prefix, text) = prefixed(value);
    let zone = || TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let (start, end) = if text.contains('T') {
        let precision = match (text.contains('.'), text.matches(':').count()) {
            (true, _) => 1,
            (false, colons) if colons >= 2 && !short(text) => SECOND,
            _ => MINUTE,
        };
        let start = match text.parse::<jiff::Timestamp>() {
            Ok(moment) => moment,
            Err(_) => text
                .parse::<jiff::civil::DateTime>()
                .ok()?
                .to_zoned(zone())
                .ok()?
                .timestamp(),
        };
        let start = Timestamp(start.as_millisecond());
        (start, start.plus(precision))
    } else {
        let (first, next) = whole(text)?;
        let moment = |day: Date| {
            Some(Timestamp(
                day.to_zoned(zone()).ok()?.timestamp().as_millisecond(),
            ))
        };
        (moment(first)?, moment(next)?)
    };
    Range::of(prefix, start, end)
}

/// The days that a value takes in.
pub(super) fn days(value: &str) -> Option<Range<String>> {
    let (prefix, text) = prefixed(value);
    let (first, next) = whole(text)?;
    Range::of(prefix, first.to_string(), next.to_string())
}

/// Whether a time says hours and minutes only: the second colon is the offset's.
fn short(text: &str) -> bool {
    let time = text.split('T').nth(1).unwrap_or_default();
    let clock = time.split(['Z', '+', '-']).next().unwrap_or_default();
    clock.matches(':').count() < 2
}

fn prefixed(value: &str) -> (&str, &str) {
    match value.find(|c: char| c.is_ascii_digit()) {
        Some(at) if at <= 2 => value.split_at(at),
        _ => ("?", value),
    }
}

/// The first day of a year, month or day, and the one after its last.
fn whole(text: &str) -> Option<(Date, Date)> {
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let (text, span): (String, Span) = match parts[..] {
        [y] if digits(y, 4) => (format!("{y}-01-01"), 1.year()),
        [y, m] if digits(y, 4) && digits(m, 2) => (format!("{y}-{m}-01"), 1.month()),
        [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2) => (text.to_owned(), 1.day()),
        _ => return None,
    };
    let first: Date = text.parse().ok()?;
    Some((first, first.checked_add(span).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> (Option<String>, Option<String>) {
        let range = moments(value, "America/Toronto").unwrap();
        (
            range.from.map(Timestamp::rfc3339),
            range.to.map(Timestamp::rfc3339),
        )
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_day_is_the_clinics_and_a_prefix_opens_one_end() {
        assert_eq!(
            of("2026-07-02"),
            (
                some("2026-07-02T04:00:00.000Z"),
                some("2026-07-03T04:00:00.000Z")
            )
        );
        assert_eq!(of("ge2026-07"), (some("2026-07-01T04:00:00.000Z"), None));
        assert_eq!(of("lt2026"), (None, some("2026-01-01T05:00:00.000Z")));
        assert_eq!(
            of("gt2026-07-02T10:20Z"),
            (some("2026-07-02T10:21:00.000Z"), None)
        );
        assert_eq!(
            of("le2026-07-02T10:20:30-04:00"),
            (None, some("2026-07-02T14:20:31.000Z"))
        );
        assert_eq!(
            of("eq2026-07-02T10:20:30.5Z").1,
            some("2026-07-02T10:20:30.501Z")
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for wrong in [
            "",
            "ne2026",
            "ap2026",
            "2026-13",
            "2026-1-1",
            "yesterday",
            "ge",
            "02/07/2026",
            "x2026-01-01",
        ] {
            assert_eq!(moments(wrong, "UTC"), None, "{wrong}");
        }
        assert_eq!(
            days("2026-02"),
            Some(Range {
                from: some("2026-02-01"),
                to: some("2026-03-01")
            })
        );
    }

    #[test]
    fn two_dates_hold_together() {
        let both = days("ge2026-02-01")
            .unwrap()
            .and(days("lt2026-02-10").unwrap());
        assert_eq!(
            both,
            Range {
                from: some("2026-02-01"),
                to: some("2026-02-10")
            }
        );
    }
}
