//! What is asked for when the settings are saved, and what stands against it. No I/O.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::appointments::AppointmentChange;
use super::model::{PortalSettings, SignInMethod, Tier};
use super::sections;
use crate::platform::web::Refusal;

/// The settings as a whole, with the version that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PortalSettingsChange)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The version that was read; saving makes it one more.
    pub version: i64,
    /// What the clinic's patients can do (M8-M10). Left out: as it is. Where accounts come or go with it, everybody is
    /// signed out of the portal.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Whether the portal is enabled. Only the clinic's owner may change it (M54).
    pub portal_enabled: bool,
    /// Portal accessibility: the master switch. Off: nobody signs in, nothing is sent, nothing is lost (M55).
    pub accessible: bool,
    /// Whether patients created from now on get access (M56).
    pub accessible_to_new_patients: bool,
    /// How patients sign in from a notification (M51).
    pub sign_in_method: SignInMethod,
    /// Whether the identifier may be of any kind that the clinic defined (M53).
    pub extra_identifications: bool,
    /// How long a passcode holds, in minutes (M52).
    #[schema(minimum = 5, maximum = 60)]
    pub passcode_minutes: i64,
    /// Days that an upload is kept for somebody who has not downloaded it (M33). Left out: as it is.
    #[schema(minimum = 7, maximum = 3650)]
    #[serde(default)]
    pub attachment_days: Option<i64>,
    /// Days between two alerts that a required response is overdue (M39).
    #[schema(minimum = 1, maximum = 30)]
    pub overdue_every_days: i64,
    /// How many such alerts the patient's side gets at most; 0: none.
    #[schema(minimum = 0, maximum = 10)]
    pub overdue_alerts: i64,
    /// For how many days a browser may stay signed in to an account; 0: not at all. Left out: as it is.
    #[schema(minimum = 0, maximum = 90)]
    #[serde(default)]
    pub stay_signed_in_days: Option<i64>,
    /// What patients see of their appointments and may do about them (M63, M67). Left out: as it is.
    #[serde(default)]
    pub appointments: Option<AppointmentChange>,
    /// Whether patients may start a conversation (M10); it counts in the tier `connect_pro`. Left out: as it is.
    #[serde(default)]
    pub patients_start: Option<bool>,
    /// The workgroup that takes what a patient wrote to none in particular (M72): one that has active members. Needed where
    /// patients may start a conversation. Left out: as it is.
    #[serde(default)]
    pub default_workgroup_id: Option<Uuid>,
    /// Whether automatic replies answer patients (M10); it counts in the tier `connect_pro`. Left out: as it is.
    #[serde(default)]
    pub automatic_replies: Option<bool>,
    /// Portal billing: whether patients see and pay their bills (M61). It is switched on only where Stripe is configured.
    /// Left out: as it is.
    #[serde(default)]
    pub portal_billing: Option<bool>,
    /// Whether people may register themselves as patients (M59). Left out: as it is.
    #[serde(default)]
    pub patient_registration: Option<bool>,
    /// Presets "Allow patient to respond" (M60).
    pub conversation_responses: bool,
    /// Whether only registered or connected portal users can be chosen (M4).
    pub require_registration: bool,
    /// The notice for emergencies in English (M68).
    #[schema(min_length = 1, max_length = 300)]
    pub emergency_notice_en: String,
    /// The notice for emergencies in French (M68).
    #[schema(min_length = 1, max_length = 300)]
    pub emergency_notice_fr: String,
}

