//! What the API takes and gives.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::create::NewPatient;
use super::super::demographics::Demographics;
use super::super::identifiers::NewIdentifier;
use super::super::model::{ChartKind, LinkState, Patient, PatientStatus, Preference, Relationship};
use super::super::search::{Hit, Linked};
use super::super::store::chart::ChartItem;
use super::super::store::links::{Link, PortalUser};
use super::super::store::patients::Identifier;
use super::super::update::Changes;
use crate::platform::i18n::Tr;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// An identifier.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatientIdentifier)]
pub(super) struct IdentifierBody {
    /// Code of a kind that the clinic has defined: `emr`, `health_number`.
    pub(super) kind: String,
    /// The identifier.
    pub(super) value: String,
}

impl From<&IdentifierBody> for NewIdentifier {
    fn from(body: &IdentifierBody) -> NewIdentifier {
        NewIdentifier {
            kind: body.kind.clone(),
            value: body.value.clone(),
        }
    }
}

/// Somebody who reads and writes for a patient now.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PatientReader)]
pub(super) struct ReaderBody {
    /// The portal user.
    id: Uuid,
    /// Their name.
    name: String,
    /// What they are to the patient.
    relationship: Relationship,
}

impl From<&Linked> for ReaderBody {
    fn from(linked: &Linked) -> ReaderBody {
        ReaderBody {
            id: linked.portal_user.uuid(),
            name: linked.name.clone(),
            relationship: linked.relationship,
        }
    }
}

/// A patient in a list, with what tells two people of one name apart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatientSummary)]
pub(super) struct Summary {
    /// The patient.
    id: Uuid,
    /// Given name; may be empty.
    given_name: String,
    /// Family name; may be empty.
    family_name: String,
    /// `YYYY-MM-DD`.
    birth_date: String,
    /// Active or discharged.
    status: PatientStatus,
    /// Identifiers, by the names people call their kinds.
    identifiers: Vec<NamedIdentifier>,
    /// Who reads and writes for the patient now.
    portal_users: Vec<ReaderBody>,
    /// Whether another patient in this list has the same or nearly the same name.
    near_name: bool,
}

/// An identifier with what people call its kind.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NamedIdentifier {
    /// What people call the kind.
    label: String,
    /// The identifier.
    value: String,
}

impl From<&Hit> for Summary {
    fn from(hit: &Hit) -> Summary {
        Summary {
            id: hit.id.uuid(),
            given_name: hit.given_name.clone(),
            family_name: hit.family_name.clone(),
            birth_date: hit.birth_date.clone(),
            status: hit.status,
            identifiers: hit
                .identifiers
                .iter()
                .map(|(label, value)| NamedIdentifier {
                    label: label.clone(),
                    value: value.clone(),
                })
                .collect(),
            portal_users: hit.linked.iter().map(ReaderBody::from).collect(),
            near_name: hit.near_name,
        }
    }
}

/// Why a patient can't be messaged.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatientBlock)]
pub(super) struct Block {
    /// Stable code.
    code: &'static str,
    /// The sentence, with the way out.
    detail: String,
}

/// A patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Patient)]
pub(super) struct PatientBody {
    /// The patient.
    id: Uuid,
    /// Grows with each change.
    version: i64,
    /// Given name; may be empty.
    given_name: String,
    /// Family name; may be empty.
    family_name: String,
    /// `YYYY-MM-DD`.
    birth_date: String,
    /// Female, male, other, unknown.
    sex: String,
    /// Active or discharged.
    status: PatientStatus,
    /// Email on file.
    email: Option<String>,
    /// Mobile number on file, as E.164.
    mobile: Option<String>,
    /// How the patient wants to be told: `email` or `text` first, with `_only` by no other.
    preferred_channel: Preference,
    /// `en` or `fr`.
    language: String,
    /// The patient's own portal switch.
    portal_access: bool,
    /// Identifiers.
    identifiers: Vec<IdentifierBody>,
    /// Who reads and writes for the patient now.
    portal_users: Vec<ReaderBody>,
    /// Whether the patient can be messaged.
    can_be_messaged: bool,
    /// What is in the way; empty when nothing is.
    blocked: Vec<Block>,
}

/// What is loaded to show a patient.
pub(super) struct Loaded {
    pub(super) patient: Patient,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) readers: Vec<Linked>,
    pub(super) reasons: Vec<Refusal>,
}

