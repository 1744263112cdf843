//! SQL that finds patients, links and portal users by exact conditions.

use super::super::find::{LinkFilter, PatientFilter, PersonFilter};
use super::links::{Link, PortalUser};
use crate::platform::ids::{ClinicId, PatientId, PortalLinkId, PortalUserId};
use crate::platform::time::Timestamp;

/// Terms from `term` on and before `end`, of a kind; `any` is a name of either kind.
#[derive(Debug, Clone)]
pub(crate) struct Sought {
    pub(crate) kind: &'static str,
    pub(crate) term: String,
    pub(crate) end: String,
}

/// What every patient that is found must be, besides what its terms say.
macro_rules! patients {
    ($from:literal, $also:expr) => {
        concat!(
            $from,
            " WHERE p.clinic_id = $1 AND p.id > $2 AND ($3::text = '' OR p.status = $3)
                AND ($4::text = '' OR p.birth_date >= $4) AND ($5::text = '' OR p.birth_date < $5)
                AND ($6::bigint IS NULL OR p.updated_at >= $6) AND ($7::bigint IS NULL OR p.updated_at < $7)",
            $also,
            " ORDER BY p.id LIMIT $8"
        )
    };
}

/// Whether a patient has a term of a kind in a range; an empty kind asks nothing.
macro_rules! has_term {
    ($kind:literal, $term:literal, $end:literal) => {
        concat!(
            " AND (",
            $kind,
            "::text = '' OR EXISTS (SELECT 1 FROM patient_search_term s
                WHERE s.clinic_id = p.clinic_id AND s.patient_id = p.id AND s.term >= ",
            $term,
            " AND s.term < ",
            $end,
            "
                  AND (s.kind = ",
            $kind,
            " OR (",
            $kind,
            " = 'any' AND s.kind IN ('family', 'given')))))"
        )
    };
}

const ALL: &str = patients!("SELECT p.id, p.updated_at FROM patient p", "");
const AMONG: &str = patients!(
    "SELECT p.id, p.updated_at FROM patient p",
    " AND p.id = ANY($9)"
);
/// The first term finds the patients, the others choose among them.
const BY_TERM: &str = patients!(
    "WITH met AS (SELECT DISTINCT t.patient_id FROM patient_search_term t
        WHERE t.clinic_id = $1 AND t.term >= $10 AND t.term < $11 AND (t.kind = $9 OR ($9::text = 'any' AND t.kind IN ('family', 'given'))))
     SELECT p.id, p.updated_at FROM met JOIN patient p ON p.id = met.patient_id",
    concat!(
        has_term!("$12", "$13", "$14"),
        has_term!("$15", "$16", "$17"),
        has_term!("$18", "$19", "$20"),
        " AND ($21::text = '' OR p.id = ANY($22))"
    )
);

/// The ids of the patients that a filter takes in, with the time of their last change.
pub(crate) fn patients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (filter, sought): (&PatientFilter, &[Sought]),
    (after, limit): (Option<PatientId>, i64),
) -> Result<Vec<(PatientId, Timestamp)>, db::Error> {
    let after = after.unwrap_or(uuid::Uuid::nil().into());
    let status = filter.status.map_or("", |s| s.code());
    let born_from = filter.born.0.as_deref().unwrap_or_default();
    let born_to = filter.born.1.as_deref().unwrap_or_default();
    let (from, to) = &filter.updated;
    let Some(first) = sought.first() else {
        return match &filter.ids {
            None => tx.all(
                ALL,
                &[
                    &clinic, &after, &status, &born_from, &born_to, from, to, &limit,
                ],
            ),
            Some(ids) => tx.all(
                AMONG,
                &[
                    &clinic, &after, &status, &born_from, &born_to, from, to, &limit, ids,
                ],
            ),
        };
    };
    let nothing = Sought {
        kind: "",
        term: String::new(),
        end: String::new(),
    };
    let [b, c, d] = [1, 2, 3].map(|i| sought.get(i).unwrap_or(&nothing));
    let among = if filter.ids.is_some() { "ids" } else { "" };
    let ids = filter.ids.clone().unwrap_or_default();
    tx.all(
        BY_TERM,
        &[
            &clinic,
            &after,
            &status,
            &born_from,
            &born_to,
            from,
            to,
            &limit,
            &first.kind,
            &first.term,
            &first.end,
            &b.kind,
            &b.term,
            &b.end,
            &c.kind,
            &c.term,
            &c.end,
            &d.kind,
            &d.term,
            &d.end,
            &among,
            &ids,
        ],
    )
}

