//! What an entry says, and how the chain is computed. No I/O.

use uuid::Uuid;

use crate::platform::auth::{PortalActor, StaffActor};
use crate::platform::ids::{AuditEventId, ClinicId, PatientId};
use crate::platform::keys::Key;
use crate::platform::time::Timestamp;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A staff member in a browser.
    Staff(Uuid),
    /// A portal user.
    PortalUser(Uuid),
    /// An API key, acting for a member.
    ApiKey(Uuid),
    /// Carepost itself: the worker, a command on the host.
    System,
    /// Somebody who has not signed in.
    Anonymous,
}

impl By {
    /// The stored kind and id.
    pub(super) fn parts(self) -> (&'static str, Option<Uuid>) {
        match self {
            By::Staff(id) => ("staff", Some(id)),
            By::PortalUser(id) => ("portal_user", Some(id)),
            By::ApiKey(id) => ("api_key", Some(id)),
            By::System => ("system", None),
            By::Anonymous => ("anonymous", None),
        }
    }
}

impl From<&StaffActor> for By {
    fn from(actor: &StaffActor) -> By {
        actor
            .key
            .map_or(By::Staff(actor.staff.uuid()), |key| By::ApiKey(key.uuid()))
    }
}

impl From<&PortalActor> for By {
    fn from(actor: &PortalActor) -> By {
        By::PortalUser(actor.portal_user.uuid())
    }
}

/// One entry to be written.
#[derive(Debug, Clone)]
pub struct Event {
    /// The clinic.
    pub clinic: ClinicId,
    /// Who did it.
    pub by: By,
    /// What was done, as `resource.verb`: `conversation.send`, `patient.read`, `sign_in.denied`.
    pub action: &'static str,
    /// What it was done to: the resource's kind and id.
    pub resource: (&'static str, Option<Uuid>),
    /// The patient it concerns.
    pub patient: Option<PatientId>,
    /// What else a reviewer needs: field names, counts, reasons; never clinical text.
    pub detail: String,
}

impl Event {
    /// An entry about one resource.
    pub fn new(
        clinic: ClinicId,
        by: impl Into<By>,
        action: &'static str,
        kind: &'static str,
        id: impl Into<Option<Uuid>>,
    ) -> Event {
        Event {
            clinic,
            by: by.into(),
            action,
            resource: (kind, id.into()),
            patient: None,
            detail: String::new(),
        }
    }

    /// The entry with the patient it concerns.
    #[must_use]
    pub fn patient(mut self, patient: PatientId) -> Event {
        self.patient = Some(patient);
        self
    }

    /// The entry with a detail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Event {
        self.detail = detail.into();
        self
    }
}

/// What the hash of an entry covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covered<'a> {
    pub clinic: ClinicId,
    pub lane: i64,
    pub seq: i64,
    pub id: AuditEventId,
    pub at: Timestamp,
    pub actor_kind: &'a str,
    pub actor_id: Option<Uuid>,
    pub action: &'a str,
    pub resource_kind: &'a str,
    pub resource_id: Option<Uuid>,
    pub patient: Option<PatientId>,
    pub detail: &'a str,
}

/// The keyed hash of an entry, which covers the hash of the one before it.
pub(super) fn link(key: &Key, previous: &[u8], entry: &Covered<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + entry.detail.len());
    // Each part is led by its length, so that no two different entries write the same bytes.
    let mut part = |field: &[u8]| {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    };
    let id = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    part(previous);
    part(entry.clinic.uuid().as_bytes());
    part(&entry.lane.to_be_bytes());
    part(&entry.seq.to_be_bytes());
    part(entry.id.uuid().as_bytes());
    part(&entry.at.0.to_be_bytes());
    part(entry.actor_kind.as_bytes());
    part(&id(entry.actor_id));
    part(entry.action.as_bytes());
    part(entry.resource_kind.as_bytes());
    part(&id(entry.resource_id));
    part(&id(entry.patient.map(|p| p.uuid())));
    part(entry.detail.as_bytes());
    key.hash(&bytes).to_vec()
}

/// Seals the end of a chain: without the key nobody can cut entries off and write an end that fits.
pub(super) fn seal(key: &Key, lane: i64, seq: i64, hash: &[u8]) -> Vec<u8> {
    let mut bytes = b"carepost audit head".to_vec();
    bytes.extend_from_slice(&lane.to_be_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(hash);
    key.hash(&bytes).to_vec()
}
