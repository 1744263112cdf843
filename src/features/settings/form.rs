//! The settings page's form: as it was typed, and as a change.

use serde::Deserialize;

use super::appointments::{AppointmentChange, STATUSES};
use super::change::Change;
use super::model::{PortalSettings, SignInMethod, Tier};
use crate::platform::web::Refusal;

/// What the page sends. An unticked switch sends nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsForm {
    pub(super) version: i64,
    #[serde(default)]
    pub(super) tier: String,
    #[serde(default)]
    pub(super) portal_enabled: bool,
    #[serde(default)]
    pub(super) accessible: bool,
    #[serde(default)]
    pub(super) accessible_to_new_patients: bool,
    #[serde(default)]
    pub(super) conversation_responses: bool,
    #[serde(default)]
    pub(super) require_registration: bool,
    #[serde(default)]
    pub(super) sign_in_method: String,
    #[serde(default)]
    pub(super) extra_identifications: bool,
    #[serde(default)]
    pub(super) passcode_minutes: String,
    #[serde(default)]
    pub(super) stay_signed_in_days: String,
    #[serde(default)]
    pub(super) attachment_days: String,
    #[serde(default)]
    pub(super) patients_start: bool,
    #[serde(default)]
    pub(super) default_workgroup_id: String,
    #[serde(default)]
    pub(super) automatic_replies: bool,
    #[serde(default)]
    pub(super) portal_billing: bool,
    #[serde(default)]
    pub(super) patient_registration: bool,
    #[serde(default)]
    pub(super) overdue_every_days: String,
    #[serde(default)]
    pub(super) overdue_alerts: String,
    #[serde(default)]
    pub(super) appointments_shown: bool,
    /// The ticked ones of FHIR's statuses.
    #[serde(default)]
    pub(super) hidden_appointment_statuses: Vec<String>,
    /// The source's own ones, separated by commas.
    #[serde(default)]
    pub(super) other_hidden_statuses: String,
    #[serde(default)]
    pub(super) appointment_requests: bool,
    #[serde(default)]
    pub(super) appointment_changes: bool,
    #[serde(default)]
    pub(super) appointment_cancellations: bool,
    /// Left out by who knows nothing of appointments: that part stays as it is.
    #[serde(default)]
    pub(super) appointment_notice_hours: String,
    #[serde(default)]
    pub(super) calendar_details: bool,
    #[serde(default)]
    pub(super) emergency_notice_en: String,
    #[serde(default)]
    pub(super) emergency_notice_fr: String,
}

impl SettingsForm {
    /// The form filled with the settings as they are.
    pub(super) fn of(settings: &PortalSettings) -> SettingsForm {
        let hidden = settings.hidden_statuses();
        let known = |status: &String| STATUSES.contains(&status.as_str());
        let (known, others): (Vec<_>, Vec<_>) = hidden.into_iter().partition(known);
        SettingsForm {
            version: settings.version,
            tier: settings.tier.code().to_owned(),
            portal_enabled: settings.portal_enabled,
            accessible: settings.accessible,
            accessible_to_new_patients: settings.accessible_to_new_patients,
            conversation_responses: settings.conversation_responses,
            require_registration: settings.require_registration,
            sign_in_method: settings.sign_in_method.code().to_owned(),
            extra_identifications: settings.extra_identifications,
            passcode_minutes: settings.passcode_minutes.to_string(),
            stay_signed_in_days: settings.stay_signed_in_days.to_string(),
            attachment_days: settings.attachment_days.to_string(),
            patients_start: settings.patients_start,
            default_workgroup_id: settings
                .default_workgroup_id
                .map_or_else(String::new, |id| id.to_string()),
            automatic_replies: settings.automatic_replies,
            portal_billing: settings.portal_billing,
            patient_registration: settings.patient_registration,
            overdue_every_days: settings.overdue_every_days.to_string(),
            overdue_alerts: settings.overdue_alerts.to_string(),
            appointments_shown: settings.appointments_shown,
            hidden_appointment_statuses: known,
            other_hidden_statuses: others.join(", "),
            appointment_requests: settings.appointment_requests,
            appointment_changes: settings.appointment_changes,
            appointment_cancellations: settings.appointment_cancellations,
            appointment_notice_hours: settings.appointment_notice_hours.to_string(),
            calendar_details: settings.calendar_details,
            emergency_notice_en: settings.emergency_notice_en.clone(),
            emergency_notice_fr: settings.emergency_notice_fr.clone(),
        }
    }

