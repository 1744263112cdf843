//! Reading a date of birth as people write it, and asking again where it could be two dates.

use jiff::civil::Date;

use crate::platform::text;
use crate::platform::web::Refusal;

/// Nobody is older.
const OLDEST_YEAR: i16 = 1890;

const MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("janvier", 1),
    ("fevrier", 2),
    ("mars", 3),
    ("avril", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("aout", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("decembre", 12),
];

/// The date that `typed` means, as `YYYY-MM-DD`: `1988-03-14`, `19880314`, `14/03/1988`, `14 March 1988`,
/// `mars 14, 1988`. Refused when it is no date up to `today`, and when day and month could change places.
pub fn read(typed: &str, today: Date) -> Result<String, Refusal> {
    let refused = |code| Refusal::field("birth_date", code);
    if typed.trim().is_empty() {
        return Err(refused("own_birth_date_missing"));
    }
    let parts = parts(typed).ok_or_else(|| refused("birth_date_unreadable"))?;
    let mut dates = readings(&parts);
    dates.retain(|d| d.year() >= OLDEST_YEAR && *d <= today);
    dates.sort_unstable();
    dates.dedup();
    match dates.as_slice() {
        [date] => Ok(date.to_string()),
        [] => Err(refused("birth_date_unreadable")),
        _ => Err(refused("birth_date_ambiguous")),
    }
}

/// A number with as many digits as were typed, or a month by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Number { value: i16, digits: usize },
    Month(i8),
}

fn parts(typed: &str) -> Option<[Part; 3]> {
    let words = text::fold_words(typed);
    let split: Vec<String> = match words.as_slice() {
        // Eight digits in a row: both ways of cutting them are tried.
        [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => return eight(one),
        several => several.to_vec(),
    };
    let [a, b, c] = split.as_slice() else {
        return None;
    };
    Some([part(a)?, part(b)?, part(c)?])
}

fn eight(digits: &str) -> Option<[Part; 3]> {
    let year: i16 = digits[..4].parse().ok()?;
    let month: i8 = digits[4..6].parse().ok()?;
    if (OLDEST_YEAR..=2200).contains(&year) && (1..=12).contains(&month) {
        return Some([
            part(&digits[..4])?,
            part(&digits[4..6])?,
            part(&digits[6..])?,
        ]);
    }
    Some([
        part(&digits[..2])?,
        part(&digits[2..4])?,
        part(&digits[4..])?,
    ])
}

fn part(word: &str) -> Option<Part> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let value = word.parse().ok().filter(|_| word.len() <= 4)?;
        return Some(Part::Number {
            value,
            digits: word.len(),
        });
    }
    let number = ["st", "nd", "rd", "th", "er"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .and_then(|n| n.parse().ok());
    if let Some(value) = number {
        return Some(Part::Number { value, digits: 1 });
    }
    // Three letters are enough where they name one month only: "jui" is June and July.
    let mut found = MONTHS
        .iter()
        .filter(|(name, _)| word.len() >= 3 && name.starts_with(word))
        .map(|(_, month)| *month);
    let month = found.next()?;
    found.all(|m| m == month).then_some(Part::Month(month))
}

/// Every date that the three parts can mean.
fn readings(parts: &[Part; 3]) -> Vec<Date> {
    use Part::{Month, Number};
    let year = |part: Part| match part {
        Number { value, digits: 4 } => Some(value),
        _ => None,
    };
    let day = |part: Part| match part {
        Number {
            value,
            digits: 1 | 2,
        } => i8::try_from(value).ok(),
        _ => None,
    };
    let month = |part: Part| match part {
        Month(month) => Some(month),
        Number { .. } => day(part),
    };
    let date = |y: Part, m: Part, d: Part| Date::new(year(y)?, month(m)?, day(d)?).ok();
    let [a, b, c] = *parts;
    [date(a, b, c), date(c, b, a), date(c, a, b)]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read_on_a_summer_day(typed: &str) -> Result<String, &'static str> {
        read(typed, date(2026, 7, 2)).map_err(|refusal| refusal.code)
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for typed in [
            "1988-03-14",
            " 1988 / 3 / 14 ",
            "19880314",
            "14031988",
            "14/03/1988",
            "14.3.1988",
            "03-14-1988",
            "14 March 1988",
            "March 14th, 1988",
            "14 mars 1988",
            "mar 14 1988",
        ] {
            assert_eq!(
                read_on_a_summer_day(typed),
                Ok("1988-03-14".to_owned()),
                "{typed}"
            );
        }
        assert_eq!(
            read_on_a_summer_day("1er août 2001"),
            Ok("2001-08-01".to_owned())
        );
        assert_eq!(
            read_on_a_summer_day("05/05/1990"),
            Ok("1990-05-05".to_owned())
        );
    }

    #[test]
    fn what_could_be_two_dates_is_asked_again() {
        for typed in ["03/04/1988", "3.4.1988", "10121990"] {
            assert_eq!(
                read_on_a_summer_day(typed),
                Err("birth_date_ambiguous"),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_birth_date_is_refused() {
        assert_eq!(read_on_a_summer_day("  "), Err("own_birth_date_missing"));
        for typed in [
            "yesterday",
            "14/3/88",
            "1988-02-30",
            "2026-07-03",
            "1700-01-01",
            "14 jui 1988",
            "1988",
            "\u{202e}1988-03-14-9",
            "99999999",
        ] {
            assert_eq!(
                read_on_a_summer_day(typed),
                Err("birth_date_unreadable"),
                "{typed}"
            );
        }
    }
}
