//! SQL of the frozen list: what is still to be sent, what became of it, the report.

use uuid::Uuid;

use crate::features::conversations::Sent;
use crate::features::group_sends::model::{Outcome, Reason, Recipient};
use crate::features::patients::{LinkState, PatientStatus, Preference, Relationship};
use crate::platform::ids::{ClinicId, GroupSendId, PatientId, PortalLinkId, PortalUserId};
use crate::platform::time::Timestamp;

db::row! {
    /// Somebody of the list as they stand now.
    pub(in super::super) struct Standing {
        pub patient_id: PatientId,
        pub portal_user_id: PortalUserId,
        pub was_discharged: bool,
        /// None where the patient is not in the records any more.
        pub status: Option<PatientStatus>,
        pub patient_version: Option<i64>,
        pub patient_given_name: Option<String>,
        pub patient_family_name: Option<String>,
        pub birth_date: Option<String>,
        pub sex: Option<String>,
        pub patient_language: Option<String>,
        pub portal_access: Option<bool>,
        /// None where the person reads for the patient no longer.
        pub link_id: Option<PortalLinkId>,
        pub relationship: Option<Relationship>,
        pub link_state: Option<LinkState>,
        pub given_name: Option<String>,
        pub family_name: Option<String>,
        pub email: Option<String>,
        pub mobile: Option<String>,
        pub preferred_channel: Option<Preference>,
        pub language: Option<String>,
    }
}

/// The next `limit` patients of the list after `after` to whom nothing has been sent.
pub(in super::super) fn next_patients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (after, limit): (Uuid, i64),
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT DISTINCT patient_id FROM group_send_recipient
         WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id > $3 AND state = 'waiting' ORDER BY patient_id LIMIT $4",
        &[&clinic, &id, &after, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The next `limit` patients that are tried again.
pub(in super::super) fn next_again(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT DISTINCT patient_id FROM group_send_recipient
         WHERE clinic_id = $1 AND group_send_id = $2 AND state = 'again' ORDER BY patient_id LIMIT $3",
        &[&clinic, &id, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Everybody of these patients to whom it is still to be sent, as they stand at `now`.
pub(in super::super) fn standing(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (patients, now): (&[PatientId], Timestamp),
) -> Result<Vec<Standing>, db::Error> {
    tx.all(
        "SELECT r.patient_id, r.portal_user_id, r.was_discharged, p.status, p.version AS patient_version, p.given_name AS patient_given_name,
                p.family_name AS patient_family_name, p.birth_date, p.sex, p.language AS patient_language, p.portal_access,
                l.id AS link_id, l.relationship, l.state AS link_state,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, coalesce(own.language, u.language) AS language
         FROM group_send_recipient r
         LEFT JOIN patient p ON p.clinic_id = r.clinic_id AND p.id = r.patient_id
         LEFT JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         LEFT JOIN portal_link l ON l.clinic_id = r.clinic_id AND l.patient_id = r.patient_id AND l.portal_user_id = r.portal_user_id
             AND l.revoked_at IS NULL AND l.starts_at <= $4 AND (l.ends_at IS NULL OR l.ends_at > $4)
         WHERE r.clinic_id = $1 AND r.group_send_id = $2 AND r.patient_id = ANY($3) AND r.state IN ('waiting', 'again')
         ORDER BY r.patient_id, r.portal_user_id",
        &[&clinic, &id, &patients, &now],
    )
}

/// What became of one recipient.
pub(in super::super) fn settle(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, patient, person): (GroupSendId, PatientId, PortalUserId),
    outcome: Outcome,
    (reason, sent): (Option<Reason>, Option<Sent>),
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send_recipient SET state = $5, reason = $6, conversation_id = $7, message_id = $8
         WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id = $3 AND portal_user_id = $4",
        &[&clinic, &id, &patient, &person, &outcome, &reason, &sent.map(|s| s.conversation), &sent.map(|s| s.message)],
    )
}

/// So many patients more have been dealt with, up to this one.
pub(in super::super) fn advance(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (sent, skipped, failed): (i64, i64, i64),
    through: Uuid,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send SET sent = sent + $3, skipped = skipped + $4, failed = failed + $5, sent_through = $6
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &sent, &skipped, &failed, &through],
    )
}