    /// The change that is asked for. What is no number is out of range; the rest is judged where the change is made.
    pub(super) fn change(&self) -> Result<Change, Refusal> {
        let sign_in_method = SignInMethod::from_code(&self.sign_in_method)
            .ok_or_else(|| Refusal::field("sign_in_method", "sign_in_method_missing"))?;
        let tier = match self.tier.as_str() {
            "" => None,
            code => {
                Some(Tier::from_code(code).ok_or_else(|| Refusal::field("tier", "tier_unknown"))?)
            }
        };
        Ok(Change {
            version: self.version,
            tier,
            portal_enabled: self.portal_enabled,
            accessible: self.accessible,
            accessible_to_new_patients: self.accessible_to_new_patients,
            conversation_responses: self.conversation_responses,
            require_registration: self.require_registration,
            sign_in_method,
            extra_identifications: self.extra_identifications,
            passcode_minutes: self.passcode_minutes.trim().parse().unwrap_or(0),
            stay_signed_in_days: Some(self.stay_signed_in_days.trim())
                .filter(|typed| !typed.is_empty())
                .map(|typed| typed.parse().unwrap_or(-1)),
            attachment_days: Some(self.attachment_days.trim())
                .filter(|typed| !typed.is_empty())
                .map(|typed| typed.parse().unwrap_or(0)),
            patients_start: Some(self.patients_start),
            default_workgroup_id: self.default_workgroup_id.parse().ok(),
            automatic_replies: Some(self.automatic_replies),
            portal_billing: Some(self.portal_billing),
            patient_registration: Some(self.patient_registration),
            overdue_every_days: self.overdue_every_days.trim().parse().unwrap_or(0),
            overdue_alerts: self.overdue_alerts.trim().parse().unwrap_or(-1),
            appointments: self.appointments(),
            emergency_notice_en: self.emergency_notice_en.clone(),
            emergency_notice_fr: self.emergency_notice_fr.clone(),
        })
    }

    fn appointments(&self) -> Option<AppointmentChange> {
        let hours = self.appointment_notice_hours.trim();
        let mut hidden_statuses = self.hidden_appointment_statuses.clone();
        hidden_statuses.push(self.other_hidden_statuses.clone());
        (!hours.is_empty()).then(|| AppointmentChange {
            shown: self.appointments_shown,
            hidden_statuses,
            requests: self.appointment_requests,
            changes: self.appointment_changes,
            cancellations: self.appointment_cancellations,
            notice_hours: hours.parse().unwrap_or(-1),
            calendar_details: self.calendar_details,
        })
    }

    /// Whether a status of FHIR's is ticked.
    pub(super) fn hides(&self, status: &str) -> bool {
        self.hidden_appointment_statuses.iter().any(|s| s == status)
    }

    /// The lives of a passcode to choose from, in minutes (M52): the usual ones, and the one that is set.
    pub(super) fn minutes(&self) -> Vec<String> {
        let mut choices = vec![5, 10, 15, 20, 30, 45, 60];
        if let Ok(set) = self.passcode_minutes.parse::<i64>()
            && super::sections::sign_in::PASSCODE_MINUTES.contains(&set)
            && !choices.contains(&set)
        {
            choices.push(set);
            choices.sort_unstable();
        }
        choices.iter().map(i64::to_string).collect()
    }
}