impl Change {
    /// No change: the settings as they are.
    pub fn of(settings: &PortalSettings) -> Change {
        Change {
            version: settings.version,
            tier: Some(settings.tier),
            portal_enabled: settings.portal_enabled,
            accessible: settings.accessible,
            accessible_to_new_patients: settings.accessible_to_new_patients,
            conversation_responses: settings.conversation_responses,
            require_registration: settings.require_registration,
            sign_in_method: settings.sign_in_method,
            extra_identifications: settings.extra_identifications,
            passcode_minutes: settings.passcode_minutes,
            attachment_days: Some(settings.attachment_days),
            stay_signed_in_days: Some(settings.stay_signed_in_days),
            patients_start: Some(settings.patients_start),
            default_workgroup_id: settings.default_workgroup_id.map(|id| id.uuid()),
            automatic_replies: Some(settings.automatic_replies),
            portal_billing: Some(settings.portal_billing),
            patient_registration: Some(settings.patient_registration),
            overdue_every_days: settings.overdue_every_days,
            overdue_alerts: settings.overdue_alerts,
            appointments: Some(AppointmentChange::of(settings)),
            emergency_notice_en: settings.emergency_notice_en.clone(),
            emergency_notice_fr: settings.emergency_notice_fr.clone(),
        }
    }
}

/// One setting that differs: its name, and both values as the audit writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The setting's name, as in the form and the API.
    pub field: &'static str,
    /// The value before.
    pub old: String,
    /// The value after.
    pub new: String,
}

/// The settings after `change`, or every reason why it can't be made. `owner`: whether the clinic's owner asks.
pub(super) fn apply(
    now: &PortalSettings,
    change: &Change,
    owner: bool,
) -> Result<PortalSettings, Vec<Refusal>> {
    let mut to = now.clone();
    to.version = now.version + 1;
    let mut refusals = Vec::new();
    sections::apply(change, owner, &mut to, &mut refusals);
    if refusals.is_empty() {
        Ok(to)
    } else {
        Err(refusals)
    }
}

/// What differs between two states of the settings, in the order of the page. The version doesn't count.
pub fn differences(old: &Change, new: &Change) -> Vec<Difference> {
    sections::values(old)
        .into_iter()
        .zip(sections::values(new))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((field, old), (_, new))| Difference { field, old, new })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClinicId;

    fn settings() -> PortalSettings {
        PortalSettings::new(ClinicId::from_uuid(uuid::Uuid::from_u128(7)))
    }

    #[test]
    fn m52_five_to_sixty_minutes() {
        let now = settings();
        for (minutes, taken) in [(4, false), (5, true), (60, true), (61, false), (-1, false)] {
            let change = Change {
                passcode_minutes: minutes,
                ..Change::of(&now)
            };
            assert_eq!(apply(&now, &change, true).is_ok(), taken, "{minutes}");
        }
    }

    #[test]
    fn m54_only_the_owner_enables() {
        let now = settings();
        let change = Change {
            portal_enabled: true,
            ..Change::of(&now)
        };
        assert!(apply(&now, &change, true).unwrap().portal_enabled);
        let refused = apply(&now, &change, false).unwrap_err();
        assert_eq!(refused, [Refusal::field("portal_enabled", "owner_only")]);
    }

    #[test]
    fn every_reason_is_given_at_once() {
        let now = settings();
        let change = Change {
            portal_enabled: true,
            passcode_minutes: 0,
            emergency_notice_en: " \u{202e} ".to_owned(),
            emergency_notice_fr: "x".repeat(301),
            ..Change::of(&now)
        };
        let codes: Vec<_> = apply(&now, &change, false)
            .unwrap_err()
            .iter()
            .map(|r| r.code)
            .collect();
        assert_eq!(
            codes,
            [
                "owner_only",
                "passcode_minutes_range",
                "notice_missing",
                "notice_too_long"
            ]
        );
    }

    #[test]
    fn differences_name_old_and_new() {
        let old = settings();
        let change = Change {
            accessible: true,
            passcode_minutes: 20,
            ..Change::of(&old)
        };
        let new = apply(&old, &change, true).unwrap();
        let found: Vec<_> = differences(&Change::of(&old), &Change::of(&new))
            .into_iter()
            .map(|d| (d.field, d.old, d.new))
            .collect();
        assert_eq!(
            found,
            [
                ("accessible", "off".to_owned(), "on".to_owned()),
                ("passcode_minutes", "10".to_owned(), "20".to_owned()),
            ]
        );
        assert_eq!(new.version, old.version + 1);
    }
}
