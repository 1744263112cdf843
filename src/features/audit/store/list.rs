//! Reading the audit: pages of entries, the latest first. All its SQL.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::features::audit::filter::Filter;
use crate::platform::auth::Scope;
use crate::platform::ids::{AuditEventId, ClinicId, PatientId};
use crate::platform::text;
use crate::platform::time::Timestamp;

/// Patients that a name may fit.
const PATIENTS: i64 = 500;

db::row! {
    /// An entry with the names of those it concerns.
    #[derive(Debug, Clone)]
    pub(in crate::features::audit) struct Line {
        pub id: AuditEventId,
        pub at: Timestamp,
        pub actor_kind: String,
        pub actor_id: Option<Uuid>,
        pub actor_name: Option<String>,
        pub action: String,
        pub resource_kind: String,
        pub resource_id: Option<Uuid>,
        pub patient_id: Option<PatientId>,
        pub patient_name: Option<String>,
        pub detail: String,
    }
}

/// Where a page of the list goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(in crate::features::audit) struct Place(pub Timestamp, pub AuditEventId);

impl Line {
    /// Where the list goes on after this entry.
    pub(in crate::features::audit) fn place(&self) -> Place {
        Place(self.at, self.id)
    }
}

/// The entries of one page are found by index first and only then joined with the names.
macro_rules! lines {
    ($where:literal) => {
        concat!(
            "WITH page AS (
                SELECT e.clinic_id, e.id, e.at, e.actor_kind, e.actor_id, e.action, e.resource_kind, e.resource_id, e.patient_id, e.detail
                FROM audit_event e WHERE e.clinic_id = $1 AND (e.at, e.id) < ($2, $3)
                  AND ($4::bigint IS NULL OR e.at >= $4) AND ($5::bigint IS NULL OR e.at < $5)
                  AND ($6::uuid IS NULL OR e.actor_id = $6) AND ($7::text IS NULL OR e.action = $7)",
            $where,
            " ORDER BY e.at DESC, e.id DESC LIMIT $8)
             SELECT page.id, page.at, page.actor_kind, page.actor_id,
                    coalesce(m.display_name, u.given_name || ' ' || u.family_name, k.name) AS actor_name,
                    page.action, page.resource_kind, page.resource_id, page.patient_id,
                    p.given_name || ' ' || p.family_name AS patient_name, page.detail
             FROM page
             LEFT JOIN staff_member m ON m.clinic_id = page.clinic_id AND m.id = page.actor_id
             LEFT JOIN portal_user u ON u.clinic_id = page.clinic_id AND u.id = page.actor_id
             LEFT JOIN api_key k ON k.clinic_id = page.clinic_id AND k.id = page.actor_id
             LEFT JOIN patient p ON p.clinic_id = page.clinic_id AND p.id = page.patient_id
             ORDER BY page.at DESC, page.id DESC"
        )
    };
}

/// At most `limit` entries before `place`, the latest first.
pub(in crate::features::audit) fn page(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    place: Option<Place>,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    if scope.portal.is_some() {
        return Err(db::Error::NotFound);
    }
    let Place(at, id) = place.unwrap_or(Place(
        Timestamp(i64::MAX),
        AuditEventId::from_uuid(Uuid::max()),
    ));
    match &filter.patients {
        None => tx.all(
            lines!(""),
            &[
                &scope.clinic,
                &at,
                &id,
                &filter.from,
                &filter.to,
                &filter.actor,
                &filter.action,
                &limit,
            ],
        ),
        Some(patients) => tx.all(
            lines!(" AND e.patient_id = ANY($9)"),
            &[
                &scope.clinic,
                &at,
                &id,
                &filter.from,
                &filter.to,
                &filter.actor,
                &filter.action,
                &limit,
                patients,
            ],
        ),
    }
}

/// The same, of these ids only, whatever the filter says of patients.
pub(in crate::features::audit) fn among(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (place, limit): (Option<Place>, i64),
    ids: &[AuditEventId],
) -> Result<Vec<Line>, db::Error> {
    if scope.portal.is_some() {
        return Err(db::Error::NotFound);
    }
    let Place(at, id) = place.unwrap_or(Place(
        Timestamp(i64::MAX),
        AuditEventId::from_uuid(Uuid::max()),
    ));
    let (from, to) = (&filter.from, &filter.to);
    tx.all(
        lines!(" AND e.id = ANY($9)"),
        &[
            &scope.clinic,
            &at,
            &id,
            from,
            to,
            &filter.actor,
            &filter.action,
            &limit,
            &ids,
        ],
    )
}

/// The clinic's members by name, for the list to choose from.
pub(in crate::features::audit) fn members(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Vec<(Uuid, String)>, db::Error> {
    let mut members: Vec<(Uuid, String)> = tx.all(
        "SELECT id, display_name FROM staff_member WHERE clinic_id = $1",
        &[&clinic],
    )?;
    members.sort_by_cached_key(|(_, name)| text::fold(name));
    Ok(members)
}

/// The patients that somebody means by an id, or by words of which each begins a name, an identifier or another search term.
pub(in crate::features::audit) fn patients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    typed: &str,
) -> Result<Option<Vec<PatientId>>, db::Error> {
    if let Ok(id) = typed.trim().parse::<PatientId>() {
        return Ok(Some(vec![id]));
    }
    let mut found: Option<Vec<PatientId>> = None;
    for word in text::fold_words(typed) {
        let end = format!("{word}\u{10FFFF}");
        let fits: Vec<(PatientId,)> = tx.all(
            "SELECT DISTINCT patient_id FROM patient_search_term WHERE clinic_id = $1 AND term >= $2 AND term < $3 LIMIT $4",
            &[&clinic, &word, &end, &PATIENTS],
        )?;
        let fits: Vec<PatientId> = fits.into_iter().map(|(id,)| id).collect();
        found = Some(match found {
            None => fits,
            Some(before) => before.into_iter().filter(|id| fits.contains(id)).collect(),
        });
    }
    Ok(found)
}
