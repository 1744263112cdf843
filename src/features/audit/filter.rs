//! Which entries are asked for: the fields of the page's form and of the API, read once for both.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::platform::ids::PatientId;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::Refusal;

/// Which entries are asked for. All conditions hold together.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// By this member, portal user or API key.
    pub actor: Option<Uuid>,
    /// About one of these patients.
    pub patients: Option<Vec<PatientId>>,
    /// Of this action.
    pub action: Option<String>,
}

/// A moment that somebody wrote: a date (in `zone`), or a date with time and offset.
pub(super) fn moment(
    field: &'static str,
    typed: &str,
    zone: &str,
) -> Result<Option<Timestamp>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if let Ok(exact) = typed.parse::<jiff::Timestamp>() {
        return Ok(Some(Timestamp(exact.as_millisecond())));
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    typed
        .parse::<Date>()
        .ok()
        .and_then(|date| date.to_zoned(zone).ok())
        .map(|day| Some(Timestamp(day.timestamp().as_millisecond())))
        .ok_or_else(|| Refusal::field(field, "date_wrong"))
}

/// The end of a day that somebody wrote as the last one: the day is included.
pub(super) fn end(
    field: &'static str,
    typed: &str,
    zone: &str,
) -> Result<Option<Timestamp>, Refusal> {
    let start = moment(field, typed, zone)?;
    let whole_day = typed
        .trim()
        .parse::<Date>()
        .ok()
        .and_then(|date| date.tomorrow().ok());
    match whole_day {
        Some(next) if !typed.contains(':') => moment(field, &next.to_string(), zone),
        _ => Ok(start.map(|s| if typed.contains(':') { s } else { s.plus(DAY) })),
    }
}

/// An id that somebody wrote.
pub(super) fn id(field: &'static str, typed: &str) -> Result<Option<Uuid>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed
            .parse()
            .map(Some)
            .map_err(|_| Refusal::field(field, "id_wrong")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::HOUR;

    #[test]
    fn days_begin_and_end_where_the_clinic_is() {
        let from = moment("from", "2026-07-02", "America/Toronto")
            .unwrap()
            .unwrap();
        assert_eq!(from.rfc3339(), "2026-07-02T04:00:00.000Z");
        let to = end("to", "2026-07-02", "America/Toronto").unwrap().unwrap();
        assert_eq!(to.since(from), DAY);
        // The clocks go back on 1 November: that day has 25 hours.
        let from = moment("from", "2026-11-01", "America/Toronto")
            .unwrap()
            .unwrap();
        let to = end("to", "2026-11-01", "America/Toronto").unwrap().unwrap();
        assert_eq!(to.since(from), DAY + HOUR);
    }

    #[test]
    fn exact_moments_are_taken_as_they_are() {
        let at = end("to", "2026-07-02T10:00:00-04:00", "America/Toronto")
            .unwrap()
            .unwrap();
        assert_eq!(at.rfc3339(), "2026-07-02T14:00:00.000Z");
        assert_eq!(moment("from", "  ", "UTC"), Ok(None));
        for wrong in ["yesterday", "2026-13-01", "02/07/2026", "' OR 1=1"] {
            assert!(moment("from", wrong, "UTC").is_err(), "{wrong}");
        }
    }
}
