//! Who gets a group send (M45), and what its preview finds. No I/O.

use jiff::Span;
use jiff::civil::Date;
use uuid::Uuid;

use super::model::Reason;
use crate::platform::codes::codes;
use crate::platform::ids::{PatientId, PortalUserId, WorkgroupId};
use crate::platform::web::Refusal;

/// The oldest that a filter can name, in years.
const OLDEST: i64 = 150;

codes! {
    /// Whom an audience takes besides those who were added one by one or from a list (M45).
    Everyone {
        /// Nobody.
        Nobody = "none",
        /// All patients who are active.
        Active = "active",
        /// All who are discharged.
        Discharged = "discharged",
        /// All.
        All = "all",
    }
}

codes! {
    /// Why a line of a list added nobody.
    Unmatched {
        /// No patient has this identifier.
        Unknown = "unknown",
        /// Several patients have it.
        Ambiguous = "ambiguous",
        /// The patient was added already.
        Double = "double",
    }
}

/// Who gets it, besides those who were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// All of a kind, or nobody.
    pub everyone: Everyone,
    /// Whether those who were added are written to although they are discharged.
    pub also_discharged: bool,
    /// Only patients who have a conversation with this workgroup.
    pub workgroup: Option<WorkgroupId>,
    /// Only patients of this age or older, in years.
    pub age_from: Option<i64>,
    /// Only patients of this age or younger, in years.
    pub age_to: Option<i64>,
    /// Only patients of this language; empty: of any.
    pub language: String,
}

impl Audience {
    /// Nobody, without filters: what **Clear all** leaves.
    pub const NOBODY: Audience = Audience {
        everyone: Everyone::Nobody,
        also_discharged: false,
        workgroup: None,
        age_from: None,
        age_to: None,
        language: String::new(),
    };

    /// Everything that is wrong with it, at once.
    pub(super) fn refusals(&self, known_language: impl Fn(&str) -> bool) -> Vec<Refusal> {
        let mut wrong = Vec::new();
        let years = |years: Option<i64>| years.is_none_or(|y| (0..=OLDEST).contains(&y));
        for (field, age) in [("age_from", self.age_from), ("age_to", self.age_to)] {
            if !years(age) {
                wrong.push(Refusal::field(field, "age_wrong").with("max", OLDEST));
            }
        }
        if let (Some(from), Some(to)) = (self.age_from, self.age_to)
            && from > to
        {
            wrong.push(Refusal::field("age_to", "ages_crossed"));
        }
        if !self.language.is_empty() && !known_language(&self.language) {
            wrong.push(Refusal::field("language", "choice_unknown"));
        }
        wrong
    }

    /// The birth dates between which the ages lie on a day, both included; empty where there is no limit.
    pub(super) fn born(&self, today: Date) -> (String, String) {
        let before =
            |years: i64| today.saturating_sub(Span::new().years(years.clamp(0, OLDEST + 1)));
        let from = self
            .age_to
            .map(|age| before(age + 1).saturating_add(Span::new().days(1)));
        let until = self.age_from.map(before);
        let text = |date: Option<Date>| date.map_or_else(String::new, |d| d.to_string());
        (text(from), text(until))
    }
}

db::row! {
    /// How many of an audience there are of a reason; none: of those who would receive it.
    #[derive(Debug, Clone)]
    pub struct Counted {
        /// Why they are left out.
        pub reason: Option<Reason>,
        /// People, each for each patient that they read for.
        pub people: i64,
        /// Patients.
        pub patients: i64,
    }
}

db::row! {
    /// Somebody who would be left out.
    #[derive(Debug, Clone)]
    pub struct LeftOut {
        /// The patient.
        pub patient_id: PatientId,
        /// The patient's given name.
        pub given_name: String,
        /// The patient's family name.
        pub family_name: String,
        /// `YYYY-MM-DD`.
        pub birth_date: String,
        /// The person who reads for the patient; none where nobody does.
        pub portal_user_id: Option<PortalUserId>,
        /// The person's name.
        pub reader_name: String,
        /// Why.
        pub reason: Reason,
    }
}

impl LeftOut {
    /// The patient's name on one line.
    pub fn patient_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Where it stands in the list.
    pub fn place(&self) -> (Uuid, Uuid) {
        let person = self.portal_user_id.map_or(Uuid::nil(), |id| id.uuid());
        (self.patient_id.uuid(), person)
    }
}

db::row! {
    /// A line of a list that added nobody.
    #[derive(Debug, Clone)]
    pub struct UnmatchedLine {
        /// Its place among them.
        pub position: i64,
        /// What was given.
        pub given: String,
        /// Why.
        pub outcome: Unmatched,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ages(from: Option<i64>, to: Option<i64>) -> Audience {
        Audience {
            age_from: from,
            age_to: to,
            ..Audience::NOBODY
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap_or(Date::ZERO)
    }

    #[test]
    fn m45_ages_are_birth_dates_of_a_day() {
        let today = day("2026-07-02");
        let born = |from, to| ages(from, to).born(today);
        assert_eq!(born(None, None), (String::new(), String::new()));
        // 18 today is born on this day eighteen years ago; 64 until the day before the 65th birthday.
        assert_eq!(
            born(Some(18), Some(64)),
            ("1961-07-03".into(), "2008-07-02".into())
        );
        assert_eq!(
            born(Some(0), Some(0)),
            ("2025-07-03".into(), "2026-07-02".into())
        );
        assert_eq!(ages(Some(18), None).born(day("2028-02-29")).1, "2010-02-28");
    }

    #[test]
    fn m45_wrong_filters_are_named_at_once() {
        let wrong = Audience {
            language: "xx".to_owned(),
            ..ages(Some(200), Some(-1))
        };
        let codes: Vec<_> = wrong
            .refusals(|l| l == "en")
            .iter()
            .map(|r| r.code)
            .collect();
        assert_eq!(
            codes,
            ["age_wrong", "age_wrong", "ages_crossed", "choice_unknown"]
        );
        assert!(ages(Some(3), Some(3)).refusals(|_| true).is_empty());
    }
}
