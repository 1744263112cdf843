//! The clinic's age for guardians' links, and what people ask. No I/O.

use jiff::civil::Date;

use crate::features::patients::Relationship;
use crate::platform::codes::codes;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AccessRequestId, ClinicId, PatientId, PortalLinkId, PortalUserId};
use crate::platform::text;
use crate::platform::time::{HOUR, Timestamp};
use crate::platform::web::Refusal;

/// Ages that a clinic can choose, in years.
pub(super) const AGES: std::ops::RangeInclusive<i64> = 10..=25;
/// How long before the birthday a link's end is written down: it then ends to the minute, whether or not anything runs.
pub(super) const AHEAD_MS: i64 = 25 * HOUR;
/// Longest name, in characters.
const NAME_CHARS: usize = 100;
/// Longest text of a request or an answer, in characters.
pub(super) const WORDS_CHARS: usize = 1_000;
/// Requests of one person that wait at once.
pub(super) const MOST_WAITING: i64 = 5;
/// Requests of one person in a day.
pub(super) const A_DAY: i64 = 10;

codes! {
    /// What becomes of a guardian's link at the clinic's age (M77).
    AtAge {
        /// Staff look at it.
        Review = "review",
        /// It ends.
        End = "end",
    }
}

codes! {
    /// What somebody asks.
    RequestKind {
        /// To read and write for another patient.
        Access = "access",
        /// That somebody's access ends.
        End = "end",
    }
}

codes! {
    /// What became of a request.
    RequestState {
        /// It waits for staff.
        Open = "open",
        /// Staff did what was asked.
        Accepted = "accepted",
        /// Staff did not.
        Refused = "refused",
        /// The person asks no more.
        Withdrawn = "withdrawn",
    }
}

db::row! {
    /// What the clinic has set for guardians' links.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct FamilySettings {
        /// The clinic.
        pub clinic_id: ClinicId,
        /// Grows with each save; 0: nothing has been saved.
        pub version: i64,
        /// The age in years; none: links go on at any age.
        pub link_age: Option<i64>,
        /// What becomes of a link then.
        pub at_age: AtAge,
    }
}

impl FamilySettings {
    /// What a clinic begins with: links go on at any age.
    pub(super) fn new(clinic_id: ClinicId) -> FamilySettings {
        FamilySettings {
            clinic_id,
            version: 0,
            link_age: None,
            at_age: AtAge::Review,
        }
    }
}

db::row! {
    /// What somebody asks, with who they are.
    #[derive(Debug, Clone)]
    pub(super) struct Request {
        /// The request.
        pub id: AccessRequestId,
        /// What is asked.
        pub kind: RequestKind,
        /// Who asks.
        pub asked_by: PortalUserId,
        /// Their name.
        pub asked_by_name: String,
        /// Their email on file.
        pub asked_by_email: Option<String>,
        /// Their mobile number on file.
        pub asked_by_mobile: Option<String>,
        /// The link that is to end.
        pub about_link: Option<PortalLinkId>,
        /// The patient's given name as they wrote it.
        pub given_name: String,
        /// The patient's family name as they wrote it.
        pub family_name: String,
        /// The patient's birth date as they gave it.
        pub birth_date: String,
        /// What they are to the patient.
        pub relationship: Relationship,
        /// What they wrote.
        pub words: String,
        /// When.
        pub asked_at: Timestamp,
        /// What became of it.
        pub state: RequestState,
        /// The patient that it is about, once that is known.
        pub patient_id: Option<PatientId>,
        /// What staff wrote to the person.
        pub answer: String,
        /// When staff answered.
        pub answered_at: Option<Timestamp>,
    }
}

impl Request {
    /// The patient's name as they wrote it, on one line.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

/// The day on which somebody reaches an age: who was born on 29 February does on 1 March in a year without one.
pub(super) fn reaches(birth_date: &str, age: i64) -> Option<Date> {
    let born: Date = birth_date.parse().ok()?;
    let year = born.year().checked_add(i16::try_from(age).ok()?)?;
    Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()
}

/// When that day begins on the clinic's clock; where clocks pass over midnight, the first moment after it.
pub(super) fn begins(tr: &Tr, day: Date) -> Option<Timestamp> {
    tr.typed_moment(&format!("{day}T00:00"))
}

/// What the clinic's age comes to for a link, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Not now.
    No,
    /// The age is reached at that moment, which has come or is near.
    At(Timestamp),
}

/// Whether a link made at `created_at` reaches the clinic's age now or soon. One that was made later was made knowing it.
pub(super) fn due(reached_at: Timestamp, created_at: Timestamp, now: Timestamp) -> Due {
    if created_at < reached_at && reached_at <= now.plus(AHEAD_MS) {
        Due::At(reached_at)
    } else {
        Due::No
    }
}

/// A name as it is kept.
pub(super) fn name(field: &'static str, typed: &str, needed: bool) -> Result<String, Refusal> {
    let one_line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = text::without_controls(&one_line);
    if clean.is_empty() && needed {
        Err(Refusal::field(field, "name_missing"))
    } else if clean.chars().count() > NAME_CHARS {
        Err(Refusal::field(field, "name_too_long").with("max", NAME_CHARS))
    } else {
        Ok(clean)
    }
}

/// What somebody wrote, as it is kept.
pub(super) fn words(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let lines: Vec<String> = typed.lines().map(text::without_controls).collect();
    let clean = lines.join("\n").trim().to_owned();
    if clean.chars().count() > WORDS_CHARS {
        Err(Refusal::field(field, "access_words_long").with("max", WORDS_CHARS))
    } else {
        Ok(clean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m77_who_is_born_on_29_february_is_of_age_on_1_march() {
        let day = |born, age| reaches(born, age).map(|d| d.to_string());
        assert_eq!(day("2008-02-29", 18).as_deref(), Some("2026-03-01"));
        assert_eq!(day("2008-02-29", 16).as_deref(), Some("2024-02-29"));
        assert_eq!(day("2012-12-31", 14).as_deref(), Some("2026-12-31"));
        assert_eq!(day("no date", 14), None);
    }

    #[test]
    fn m77_a_link_made_after_the_birthday_goes_on() {
        let birthday = Timestamp(1_000_000_000_000);
        let before = birthday.plus(-1);
        assert_eq!(due(birthday, before, birthday), Due::At(birthday));
        assert_eq!(due(birthday, birthday, birthday), Due::No);
        assert_eq!(
            due(birthday, before, birthday.plus(-AHEAD_MS)),
            Due::At(birthday)
        );
        assert_eq!(due(birthday, before, birthday.plus(-AHEAD_MS - 1)), Due::No);
    }
}
