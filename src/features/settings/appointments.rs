//! What a clinic allows about appointments (M63, M67), as a part of the settings that is changed as a whole. No I/O.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::PortalSettings;
use crate::platform::text;
use crate::platform::web::Refusal;

/// The statuses that FHIR R4 knows, in the order of an appointment's life.
pub const STATUSES: &[&str] = &[
    "proposed",
    "pending",
    "booked",
    "waitlist",
    "arrived",
    "checked-in",
    "fulfilled",
    "cancelled",
    "noshow",
    "entered-in-error",
];

/// Hours before an appointment in which it is left alone.
const NOTICE_HOURS: std::ops::RangeInclusive<i64> = 0..=720;

/// Most statuses that can be hidden, and the longest, in characters.
const MOST_STATUSES: usize = 40;
const STATUS_CHARS: usize = 40;

/// What patients see of their appointments and may do about them. Left out of a change: all of it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AppointmentSettings)]
#[serde(deny_unknown_fields)]
pub struct AppointmentChange {
    /// Whether the portal lists appointments (M67).
    pub shown: bool,
    /// Statuses that nobody on the patient's side sees, FHIR's or the source's own (M63).
    pub hidden_statuses: Vec<String>,
    /// Whether patients may ask for an appointment.
    pub requests: bool,
    /// Whether patients may ask for another time.
    pub changes: bool,
    /// Whether patients may cancel.
    pub cancellations: bool,
    /// Hours before an appointment in which it is neither changed nor cancelled in the portal.
    #[schema(minimum = 0, maximum = 720)]
    pub notice_hours: i64,
    /// Whether a calendar's file says what the appointment is for, and for whom.
    pub calendar_details: bool,
}

impl AppointmentChange {
    /// No change: the settings as they are.
    pub fn of(settings: &PortalSettings) -> AppointmentChange {
        AppointmentChange {
            shown: settings.appointments_shown,
            hidden_statuses: settings.hidden_statuses(),
            requests: settings.appointment_requests,
            changes: settings.appointment_changes,
            cancellations: settings.appointment_cancellations,
            notice_hours: settings.appointment_notice_hours,
            calendar_details: settings.calendar_details,
        }
    }

    /// The settings with this part changed; what can't be taken goes to `refusals`.
    pub(super) fn apply(&self, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
        if !NOTICE_HOURS.contains(&self.notice_hours) {
            refusals.push(Refusal::field(
                "appointment_notice_hours",
                "appointment_notice_range",
            ));
        }
        let hidden = hidden(&self.hidden_statuses);
        if hidden.len() > MOST_STATUSES || hidden.iter().any(|s| s.chars().count() > STATUS_CHARS) {
            refusals.push(Refusal::field(
                "hidden_appointment_statuses",
                "appointment_status_unusable",
            ));
        }
        to.appointments_shown = self.shown;
        to.hidden_appointment_statuses = hidden.join(",");
        to.appointment_requests = self.requests;
        to.appointment_changes = self.changes;
        to.appointment_cancellations = self.cancellations;
        to.appointment_notice_hours = self.notice_hours;
        to.calendar_details = self.calendar_details;
    }

    /// Name and value of each, as the audit writes them.
    pub(super) fn values(&self) -> [(&'static str, String); 7] {
        let switch = |on: bool| if on { "on" } else { "off" }.to_owned();
        [
            ("appointments_shown", switch(self.shown)),
            (
                "hidden_appointment_statuses",
                hidden(&self.hidden_statuses).join(", "),
            ),
            ("appointment_requests", switch(self.requests)),
            ("appointment_changes", switch(self.changes)),
            ("appointment_cancellations", switch(self.cancellations)),
            ("appointment_notice_hours", self.notice_hours.to_string()),
            ("calendar_details", switch(self.calendar_details)),
        ]
    }
}

/// Each status once, FHIR's own first; a comma separates them, so one that holds a comma is two.
fn hidden(typed: &[String]) -> Vec<String> {
    let parts = typed.iter().flat_map(|s| s.split(','));
    let clean: Vec<String> = parts
        .map(|s| text::without_controls(s).trim().to_owned())
        .filter(|s| !s.is_empty())
        .collect();
    let known = STATUSES.iter().map(|s| (*s).to_owned());
    let mut all: Vec<String> = known.filter(|s| clean.contains(s)).collect();
    for status in clean {
        if !all.contains(&status) {
            all.push(status);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m63_statuses_stand_once_and_in_order() {
        let typed = ["Moved", "noshow, pending", "noshow", " ", "Moved"].map(str::to_owned);
        assert_eq!(hidden(&typed), ["pending", "noshow", "Moved"]);
    }
}