/// Who has an identifier; an empty kind is any.
pub(crate) fn with_identifier(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kind: &str,
    folded: &str,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT DISTINCT i.patient_id FROM identifier_kind k
         JOIN patient_identifier i ON i.clinic_id = k.clinic_id AND i.kind = k.kind AND i.value_folded = $3
         WHERE k.clinic_id = $1 AND ($2::text = '' OR k.kind = $2)",
        &[&clinic, &kind, &folded],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Whose the identifiers are: values as they are compared, of these kinds.
pub(crate) fn owners_of_identifiers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kinds: &[String],
    folded: &[String],
) -> Result<Vec<(String, PatientId)>, db::Error> {
    tx.all(
        "SELECT value_folded, patient_id FROM patient_identifier
         WHERE clinic_id = $1 AND kind = ANY($2) AND value_folded = ANY($3) ORDER BY value_folded, patient_id",
        &[&clinic, &kinds, &folded],
    )
}

macro_rules! links {
    ($also:literal) => {
        concat!(
            "SELECT l.id, l.patient_id, l.portal_user_id, u.self_patient_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                l.relationship, l.state, l.starts_at, l.ends_at, l.revoked_at, l.hidden_from_others, l.review_since
             FROM portal_link l
             JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
             LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
             WHERE l.clinic_id = $1 AND l.relationship <> 'self' AND l.id > $2
               AND ($3::text = '' OR ($3 = 'holds') = (l.revoked_at IS NULL AND l.starts_at <= $4 AND (l.ends_at IS NULL OR l.ends_at > $4)))",
            $also,
            " ORDER BY l.id LIMIT $5"
        )
    };
}

pub(crate) fn links(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    filter: &LinkFilter,
    (after, limit): (Option<PortalLinkId>, i64),
    now: Timestamp,
) -> Result<Vec<Link>, db::Error> {
    let after = after.unwrap_or(uuid::Uuid::nil().into());
    let holds = match filter.holds {
        None => "",
        Some(true) => "holds",
        Some(false) => "over",
    };
    let params: [&dyn db::Param; 5] = [&clinic, &after, &holds, &now, &limit];
    let [a, b, c, d, e] = params;
    match (&filter.ids, &filter.patient) {
        (None, None) => tx.all(links!(""), &[a, b, c, d, e]),
        (Some(ids), None) => tx.all(links!(" AND l.id = ANY($6)"), &[a, b, c, d, e, ids]),
        (None, Some(patient)) => {
            tx.all(links!(" AND l.patient_id = $6"), &[a, b, c, d, e, patient])
        }
        (Some(ids), Some(patient)) => tx.all(
            links!(" AND l.id = ANY($6) AND l.patient_id = $7"),
            &[a, b, c, d, e, ids, patient],
        ),
    }
}

macro_rules! portal_users {
    ($also:literal) => {
        concat!(
            "SELECT u.id, u.self_patient_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, coalesce(own.language, u.language) AS language
             FROM portal_user u
             LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
             WHERE u.clinic_id = $1 AND u.id > $2
               AND ($4::uuid IS NULL OR u.id IN (SELECT l.portal_user_id FROM portal_link l WHERE l.clinic_id = $1 AND l.patient_id = $4))
               AND ($5::uuid IS NULL OR u.id IN (SELECT l.portal_user_id FROM portal_link l WHERE l.clinic_id = $1 AND l.id = $5))",
            $also,
            " ORDER BY u.id LIMIT $3"
        )
    };
}

pub(crate) fn portal_users(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    filter: &PersonFilter,
    (after, limit): (Option<PortalUserId>, i64),
) -> Result<Vec<PortalUser>, db::Error> {
    let after = after.unwrap_or(uuid::Uuid::nil().into());
    let (patient, link) = (&filter.patient, &filter.link);
    match &filter.ids {
        None => tx.all(portal_users!(""), &[&clinic, &after, &limit, patient, link]),
        Some(ids) => {
            let sql = portal_users!(" AND u.id = ANY($6)");
            tx.all(sql, &[&clinic, &after, &limit, patient, link, ids])
        }
    }
}
