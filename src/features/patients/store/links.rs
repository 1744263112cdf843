//! SQL of portal users and the links between them and patients.

use super::super::model::{Channel, LinkState, Preference, Relationship};
use crate::platform::ids::{ClinicId, PatientId, PortalLinkId, PortalUserId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// A portal link as it stands, whether it holds or not.
    #[derive(Debug, Clone)]
    pub struct Link {
        /// The link.
        pub id: PortalLinkId,
        /// The patient.
        pub patient_id: PatientId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// The patient that the person is, where they are one.
        pub self_patient_id: Option<PatientId>,
        /// Given name.
        pub given_name: String,
        /// Family name.
        pub family_name: String,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
        /// How they want to be told.
        pub preferred_channel: Preference,
        /// What they are to the patient.
        pub relationship: Relationship,
        /// How far the link has come.
        pub state: LinkState,
        /// From when it holds.
        pub starts_at: Timestamp,
        /// Until when it holds, this moment not included.
        pub ends_at: Option<Timestamp>,
        /// When it was revoked.
        pub revoked_at: Option<Timestamp>,
        /// Whether the patient's other readers must not learn who this is.
        pub hidden_from_others: bool,
        /// From when staff should look at it, at the clinic's age (M77); none where nothing is to be decided.
        pub review_since: Option<Timestamp>,
    }
}

impl Link {
    /// Given and family name as one line.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Whether the link holds at `now`.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.starts_at <= now && !self.is_over(now)
    }

    /// Whether the link held once and never will again by itself.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.revoked_at.is_some() || self.ends_at.is_some_and(|end| end <= now)
    }
}

db::row! {
    /// A portal user's own row.
    #[derive(Debug, Clone)]
    pub struct PortalUser {
        /// The person.
        pub id: PortalUserId,
        /// The patient that the person is, where they are one.
        pub self_patient_id: Option<PatientId>,
        /// Given name.
        pub given_name: String,
        /// Family name.
        pub family_name: String,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
        /// How they want to be told.
        pub preferred_channel: Preference,
        /// `en` or `fr`.
        pub language: String,
    }
}

impl PortalUser {
    /// The address on a channel, where there is one.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Text => self.mobile.as_deref(),
        }
        .filter(|address| !address.is_empty())
    }
}

/// A new portal user's row.
pub(crate) struct PortalUserRow<'a> {
    pub(crate) id: PortalUserId,
    pub(crate) is_patient: Option<PatientId>,
    pub(crate) names: (&'a str, &'a str),
    pub(crate) contact: (Option<&'a str>, Option<&'a str>),
    pub(crate) preferred_channel: Preference,
    pub(crate) language: &'a str,
    pub(crate) source_key: Option<&'a str>,
    pub(crate) now: Timestamp,
}

pub(crate) fn insert_portal_user(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &PortalUserRow<'_>,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO portal_user (clinic_id, id, self_patient_id, given_name, family_name, email, mobile, preferred_channel,
             only_channel, language, source_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &clinic, &row.id, &row.is_patient, &row.names.0, &row.names.1, &row.contact.0, &row.contact.1,
            &row.preferred_channel.first(), &row.preferred_channel.only(), &row.language, &row.source_key, &row.now,
        ],
    )?;
    Ok(())
}

pub(crate) fn update_portal_user(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &PortalUserRow<'_>,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE portal_user SET given_name = $3, family_name = $4, email = $5, mobile = $6, preferred_channel = $7, only_channel = $8, language = $9
         WHERE clinic_id = $1 AND id = $2 AND self_patient_id IS NULL",
        &[
            &clinic, &row.id, &row.names.0, &row.names.1, &row.contact.0, &row.contact.1, &row.preferred_channel.first(), &row.preferred_channel.only(),
            &row.language,
        ],
    )
}

pub(crate) fn portal_user(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalUserId,
) -> Result<PortalUser, db::Error> {
    tx.one(
        "SELECT u.id, u.self_patient_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, coalesce(own.language, u.language) AS language
         FROM portal_user u
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE u.clinic_id = $1 AND u.id = $2",
        &[&clinic, &id],
    )
}

/// Portal users in the order they were made, after the one with the id `after`.
pub(crate) fn portal_users_after(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    after: PortalUserId,
    limit: i64,
) -> Result<Vec<PortalUser>, db::Error> {
    tx.all(
        "WITH page AS (SELECT clinic_id, id FROM portal_user WHERE clinic_id = $1 AND id > $2 ORDER BY id LIMIT $3)
         SELECT u.id, u.self_patient_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, coalesce(own.language, u.language) AS language
         FROM page
         JOIN portal_user u ON u.clinic_id = page.clinic_id AND u.id = page.id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         ORDER BY u.id",
        &[&clinic, &after, &limit],
    )
}

