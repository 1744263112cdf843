//! What a group send is made of, and what becomes of it. No I/O.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use uuid::Uuid;

use crate::features::conversations::{self, Options};
use crate::features::message_templates::{self, Field};
use crate::platform::codes::codes;
use crate::platform::ids::{
    ConversationId, GroupSendId, MessageId, PatientId, PortalUserId, StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// The oldest that a filter can name, in years.
const OLDEST: i64 = 150;

/// Longest text that stands in for a missing field, in characters.
const FALLBACK_CHARS: usize = 100;

codes! {
    /// How far a group send has come.
    State {
        /// It is being written.
        Draft = "draft",
        /// **Send** was pressed; its recipients are being written down.
        Freezing = "freezing",
        /// Conversations are being made.
        Sending = "sending",
        /// It waits until somebody lets it go on.
        Stopped = "stopped",
        /// Everybody on the list has been dealt with.
        Done = "done",
        /// The draft was thrown away.
        Discarded = "discarded",
    }
}

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
    /// What became of one recipient.
    Outcome {
        /// Nothing yet.
        Waiting = "waiting",
        /// The conversation is there.
        Sent = "sent",
        /// Left out, with the reason.
        Skipped = "skipped",
        /// It could not be written, with the reason.
        Failed = "failed",
        /// It is tried again.
        Again = "again",
    }
}

codes! {
    /// Why somebody is left out.
    Reason {
        /// The patient is discharged.
        Discharged = "discharged",
        /// The patient is younger or older than asked for.
        Age = "age",
        /// The patient's language is another one.
        Language = "language",
        /// The patient has no conversation with the workgroup.
        Workgroup = "workgroup",
        /// The patient's portal access is off (M1, M58).
        AccessOff = "access_off",
        /// Nobody reads for the patient.
        NoPortalUser = "no_portal_user",
        /// Neither email nor mobile number is on file (M1).
        NoContact = "no_contact",
        /// The person has not registered, and the clinic requires it (M4).
        NotRegistered = "not_registered",
        /// A field of the text has nothing to say for the patient.
        FieldMissing = "field_missing",
        /// The patient is not in the clinic's records any more.
        PatientGone = "patient_gone",
        /// The person reads for the patient no longer.
        LinkEnded = "link_ended",
        /// It could not be written; the log says why.
        Error = "error",
    }
}

