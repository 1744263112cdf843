//! Dates, times and sizes as each language writes them.

use jiff::civil::{Date, Time, Weekday};

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const DAYS_FR: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

fn month(language: &str, date: Date) -> &'static str {
    let index = usize::from(date.month().unsigned_abs())
        .saturating_sub(1)
        .min(11);
    if language == "fr" {
        MONTHS_FR[index]
    } else {
        MONTHS_EN[index]
    }
}

fn weekday(language: &str, day: Weekday) -> &'static str {
    let index = usize::from(day.to_monday_zero_offset().unsigned_abs()).min(6);
    if language == "fr" {
        DAYS_FR[index]
    } else {
        DAYS_EN[index]
    }
}

fn day_number(language: &str, date: Date) -> String {
    match (language, date.day()) {
        ("fr", 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    }
}

/// `14 March 1988`.
pub(super) fn full_date(language: &str, date: Date) -> String {
    format!(
        "{} {} {}",
        day_number(language, date),
        month(language, date),
        date.year()
    )
}

/// `Thursday 2 July`, with the year where asked for.
pub(super) fn weekday_date(language: &str, date: Date, with_year: bool) -> String {
    let day = format!(
        "{} {} {}",
        weekday(language, date.weekday()),
        day_number(language, date),
        month(language, date)
    );
    if with_year {
        format!("{day} {}", date.year())
    } else {
        day
    }
}

/// `2:31 pm` or `14 h 31`.
pub(super) fn time(language: &str, time: Time) -> String {
    if language == "fr" {
        return format!("{} h {:02}", time.hour(), time.minute());
    }
    let (hour, half) = match time.hour() {
        0 => (12, "am"),
        h @ 1..=11 => (h, "am"),
        12 => (12, "pm"),
        h => (h - 12, "pm"),
    };
    format!("{hour}:{:02} {half}", time.minute())
}

/// `84 KB`, `1.2 MB`; `84 Ko`, `1,2 Mo`.
pub(super) fn size(language: &str, bytes: i64) -> String {
    let (units, comma) = if language == "fr" {
        (["octets", "Ko", "Mo", "Go"], ",")
    } else {
        (["bytes", "KB", "MB", "GB"], ".")
    };
    let mut scaled = bytes.max(0) * 10;
    let mut unit = 0;
    while scaled >= 10_000 && unit < 3 {
        scaled /= 1_000;
        unit += 1;
    }
    if unit == 0 || scaled >= 100 || scaled % 10 == 0 {
        format!("{} {}", scaled / 10, units[unit])
    } else {
        format!("{}{comma}{} {}", scaled / 10, scaled % 10, units[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time as at};

    #[test]
    fn each_language_writes_dates_its_own_way() {
        assert_eq!(full_date("en", date(1988, 3, 14)), "14 March 1988");
        assert_eq!(full_date("fr", date(1988, 3, 1)), "1er mars 1988");
        assert_eq!(
            weekday_date("en", date(2026, 7, 2), false),
            "Thursday 2 July"
        );
        assert_eq!(
            weekday_date("fr", date(2026, 7, 2), true),
            "jeudi 2 juillet 2026"
        );
    }

    #[test]
    fn midnight_and_noon_are_twelve() {
        assert_eq!(time("en", at(0, 5, 0, 0)), "12:05 am");
        assert_eq!(time("en", at(12, 5, 0, 0)), "12:05 pm");
        assert_eq!(time("en", at(14, 31, 0, 0)), "2:31 pm");
        assert_eq!(time("fr", at(14, 31, 0, 0)), "14 h 31");
    }

    #[test]
    fn sizes_keep_one_decimal_below_ten() {
        assert_eq!(size("en", 512), "512 bytes");
        assert_eq!(size("en", 84_000), "84 KB");
        assert_eq!(size("en", 1_240_000), "1.2 MB");
        assert_eq!(size("fr", 1_240_000), "1,2 Mo");
    }
}
