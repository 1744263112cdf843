//! The days of a report, and what is counted on them. No I/O.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::store::Counted;
use crate::features::notifications::DeliveryState;
use crate::platform::i18n::Tr;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Days of a report where nothing is said.
const USUAL_DAYS: i64 = 30;
/// Days of the longest report: a quarter of a year, so that a report stays quick in a clinic with millions of messages.
pub const MOST_DAYS: i64 = 92;

/// Whole days of the clinic's calendar, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Period {
    /// The days up to `until`, `count` of them.
    pub fn ending(until: Date, count: i64) -> Period {
        Period {
            from: until.saturating_sub((count - 1).days()),
            until,
        }
    }

    /// Reads two dates as `2026-07-02`; what is left empty is the last thirty days, up to `today`.
    ///
    /// # Errors
    /// Each field that can't be taken: no date, a last day before the first, more than [`MOST_DAYS`] days.
    pub fn read(from: &str, until: &str, today: Date) -> Result<Period, Vec<Refusal>> {
        let (from, until) = match (date("from", from), date("until", until)) {
            (Ok(from), Ok(until)) => (from, until),
            (from, until) => return Err(from.err().into_iter().chain(until.err()).collect()),
        };
        let until = until.unwrap_or_else(|| from.map_or(today, |from| from.max(today)));
        let period = match from {
            Some(from) => Period { from, until },
            None => Period::ending(until, USUAL_DAYS),
        };
        match period.count() {
            ..=0 => Err(vec![Refusal::field("until", "period_backwards")]),
            count if count > MOST_DAYS => Err(vec![Refusal::field("from", "period_too_long")]),
            _ => Ok(period),
        }
    }

    /// How many days these are.
    pub fn count(&self) -> i64 {
        let days = self.until.since(self.from).map(|span| span.get_days());
        i64::from(days.unwrap_or(-1)) + 1
    }

    /// Each of them, the first one first.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.from
            .series(1.day())
            .take_while(move |day| *day <= self.until)
    }

    /// The moments between which they lie on the clinic's clock: the first is included, the second is not.
    pub(super) fn moments(&self, tr: &Tr) -> (Timestamp, Timestamp) {
        (begin(self.from, tr), end(self.until, tr))
    }
}

/// A date that somebody wrote; none where nothing is written. Years beyond those that a clock shows are no dates here.
fn date(field: &'static str, typed: &str) -> Result<Option<Date>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => (typed.parse::<Date>().ok())
            .filter(|date| (1900..=9000).contains(&date.year()))
            .map(Some)
            .ok_or_else(|| Refusal::field(field, "date_wrong")),
    }
}

/// When a day begins on the clinic's clock.
pub(super) fn begin(day: Date, tr: &Tr) -> Timestamp {
    tr.typed_moment(&format!("{day}T00:00"))
        .unwrap_or(Timestamp(0))
}

/// When it is over.
pub(super) fn end(day: Date, tr: &Tr) -> Timestamp {
    begin(day.saturating_add(1.day()), tr)
}

/// Notices by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Wait for their turn, for the next attempt, for the end of the quiet hours.
    pub waiting: i64,
    /// The provider took them, and has not said more.
    pub sent: i64,
    /// The provider reports that they arrived.
    pub delivered: i64,
    /// They will not arrive.
    pub failed: i64,
    /// They were not needed or not allowed any more.
    pub cancelled: i64,
}

impl Tally {
    /// Counts some more.
    pub(super) fn add(&mut self, state: DeliveryState, notices: i64) {
        *match state {
            DeliveryState::Queued => &mut self.waiting,
            DeliveryState::Sent => &mut self.sent,
            DeliveryState::Delivered => &mut self.delivered,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::Cancelled => &mut self.cancelled,
        } += notices;
    }

    /// Both together.
    pub fn with(self, other: Tally) -> Tally {
        Tally {
            waiting: self.waiting + other.waiting,
            sent: self.sent + other.sent,
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            cancelled: self.cancelled + other.cancelled,
        }
    }

    /// All of them.
    pub fn all(&self) -> i64 {
        self.handed_over() + self.waiting + self.failed + self.cancelled
    }

    /// What a provider took.
    pub fn handed_over(&self) -> i64 {
        self.sent + self.delivered
    }
}

/// What was counted, as one tally for each channel: emails, then texts.
pub(super) fn by_channel(counted: &[Counted]) -> (Tally, Tally) {
    use crate::features::patients::Channel;
    let mut tallies = (Tally::default(), Tally::default());
    for row in counted {
        match row.channel {
            Channel::Email => tallies.0.add(row.state, row.notices),
            Channel::Text => tallies.1.add(row.state, row.notices),
        }
    }
    tallies
}

/// A share in whole percent, as it is shown: what is not all is never 100, what is not nothing never 0.
pub(super) fn percent(part: i64, whole: i64) -> i64 {
    match part {
        _ if whole <= 0 || part <= 0 => 0,
        part if part >= whole => 100,
        part => ((part * 100 + whole / 2) / whole).clamp(1, 99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_whole_days_with_both_ends() {
        let today = day("2026-07-30");
        let read = |from, until| Period::read(from, until, today);
        let usual = read("", "").unwrap();
        assert_eq!(
            (usual.from, usual.until),
            (day("2026-07-01"), day("2026-07-30"))
        );
        assert_eq!((usual.count(), usual.days().count()), (30, 30));
        let one = read("2026-02-28", "2026-02-28").unwrap();
        assert_eq!(one.days().collect::<Vec<_>>(), [day("2026-02-28")]);
        assert_eq!(read("2026-07-20", "").unwrap().until, today);
        assert_eq!(read("2026-08-20", "").unwrap().until, day("2026-08-20"));
        assert_eq!(read("", "2026-03-31").unwrap().from, day("2026-03-02"));
        assert_eq!(read("2026-04-30", "2026-07-30").unwrap().count(), MOST_DAYS);
    }

    #[test]
    fn what_is_no_period_is_refused_by_the_field() {
        let today = day("2026-07-30");
        let why = |from, until| -> Vec<_> {
            let refusals = Period::read(from, until, today).unwrap_err();
            refusals.iter().map(|r| (r.field, r.code)).collect()
        };
        let wrong = "date_wrong";
        assert_eq!(
            why("yesterday", "2026-02-30"),
            [(Some("from"), wrong), (Some("until"), wrong)]
        );
        assert_eq!(why("9999-01-01", ""), [(Some("from"), wrong)]);
        assert_eq!(
            why("2026-07-02", "2026-07-01"),
            [(Some("until"), "period_backwards")]
        );
        assert_eq!(
            why("2026-04-29", "2026-07-30"),
            [(Some("from"), "period_too_long")]
        );
        assert_eq!(why("1900-01-01", ""), [(Some("from"), "period_too_long")]);
    }

    #[test]
    fn a_share_never_hides_the_few() {
        assert_eq!([percent(0, 0), percent(0, 9), percent(9, 9)], [0, 0, 100]);
        assert_eq!([percent(1, 5_000), percent(4_999, 5_000)], [1, 99]);
        assert_eq!(percent(1, 3), 33);
    }
}
