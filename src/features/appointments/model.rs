//! What an appointment and a request are, and what a patient's side may do about them. No I/O.

use crate::features::conversations::Verdict;
use crate::features::settings::PortalSettings;
use crate::platform::codes::codes;
use crate::platform::ids::{
    AppointmentId, AppointmentRequestId, ConversationId, PatientId, PortalUserId,
};
use crate::platform::text;
use crate::platform::time::{DAY, HOUR, Timestamp};
use crate::platform::web::Refusal;

/// Longest words of a request or an answer, in characters.
pub const WORDS_CHARS: usize = 1_000;

/// Requests for a new appointment that may wait for one patient at once.
pub(super) const MOST_WAITING: i64 = 5;

/// Longest appointment, in milliseconds.
const LONGEST: i64 = DAY;

codes! {
    /// What is asked for.
    RequestKind {
        /// A new appointment.
        New = "new",
        /// Another time for an appointment.
        Change = "change",
        /// Nothing: the appointment was cancelled, which staff should know.
        Cancel = "cancel",
    }
}

codes! {
    /// What became of a request.
    RequestState {
        /// It waits for the clinic.
        Open = "open",
        /// The clinic proposes a time; it waits for the patient's side.
        Proposed = "proposed",
        /// The patient's side took the proposed time; staff have yet to see that.
        Taken = "taken",
        /// The clinic gave an appointment, and knows.
        Accepted = "accepted",
        /// The clinic can't.
        Declined = "declined",
        /// The patient's side wants it no more.
        Withdrawn = "withdrawn",
        /// Staff have seen that the appointment was cancelled.
        Noted = "noted",
    }
}

impl RequestState {
    /// Whether it still waits for an answer of either side.
    pub fn waits(self) -> bool {
        matches!(self, RequestState::Open | RequestState::Proposed)
    }
}

db::row! {
    /// An appointment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Appointment {
        /// The appointment.
        pub id: AppointmentId,
        /// Whose.
        pub patient_id: PatientId,
        /// Start.
        pub starts_at: Timestamp,
        /// End, where it is known.
        pub ends_at: Option<Timestamp>,
        /// FHIR's status, or the source's own word.
        pub status: String,
        /// What it is for; may be empty.
        pub description: String,
        /// Counts its changes.
        pub version: i64,
        /// When it last changed; 0: not known.
        pub changed_at: Timestamp,
    }
}

impl Appointment {
    /// Whether it is still to take place: neither cancelled nor over in any other way.
    pub fn stands(&self) -> bool {
        !matches!(
            self.status.as_str(),
            "cancelled"
                | "noshow"
                | "entered-in-error"
                | "waitlist"
                | "fulfilled"
                | "arrived"
                | "checked-in"
        )
    }
}

db::row! {
    /// What the patient's side asked, and what became of it, with the names of those who did it.
    #[derive(Debug, Clone)]
    pub struct Request {
        /// The request.
        pub id: AppointmentRequestId,
        /// The patient.
        pub patient_id: PatientId,
        /// The patient's name.
        pub patient_name: String,
        /// What is asked for.
        pub kind: RequestKind,
        /// The appointment that it is about, or that came of it.
        pub appointment_id: Option<AppointmentId>,
        /// When the appointment that it is about was to begin.
        pub appointment_at: Option<Timestamp>,
        /// Who asked.
        pub asked_by: PortalUserId,
        /// Their name.
        pub asked_by_name: String,
        /// Whether they asked for somebody else (M12).
        pub on_behalf: bool,
        /// In their own words.
        pub words: String,
        /// When.
        pub asked_at: Timestamp,
        /// What became of it.
        pub state: RequestState,
        /// Start of the time that the clinic proposes or gave.
        pub starts_at: Option<Timestamp>,
        /// Its end.
        pub ends_at: Option<Timestamp>,
        /// The clinic's word to the patient.
        pub answer: String,
        /// The member who answered last.
        pub answered_by_name: Option<String>,
        /// When.
        pub answered_at: Option<Timestamp>,
        /// The conversation in which the patient was told; none: they could not be told.
        pub conversation_id: Option<ConversationId>,
        /// Who took the proposed time or withdrew the request.
        pub ended_by_name: Option<String>,
        /// When.
        pub ended_at: Option<Timestamp>,
    }
}

/// What a patient's side may do about one appointment, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct May {
    /// Ask for another time.
    pub change: Verdict,
    /// Cancel it.
    pub cancel: Verdict,
}

