//! What a clinic can set for its portal.

use crate::platform::codes::codes;
use crate::platform::ids::{ClinicId, WorkgroupId};
use crate::platform::time::MINUTE;

codes! {
    /// What a clinic's patients can do (M8-M10).
    Tier {
        /// Sign in from a link, no account.
        Portal = "portal",
        /// Own account; the clinic writes first.
        Connect = "connect",
        /// Own account; patients may write first.
        ConnectPro = "connect_pro",
    }
}

impl Tier {
    /// Whether messages are opened by an account of one's own (M9); without it, by a notification's link (M8).
    pub fn needs_account(self) -> bool {
        self != Tier::Portal
    }

    /// Whether patients can send files at all (M8, M9).
    pub fn takes_attachments(self) -> bool {
        self != Tier::Portal
    }
}

codes! {
    /// How a patient signs in from a notification (M51).
    SignInMethod {
        /// One-time passcode and date of birth.
        Passcode = "passcode",
        /// Identifier and date of birth.
        Identifier = "identifier",
    }
}

db::row! {
    /// The settings of one clinic's portal.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PortalSettings {
        /// The clinic.
        pub clinic_id: ClinicId,
        /// Grows with each save, so that two people don't undo each other unseen.
        pub version: i64,
        /// What the clinic's patients can do.
        pub tier: Tier,
        /// Whether the owner has enabled the portal (M54).
        pub portal_enabled: bool,
        /// **Portal accessibility**, the master switch (M55).
        pub accessible: bool,
        /// **Portal accessibility for new patients** (M56).
        pub accessible_to_new_patients: bool,
        /// **Patient conversation responses**: presets *Allow patient to respond* (M60).
        pub conversation_responses: bool,
        /// Only registered or connected portal users can be chosen (M4).
        pub require_registration: bool,
        /// How patients sign in from a notification (M51).
        pub sign_in_method: SignInMethod,
        /// **Extra searchable identifications** (M53).
        pub extra_identifications: bool,
        /// **Passcode expires after**, in minutes, 5 to 60 (M52).
        pub passcode_minutes: i64,
        /// Days that an upload is kept for somebody who has not downloaded it, 7 to 3,650 (M33).
        pub attachment_days: i64,
        /// Days between two alerts of an overdue response, 1 to 30 (M39).
        pub overdue_every_days: i64,
        /// Alerts of an overdue response in all, 0 to 10 (M39).
        pub overdue_alerts: i64,
        /// Whether patients may start a conversation, in the tier that has it (M10).
        pub patients_start: bool,
        /// The workgroup that takes what a patient wrote to none in particular (M72).
        pub default_workgroup_id: Option<WorkgroupId>,
        /// Whether automatic replies answer patients, in the tier that has them (M10).
        pub automatic_replies: bool,
        /// **Patient registration**: whether people may register themselves as patients (M59).
        pub patient_registration: bool,
        /// For how many days a browser may stay signed in to an account; 0: not at all.
        pub stay_signed_in_days: i64,
        /// Whether the portal lists appointments at all (M67).
        pub appointments_shown: bool,
        /// **Appointment statuses to hide**, separated by commas (M63).
        pub hidden_appointment_statuses: String,
        /// Whether patients may ask for an appointment (M67).
        pub appointment_requests: bool,
        /// Whether patients may ask for another time (M67).
        pub appointment_changes: bool,
        /// Whether patients may cancel (M67).
        pub appointment_cancellations: bool,
        /// Hours before an appointment in which it is neither changed nor cancelled in the portal, 0 to 720.
        pub appointment_notice_hours: i64,
        /// Whether a calendar's file says what the appointment is for, and for whom.
        pub calendar_details: bool,
        /// **Portal billing**: whether the portal lists bills and takes payments (M61).
        pub portal_billing: bool,
        /// The notice for emergencies in English (M68).
        pub emergency_notice_en: String,
        /// The notice for emergencies in French (M68).
        pub emergency_notice_fr: String,
    }
}

impl PortalSettings {
    /// What a new clinic begins with: nothing is open until the owner enables it.
    pub fn new(clinic_id: ClinicId) -> PortalSettings {
        PortalSettings {
            clinic_id,
            version: 1,
            tier: Tier::Portal,
            portal_enabled: false,
            accessible: false,
            accessible_to_new_patients: false,
            conversation_responses: true,
            require_registration: false,
            sign_in_method: SignInMethod::Passcode,
            extra_identifications: false,
            passcode_minutes: 10,
            attachment_days: 365,
            overdue_every_days: 3,
            overdue_alerts: 3,
            patients_start: false,
            default_workgroup_id: None,
            automatic_replies: false,
            patient_registration: false,
            stay_signed_in_days: 0,
            appointments_shown: true,
            hidden_appointment_statuses: "entered-in-error,noshow,waitlist".to_owned(),
            appointment_requests: false,
            appointment_changes: false,
            appointment_cancellations: false,
            appointment_notice_hours: 24,
            calendar_details: false,
            portal_billing: false,
            emergency_notice_en:
                "Messages are not read around the clock. In an emergency call 911.".to_owned(),
            emergency_notice_fr:
                "Les messages ne sont pas lus à toute heure. En cas d’urgence, appelez le 911."
                    .to_owned(),
        }
    }

    /// Whether anybody can sign in and anything is sent (M54, M55).
    pub fn portal_on(&self) -> bool {
        self.portal_enabled && self.accessible
    }

    /// Whether people can register themselves as patients now (M55, M59).
    pub fn registers(&self) -> bool {
        self.portal_on() && self.patient_registration
    }

    /// The appointment statuses that nobody on the patient's side sees (M63).
    pub fn hidden_statuses(&self) -> Vec<String> {
        let listed = self.hidden_appointment_statuses.split(',');
        listed
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// How long a passcode holds, in milliseconds (M52).
    pub fn passcode_ms(&self) -> i64 {
        self.passcode_minutes * MINUTE
    }
}
