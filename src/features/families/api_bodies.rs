//! What the API takes and answers about families.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Deed};
use super::invite::Invite;
use super::model::{AtAge, FamilySettings, Request};
use super::save::Change;
use super::store::Invitation;
use crate::features::patients::{Link, LinkState, NewPortalUser, Preference, Relationship};
use crate::platform::ids::{AccessRequestId, PatientId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// A request without fields: `{}`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoFields {}

/// What somebody asks about who may read for a patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessRequest)]
pub(super) struct AccessRequestBody {
    id: Uuid,
    /// `access`: to read and write for another patient; `end`: that somebody's access ends.
    kind: String,
    /// `open`, `accepted`, `refused` or `withdrawn`.
    state: String,
    /// Who asks: a portal user.
    asked_by: Uuid,
    asked_by_name: String,
    asked_by_email: Option<String>,
    asked_by_mobile: Option<String>,
    /// The link that is to end.
    portal_link_id: Option<Uuid>,
    /// The patient in the person's own words; nothing says that there is one.
    given_name: String,
    family_name: String,
    birth_date: String,
    relationship: Relationship,
    /// What the person wrote.
    words: String,
    asked_at: String,
    /// The patient that it is about, once that is known.
    patient_id: Option<Uuid>,
    /// What staff wrote to the person.
    answer: String,
    answered_at: Option<String>,
}

impl From<&Request> for AccessRequestBody {
    fn from(r: &Request) -> AccessRequestBody {
        AccessRequestBody {
            id: r.id.uuid(),
            kind: r.kind.code().to_owned(),
            state: r.state.code().to_owned(),
            asked_by: r.asked_by.uuid(),
            asked_by_name: r.asked_by_name.clone(),
            asked_by_email: r.asked_by_email.clone(),
            asked_by_mobile: r.asked_by_mobile.clone(),
            portal_link_id: r.about_link.map(|id| id.uuid()),
            given_name: r.given_name.clone(),
            family_name: r.family_name.clone(),
            birth_date: r.birth_date.clone(),
            relationship: r.relationship,
            words: r.words.clone(),
            asked_at: r.asked_at.rfc3339(),
            patient_id: r.patient_id.map(|id| id.uuid()),
            answer: r.answer.clone(),
            answered_at: r.answered_at.map(Timestamp::rfc3339),
        }
    }
}

/// An answer to a request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = AccessRequestAnswer)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerBody {
    /// `accept` or `refuse`.
    deed: String,
    /// To give access: the patient, whom you have identified.
    patient_id: Option<Uuid>,
    /// To give access: `guardian` (also where left out) or `representative`.
    relationship: Option<String>,
    /// To give access: when it ends, as `2026-03-01T09:30:00-05:00`; left out: when it is revoked.
    ends_at: Option<String>,
    /// To give access: that an adult patient has agreed.
    #[serde(default)]
    consent: bool,
    /// What the person reads.
    #[serde(default)]
    #[schema(max_length = 1000)]
    words: String,
}

impl AnswerBody {
    /// The answer to a request.
    pub(super) fn answer(&self, request: AccessRequestId) -> Result<Answer, Error> {
        let unknown = |field| Error::refused(Refusal::field(field, "choice_unknown"));
        Ok(Answer {
            request,
            deed: Deed::from_code(&self.deed).ok_or_else(|| unknown("deed"))?,
            patient: self.patient_id.map(PatientId::from),
            relationship: relationship(self.relationship.as_deref().unwrap_or("guardian"))?,
            ends_at: moment(self.ends_at.as_deref())?,
            consent: self.consent,
            words: self.words.clone(),
        })
    }
}

/// What somebody else can be to a patient.
fn relationship(code: &str) -> Result<Relationship, Error> {
    Relationship::from_code(code)
        .filter(|r| *r != Relationship::Itself)
        .ok_or_else(|| Error::refused(Refusal::field("relationship", "choice_unknown")))
}

/// The moment of a field `ends_at`.
pub(super) fn moment(text: Option<&str>) -> Result<Option<Timestamp>, Error> {
    let read = |text: &str| {
        let read: Result<jiff::Timestamp, _> = text.parse();
        read.map(|at| Timestamp(at.as_millisecond()))
            .map_err(|_| Error::refused(Refusal::field("ends_at", "appointment_moment_wrong")))
    };
    text.map(read).transpose()
}

/// An invitation that waits for its person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invitation)]
pub(super) struct InvitationBody {
    portal_link_id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    person_name: String,
    invited_at: String,
    /// Until when it is open.
    expires_at: String,
    /// How often it was sent.
    sent: i64,
}