/// The rule for an appointment. `phone`: the clinic's, for whoever may not and wants to.
pub fn may(
    settings: &PortalSettings,
    phone: &str,
    appointment: &Appointment,
    now: Timestamp,
) -> May {
    let hours = settings.appointment_notice_hours;
    let refused = |code| Err(Refusal::new(code).with("phone", phone));
    let still = if !appointment.stands() {
        refused("appointment_not_standing")
    } else if appointment.starts_at <= now {
        refused("appointment_past")
    } else if appointment.starts_at.since(now) < hours * HOUR {
        refused("appointment_notice").map_err(|why: Refusal| why.with("hours", hours))
    } else {
        Ok(())
    };
    let unless = |on: bool, code| if on { still.clone() } else { refused(code) };
    May {
        change: unless(settings.appointment_changes, "appointment_changes_off"),
        cancel: unless(
            settings.appointment_cancellations,
            "appointment_cancellations_off",
        ),
    }
}

/// Whether a patient's side may ask for an appointment. Whoever the clinic has discharged calls instead.
pub fn may_ask(settings: &PortalSettings, phone: &str, discharged: bool) -> Verdict {
    let refused = |code| Err(Refusal::new(code).with("phone", phone));
    if !settings.appointment_requests {
        refused("appointment_requests_off")
    } else if discharged {
        refused("appointment_discharged")
    } else {
        Ok(())
    }
}

/// Words as they are kept, line by line.
pub(super) fn words(field: &'static str, typed: &str, needed: bool) -> Result<String, Refusal> {
    let lines: Vec<String> = typed
        .lines()
        .map(|line| text::without_controls(line).trim_end().to_owned())
        .collect();
    let clean = lines.join("\n").trim().to_owned();
    if clean.is_empty() && needed {
        Err(Refusal::field(field, "words_missing"))
    } else if clean.chars().count() > WORDS_CHARS {
        Err(Refusal::field(field, "words_too_long").with("max", WORDS_CHARS))
    } else {
        Ok(clean)
    }
}

/// Passes a time that an appointment can have.
pub(super) fn time(
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Refusal> {
    if starts_at <= now {
        return Err(Refusal::field("starts_at", "appointment_time_past"));
    }
    length(starts_at, ends_at)
}

/// Passes an end that fits the start.
pub(super) fn length(starts_at: Timestamp, ends_at: Option<Timestamp>) -> Result<(), Refusal> {
    let fits = |end: Timestamp| end > starts_at && end.since(starts_at) <= LONGEST;
    match ends_at {
        Some(end) if !fits(end) => Err(Refusal::field("ends_at", "appointment_end_wrong")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClinicId;

    fn code(verdict: &Verdict) -> &'static str {
        verdict.as_ref().map_or_else(|why| why.code, |()| "")
    }

    /// The rule as M67 and the notice period word it, over every combination.
    #[test]
    fn m67_every_combination_has_the_answer_of_its_rule() {
        let now = Timestamp(1_000 * DAY);
        let statuses = [
            ("booked", true),
            ("pending", true),
            ("Moved by phone", true),
            ("cancelled", false),
            ("noshow", false),
            ("fulfilled", false),
            ("waitlist", false),
        ];
        for bits in 0..4_u8 {
            for (status, stands) in statuses {
                for (ahead, late) in [(-HOUR, 2), (0, 2), (24 * HOUR - 1, 1), (24 * HOUR, 0)] {
                    let settings = PortalSettings {
                        appointment_changes: bits & 1 > 0,
                        appointment_cancellations: bits & 2 > 0,
                        ..PortalSettings::new(ClinicId::from_uuid(uuid::Uuid::from_u128(7)))
                    };
                    let appointment = Appointment {
                        id: AppointmentId::from_uuid(uuid::Uuid::nil()),
                        patient_id: PatientId::from_uuid(uuid::Uuid::nil()),
                        starts_at: now.plus(ahead),
                        ends_at: None,
                        status: status.to_owned(),
                        description: String::new(),
                        version: 0,
                        changed_at: Timestamp(0),
                    };
                    let told = may(&settings, "555", &appointment, now);
                    let still = match (stands, late) {
                        (false, _) => "appointment_not_standing",
                        (true, 2) => "appointment_past",
                        (true, 1) => "appointment_notice",
                        _ => "",
                    };
                    let expected = |on, off| if on { still } else { off };
                    assert_eq!(
                        code(&told.change),
                        expected(settings.appointment_changes, "appointment_changes_off")
                    );
                    assert_eq!(
                        code(&told.cancel),
                        expected(
                            settings.appointment_cancellations,
                            "appointment_cancellations_off"
                        )
                    );
                }
            }
        }
    }

    #[test]
    fn words_keep_their_lines_and_lose_what_hides() {
        assert_eq!(
            words("words", " Any \u{202e}morning\n\nthanks  ", true),
            Ok("Any morning\n\nthanks".to_owned())
        );
        assert_eq!(
            words("words", "\u{200b} ", true).unwrap_err().code,
            "words_missing"
        );
        assert_eq!(
            words("words", &"x".repeat(1_001), false).unwrap_err().code,
            "words_too_long"
        );
    }
}