impl PatientBody {
    pub(super) fn new(loaded: &Loaded, tr: &Tr) -> PatientBody {
        let p = &loaded.patient;
        let block = |r: &Refusal| Block {
            code: r.code,
            detail: r.sentence(tr),
        };
        let identifier = |i: &Identifier| IdentifierBody {
            kind: i.kind.clone(),
            value: i.value.clone(),
        };
        PatientBody {
            id: p.id.uuid(),
            version: p.version,
            given_name: p.given_name.clone(),
            family_name: p.family_name.clone(),
            birth_date: p.birth_date.clone(),
            sex: p.sex.clone(),
            status: p.status,
            email: p.email.clone(),
            mobile: p.mobile.clone(),
            preferred_channel: p.preferred_channel,
            language: p.language.clone(),
            portal_access: p.portal_access,
            identifiers: loaded.identifiers.iter().map(identifier).collect(),
            portal_users: loaded.readers.iter().map(ReaderBody::from).collect(),
            can_be_messaged: loaded.reasons.is_empty(),
            blocked: loaded.reasons.iter().map(block).collect(),
        }
    }
}

/// A new patient. Given or family name, and the birth date, are required.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPatient)]
pub(super) struct NewPatientBody {
    /// Given name.
    #[serde(default)]
    given_name: String,
    /// Family name.
    #[serde(default)]
    family_name: String,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    birth_date: String,
    /// Female, male, other, unknown (the default).
    sex: Option<String>,
    /// Active (the default) or discharged.
    status: Option<PatientStatus>,
    /// Email.
    email: Option<String>,
    /// Mobile number: E.164, or ten figures in North America.
    mobile: Option<String>,
    /// `email` (the default), `text`, `email_only` or `text_only`: with `_only`, the other one is not used when it fails.
    preferred_channel: Option<Preference>,
    /// `en` (the default) or `fr`.
    language: Option<String>,
    /// The patient's own portal switch. Without it: as the clinic has set it for new patients.
    portal_access: Option<bool>,
    /// Whether the patient reads and writes for themselves. Without it: by age.
    own_access: Option<bool>,
    /// Identifiers.
    #[serde(default)]
    identifiers: Vec<IdentifierBody>,
}

impl From<&NewPatientBody> for NewPatient {
    fn from(body: &NewPatientBody) -> NewPatient {
        let usual = Demographics::default();
        NewPatient {
            demographics: Demographics {
                given_name: body.given_name.clone(),
                family_name: body.family_name.clone(),
                birth_date: body.birth_date.clone(),
                sex: body.sex.clone().unwrap_or(usual.sex),
                status: body.status.unwrap_or(usual.status),
                email: body.email.clone(),
                mobile: body.mobile.clone(),
                preferred_channel: body.preferred_channel.unwrap_or(usual.preferred_channel),
                language: body.language.clone().unwrap_or(usual.language),
            },
            portal_access: body.portal_access,
            own_access: body.own_access,
            identifiers: body.identifiers.iter().map(NewIdentifier::from).collect(),
            source_key: None,
        }
    }
}

/// Changes of a patient. What is absent stays; `null` takes an email or a mobile number away.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PatientChanges)]
pub(super) struct ChangesBody {
    /// The version that the changes are based on. Without it: the current one.
    pub(super) version: Option<i64>,
    /// Given name.
    given_name: Option<String>,
    /// Family name.
    family_name: Option<String>,
    /// `YYYY-MM-DD`.
    birth_date: Option<String>,
    /// Female, male, other, unknown.
    sex: Option<String>,
    /// Active or discharged.
    status: Option<PatientStatus>,
    /// Email.
    #[serde(deserialize_with = "null_is_empty")]
    email: Option<String>,
    /// Mobile number.
    #[serde(deserialize_with = "null_is_empty")]
    mobile: Option<String>,
    /// `email`, `text`, `email_only` or `text_only`.
    preferred_channel: Option<Preference>,
    /// `en` or `fr`.
    language: Option<String>,
    /// The patient's own portal switch. Off ends every session about the patient.
    pub(super) portal_access: Option<bool>,
    /// All identifiers that the patient shall have.
    pub(super) identifiers: Option<Vec<IdentifierBody>>,
}

