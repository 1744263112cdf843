//! All SQL of families.

use super::model::{FamilySettings, Request, RequestKind, RequestState};
use crate::features::patients::Relationship;
use crate::platform::auth::PortalActor;
use crate::platform::ids::{
    AccessRequestId, ClinicId, ConversationId, PatientId, PortalLinkId, PortalUserId, StaffId,
};
use crate::platform::time::Timestamp;

/// What the clinic has saved; none where it has saved nothing.
pub(super) fn settings(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Option<FamilySettings>, db::Error> {
    tx.opt(
        "SELECT clinic_id, version, link_age, at_age FROM family_settings WHERE clinic_id = $1",
        &[&clinic],
    )
}

/// Writes the settings over the version before theirs; false where that is not what stands there.
pub(super) fn save_settings(
    tx: &mut db::Tx<'_>,
    s: &FamilySettings,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let written = tx.exec(
        "INSERT INTO family_settings (clinic_id, version, link_age, at_age, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id) DO UPDATE SET version = excluded.version, link_age = excluded.link_age, at_age = excluded.at_age,
             updated_at = excluded.updated_at
         WHERE family_settings.version = excluded.version - 1",
        &[&s.clinic_id, &s.version, &s.link_age, &s.at_age, &now],
    )?;
    Ok(written == 1)
}

/// The clinics that have set an age, with their time zones.
pub(super) fn with_age(tx: &mut db::Tx<'_>) -> Result<Vec<(ClinicId, String)>, db::Error> {
    tx.all(
        "SELECT f.clinic_id, c.time_zone FROM family_settings f JOIN clinic c ON c.id = f.clinic_id
         WHERE f.link_age IS NOT NULL ORDER BY f.clinic_id",
        &[],
    )
}

/// A clinic's time zone.
pub(super) fn zone(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<String, db::Error> {
    let (zone,): (String,) = tx.one("SELECT time_zone FROM clinic WHERE id = $1", &[&clinic])?;
    Ok(zone)
}

db::row! {
    /// A guardian's link to which the clinic's age has not been applied.
    #[derive(Debug, Clone)]
    pub(super) struct Unsettled {
        pub id: PortalLinkId,
        pub portal_user_id: PortalUserId,
        pub patient_id: PatientId,
        pub created_at: Timestamp,
        pub ends_at: Option<Timestamp>,
        pub birth_date: String,
        pub patient_name: String,
        pub person_name: String,
    }
}

/// Guardians' links that are not over, of patients born on `born_until` or before, in the order of their ids after `after`.
pub(super) fn unsettled(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (born_until, now): (&str, Timestamp),
    (after, limit): (PortalLinkId, i64),
) -> Result<Vec<Unsettled>, db::Error> {
    tx.all(
        "SELECT l.id, l.portal_user_id, l.patient_id, l.created_at, l.ends_at, p.birth_date,
                trim(p.given_name || ' ' || p.family_name) AS patient_name,
                trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS person_name
         FROM portal_link l
         JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.age_settled_at IS NULL AND l.revoked_at IS NULL AND l.relationship = 'guardian'
           AND (l.ends_at IS NULL OR l.ends_at > $3) AND p.birth_date <= $2 AND l.id > $4
         ORDER BY l.id LIMIT $5",
        &[&clinic, &born_until, &now, &after, &limit],
    )
}

db::row! {
    /// A link that staff should look at.
    #[derive(Debug, Clone)]
    pub(super) struct ToReview {
        pub id: PortalLinkId,
        pub patient_id: PatientId,
        pub patient_name: String,
        pub birth_date: String,
        pub person_name: String,
        pub review_since: Timestamp,
        pub ends_at: Option<Timestamp>,
    }
}

/// The links that staff should look at, the longest waiting first.
pub(super) fn to_review(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<ToReview>, db::Error> {
    tx.all(
        "SELECT l.id, l.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name, p.birth_date,
                trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS person_name,
                l.review_since, l.ends_at
         FROM portal_link l
         JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.review_since IS NOT NULL AND l.review_since <= $2 AND l.revoked_at IS NULL
           AND (l.ends_at IS NULL OR l.ends_at > $2)
         ORDER BY l.review_since, l.id LIMIT $3",
        &[&clinic, &now, &limit],
    )
}

db::row! {
    /// A patient whom a person reads for.
    #[derive(Debug, Clone)]
    pub(super) struct CaredFor {
        pub patient_id: PatientId,
        pub name: String,
        pub relationship: Relationship,
        pub ends_at: Option<Timestamp>,
    }
}

/// The patients whom a person reads for now.
pub(super) fn cared_for(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    now: Timestamp,
) -> Result<Vec<CaredFor>, db::Error> {
    tx.all(
        "SELECT l.patient_id, trim(p.given_name || ' ' || p.family_name) AS name, l.relationship, l.ends_at
         FROM portal_link l JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         WHERE l.clinic_id = $1 AND l.portal_user_id = $2 AND l.revoked_at IS NULL AND l.starts_at <= $3
           AND (l.ends_at IS NULL OR l.ends_at > $3)
         ORDER BY CASE l.relationship WHEN 'self' THEN 0 ELSE 1 END, p.birth_date, p.id",
        &[&clinic, &person, &now],
    )
}

/// A request to be stored.
pub(super) struct NewRequest<'a> {
    pub id: AccessRequestId,
    pub kind: RequestKind,
    pub about: Option<(PortalLinkId, PatientId)>,
    pub names: (&'a str, &'a str),
    pub birth_date: &'a str,
    pub relationship: Relationship,
    pub words: &'a str,
}

pub(super) fn insert_request(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    new: &NewRequest<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    let (link, patient) = (new.about.map(|a| a.0), new.about.map(|a| a.1));
    tx.exec(
        "INSERT INTO access_request (clinic_id, id, kind, asked_by, about_link, given_name, family_name, birth_date, relationship, words,
             asked_at, state, patient_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12)",
        &[
            &actor.clinic, &new.id, &new.kind, &actor.portal_user, &link, &new.names.0, &new.names.1, &new.birth_date,
            &new.relationship, &new.words, &now, &patient,
        ],
    )?;
    Ok(())
}

/// One request.
pub(super) fn request(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: AccessRequestId,
) -> Result<Request, db::Error> {
    tx.one("SELECT r.id, r.kind, r.asked_by,
            trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS asked_by_name,
            CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS asked_by_email,
            CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS asked_by_mobile,
            r.about_link, r.given_name, r.family_name, r.birth_date, r.relationship, r.words, r.asked_at, r.state, r.patient_id,
            r.answer, r.answered_at
         FROM access_request r
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.asked_by
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE r.clinic_id = $1 AND r.id = $2", &[&clinic, &id])
}

/// The requests that wait, the oldest first, from `after` on.
pub(super) fn open_requests(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    after: Option<(Timestamp, AccessRequestId)>,
    limit: i64,
) -> Result<Vec<Request>, db::Error> {
    let after = after.unwrap_or((
        Timestamp(i64::MIN),
        AccessRequestId::from_uuid(uuid::Uuid::nil()),
    ));
    tx.all(
        "SELECT r.id, r.kind, r.asked_by,
            trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS asked_by_name,
            CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS asked_by_email,
            CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS asked_by_mobile,
            r.about_link, r.given_name, r.family_name, r.birth_date, r.relationship, r.words, r.asked_at, r.state, r.patient_id,
            r.answer, r.answered_at
         FROM access_request r
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.asked_by
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE r.clinic_id = $1 AND (r.asked_at, r.id) > ($2, $3) AND r.state = 'open' ORDER BY r.asked_at, r.id LIMIT $4",
        &[&clinic, &after.0, &after.1, &limit],
    )
}

/// What a person has asked, the newest first.
pub(super) fn requests_of(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    limit: i64,
) -> Result<Vec<Request>, db::Error> {
    tx.all(
        "SELECT r.id, r.kind, r.asked_by,
            trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS asked_by_name,
            CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS asked_by_email,
            CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS asked_by_mobile,
            r.about_link, r.given_name, r.family_name, r.birth_date, r.relationship, r.words, r.asked_at, r.state, r.patient_id,
            r.answer, r.answered_at
         FROM access_request r
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.asked_by
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE r.clinic_id = $1 AND r.asked_by = $2 ORDER BY r.asked_at DESC LIMIT $3",
        &[&clinic, &person, &limit],
    )
}

/// How many requests of a person wait.
pub(super) fn waiting_of(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
) -> Result<i64, db::Error> {
    let (count,): (i64,) = tx.one(
        "SELECT count(*) FROM access_request WHERE clinic_id = $1 AND asked_by = $2 AND state = 'open'",
        &[&clinic, &person],
    )?;
    Ok(count)
}

/// Whether a person waits for an answer about the end of a link.
pub(super) fn end_waits(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    link: PortalLinkId,
) -> Result<bool, db::Error> {
    let found: Option<(i64,)> = tx.opt(
        "SELECT 1::bigint AS one FROM access_request
         WHERE clinic_id = $1 AND asked_by = $2 AND state = 'open' AND about_link = $3 LIMIT 1",
        &[&clinic, &person, &link],
    )?;
    Ok(found.is_some())
}

/// How a request was answered.
pub(super) struct Answered<'a> {
    pub state: RequestState,
    pub patient: Option<PatientId>,
    pub link: Option<PortalLinkId>,
    pub consent: bool,
    pub words: &'a str,
    pub by: Option<StaffId>,
    pub at: Timestamp,
}

/// Writes the answer of a request that waits; false where it waits no more.
pub(super) fn set_answer(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, AccessRequestId),
    a: &Answered<'_>,
) -> Result<bool, db::Error> {
    let written = tx.exec(
        "UPDATE access_request SET state = $3, patient_id = coalesce($4, patient_id), link_id = $5, consent = $6, answer = $7,
             answered_by = $8, answered_at = $9
         WHERE clinic_id = $1 AND id = $2 AND state = 'open'",
        &[
            &clinic, &id, &a.state, &a.patient, &a.link, &a.consent, &a.words, &a.by, &a.at,
        ],
    )?;
    Ok(written == 1)
}