impl From<&Invitation> for InvitationBody {
    fn from(i: &Invitation) -> InvitationBody {
        InvitationBody {
            portal_link_id: i.link_id.uuid(),
            patient_id: i.patient_id.uuid(),
            patient_name: i.patient_name.clone(),
            person_name: i.person_name.clone(),
            invited_at: i.invited_at.rfc3339(),
            expires_at: i.expires_at.rfc3339(),
            sent: i.sent,
        }
    }
}

/// Who reads and writes for a patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FamilyLink)]
pub(super) struct LinkBody {
    id: Uuid,
    patient_id: Uuid,
    /// The person.
    portal_user_id: Uuid,
    name: String,
    relationship: Relationship,
    /// How far the link has come.
    state: LinkState,
    /// Whether it holds now.
    holds: bool,
    starts_at: String,
    /// Until when it holds, this moment not included.
    ends_at: Option<String>,
    revoked_at: Option<String>,
    /// Whether the patient's other readers do not learn who this is.
    hidden_from_others: bool,
    /// From when staff should look at it, at the clinic's age.
    review_since: Option<String>,
    /// The invitation that waits for the person.
    invitation: Option<InvitationBody>,
}

impl LinkBody {
    pub(super) fn new(link: &Link, invitation: Option<&Invitation>, now: Timestamp) -> LinkBody {
        LinkBody {
            id: link.id.uuid(),
            patient_id: link.patient_id.uuid(),
            portal_user_id: link.portal_user_id.uuid(),
            name: link.name(),
            relationship: link.relationship,
            state: link.state,
            holds: link.holds(now),
            starts_at: link.starts_at.rfc3339(),
            ends_at: link.ends_at.map(Timestamp::rfc3339),
            revoked_at: link.revoked_at.map(Timestamp::rfc3339),
            hidden_from_others: link.hidden_from_others,
            review_since: link.review_since.map(Timestamp::rfc3339),
            invitation: invitation.map(InvitationBody::from),
        }
    }
}

/// Somebody to be invited.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewInvitation)]
#[serde(deny_unknown_fields)]
pub(super) struct InviteBody {
    given_name: String,
    #[serde(default)]
    family_name: String,
    /// One of the two addresses is needed.
    email: Option<String>,
    mobile: Option<String>,
    /// `email` where left out; `text`, `email_only` or `text_only`.
    preferred_channel: Option<Preference>,
    /// `en` where left out, or `fr`.
    language: Option<String>,
    /// `guardian` or `representative`.
    relationship: String,
    /// When the access ends, as `2026-03-01T09:30:00-05:00`; left out: when it is revoked.
    ends_at: Option<String>,
}

impl InviteBody {
    /// The invitation to a patient.
    pub(super) fn invite(&self, patient: PatientId) -> Result<Invite, Error> {
        Ok(Invite {
            patient,
            person: NewPortalUser {
                given_name: self.given_name.clone(),
                family_name: self.family_name.clone(),
                email: self.email.clone(),
                mobile: self.mobile.clone(),
                preferred_channel: self.preferred_channel.unwrap_or(Preference::Email),
                language: self.language.clone().unwrap_or_else(|| "en".to_owned()),
                source_key: None,
            },
            relationship: relationship(&self.relationship)?,
            ends_at: moment(self.ends_at.as_deref())?,
        })
    }
}

/// Until when a link holds.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = FamilyLinkEnd)]
#[serde(deny_unknown_fields)]
pub(super) struct EndBody {
    /// As `2026-03-01T09:30:00-05:00`; null: it has no end, or keeps the one that it has.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub(super) ends_at: Option<String>,
}

/// Whether somebody is kept from the patient's other readers.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = FamilyLinkHidden)]
#[serde(deny_unknown_fields)]
pub(super) struct HideBody {
    pub(super) hidden: bool,
}

/// The clinic's age for guardians' links.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = FamilySettings)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilySettingsBody {
    /// Grows with each save; to replace, the one that was read.
    version: i64,
    /// The age in years, 10 to 25; null: links go on at any age.
    link_age: Option<i64>,
    /// What becomes of a link then: `review` or `end`.
    at_age: String,
    /// To replace: how many links somebody has agreed to touch at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<usize>,
}

impl From<&FamilySettings> for FamilySettingsBody {
    fn from(s: &FamilySettings) -> FamilySettingsBody {
        FamilySettingsBody {
            version: s.version,
            link_age: s.link_age,
            at_age: s.at_age.code().to_owned(),
            seen: None,
        }
    }
}

impl FamilySettingsBody {
    /// What is to hold from now on.
    pub(super) fn change(&self) -> Result<Change, Refusal> {
        Ok(Change {
            version: self.version,
            link_age: self.link_age,
            at_age: AtAge::from_code(&self.at_age)
                .ok_or(Refusal::field("at_age", "choice_unknown"))?,
            seen: self.seen,
        })
    }
}