fn null_is_empty<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(reader).map(|value| Some(value.unwrap_or_default()))
}

impl From<&ChangesBody> for Changes {
    fn from(body: &ChangesBody) -> Changes {
        Changes {
            given_name: body.given_name.clone(),
            family_name: body.family_name.clone(),
            birth_date: body.birth_date.clone(),
            sex: body.sex.clone(),
            status: body.status,
            email: body.email.clone(),
            mobile: body.mobile.clone(),
            preferred_channel: body.preferred_channel,
            language: body.language.clone(),
        }
    }
}

/// An item of a chart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartItem)]
pub(super) struct ChartItemBody {
    /// The item.
    id: Uuid,
    /// Whose chart.
    patient_id: Uuid,
    /// What it is.
    kind: ChartKind,
    /// Its title.
    title: String,
    /// `YYYY-MM-DD`.
    item_date: String,
    /// Who wrote it; may be empty.
    author: String,
    /// Its address on the web.
    link: Option<String>,
    /// Its file's name.
    file_name: Option<String>,
    /// Its file's type.
    content_type: Option<String>,
    /// Its file's size in bytes.
    size: Option<i64>,
}

impl From<&ChartItem> for ChartItemBody {
    fn from(item: &ChartItem) -> ChartItemBody {
        ChartItemBody {
            id: item.id.uuid(),
            patient_id: item.patient_id.uuid(),
            kind: item.kind,
            title: item.title.clone(),
            item_date: item.item_date.clone(),
            author: item.author.clone(),
            link: item.link.clone(),
            file_name: item.file_name.clone(),
            content_type: item.content_type.clone(),
            size: item.size,
        }
    }
}

/// A new item of a chart.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewChartItem)]
pub(super) struct NewChartItemBody {
    /// What it is.
    pub(super) kind: ChartKind,
    /// Its title.
    pub(super) title: String,
    /// `YYYY-MM-DD`.
    pub(super) item_date: String,
    /// Who wrote it.
    #[serde(default)]
    pub(super) author: String,
    /// Its address on the web: https only.
    pub(super) link: Option<String>,
    /// A file uploaded with `POST /attachments`, that nothing else has.
    pub(super) attachment_id: Option<Uuid>,
}

/// A link between a portal user and a patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PortalLink)]
pub(super) struct LinkBody {
    /// The link.
    id: Uuid,
    /// The patient.
    patient_id: Uuid,
    /// What the person is to the patient.
    relationship: Relationship,
    /// How far the link has come.
    state: LinkState,
    /// Whether it holds now.
    holds: bool,
    /// From when it holds.
    starts_at: String,
    /// Until when it holds, this moment not included.
    ends_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
}

/// A portal user: somebody who reads and writes for one or more patients.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PortalUser)]
pub(super) struct PortalUserBody {
    /// The person.
    id: Uuid,
    /// The patient that the person is, where they are one.
    patient_id: Option<Uuid>,
    /// Given name; may be empty.
    given_name: String,
    /// Family name; may be empty.
    family_name: String,
    /// Email on file.
    email: Option<String>,
    /// Mobile number on file.
    mobile: Option<String>,
    /// How they want to be told.
    preferred_channel: Preference,
    /// `en` or `fr`.
    language: String,
    /// Every link, those that are over too.
    links: Vec<LinkBody>,
}

impl PortalUserBody {
    pub(super) fn new(person: &PortalUser, links: &[Link], now: Timestamp) -> PortalUserBody {
        let body = |l: &Link| LinkBody {
            id: l.id.uuid(),
            patient_id: l.patient_id.uuid(),
            relationship: l.relationship,
            state: l.state,
            holds: l.holds(now),
            starts_at: l.starts_at.rfc3339(),
            ends_at: l.ends_at.map(Timestamp::rfc3339),
            revoked_at: l.revoked_at.map(Timestamp::rfc3339),
        };
        let own = links.iter().filter(|l| l.portal_user_id == person.id);
        PortalUserBody {
            id: person.id.uuid(),
            patient_id: person.self_patient_id.map(|p| p.uuid()),
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            email: person.email.clone(),
            mobile: person.mobile.clone(),
            preferred_channel: person.preferred_channel,
            language: person.language.clone(),
            links: own.map(body).collect(),
        }
    }
}
