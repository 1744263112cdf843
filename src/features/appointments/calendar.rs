//! An appointment as a calendar's file (RFC 5545). No I/O.
//!
//! Times are written in UTC, so that no table of time zones travels along and none can be out of date: the calendar shows
//! them where its owner is. The appointment's id stays the event's UID and each change raises SEQUENCE, so that a file
//! that is opened again moves or cancels what is in the calendar instead of adding to it.

use super::model::Appointment;
use crate::platform::time::Timestamp;

/// Longest line in octets, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// What the file says besides times: already in the reader's language, as plain text.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// What the calendar shows in its grid.
    pub(super) title: String,
    /// Where.
    pub(super) place: String,
    /// What else to know.
    pub(super) note: String,
    /// The page of appointments.
    pub(super) address: String,
}

/// The file, made at `now`.
pub(super) fn file(appointment: &Appointment, words: &Words, now: Timestamp) -> String {
    let status = match appointment.status.as_str() {
        "cancelled" | "noshow" | "entered-in-error" => "CANCELLED",
        "proposed" | "pending" | "waitlist" => "TENTATIVE",
        _ => "CONFIRMED",
    };
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&mut file, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Carepost//Appointments//EN");
    line("METHOD", "PUBLISH");
    line("BEGIN", "VEVENT");
    line("UID", &appointment.id.to_string());
    line("SEQUENCE", &appointment.version.to_string());
    line("DTSTAMP", &utc(now));
    if appointment.changed_at.0 > 0 {
        line("LAST-MODIFIED", &utc(appointment.changed_at));
    }
    line("DTSTART", &utc(appointment.starts_at));
    if let Some(ends_at) = appointment.ends_at.filter(|e| *e > appointment.starts_at) {
        line("DTEND", &utc(ends_at));
    }
    line("STATUS", status);
    line("CLASS", "PRIVATE");
    for (name, text) in [
        ("SUMMARY", &words.title),
        ("LOCATION", &words.place),
        ("DESCRIPTION", &words.note),
    ] {
        if !text.is_empty() {
            line(name, &escaped(text));
        }
    }
    // An address is no text: nothing in it is escaped (3.3.13).
    line("URL", &words.address);
    line("END", "VEVENT");
    line("END", "VCALENDAR");
    file
}

/// A moment in UTC, to the second.
fn utc(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value (3.3.11): backslash, semicolon and comma escaped, a line break as `\n`, other control characters left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// Adds a line, folded before its 76th octet and never inside a character.
fn fold(file: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            file.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= c.len_utf8();
        file.push(c);
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{AppointmentId, PatientId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn appointment() -> Appointment {
        Appointment {
            id: AppointmentId::from_uuid(Uuid::from_u128(7)),
            patient_id: PatientId::from_uuid(Uuid::nil()),
            starts_at: Timestamp(1_783_002_000_000),
            ends_at: Some(Timestamp(1_783_003_800_000)),
            status: "booked".to_owned(),
            description: String::new(),
            version: 3,
            changed_at: Timestamp(1_782_000_000_000),
        }
    }

    fn unfolded(file: &str) -> Vec<String> {
        let lines = file.replace("\r\n ", "");
        lines.split_terminator("\r\n").map(str::to_owned).collect()
    }

    /// The other direction of [`escaped`], as a calendar reads it.
    fn read(value: &str) -> String {
        let mut text = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match (c, c == '\\') {
                (_, true) => match chars.next() {
                    Some('n') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => panic!("a lone backslash"),
                },
                (';' | ',', _) => panic!("{c} stands bare"),
                _ => text.push(c),
            }
        }
        text
    }

    #[test]
    fn times_are_utc_and_changes_keep_the_event() {
        let words = Words {
            title: "Appointment".to_owned(),
            ..Words::default()
        };
        let lines = unfolded(&file(&appointment(), &words, Timestamp(1_783_000_000_000)));
        for line in [
            "UID:00000000-0000-0000-0000-000000000007",
            "SEQUENCE:3",
            "DTSTAMP:20260702T134640Z",
            "DTSTART:20260702T142000Z",
            "DTEND:20260702T145000Z",
            "STATUS:CONFIRMED",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} in {lines:#?}");
        }
        let cancelled = Appointment {
            status: "cancelled".to_owned(),
            ends_at: None,
            ..appointment()
        };
        let lines = unfolded(&file(&cancelled, &words, Timestamp(0)));
        assert!(lines.contains(&"STATUS:CANCELLED".to_owned()));
        assert!(!lines.iter().any(|l| l.starts_with("DTEND")));
    }

    proptest! {
        #[test]
        fn whatever_the_words_no_line_is_too_long_and_they_read_back(title in "(?s).{0,300}") {
            let words = Words { title: title.clone(), ..Words::default() };
            let file = file(&appointment(), &words, Timestamp(0));
            prop_assert!(file.ends_with("\r\n"));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{line}");
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let kept: String = title.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            let found = unfolded(&file).into_iter().find_map(|l| l.strip_prefix("SUMMARY:").map(read));
            prop_assert_eq!(found.unwrap_or_default(), kept);
        }
    }
}