codes! {
    /// Why a group send stopped.
    StopReason {
        /// Somebody pressed **Stop**.
        ByStaff = "by_staff",
        /// Its sender may not send to many any more (M46).
        PermissionGone = "permission_gone",
        /// The portal is off (M55).
        PortalOff = "portal_off",
        /// Its workgroup was retired.
        WorkgroupGone = "workgroup_gone",
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

/// Texts that stand in for fields that a patient lacks, by the field's code.
pub type Fallbacks = BTreeMap<String, String>;

/// What is written.
#[derive(Debug, Clone)]
pub struct Content {
    /// The subject, with merge fields.
    pub subject: String,
    /// The body, sanitised, with merge fields.
    pub body: RichText,
    /// The workgroup that it is from; answers land there.
    pub from: Option<WorkgroupId>,
    /// What it asks of the patient's side.
    pub options: Options,
    /// Whether patients see "Clinic Staff" in place of every name of the clinic's (M21).
    pub mask_name: bool,
    /// What stands in for fields that a patient lacks.
    pub fallbacks: Fallbacks,
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

/// Which fields of the text a patient can lack, and nothing stands in for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// The given name.
    pub given_name: bool,
    /// The family name.
    pub family_name: bool,
    /// A coming appointment.
    pub appointment: bool,
}

/// Fields that a patient can lack.
pub const CAN_LACK: [Field; 3] = [
    Field::PatientGivenName,
    Field::PatientFamilyName,
    Field::NextAppointment,
];

impl Content {
    /// What of a patient it cannot do without.
    pub fn needs(&self) -> Needs {
        let fields = self.fields();
        let needs = |field: Field| {
            let stands_in = self.fallbacks.get(field.code());
            fields.contains(&field) && stands_in.is_none_or(|text| text.trim().is_empty())
        };
        Needs {
            given_name: needs(Field::PatientGivenName),
            family_name: needs(Field::PatientFamilyName),
            appointment: needs(Field::NextAppointment),
        }
    }

    /// The fields of subject and body.
    pub fn fields(&self) -> Vec<Field> {
        message_templates::gaps_of(&self.subject, self.body.html())
    }

    /// What keeps it from being kept: texts that no field takes.
    pub(super) fn refusals(&self) -> Vec<Refusal> {
        let taken = |code: &str| CAN_LACK.iter().any(|field| field.code() == code);
        let mut wrong = Vec::new();
        for (code, text) in &self.fallbacks {
            if !taken(code) {
                wrong.push(Refusal::field("fallbacks", "fallback_unknown"));
            } else if text.chars().count() > FALLBACK_CHARS {
                wrong.push(
                    Refusal::field("fallbacks", "fallback_too_long").with("max", FALLBACK_CHARS),
                );
            }
        }
        wrong
    }

    /// Everything that keeps it from being sent. `lacking`: fields that nobody has a value for.
    pub(super) fn in_the_way(&self, lacking: &[Field]) -> Vec<Refusal> {
        let mut wrong = self.refusals();
        wrong.extend(conversations::subject(&self.subject).err());
        if self.body.is_blank() {
            wrong.push(Refusal::field("body", "body_missing"));
        }
        wrong.extend(message_templates::wrong_fields(&self.subject, &self.body));
        wrong.extend(self.options.refusals());
        if self.from.is_none() {
            wrong.push(Refusal::field("from", "group_from_missing"));
        }
        let fields = self.fields();
        let open = lacking.iter().filter(|field| fields.contains(field));
        let open: Vec<String> = open.map(|field| field.marker()).collect();
        if !open.is_empty() {
            wrong.push(Refusal::field("body", "template_gap").with("fields", open.join(", ")));
        }
        wrong
    }
}

db::row! {
    /// A group send as it is stored.
    #[derive(Debug, Clone)]
    pub struct GroupSend {
        /// The group send.
        pub id: GroupSendId,
        /// Grows with each save.
        pub version: i64,
        /// Whose it is.
        pub owner_id: StaffId,
        /// How far it has come.
        pub state: State,
        /// Why it stopped.
        pub stop_reason: Option<StopReason>,
        /// The subject.
        pub subject: String,
        /// The body.
        pub body_html: String,
        /// The workgroup that it is from.
        pub workgroup_id: Option<WorkgroupId>,
        /// Whether the patient may answer (M36).
        pub allow_response: bool,
        /// Whether files may come with the answer (M34).
        pub allow_attachments: bool,
        /// Days within which an answer is required (M38).
        pub require_response_days: Option<i64>,
        /// Whether names of the clinic's are masked (M21).
        pub mask_name: bool,
        /// What stands in for missing fields, as JSON.
        pub fallbacks: String,
        /// All of a kind, or nobody.
        pub everyone: Everyone,
        /// Whether those who were added are written to although discharged.
        pub also_discharged: bool,
        /// Only patients who have a conversation with this workgroup.
        pub filter_workgroup_id: Option<WorkgroupId>,
        /// Only patients of this age or older.
        pub age_from: Option<i64>,
        /// Only patients of this age or younger.
        pub age_to: Option<i64>,
        /// Only patients of this language; empty: of any.
        pub language: String,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When **Send** was pressed.
        pub accepted_at: Option<Timestamp>,
        /// When its list had been written down.
        pub frozen_at: Option<Timestamp>,
        /// When the last patient had been dealt with.
        pub finished_at: Option<Timestamp>,
        /// The count that was typed to confirm it.
        pub confirmed: i64,
        /// Patients of the frozen list who get a conversation.
        pub total: i64,
        /// People who were left out when the list was frozen.
        pub left_out: i64,
        /// Patients who have got their conversation.
        pub sent: i64,
        /// Patients who were left out after the list was frozen.
        pub skipped: i64,
        /// Patients whose conversation could not be written.
        pub failed: i64,
        /// Up to which patient the list has been written down.
        pub frozen_through: Uuid,
        /// Up to which patient it has been sent.
        pub sent_through: Uuid,
        /// Since when it has been sending without a stop.
        pub run_started_at: Option<Timestamp>,
        /// How many patients had been dealt with then.
        pub run_done: i64,
    }
}

impl GroupSend {
    /// What is written.
    pub fn content(&self) -> Content {
        Content {
            subject: self.subject.clone(),
            body: RichText::stored(self.body_html.clone()),
            from: self.workgroup_id,
            options: Options {
                allow_response: self.allow_response,
                allow_attachments: self.allow_attachments,
                require_response_days: self.require_response_days,
                ..Options::default()
            },
            mask_name: self.mask_name,
            fallbacks: serde_json::from_str(&self.fallbacks).unwrap_or_default(),
        }
    }

    /// Who gets it, besides those who were added.
    pub fn audience(&self) -> Audience {
        Audience {
            everyone: self.everyone,
            also_discharged: self.also_discharged,
            workgroup: self.filter_workgroup_id,
            age_from: self.age_from,
            age_to: self.age_to,
            language: self.language.clone(),
        }
    }

    /// Patients who have been dealt with.
    pub fn done(&self) -> i64 {
        self.sent + self.skipped + self.failed
    }

    /// Hundredths of the list that have been dealt with.
    pub fn percent(&self) -> i64 {
        match self.total {
            0 => 100,
            total => (self.done() * 100 / total).clamp(0, 100),
        }
    }

    /// Patients a second since it last began to run, and the seconds that are left at that pace; none while nothing can be
    /// said of it.
    pub fn pace(&self, now: Timestamp) -> Option<Pace> {
        let since = self
            .run_started_at
            .filter(|_| self.state == State::Sending)?;
        let (millis, done) = (now.since(since), self.done() - self.run_done);
        if millis <= 0 || done <= 0 {
            return None;
        }
        let left = (self.total - self.done()).max(0);
        Some(Pace {
            a_second: done * 1_000 / millis,
            seconds_left: (left * millis / done + 999) / 1_000,
        })
    }
}

/// How fast a group send goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Patients a second.
    pub a_second: i64,
    /// Seconds that are left at this pace.
    pub seconds_left: i64,
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

db::row! {
    /// One recipient with what became of them (M78).
    #[derive(Debug, Clone)]
    pub struct Recipient {
        /// The patient.
        pub patient_id: PatientId,
        /// The person; the nil id where nobody reads for the patient.
        pub portal_user_id: PortalUserId,
        /// The patient's name.
        pub patient_name: String,
        /// `YYYY-MM-DD`.
        pub birth_date: String,
        /// The person's name.
        pub reader_name: String,
        /// What became of them.
        pub state: Outcome,
        /// Why.
        pub reason: Option<Reason>,
        /// The conversation.
        pub conversation_id: Option<ConversationId>,
        /// Its first message.
        pub message_id: Option<MessageId>,
        /// When the person opened it.
        pub opened_at: Option<Timestamp>,
        /// How far the notice came on the channel that got furthest; none where nobody was told, or was told of another patient's.
        pub delivery: Option<String>,
    }
}

impl Recipient {
    /// Where it stands in the list.
    pub fn place(&self) -> (Uuid, Uuid) {
        (self.patient_id.uuid(), self.portal_user_id.uuid())
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

    #[test]
    fn a_field_that_something_stands_in_for_is_not_needed() {
        let mut content = Content {
            subject: "For {{patient_given_name}}".to_owned(),
            body: RichText::from_html("<p>See you on {{next_appointment}}.</p>"),
            from: None,
            options: Options::new(true),
            mask_name: false,
            fallbacks: Fallbacks::new(),
        };
        let needs = content.needs();
        assert!(needs.given_name && needs.appointment && !needs.family_name);
        content
            .fallbacks
            .insert("next_appointment".to_owned(), "your visit".to_owned());
        assert!(!content.needs().appointment);
        content.fallbacks.insert("today".to_owned(), "x".to_owned());
        assert_eq!(content.refusals().len(), 1);
    }
}