db::row! {
    /// An invitation that waits for its person.
    #[derive(Debug, Clone)]
    pub struct Invitation {
        /// The link.
        pub link_id: PortalLinkId,
        /// The patient.
        pub patient_id: PatientId,
        /// The patient's name.
        pub patient_name: String,
        /// The person's name.
        pub person_name: String,
        /// When it was first sent.
        pub invited_at: Timestamp,
        /// Until when it is open.
        pub expires_at: Timestamp,
        /// How often it was sent.
        pub sent: i64,
    }
}

/// The invitations about a patient that wait.
pub(super) fn invitations_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Vec<Invitation>, db::Error> {
    tx.all(
        "SELECT i.link_id, l.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name,
            trim(u.given_name || ' ' || u.family_name) AS person_name, i.invited_at, i.expires_at, i.sent
         FROM portal_invitation i
         JOIN portal_link l ON l.clinic_id = i.clinic_id AND l.id = i.link_id
         JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         WHERE i.clinic_id = $1 AND l.state = 'invited' AND l.revoked_at IS NULL AND l.patient_id = $2 ORDER BY i.invited_at, i.link_id",
        &[&clinic, &patient],
    )
}

/// The clinic's invitations that wait, those that end first, first.
pub(super) fn invitations(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    limit: i64,
) -> Result<Vec<Invitation>, db::Error> {
    tx.all(
        "SELECT i.link_id, l.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name,
            trim(u.given_name || ' ' || u.family_name) AS person_name, i.invited_at, i.expires_at, i.sent
         FROM portal_invitation i
         JOIN portal_link l ON l.clinic_id = i.clinic_id AND l.id = i.link_id
         JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         WHERE i.clinic_id = $1 AND l.state = 'invited' AND l.revoked_at IS NULL ORDER BY i.expires_at, i.link_id LIMIT $2",
        &[&clinic, &limit],
    )
}

