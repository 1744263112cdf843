//! What a workgroup answers by itself, and when it does. No I/O.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::hours::Hours;
use crate::features::settings::{PortalSettings, Tier};
use crate::platform::codes::codes;
use crate::platform::ids::WorkgroupId;
use crate::platform::text;
use crate::platform::time::{HOUR, Timestamp};
use crate::platform::web::Refusal;

/// Longest text, in characters.
const TEXT_CHARS: usize = 2_000;
/// Hours within which a conversation gets one automatic reply at most.
const EVERY_HOURS: std::ops::RangeInclusive<i64> = 1..=720;

codes! {
    /// When an automatic reply is given (M10).
    Schedule {
        /// Whenever a patient writes.
        Always = "always",
        /// When the clinic is closed.
        OutsideHours = "outside_hours",
        /// From one day to another, both included.
        Between = "between",
    }
}

/// The automatic reply of a workgroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutomaticReply {
    /// Whether it is given at all.
    pub enabled: bool,
    /// When.
    pub schedule: Schedule,
    /// The first and the last day of [`Schedule::Between`], in the clinic's time zone.
    pub days: Option<(Date, Date)>,
    /// A conversation gets one at most within so many hours, unless staff answered in between; 1 to 720.
    pub every_hours: i64,
    /// In English; plain text.
    pub text_en: String,
    /// In French.
    pub text_fr: String,
}

impl Default for AutomaticReply {
    fn default() -> AutomaticReply {
        AutomaticReply {
            enabled: false,
            schedule: Schedule::OutsideHours,
            days: None,
            every_hours: 24,
            text_en: String::new(),
            text_fr: String::new(),
        }
    }
}

/// What came last in a conversation from the clinic's side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Last {
    /// The last automatic reply.
    pub automatic: Option<Timestamp>,
    /// The last message that somebody of the clinic's wrote.
    pub staff: Option<Timestamp>,
}

impl AutomaticReply {
    /// Whether a patient's message that comes now is answered (M10): the schedule fits on the wall's clock in `zone`, and the
    /// conversation has not had one lately, or staff have answered since.
    pub fn answers(&self, hours: &Hours, zone: &TimeZone, now: Timestamp, last: Last) -> bool {
        let lately = last.automatic.is_some_and(|at| {
            let answered_since = last.staff.is_some_and(|staff| staff > at);
            !answered_since && now.since(at) < self.every_hours.saturating_mul(HOUR)
        });
        self.enabled && !lately && self.fits(hours, zone, now)
    }

    fn fits(&self, hours: &Hours, zone: &TimeZone, now: Timestamp) -> bool {
        let local = now.to_jiff().to_zoned(zone.clone()).datetime();
        match self.schedule {
            Schedule::Always => true,
            Schedule::OutsideHours => !hours.open_at(local),
            Schedule::Between => self
                .days
                .is_some_and(|(from, until)| (from..=until).contains(&local.date())),
        }
    }

    /// The text in a language.
    pub fn text(&self, language: &str) -> &str {
        if language == "fr" {
            &self.text_fr
        } else {
            &self.text_en
        }
    }

    /// Everything that stands against it, at once. `hours`: the clinic's.
    pub fn refusals(&self, hours: &Hours) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (field, typed) in [("text_en", &self.text_en), ("text_fr", &self.text_fr)] {
            let length = typed.chars().count();
            if length == 0 && self.enabled {
                refusals.push(Refusal::field(field, "automatic_text_missing"));
            } else if length > TEXT_CHARS {
                let refusal = Refusal::field(field, "automatic_text_long");
                refusals.push(refusal.with("max", TEXT_CHARS));
            }
        }
        if !EVERY_HOURS.contains(&self.every_hours) {
            let refusal = Refusal::field("every_hours", "every_hours_range");
            refusals.push(refusal.with("max", EVERY_HOURS.end()));
        }
        match (self.schedule, self.days) {
            (Schedule::OutsideHours, _) if self.enabled && !hours.are_set() => {
                refusals.push(Refusal::field("schedule", "opening_hours_missing"));
            }
            (Schedule::Between, None) => {
                refusals.push(Refusal::field("from_day", "between_days_missing"));
            }
            (Schedule::Between, Some((from, until))) if from > until => {
                refusals.push(Refusal::field("until_day", "between_days_order"));
            }
            _ => {}
        }
        refusals
    }
}

