//! Entries of the audit by exact conditions, a page at a time, for programs.

use uuid::Uuid;

use super::filter::Filter;
use super::store::list::{self, Line, Place};
use crate::platform::auth::Scope;
use crate::platform::ids::{AuditEventId, PatientId};
use crate::platform::time::{MINUTE, Timestamp};

/// Which entries: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    /// Only these.
    pub ids: Option<Vec<AuditEventId>>,
    /// From this moment on, and before this one.
    pub at: (Option<Timestamp>, Option<Timestamp>),
    /// By this member, portal user or API key.
    pub actor: Option<Uuid>,
    /// About this patient.
    pub patient: Option<PatientId>,
    /// Of this action, such as `conversation.send`.
    pub action: Option<String>,
}

/// An entry, and where the list goes on after it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The entry.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// `staff`, `portal_user`, `api_key`, `system` or `anonymous`.
    pub actor_kind: String,
    /// Who, where it was somebody.
    pub actor_id: Option<Uuid>,
    /// The name of who it was.
    pub actor_name: Option<String>,
    /// What was done, as `resource.verb`.
    pub action: String,
    /// What it was done to.
    pub resource: (String, Option<Uuid>),
    /// The patient it concerns.
    pub patient: Option<PatientId>,
    /// Field names, counts, reasons.
    pub detail: String,
}

/// Entries, the latest first, at most `limit` after the time and id of `after`.
pub fn find(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    wanted: &Entries,
    (after, limit): (Option<(Timestamp, AuditEventId)>, i64),
) -> Result<Vec<Entry>, db::Error> {
    let filter = Filter {
        from: wanted.at.0,
        to: wanted.at.1,
        actor: wanted.actor,
        patients: wanted.patient.map(|p| vec![p]),
        action: wanted.action.clone(),
    };
    let place = after.map(|(at, id)| Place(at, id));
    let mut lines = match &wanted.ids {
        None => list::page(tx, scope, &filter, place, limit)?,
        Some(ids) => list::among(tx, scope, &around(filter, ids), (place, limit), ids)?,
    };
    lines.retain(|l| wanted.patient.is_none() || l.patient_id == wanted.patient);
    Ok(lines.into_iter().map(Entry::from).collect())
}

/// The filter narrowed to the time around which the ids were made: ids hold it, and the list is found by time.
fn around(mut filter: Filter, ids: &[AuditEventId]) -> Filter {
    let made = |id: &AuditEventId| {
        let (seconds, nanos) = id.uuid().get_timestamp()?.to_unix();
        let ms = i64::try_from(seconds).ok()?.checked_mul(1_000)?;
        Some(Timestamp(ms + i64::from(nanos / 1_000_000)))
    };
    let (first, last) = (
        ids.iter().filter_map(made).min(),
        ids.iter().filter_map(made).max(),
    );
    let (first, last) = (first.unwrap_or(Timestamp(0)), last.unwrap_or(Timestamp(0)));
    filter.from = filter.from.max(Some(first.plus(-MINUTE)));
    filter.to = filter.to.into_iter().chain([last.plus(MINUTE)]).min();
    filter
}

impl From<Line> for Entry {
    fn from(line: Line) -> Entry {
        Entry {
            id: line.id,
            at: line.at,
            actor_kind: line.actor_kind,
            actor_id: line.actor_id,
            actor_name: line.actor_name,
            action: line.action,
            resource: (line.resource_kind, line.resource_id),
            patient: line.patient_id,
            detail: line.detail,
        }
    }
}