/// Those of `people` who have been told of it already.
pub(in super::super) fn told(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    people: &[PortalUserId],
) -> Result<Vec<PortalUserId>, db::Error> {
    let found: Vec<(PortalUserId,)> = tx.all(
        "SELECT portal_user_id FROM group_send_told WHERE clinic_id = $1 AND group_send_id = $2 AND portal_user_id = ANY($3)",
        &[&clinic, &id, &people],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Notes that somebody is told of it.
pub(in super::super) fn tell(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    person: PortalUserId,
) -> Result<(), db::Error> {
    tx.gather(
        "INSERT INTO group_send_told (clinic_id, group_send_id, portal_user_id) VALUES ($1, $2, $3)",
        &[&clinic, &id, &person],
    )
}

/// Everybody whose conversation could not be written is tried again; how many patients that are.
pub(in super::super) fn try_again(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<i64, db::Error> {
    let (patients,): (i64,) = tx.one(
        "SELECT count(DISTINCT patient_id) AS patients FROM group_send_recipient
         WHERE clinic_id = $1 AND group_send_id = $2 AND state = 'failed'",
        &[&clinic, &id],
    )?;
    tx.push(
        "UPDATE group_send_recipient SET state = 'again', reason = NULL WHERE clinic_id = $1 AND group_send_id = $2 AND state = 'failed'",
        &[&clinic, &id],
    )?;
    tx.push(
        "UPDATE group_send SET failed = failed - $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &patients],
    )?;
    Ok(patients)
}

/// The report from `after` on, of one outcome or of every one.
pub(in super::super) fn report(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    outcome: Option<Outcome>,
    ((patient, person), limit): ((Uuid, Uuid), i64),
) -> Result<Vec<Recipient>, db::Error> {
    let wanted = outcome.map_or("", Outcome::code);
    tx.all(
        "WITH page AS (
             SELECT clinic_id, patient_id, portal_user_id, state, reason, conversation_id, message_id FROM group_send_recipient
             WHERE clinic_id = $1 AND group_send_id = $2 AND (patient_id, portal_user_id) > ($3, $4) AND ($5::text = '' OR state = $5)
             ORDER BY patient_id, portal_user_id LIMIT $6)
         SELECT page.patient_id, page.portal_user_id, trim(coalesce(p.given_name, '') || ' ' || coalesce(p.family_name, '')) AS patient_name,
                coalesce(p.birth_date, '') AS birth_date,
                trim(coalesce(own.given_name, u.given_name, '') || ' ' || coalesce(own.family_name, u.family_name, '')) AS reader_name,
                page.state, page.reason, page.conversation_id, page.message_id,
                (SELECT x.opened_at FROM message_recipient x
                 WHERE x.clinic_id = page.clinic_id AND x.message_id = page.message_id AND x.portal_user_id = page.portal_user_id) AS opened_at,
                (SELECT d.state FROM delivery d
                 WHERE d.clinic_id = page.clinic_id AND d.message_id = page.message_id AND d.portal_user_id = page.portal_user_id AND d.round = 0
                 ORDER BY CASE d.state WHEN 'delivered' THEN 0 WHEN 'sent' THEN 1 WHEN 'queued' THEN 2 WHEN 'failed' THEN 3 ELSE 4 END
                 LIMIT 1) AS delivery
         FROM page
         LEFT JOIN patient p ON p.clinic_id = page.clinic_id AND p.id = page.patient_id
         LEFT JOIN portal_user u ON u.clinic_id = page.clinic_id AND u.id = page.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         ORDER BY page.patient_id, page.portal_user_id",
        &[&clinic, &id, &patient, &person, &wanted, &limit],
    )
}
