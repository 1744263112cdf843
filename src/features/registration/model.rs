//! A request to become a patient, and the form it is made with. No I/O.

use uuid::Uuid;

use crate::features::patients::{Channel, Demographics, NewIdentifier, PatientStatus};
use crate::platform::codes::codes;
use crate::platform::ids::{PatientId, RegistrationId, StaffId};
use crate::platform::time::{DAY, SECOND, Timestamp};

/// How long a request whose code was never entered is kept.
pub(super) const UNCONFIRMED_MS: i64 = DAY;
/// How long a refused request is kept, so that the clinic can answer who asks why.
pub(super) const REFUSED_MS: i64 = 90 * DAY;
/// Times that codes are tried before the request has to be made anew.
pub(super) const TRIES: i64 = 5;
/// Codes that are sent for one request.
pub(super) const SENDS: i64 = 5;
/// The pause between two codes.
pub(super) const RESEND_MS: i64 = 30 * SECOND;

codes! {
    /// How far a request has come.
    RegistrationState {
        /// The code has yet to be entered: staff don't see it.
        Unconfirmed = "unconfirmed",
        /// The clinic's turn.
        Waiting = "waiting",
        /// A new patient was made of it.
        Accepted = "accepted",
        /// It was matched with a patient on file.
        Matched = "matched",
        /// It was refused.
        Refused = "refused",
    }
}

codes! {
    /// Whether the form asks for something.
    Need {
        /// It is not asked.
        Hidden = "hidden",
        /// It may be left out.
        Optional = "optional",
        /// It must be given.
        Required = "required",
    }
}

db::row! {
    /// One version of what people agree to.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Consent {
        /// Counted from 1.
        pub version: i64,
        /// In English; empty where nothing is to be agreed to from then on.
        pub text_en: String,
        /// In French.
        pub text_fr: String,
    }
}

impl Consent {
    /// The text in a language.
    pub fn text(&self, language: &str) -> &str {
        if language == "fr" {
            &self.text_fr
        } else {
            &self.text_en
        }
    }
}

/// The form as a clinic has shaped it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Grows with each save.
    pub version: i64,
    /// What the page says first, in English; empty: the usual words.
    pub words_en: String,
    /// The same in French.
    pub words_fr: String,
    /// What is asked beyond name, birth date and email: `mobile`, `sex`, `language`, `identifier:<kind>`.
    pub fields: Vec<(String, Need)>,
    /// What people agree to, where there is something.
    pub consent: Option<Consent>,
}

impl Form {
    /// Whether a field is asked.
    pub fn need(&self, field: &str) -> Need {
        let found = self.fields.iter().find(|(name, _)| name == field);
        found.map_or(Need::Hidden, |(_, need)| *need)
    }

    /// Whether identifiers of a kind are asked.
    pub fn need_of_kind(&self, kind: &str) -> Need {
        self.need(&identifier_field(kind))
    }

    /// What the page says first; empty: the usual words.
    pub fn words(&self, language: &str) -> &str {
        if language == "fr" {
            &self.words_fr
        } else {
            &self.words_en
        }
    }
}

/// The name of the field that asks for identifiers of a kind.
pub(super) fn identifier_field(kind: &str) -> String {
    format!("identifier:{kind}")
}

/// What somebody typed into the form.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Tells one filling-in of the form from another, so that pressing twice is one request.
    pub form: Uuid,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Birth date in any usual order.
    pub birth_date: String,
    /// Email.
    pub email: String,
    /// Mobile number.
    pub mobile: String,
    /// Female, male, other, unknown.
    pub sex: String,
    /// `en` or `fr`.
    pub language: String,
    /// The kinds of the identifiers below, in their order.
    pub identifier_kind: Vec<String>,
    /// Identifiers.
    pub identifier_value: Vec<String>,
    /// The version of the text that was agreed to.
    pub consent: String,
}

