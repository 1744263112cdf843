//! Appointments by exact conditions.

use uuid::Uuid;

use crate::platform::auth::Scope;
use crate::platform::ids::PatientId;
use crate::platform::time::Timestamp;

/// Which appointments: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub(in crate::features::fhir_api) struct Filter {
    pub ids: Option<Vec<Uuid>>,
    pub patient: Option<Uuid>,
    pub starts: (Option<Timestamp>, Option<Timestamp>),
    pub statuses: Option<Vec<String>>,
}

db::row! {
    /// An appointment.
    pub(in crate::features::fhir_api) struct Booked {
        pub id: Uuid,
        pub patient_id: PatientId,
        pub patient_name: String,
        pub starts_at: Timestamp,
        pub ends_at: Option<Timestamp>,
        pub status: String,
        pub description: String,
    }
}

macro_rules! page {
    ($also:literal) => {
        concat!(
            "SELECT a.id, a.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name, a.starts_at, a.ends_at, a.status, a.description
             FROM appointment a JOIN patient p ON p.clinic_id = a.clinic_id AND p.id = a.patient_id
             WHERE a.clinic_id = $1 AND a.id > $2 AND ($3::bigint IS NULL OR a.starts_at >= $3) AND ($4::bigint IS NULL OR a.starts_at < $4)
               AND ($5::text = '' OR a.status = ANY($6)) AND ($7::uuid IS NULL OR a.patient_id = $7)",
            $also,
            " ORDER BY a.id LIMIT $8"
        )
    };
}

/// Appointments in the order they came in, at most `limit` after `after`.
pub(in crate::features::fhir_api) fn page(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (after, limit): (Option<Uuid>, i64),
) -> Result<Vec<Booked>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let after = after.unwrap_or(Uuid::nil());
    let (from, to) = &filter.starts;
    let chosen = if filter.statuses.is_some() {
        "some"
    } else {
        ""
    };
    let statuses = filter.statuses.clone().unwrap_or_default();
    let patient = &filter.patient;
    match &filter.ids {
        None => tx.all(
            page!(""),
            &[
                &scope.clinic,
                &after,
                from,
                to,
                &chosen,
                &statuses,
                patient,
                &limit,
            ],
        ),
        Some(ids) => tx.all(
            page!(" AND a.id = ANY($9)"),
            &[
                &scope.clinic,
                &after,
                from,
                to,
                &chosen,
                &statuses,
                patient,
                &limit,
                ids,
            ],
        ),
    }
}
