//! The head of every page about a patient: who it is, and what tells them from another (M26).

use super::model::{Channel, Patient, PatientStatus};
use super::store;
use crate::platform::auth::Scope;
use crate::platform::ids::PatientId;
use crate::platform::text;
use crate::platform::time::Timestamp;

/// What the head shows.
#[derive(Debug, Clone)]
pub struct Card {
    /// The patient.
    pub id: PatientId,
    /// Given and family name.
    pub name: String,
    /// First letters, for the face.
    pub initials: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Whole years.
    pub age: Option<i16>,
    /// Identifiers, as (kind's label, value).
    pub identifiers: Vec<(String, String)>,
    /// `en` or `fr`.
    pub language: String,
    /// Whether the patient is no longer one.
    pub discharged: bool,
    /// Where the first notification goes: the channel, and an address that doesn't give all away.
    pub reached_by: Option<(Channel, String)>,
}

impl Card {
    /// The head for a patient that the actor may see.
    pub fn load(
        tx: &mut db::Tx<'_>,
        scope: &Scope,
        patient: &Patient,
        now: Timestamp,
    ) -> Result<Card, db::Error> {
        let recipients = store::recipients(tx, scope, patient.id, now)?;
        let reached_by = recipients
            .iter()
            .find_map(|r| r.contact())
            .map(|(channel, address)| (channel, masked(channel, address)));
        Ok(Card {
            id: patient.id,
            name: patient.name(),
            initials: text::initials(&patient.name()),
            birth_date: patient.birth_date.clone(),
            age: patient.age(now),
            identifiers: store::identifiers(tx, scope, patient.id)?,
            language: patient.language.clone(),
            discharged: patient.status == PatientStatus::Discharged,
            reached_by,
        })
    }
}

/// Enough of an address to know it again: the last four figures, or the first letter and the domain.
pub(super) fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Text => {
            let shown = address.len().saturating_sub(4);
            format!("…{}", address.get(shown..).unwrap_or_default())
        }
        Channel::Email => {
            let (local, domain) = address.split_once('@').unwrap_or((address, ""));
            let first: String = local.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
    }
}