/// A link waits for its person.
pub(super) fn await_person(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: PortalLinkId,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET state = 'invited' WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &link],
    )?;
    Ok(())
}

/// A link's person can be written to whatever the clinic asks for (M4): while the invitation is sent.
pub(super) fn is_registered(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: PortalLinkId,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET state = 'registered' WHERE clinic_id = $1 AND id = $2 AND state = 'invited'",
        &[&clinic, &link],
    )?;
    Ok(())
}

pub(super) fn insert_invitation(
    tx: &mut db::Tx<'_>,
    (clinic, link, conversation): (ClinicId, PortalLinkId, ConversationId),
    (by, at, until): (StaffId, Timestamp, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO portal_invitation (clinic_id, link_id, conversation_id, invited_by, invited_at, expires_at, sent)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
        &[&clinic, &link, &conversation, &by, &at, &until],
    )?;
    Ok(())
}

pub(super) fn sent_again(
    tx: &mut db::Tx<'_>,
    (clinic, link): (ClinicId, PortalLinkId),
    conversation: ConversationId,
    until: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_invitation SET conversation_id = $3, expires_at = $4, sent = sent + 1 WHERE clinic_id = $1 AND link_id = $2",
        &[&clinic, &link, &conversation, &until],
    )?;
    Ok(())
}

db::row! {
    /// An invitation whose time is over.
    pub(super) struct Late {
        pub clinic_id: ClinicId,
        pub link_id: PortalLinkId,
        /// Whether nobody has come.
        pub waits: bool,
    }
}

/// Invitations whose time is over, of every clinic.
pub(super) fn late_invitations(
    tx: &mut db::Tx<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Late>, db::Error> {
    tx.all(
        "SELECT i.clinic_id, i.link_id, (l.state = 'invited' AND l.revoked_at IS NULL) AS waits
         FROM portal_invitation i JOIN portal_link l ON l.clinic_id = i.clinic_id AND l.id = i.link_id
         WHERE i.expires_at <= $1 ORDER BY i.expires_at LIMIT $2",
        &[&now, &limit],
    )
}

pub(super) fn forget_invitation(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: PortalLinkId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM portal_invitation WHERE clinic_id = $1 AND link_id = $2",
        &[&clinic, &link],
    )?;
    Ok(())
}
