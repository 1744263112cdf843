//! What the API takes and answers about registrations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::decide::{Decision, Deed};
use super::model::RegistrationState;
use super::read::Beside;
use crate::features::patients::{Channel, Likely, Likeness};
use crate::platform::ids::RegistrationId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// An identifier that was typed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegistrationIdentifier)]
pub(super) struct IdentifierBody {
    kind: String,
    value: String,
}

/// A patient who could be the same person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LikelyPatient)]
pub(super) struct LikelyBody {
    patient_id: Uuid,
    given_name: String,
    family_name: String,
    birth_date: String,
    /// What is alike, the strongest first.
    because: Vec<Likeness>,
}

impl From<&Likely> for LikelyBody {
    fn from(likely: &Likely) -> LikelyBody {
        let p = &likely.patient;
        LikelyBody {
            patient_id: p.id.uuid(),
            given_name: p.given_name.clone(),
            family_name: p.family_name.clone(),
            birth_date: p.birth_date.clone(),
            because: likely.because.clone(),
        }
    }
}

/// What somebody asked who registered as a patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Registration)]
pub(super) struct RegistrationBody {
    id: Uuid,
    state: RegistrationState,
    given_name: String,
    family_name: String,
    birth_date: String,
    sex: String,
    email: Option<String>,
    mobile: Option<String>,
    /// The channel whose address was proven with a code.
    proven_channel: Channel,
    language: String,
    identifiers: Vec<IdentifierBody>,
    /// The version of the clinic's text that was agreed to.
    consent_version: Option<i64>,
    asked_at: String,
    confirmed_at: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// Why it was refused; for staff alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    /// The patient that it led to.
    patient_id: Option<Uuid>,
    /// Patients who could be the same person, while it waits. Nothing is linked by itself.
    likely: Vec<LikelyBody>,
}

impl From<&Beside> for RegistrationBody {
    fn from(beside: &Beside) -> RegistrationBody {
        let r = &beside.registration;
        let identifiers = beside.identifiers.iter().map(|i| IdentifierBody {
            kind: i.kind.clone(),
            value: i.value.clone(),
        });
        RegistrationBody {
            id: r.id.uuid(),
            state: r.state,
            given_name: r.given_name.clone(),
            family_name: r.family_name.clone(),
            birth_date: r.birth_date.clone(),
            sex: r.sex.clone(),
            email: r.email.clone(),
            mobile: r.mobile.clone(),
            proven_channel: r.channel,
            language: r.language.clone(),
            identifiers: identifiers.collect(),
            consent_version: r.consent_version,
            asked_at: r.created_at.rfc3339(),
            confirmed_at: r.confirmed_at.map(Timestamp::rfc3339),
            decided_by: r.decided_by_name.clone(),
            decided_at: r.decided_at.map(Timestamp::rfc3339),
            reason: r.reason.clone(),
            patient_id: r.patient_id.map(|id| id.uuid()),
            likely: beside.likely.iter().map(LikelyBody::from).collect(),
        }
    }
}

/// A decision about a registration.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = RegistrationDecision)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionBody {
    /// `accept` (a new patient), `match` (with a patient on file) or `refuse`.
    deed: String,
    /// To match: the patient.
    patient_id: Option<Uuid>,
    /// To match: what is taken over into the chart: `email`, `mobile`, `identifier:<kind>`.
    #[serde(default)]
    take: Vec<String>,
    /// To match: switches the patient's portal access on.
    #[serde(default)]
    access: bool,
    /// To accept: leaves the identifiers out.
    #[serde(default)]
    without_identifiers: bool,
    /// That an address which comes into the chart may be on file with somebody else too.
    #[serde(default)]
    shared: bool,
    /// To refuse: why; for staff alone.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// To refuse: tells the person, in neutral words.
    #[serde(default)]
    tell: bool,
}

impl DecisionBody {
    /// The decision about a registration.
    pub(super) fn decision(&self, registration: RegistrationId) -> Result<Decision, Error> {
        let deed = match self.deed.as_str() {
            "accept" => Deed::Accept {
                without_identifiers: self.without_identifiers,
            },
            "match" => {
                let missing = || Refusal::field("patient_id", "registration_patient_missing");
                let patient = self.patient_id.ok_or_else(|| Error::refused(missing()))?;
                Deed::Match {
                    patient: patient.into(),
                    take: self.take.clone(),
                    access: self.access,
                }
            }
            "refuse" => Deed::Refuse {
                reason: self.reason.clone().unwrap_or_default(),
                tell: self.tell,
            },
            _ => return Err(Error::refused(Refusal::field("deed", "choice_unknown"))),
        };
        Ok(Decision {
            registration,
            deed,
            shared: self.shared,
        })
    }
}