impl Typed {
    /// The identifier typed for a kind.
    pub fn identifier(&self, kind: &str) -> &str {
        let at = self.identifier_kind.iter().position(|k| k == kind);
        at.and_then(|at| self.identifier_value.get(at))
            .map_or("", String::as_str)
    }
}

/// What was typed, read and found right.
#[derive(Debug, Clone)]
pub struct Application {
    /// The filling-in of the form.
    pub form: Uuid,
    /// The person.
    pub person: Demographics,
    /// Their identifiers; whose they are is not looked at.
    pub identifiers: Vec<NewIdentifier>,
    /// The version of the text that was agreed to, and the language it was read in.
    pub consent: Option<(i64, String)>,
}

impl Application {
    /// Where the code goes: to the email, where there is one.
    pub(super) fn code_to(&self) -> Option<(Channel, &str)> {
        let email = self.person.email.as_deref().map(|a| (Channel::Email, a));
        email.or_else(|| self.person.mobile.as_deref().map(|a| (Channel::Text, a)))
    }
}

db::row! {
    /// A request as staff see it.
    #[derive(Debug, Clone)]
    pub struct Registration {
        /// The request.
        pub id: RegistrationId,
        /// How far it has come.
        pub state: RegistrationState,
        /// Given name; may be empty.
        pub given_name: String,
        /// Family name; may be empty, not together with the given name.
        pub family_name: String,
        /// `YYYY-MM-DD`.
        pub birth_date: String,
        /// Female, male, other, unknown.
        pub sex: String,
        /// Email.
        pub email: Option<String>,
        /// Mobile number.
        pub mobile: Option<String>,
        /// The channel whose address the person has proven to be theirs.
        pub channel: Channel,
        /// `en` or `fr`.
        pub language: String,
        /// The version of the text that was agreed to.
        pub consent_version: Option<i64>,
        /// The language it was read in.
        pub consent_language: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When the code was entered.
        pub confirmed_at: Option<Timestamp>,
        /// Who decided.
        pub decided_by: Option<StaffId>,
        /// Their name.
        pub decided_by_name: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
        /// Why it was refused.
        pub reason: String,
        /// Whether the person was told that it was refused.
        pub told: bool,
        /// The patient that it led to.
        pub patient_id: Option<PatientId>,
    }
}

impl Registration {
    /// Given and family name as one line.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Whole years.
    pub fn age(&self, now: Timestamp) -> Option<i16> {
        crate::platform::i18n::age(&self.birth_date, now)
    }

    /// The person as a patient's demographics.
    pub fn person(&self) -> Demographics {
        Demographics {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            birth_date: self.birth_date.clone(),
            sex: self.sex.clone(),
            status: PatientStatus::Active,
            email: self.email.clone(),
            mobile: self.mobile.clone(),
            preferred_channel: self.channel.into(),
            language: self.language.clone(),
        }
    }

    /// The address that the person has proven to be theirs.
    pub fn proven_address(&self) -> Option<&str> {
        match self.channel {
            Channel::Email => self.email.as_deref(),
            Channel::Text => self.mobile.as_deref(),
        }
    }
}

db::row! {
    /// What the pages before the queue need of a request.
    #[derive(Debug, Clone)]
    pub(super) struct Pending {
        pub id: RegistrationId,
        pub state: RegistrationState,
        pub email: Option<String>,
        pub mobile: Option<String>,
        pub channel: Channel,
        pub language: String,
        pub browser_hash: Vec<u8>,
        pub code_hash: Vec<u8>,
        pub code_sent_at: Timestamp,
        pub code_expires_at: Timestamp,
        pub code_sends: i64,
        pub tries: i64,
    }
}

impl Pending {
    /// Where the code went.
    pub(super) fn address(&self) -> &str {
        match self.channel {
            Channel::Email => self.email.as_deref(),
            Channel::Text => self.mobile.as_deref(),
        }
        .unwrap_or_default()
    }
}
