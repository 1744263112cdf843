//! What an import brings, whatever format it came in: plain records, ready to be compared and stored.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use crate::features::patients::Preference;

/// One thing that an import brings.
#[derive(Clone, Serialize)]
pub enum Record {
    /// A patient.
    Patient(PatientRecord),
    /// Someone who may act for a patient.
    Guardian(GuardianRecord),
    /// A member of the clinic's staff.
    Staff(StaffRecord),
    /// An item of a chart.
    ChartItem(ChartItemRecord),
    /// An appointment.
    Appointment(AppointmentRecord),
}

impl fmt::Debug for Record {
    /// The kind only: records hold what patients own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl Record {
    /// What it is.
    fn kind(&self) -> &'static str {
        match self {
            Self::Patient(_) => "patient",
            Self::Guardian(_) => "portal link",
            Self::Staff(_) => "staff member",
            Self::ChartItem(_) => "chart item",
            Self::Appointment(_) => "appointment",
        }
    }

    /// By which names the source knows it.
    pub fn source(&self) -> &Source {
        match self {
            Self::Patient(r) => &r.source,
            Self::Guardian(r) => &r.source,
            Self::Staff(r) => &r.source,
            Self::ChartItem(r) => &r.source,
            Self::Appointment(r) => &r.source,
        }
    }
}

/// The passes over the files, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Patients and staff.
    People,
    /// Who acts for whom.
    Links,
    /// What stands in the charts.
    Chart,
}

impl Stage {
    /// Every pass, in order.
    pub const ALL: [Self; 3] = [Self::People, Self::Links, Self::Chart];
}

/// By which names the source knows a thing: `Patient/7`, `Patient?system|value`, `urn:uuid:..`.
#[derive(Clone, Default, Serialize)]
pub struct Source {
    /// The name that a second import will find it by.
    pub key: String,
    /// Further names that references may use.
    #[serde(skip)]
    pub aliases: Vec<String>,
}

/// A thing that another record points to, by any of these names.
#[derive(Clone, Default, Serialize)]
pub struct Pointer(pub Vec<String>);

/// A patient, as a source describes one.
#[derive(Clone, Default, Serialize)]
pub struct PatientRecord {
    /// By which names the source knows the patient.
    pub source: Source,
    /// First and middle names; empty for a person of one name.
    pub given_name: String,
    /// Last name, or the only one.
    pub family_name: String,
    /// `1980-12-31`.
    pub birth_date: String,
    /// male, female, other, unknown.
    pub sex: String,
    /// Whether under the clinic's care; `None` leaves what is on file.
    pub active: Option<bool>,
    /// Email address.
    pub email: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// By what to tell them; `None` leaves what is on file.
    pub preferred: Option<Preference>,
    /// `en` or `fr`; `None` leaves what is on file.
    pub language: Option<&'static str>,
    /// Portal access; `None` takes the clinic's setting for new patients (M56).
    pub portal_access: Option<bool>,
    /// What identifies the patient.
    pub identifiers: Vec<IdentifierRecord>,
}

/// One number or name that identifies a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentifierRecord {
    /// `emr_id`, `health_number`, or a kind of the clinic's own.
    pub kind: String,
    /// The kind in words.
    pub label: String,
    /// The identifier itself.
    pub value: String,
}

/// How someone may act for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Relationship {
    /// Parent or guardian.
    Guardian,
    /// Authorised in another way.
    Representative,
}

/// Someone who may act for a patient, and for which one.
#[derive(Clone, Serialize)]
pub struct GuardianRecord {
    /// By which names the source knows the relation.
    pub source: Source,
    /// The human being behind several relations, where the source says so.
    pub person: Option<String>,
    /// The patient.
    pub patient: Pointer,
    /// How.
    pub relationship: Relationship,
    /// First and middle names.
    pub given_name: String,
    /// Last name, or the only one.
    pub family_name: String,
    /// Email address.
    pub email: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// By text rather than by email.
    pub prefers_text: bool,
    /// `en` or `fr`.
    pub language: Option<&'static str>,
    /// From when, in UTC ms.
    pub starts_at: Option<i64>,
    /// Until when, in UTC ms.
    pub ends_at: Option<i64>,
    /// Whether the relation still holds.
    pub active: bool,
}

/// A member of the clinic's staff: without a password, so invited.
#[derive(Clone, Serialize)]
pub struct StaffRecord {
    /// By which names the source knows the person.
    pub source: Source,
    /// Name as patients see it.
    pub display_name: String,
    /// The address to sign in with.
    pub email: String,
    /// What they are there for, in words; may be empty.
    pub title: String,
}

/// An item of a patient's chart.
#[derive(Clone, Serialize)]
pub struct ChartItemRecord {
    /// By which names the source knows it.
    pub source: Source,
    /// Whose chart.
    pub patient: Pointer,
    /// One of the kinds of M30, as stored.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// `1987-11-19`.
    pub date: String,
    /// By whom, in words.
    pub author: String,
    /// What it holds.
    pub content: Content,
}

/// What a chart item holds.
#[derive(Clone, Serialize)]
pub enum Content {
    /// A file.
    File(FileContent),
    /// An address to open, for videos.
    Link(String),
}

/// A file of a chart item.
#[derive(Clone, Serialize)]
pub struct FileContent {
    /// File name with its ending.
    pub name: String,
    /// Media type as the source says it, without parameters; the bytes decide.
    pub media_type: String,
    /// The bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// An appointment.
#[derive(Clone, Serialize)]
pub struct AppointmentRecord {
    /// By which names the source knows it.
    pub source: Source,
    /// Whose.
    pub patient: Pointer,
    /// Start in UTC ms.
    pub starts_at: i64,
    /// End in UTC ms.
    pub ends_at: Option<i64>,
    /// FHIR's appointment status.
    pub status: String,
    /// What it is for, in words.
    pub description: String,
}

/// Why something does not come in: the field, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field's name or path in the source; empty when the whole is meant.
    pub field: String,
    /// What is wrong and what to do. It never repeats what the source says of a patient.
    pub reason: Cow<'static, str>,
}

impl Refusal {
    /// A refusal of one field.
    pub fn new(field: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }
}

/// What a source's entry turned out to be.
#[derive(Debug)]
pub enum Mapped {
    /// Something to store.
    Record(Box<Record>),
    /// Nothing that Carepost keeps, with the reason.
    LeftOut(Cow<'static, str>),
}

impl From<Record> for Mapped {
    fn from(record: Record) -> Self {
        Self::Record(Box::new(record))
    }
}