pub(crate) fn portal_user_of_patient(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Option<PortalUserId>, db::Error> {
    let found: Option<(PortalUserId,)> = tx.opt(
        "SELECT id FROM portal_user WHERE clinic_id = $1 AND self_patient_id = $2",
        &[&clinic, &patient],
    )?;
    Ok(found.map(|(id,)| id))
}

pub(crate) fn portal_user_by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<PortalUserId>, db::Error> {
    let found: Option<(PortalUserId,)> = tx.opt(
        "SELECT id FROM portal_user WHERE clinic_id = $1 AND source_key = $2",
        &[&clinic, &source_key],
    )?;
    Ok(found.map(|(id,)| id))
}

/// A new link's row.
pub(crate) struct LinkRow {
    pub(crate) id: PortalLinkId,
    pub(crate) portal_user: PortalUserId,
    pub(crate) patient: PatientId,
    pub(crate) relationship: Relationship,
    pub(crate) state: LinkState,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

pub(crate) fn insert_link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &LinkRow,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO portal_link (clinic_id, id, portal_user_id, patient_id, relationship, state, starts_at, ends_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &clinic, &row.id, &row.portal_user, &row.patient, &row.relationship, &row.state, &row.starts_at, &row.ends_at,
            &row.now,
        ],
    )?;
    Ok(())
}

/// Every link of a patient, those that are over too, in the order they were made.
pub(crate) fn links_of_patient(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Vec<Link>, db::Error> {
    tx.all(
        "SELECT l.id, l.patient_id, l.portal_user_id, u.self_patient_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                l.relationship, l.state, l.starts_at, l.ends_at, l.revoked_at, l.hidden_from_others, l.review_since
         FROM portal_link l
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.patient_id = $2 ORDER BY l.created_at, l.id",
        &[&clinic, &patient],
    )
}

/// Every link of several portal users.
pub(crate) fn links_of_portal_users(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    portal_users: &[PortalUserId],
) -> Result<Vec<Link>, db::Error> {
    tx.all(
        "SELECT l.id, l.patient_id, l.portal_user_id, u.self_patient_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                l.relationship, l.state, l.starts_at, l.ends_at, l.revoked_at, l.hidden_from_others, l.review_since
         FROM portal_link l
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.portal_user_id = ANY($2) ORDER BY l.created_at, l.id",
        &[&clinic, &portal_users],
    )
}

/// Every link of several patients that has not been revoked.
pub(crate) fn links_of_patients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patients: &[PatientId],
) -> Result<Vec<Link>, db::Error> {
    tx.all(
        "SELECT l.id, l.patient_id, l.portal_user_id, u.self_patient_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                l.relationship, l.state, l.starts_at, l.ends_at, l.revoked_at, l.hidden_from_others, l.review_since
         FROM portal_link l
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.patient_id = ANY($2) AND l.revoked_at IS NULL ORDER BY l.created_at, l.id",
        &[&clinic, &patients],
    )
}

pub(crate) fn link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalLinkId,
) -> Result<Link, db::Error> {
    tx.one(
        "SELECT l.id, l.patient_id, l.portal_user_id, u.self_patient_id,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                l.relationship, l.state, l.starts_at, l.ends_at, l.revoked_at, l.hidden_from_others, l.review_since
         FROM portal_link l
         JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE l.clinic_id = $1 AND l.id = $2",
        &[&clinic, &id],
    )
}

pub(crate) fn revoke(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalLinkId,
    by: Option<StaffId>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET revoked_at = $3, revoked_by = $4 WHERE clinic_id = $1 AND id = $2 AND revoked_at IS NULL",
        &[&clinic, &id, &now, &by],
    )?;
    Ok(())
}

pub(crate) fn set_end(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalLinkId,
    ends_at: Option<Timestamp>,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET ends_at = $3 WHERE clinic_id = $1 AND id = $2 AND revoked_at IS NULL",
        &[&clinic, &id, &ends_at],
    )?;
    Ok(())
}

/// Whether the patient's other readers learn who a person is.
pub(crate) fn set_hidden(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalLinkId,
    hidden: bool,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET hidden_from_others = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &hidden],
    )?;
    Ok(())
}

/// What the clinic's age comes to for a link (M77): settled at `now`, and from when staff should look at it.
pub(crate) fn settle(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalLinkId,
    (now, review_since): (Timestamp, Option<Timestamp>),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET age_settled_at = $3, review_since = $4 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now, &review_since],
    )?;
    Ok(())
}

/// Ends the locators in the notifications that a person got about a patient.
pub(crate) fn revoke_notification_links(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    portal_user: PortalUserId,
    patient: PatientId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE notification_link SET revoked_at = $4
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND revoked_at IS NULL",
        &[&clinic, &portal_user, &patient, &now],
    )?;
    Ok(())
}
