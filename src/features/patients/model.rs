//! A patient and who can be messaged about them (M1-M6). No I/O.

use crate::features::settings::PortalSettings;
use crate::platform::codes::codes;
use crate::platform::i18n;
use crate::platform::ids::{PatientId, PortalLinkId, PortalUserId};
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

codes! {
    /// Whether a patient is a patient now.
    PatientStatus {
        /// In care.
        Active = "active",
        /// No longer.
        Discharged = "discharged",
    }
}

codes! {
    /// How somebody is told that a message waits (M49).
    Channel {
        /// Email.
        Email = "email",
        /// Text message to a mobile number.
        Text = "text",
    }
}

impl Channel {
    /// The other one.
    pub fn other(self) -> Channel {
        match self {
            Channel::Email => Channel::Text,
            Channel::Text => Channel::Email,
        }
    }
}

codes! {
    /// By what somebody wants to be told (M49): which channel first, and whether the other one may be used when that fails.
    Preference {
        /// Email; a text where email fails for good.
        Email = "email",
        /// Text; an email where texts fail for good.
        Text = "text",
        /// Email and nothing else.
        EmailOnly = "email_only",
        /// Text and nothing else.
        TextOnly = "text_only",
    }
}

impl Preference {
    /// All of them, in the order they are offered.
    pub const ALL: [Preference; 4] = [
        Preference::Email,
        Preference::Text,
        Preference::EmailOnly,
        Preference::TextOnly,
    ];

    /// The channel that is used first.
    pub fn first(self) -> Channel {
        match self {
            Preference::Email | Preference::EmailOnly => Channel::Email,
            Preference::Text | Preference::TextOnly => Channel::Text,
        }
    }

    /// Whether no other channel may be used.
    pub fn only(self) -> bool {
        matches!(self, Preference::EmailOnly | Preference::TextOnly)
    }

    /// Whether the person may be told by `channel`.
    pub fn allows(self, channel: Channel) -> bool {
        !self.only() || channel == self.first()
    }

    /// The channels that may be used, in their order.
    pub fn channels(self) -> impl Iterator<Item = Channel> {
        let first = self.first();
        [first, first.other()]
            .into_iter()
            .filter(move |channel| self.allows(*channel))
    }
}

impl From<Channel> for Preference {
    /// As somebody is on file who has never said that only one channel may be used.
    fn from(channel: Channel) -> Preference {
        match channel {
            Channel::Email => Preference::Email,
            Channel::Text => Preference::Text,
        }
    }
}

codes! {
    /// What a portal user is to a patient.
    Relationship {
        /// The patient.
        Itself = "self",
        /// Guardian or caregiver.
        Guardian = "guardian",
        /// Authorised representative.
        Representative = "representative",
    }
}

codes! {
    /// How far a portal link has come.
    LinkState {
        /// Made by the clinic, not used yet.
        Invited = "invited",
        /// The person has registered.
        Registered = "registered",
        /// The person has an account.
        Connected = "connected",
    }
}

codes! {
    /// The kinds of chart items (M30).
    ChartKind {
        /// Lab requisition.
        LabRequisition = "lab_requisition",
        /// Lab result.
        LabResult = "lab_result",
        /// Form.
        Form = "form",
        /// Encounter note.
        EncounterNote = "encounter_note",
        /// Invoice.
        Invoice = "invoice",
        /// Educational video: a link.
        EducationalVideo = "educational_video",
        /// Questionnaire with its answers.
        Questionnaire = "questionnaire",
        /// Item of the clinic's document inbox.
        InboxItem = "inbox_item",
        /// Any other document.
        Document = "document",
    }
}

impl ChartKind {
    /// All of them, in the order they are offered.
    pub const ALL: &'static [ChartKind] = &[
        ChartKind::LabResult,
        ChartKind::LabRequisition,
        ChartKind::EncounterNote,
        ChartKind::Document,
        ChartKind::Form,
        ChartKind::Questionnaire,
        ChartKind::InboxItem,
        ChartKind::Invoice,
        ChartKind::EducationalVideo,
    ];
}