/// A text as it is stored: without what no reader sees.
pub fn text(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n");
    let clean = lines.split('\n').map(text::without_controls);
    clean.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Whether automatic replies answer patients at all: the tier has them, and the switch is on (M10).
pub fn on(portal: &PortalSettings) -> bool {
    portal.tier == Tier::ConnectPro && portal.automatic_replies
}

/// A workgroup with its automatic reply, for the owner's list.
#[derive(Debug, Clone)]
pub struct OfWorkgroup {
    /// The workgroup.
    pub workgroup: WorkgroupId,
    /// Its name.
    pub name: String,
    /// What it answers by itself; the default where nothing was ever set.
    pub reply: AutomaticReply,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::automatic_replies::hours::{Span, read_day};
    use crate::platform::time::{DAY, MINUTE};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn toronto() -> TimeZone {
        TimeZone::get("America/Toronto").unwrap()
    }

    fn utc(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn reply(schedule: Schedule) -> AutomaticReply {
        AutomaticReply {
            enabled: true,
            schedule,
            days: Some((date(2026, 12, 24), date(2027, 1, 2))),
            text_en: "Closed.".to_owned(),
            text_fr: "Fermé.".to_owned(),
            ..AutomaticReply::default()
        }
    }

    fn weekdays(typed: &str) -> Hours {
        let mut hours = Hours::default();
        for day in &mut hours.week {
            *day = read_day("hours_1", typed).unwrap();
        }
        hours
    }

    #[test]
    fn m10_outside_hours_goes_by_the_walls_clock_when_the_clocks_change() {
        let (rule, hours) = (reply(Schedule::OutsideHours), weekdays("9-17"));
        let answers = |at: &str| rule.answers(&hours, &toronto(), utc(at), Last::default());
        // The day before the clocks go forward, nine is 14:00 in UTC; the day after, 13:00.
        assert!(answers("2026-03-07T13:59:59Z") && !answers("2026-03-07T14:00:00Z"));
        assert!(answers("2026-03-08T12:59:59Z") && !answers("2026-03-08T13:00:00Z"));
        // Back again in November: five in the afternoon is 21:00, then 22:00.
        assert!(!answers("2026-10-31T20:59:59Z") && answers("2026-10-31T21:00:00Z"));
        assert!(!answers("2026-11-01T21:59:59Z") && answers("2026-11-01T22:00:00Z"));
        // The hour that there is twice is open both times; the one that there is not can't be missed.
        let night = weekdays("1-3");
        let at_night = |at: &str| rule.answers(&night, &toronto(), utc(at), Last::default());
        assert!(!at_night("2026-11-01T05:30:00Z") && !at_night("2026-11-01T06:30:00Z"));
        assert!(!at_night("2026-03-08T06:59:00Z") && at_night("2026-03-08T07:00:00Z"));
    }

    #[test]
    fn m10_between_two_days_is_both_days_whole_in_the_clinics_zone() {
        let (rule, hours) = (reply(Schedule::Between), Hours::default());
        let answers = |at: &str| rule.answers(&hours, &toronto(), utc(at), Last::default());
        assert!(!answers("2026-12-24T04:59:59Z") && answers("2026-12-24T05:00:00Z"));
        assert!(answers("2027-01-03T04:59:59Z") && !answers("2027-01-03T05:00:00Z"));
    }

    #[test]
    fn what_is_switched_off_answers_nothing() {
        let rule = AutomaticReply {
            enabled: false,
            ..reply(Schedule::Always)
        };
        let now = utc("2026-12-24T12:00:00Z");
        assert!(!rule.answers(&Hours::default(), &toronto(), now, Last::default()));
    }

    #[test]
    fn every_reason_against_it_is_given_at_once() {
        let rule = AutomaticReply {
            every_hours: 0,
            text_en: String::new(),
            text_fr: "x".repeat(2_001),
            ..reply(Schedule::OutsideHours)
        };
        let codes: Vec<_> = rule
            .refusals(&Hours::default())
            .iter()
            .map(|r| r.code)
            .collect();
        assert_eq!(
            codes,
            [
                "automatic_text_missing",
                "automatic_text_long",
                "every_hours_range",
                "opening_hours_missing"
            ]
        );
        let backwards = AutomaticReply {
            days: Some((date(2027, 1, 2), date(2026, 12, 24))),
            ..reply(Schedule::Between)
        };
        let refused = backwards.refusals(&Hours::default());
        assert_eq!(refused[0].code, "between_days_order");
        assert!(
            reply(Schedule::OutsideHours)
                .refusals(&weekdays("9-17"))
                .is_empty()
        );
    }

    /// What happens in a conversation, minute after minute.
    #[derive(Debug, Clone, Copy)]
    enum Happens {
        PatientWrites,
        StaffAnswer,
        TimePasses(i64),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            3 => Just(Happens::PatientWrites),
            1 => Just(Happens::StaffAnswer),
            3 => (1_i64..600).prop_map(Happens::TimePasses),
        ]
    }

    proptest! {
        /// A model that remembers one thing, until when the conversation is quiet, agrees with the rule.
        #[test]
        fn m10_one_at_most_in_its_window_and_a_staff_answer_resets_it(
            events in proptest::collection::vec(happens(), 0..60),
            every_hours in 1_i64..72,
        ) {
            let rule = AutomaticReply { every_hours, ..reply(Schedule::Always) };
            let (mut now, mut last) = (utc("2026-03-07T12:00:00Z"), Last::default());
            let mut quiet_until: Option<Timestamp> = None;
            for event in events {
                // Two messages never have one time.
                now = now.plus(1);
                match event {
                    Happens::TimePasses(minutes) => now = now.plus(minutes * MINUTE),
                    Happens::StaffAnswer => {
                        last.staff = Some(now);
                        quiet_until = None;
                    }
                    Happens::PatientWrites => {
                        let expected = quiet_until.is_none_or(|until| now >= until);
                        let answered = rule.answers(&Hours::default(), &toronto(), now, last);
                        prop_assert_eq!(answered, expected);
                        if answered {
                            last.automatic = Some(now);
                            quiet_until = Some(now.plus(every_hours * HOUR));
                        }
                    }
                }
            }
        }

        /// Outside hours, minute by minute of a year: what a table of the wall's clock says.
        #[test]
        fn m10_outside_hours_agrees_with_a_table(
            minute in 0_i64..(365 * 24 * 60),
            spans in proptest::collection::vec((0_i64..1_440, 1_i64..1_441), 7),
            closed in 0_i64..365,
        ) {
            let start = utc("2026-01-01T05:00:00Z");
            let mut hours = Hours::default();
            for (day, (a, b)) in hours.week.iter_mut().zip(&spans) {
                if a < b {
                    day.push(Span { opens: *a, closes: *b });
                }
            }
            let now = start.plus(minute * MINUTE);
            let zone = toronto();
            let shut = start.plus(closed * DAY + 12 * HOUR).to_jiff().to_zoned(zone.clone()).date();
            hours.closed.insert(shut);
            let wall = now.to_jiff().to_zoned(zone.clone());
            let words = wall.strftime("%u %H %M %Y-%m-%d").to_string();
            let parts: Vec<&str> = words.split(' ').collect();
            let number = |at: usize| parts[at].parse::<i64>().unwrap();
            let (a, b) = spans[usize::try_from(number(0) - 1).unwrap()];
            let at = number(1) * 60 + number(2);
            let open = parts[3] != shut.to_string() && a <= at && at < b;
            let rule = reply(Schedule::OutsideHours);
            prop_assert_eq!(rule.answers(&hours, &zone, now, Last::default()), !open);
        }
    }
}
