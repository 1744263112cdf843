//! What the API takes and answers about appointments.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Deed};
use super::model::{Appointment, Request, RequestKind, RequestState};
use crate::platform::ids::AppointmentRequestId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appointment)]
pub(super) struct AppointmentBody {
    id: Uuid,
    patient_id: Uuid,
    starts_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<String>,
    /// FHIR's status, or the source's own word.
    status: String,
    description: String,
    /// Counts its changes.
    version: i64,
}

impl From<&Appointment> for AppointmentBody {
    fn from(a: &Appointment) -> AppointmentBody {
        AppointmentBody {
            id: a.id.uuid(),
            patient_id: a.patient_id.uuid(),
            starts_at: a.starts_at.rfc3339(),
            ends_at: a.ends_at.map(Timestamp::rfc3339),
            status: a.status.clone(),
            description: a.description.clone(),
            version: a.version,
        }
    }
}

/// An appointment to be written down.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewAppointment)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAppointmentBody {
    /// Start, as `2026-03-01T09:30:00-05:00`.
    starts_at: String,
    /// End, where it is known.
    ends_at: Option<String>,
    /// `booked` where left out.
    #[schema(max_length = 40)]
    pub(super) status: Option<String>,
    /// What it is for.
    #[schema(max_length = 300)]
    pub(super) description: Option<String>,
}

impl NewAppointmentBody {
    /// Start and end.
    pub(super) fn times(&self) -> Result<(Timestamp, Option<Timestamp>), Error> {
        times(&self.starts_at, self.ends_at.as_deref())
    }
}

fn times(start: &str, end: Option<&str>) -> Result<(Timestamp, Option<Timestamp>), Error> {
    let moment = |field, text: &str| {
        let read: Result<jiff::Timestamp, _> = text.parse();
        read.map(|at| Timestamp(at.as_millisecond()))
            .map_err(|_| Error::refused(Refusal::field(field, "appointment_moment_wrong")))
    };
    let end = end.map(|end| moment("ends_at", end)).transpose()?;
    Ok((moment("starts_at", start)?, end))
}

/// What a patient's side asked about appointments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentRequest)]
pub(super) struct RequestBody {
    id: Uuid,
    patient_id: Uuid,
    kind: RequestKind,
    state: RequestState,
    /// The appointment that it is about, or that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    appointment_id: Option<Uuid>,
    /// The portal user who asked.
    asked_by: Uuid,
    /// Whether they asked for somebody else.
    on_behalf: bool,
    words: String,
    asked_at: String,
    /// The time that the clinic proposes or gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<String>,
    answer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    /// The conversation in which the patient's side was told; absent where nobody could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<Uuid>,
}

impl From<&Request> for RequestBody {
    fn from(r: &Request) -> RequestBody {
        RequestBody {
            id: r.id.uuid(),
            patient_id: r.patient_id.uuid(),
            kind: r.kind,
            state: r.state,
            appointment_id: r.appointment_id.map(|id| id.uuid()),
            asked_by: r.asked_by.uuid(),
            on_behalf: r.on_behalf,
            words: r.words.clone(),
            asked_at: r.asked_at.rfc3339(),
            starts_at: r.starts_at.map(Timestamp::rfc3339),
            ends_at: r.ends_at.map(Timestamp::rfc3339),
            answer: r.answer.clone(),
            answered_at: r.answered_at.map(Timestamp::rfc3339),
            conversation_id: r.conversation_id.map(|id| id.uuid()),
        }
    }
}

/// The clinic's answer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = AppointmentAnswer)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestAnswer {
    deed: Deed,
    /// Start of the time that is given or proposed, as `2026-03-01T09:30:00-05:00`.
    starts_at: Option<String>,
    /// Its end, where it is known.
    ends_at: Option<String>,
    /// A word to the patient; needed to decline.
    #[schema(max_length = 1000)]
    #[serde(default)]
    words: String,
}

impl RequestAnswer {
    /// The answer to `request`.
    pub(super) fn answer(&self, request: AppointmentRequestId) -> Result<Answer, Error> {
        let time = match &self.starts_at {
            Some(start) => Some(times(start, self.ends_at.as_deref())?),
            None => None,
        };
        Ok(Answer {
            request,
            deed: self.deed,
            time,
            words: self.words.clone(),
        })
    }
}