db::row! {
    /// A patient's demographics.
    #[derive(Debug, Clone)]
    pub struct Patient {
        /// The patient.
        pub id: PatientId,
        /// Grows with each change, so that two people don't undo each other unseen.
        pub version: i64,
        /// Given name; may be empty.
        pub given_name: String,
        /// Family name; may be empty, not together with the given name.
        pub family_name: String,
        /// `YYYY-MM-DD`.
        pub birth_date: String,
        /// Administrative sex: female, male, other, unknown.
        pub sex: String,
        /// Active or discharged.
        pub status: PatientStatus,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
        /// How the patient wants to be told.
        pub preferred_channel: Preference,
        /// `en` or `fr`.
        pub language: String,
        /// The patient's own portal switch (M57, M58).
        pub portal_access: bool,
    }
}

impl Patient {
    /// Given and family name as one line.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Whole years.
    pub fn age(&self, now: Timestamp) -> Option<i16> {
        i18n::age(&self.birth_date, now)
    }
}

db::row! {
    /// A portal user who reads and writes for a patient, by a link that holds now.
    #[derive(Debug, Clone)]
    pub struct Recipient {
        /// The person.
        pub portal_user_id: PortalUserId,
        /// The link.
        pub link_id: PortalLinkId,
        /// Given name.
        pub given_name: String,
        /// Family name.
        pub family_name: String,
        /// What they are to the patient.
        pub relationship: Relationship,
        /// How far the link has come.
        pub state: LinkState,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
        /// How they want to be told.
        pub preferred_channel: Preference,
        /// `en` or `fr`.
        pub language: String,
    }
}

impl Recipient {
    /// Given and family name as one line.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Whether there is any way to tell them.
    pub fn has_contact(&self) -> bool {
        self.contact().is_some()
    }

    /// Where the first notification goes: the preferred channel where it has an address, else the other one where that may
    /// be used (M49).
    pub fn contact(&self) -> Option<(Channel, &str)> {
        let address = |channel: Channel| match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Text => self.mobile.as_deref(),
        };
        self.preferred_channel
            .channels()
            .find_map(|channel| address(channel).map(|address| (channel, address)))
    }
}

/// What keeps a patient from being messaged at all (M1, M4): every reason, each with the way out. Empty: nothing does.
///
/// `recipients` are the portal users by a link that holds now; a self link counts as much as a guardian's (M5).
pub fn unreachable(
    settings: &PortalSettings,
    patient: &Patient,
    recipients: &[Recipient],
) -> Vec<Refusal> {
    let mut reasons = Vec::new();
    if !settings.portal_enabled {
        reasons.push(Refusal::new("portal_not_enabled"));
    } else if !settings.accessible {
        reasons.push(Refusal::new("portal_switched_off"));
    }
    if !patient.portal_access {
        reasons.push(Refusal::new("patient_access_off"));
    }
    if recipients.is_empty() {
        reasons.push(Refusal::new("no_portal_user"));
    } else if !recipients.iter().any(Recipient::has_contact) {
        reasons.push(Refusal::new("no_contact"));
    } else if settings.require_registration && !recipients.iter().any(is_registered) {
        reasons.push(Refusal::new("registration_required"));
    }
    reasons
}

/// What keeps one of the chosen recipients from being chosen (M1, M4).
pub fn recipients_in_the_way(settings: &PortalSettings, chosen: &Recipient) -> Option<Refusal> {
    if !chosen.has_contact() {
        Some(Refusal::field("portal_user_ids", "recipient_no_contact").with("name", chosen.name()))
    } else if settings.require_registration && !is_registered(chosen) {
        Some(
            Refusal::field("portal_user_ids", "recipient_not_registered")
                .with("name", chosen.name()),
        )
    } else {
        None
    }
}

fn is_registered(recipient: &Recipient) -> bool {
    recipient.state != LinkState::Invited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m49_a_preference_names_the_channels_in_their_order() {
        use Channel::*;
        for (preference, channels) in [
            (Preference::Email, vec![Email, Text]),
            (Preference::Text, vec![Text, Email]),
            (Preference::EmailOnly, vec![Email]),
            (Preference::TextOnly, vec![Text]),
        ] {
            assert_eq!(preference.channels().collect::<Vec<_>>(), channels);
            assert_eq!(preference.only(), channels.len() == 1);
            assert_eq!(Preference::from_code(preference.code()), Some(preference));
        }
    }
}
