//! Dates and moments as sources write them.

use jiff::{Timestamp, civil, tz::TimeZone};

use super::record::Refusal;

/// A whole, real, past date written as `1980-12-31`; anything else is refused in words.
pub(super) fn birth_date(field: &str, text: &str, today: civil::Date) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(
            field,
            "is missing; a patient needs a birth date, since it is asked for at sign-in",
        ));
    }
    if is_part_of_date(text) {
        return Err(Refusal::new(
            field,
            "holds only a year or a month; write the whole date, such as 1980-12-31",
        ));
    }
    let date = iso_date(text).ok_or_else(|| {
        Refusal::new(
            field,
            "is not a date of the calendar as year-month-day; write it as 1980-12-31",
        )
    })?;
    if date > today {
        return Err(Refusal::new(field, "lies in the future; correct the year"));
    }
    if date.year() < 1850 {
        return Err(Refusal::new(field, "lies before 1850; correct the year"));
    }
    Ok(date.to_string())
}

fn is_part_of_date(text: &str) -> bool {
    let digits = |s: &str, n| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        None => digits(text, 4),
        Some((year, month)) => digits(year, 4) && digits(month, 2),
    }
}

/// `1980-12-31`, and only that.
pub(super) fn iso_date(text: &str) -> Option<civil::Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                *b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if shaped { text.parse().ok() } else { None }
}

/// The day of a FHIR date or dateTime, as the source's own clock shows it; the first one of a month or a year.
pub(super) fn day(text: &str) -> Option<civil::Date> {
    let text = text.trim();
    match text.len() {
        4 => iso_date(&format!("{text}-01-01")),
        7 => iso_date(&format!("{text}-01")),
        _ => iso_date(text.get(..10)?),
    }
}

/// The moment of a FHIR dateTime or instant in UTC ms; a date alone means its first moment in UTC.
pub(super) fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() <= 10 {
        return Some(
            day(text)?
                .to_zoned(TimeZone::UTC)
                .ok()?
                .timestamp()
                .as_millisecond(),
        );
    }
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        birth_date("birth_date", text, civil::date(2026, 3, 1))
            .unwrap_err()
            .reason
            .into_owned()
    }

    #[test]
    fn only_whole_iso_dates_of_the_past_are_birth_dates() {
        let accepted = |text| birth_date("birth_date", text, civil::date(2026, 3, 1));
        assert_eq!(accepted(" 1904-02-29 ").unwrap(), "1904-02-29");
        assert_eq!(accepted("2026-03-01").unwrap(), "2026-03-01");
        assert!(reason("").contains("missing"));
        assert!(reason("1980").contains("only a year"));
        assert!(reason("1980-12").contains("only a year"));
        for text in [
            "31/12/1980",
            "12-31-1980",
            "1980-02-30",
            "19801231",
            "1900-02-29",
            "1980-1-1",
        ] {
            assert!(reason(text).contains("write it as 1980-12-31"), "{text}");
        }
        assert!(reason("2026-03-02").contains("future"));
        assert!(reason("1049-03-02").contains("1850"));
    }

    #[test]
    fn days_and_moments_come_from_every_precision() {
        assert_eq!(
            day("1928-11-05T23:50:16.824-05:00").unwrap().to_string(),
            "1928-11-05"
        );
        assert_eq!(day("1928-11").unwrap().to_string(), "1928-11-01");
        assert_eq!(day("1928").unwrap().to_string(), "1928-01-01");
        assert_eq!(day("yesterday é"), None);
        assert_eq!(moment("1970-01-01T00:00:01.5-00:30"), Some(1_801_500));
        assert_eq!(moment("1969-12-31"), Some(-86_400_000));
        assert_eq!(moment("1970-01-01T00:00:01"), None);
    }
}
