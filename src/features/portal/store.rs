//! All SQL of the portal's door.

use crate::features::notification_templates::{Field, Values};
use crate::features::patients::Channel;
use crate::platform::ids::{
    ClinicId, ConversationId, MessageId, NotificationLinkId, PatientId, PortalUserId, SessionId,
    StaffId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A notification's link.
    pub(super) struct LinkRow {
        pub clinic_id: ClinicId,
        pub id: NotificationLinkId,
        pub portal_user_id: PortalUserId,
        pub patient_id: PatientId,
        pub message_id: MessageId,
        pub conversation_id: ConversationId,
        pub expires_at: Timestamp,
        pub revoked_at: Option<Timestamp>,
    }
}

db::row! {
    /// What the pages before sign-in show of a clinic.
    pub struct ClinicRow {
        /// What it is called.
        pub name: String,
        /// Its telephone number.
        pub phone: String,
        /// Its time zone.
        pub time_zone: String,
        /// Its own words (M65), as stored.
        pub labels: String,
        pub look: Option<String>,
    }
}

db::row! {
    /// The passcode of a link and a browser.
    pub(super) struct PasscodeRow {
        pub code_hash: Vec<u8>,
        pub channel: Channel,
        pub created_at: Timestamp,
        pub sent_at: Timestamp,
        pub expires_at: Timestamp,
        pub tries: i64,
        pub used_at: Option<Timestamp>,
    }
}

impl ClinicRow {
    /// The day that it is at the clinic now.
    pub fn today(&self, now: Timestamp) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        now.to_jiff().to_zoned(zone).date()
    }

    /// What the fields of a notification with a code stand for (M44).
    pub(super) fn code_values(&self, person: (&str, &str), code: &str, minutes: i64) -> Values {
        Values::of((&self.name, &self.phone), person)
            .with(Field::Code, code)
            .with(Field::CodeMinutes, &minutes.to_string())
    }
}

/// A passcode to be stored in place of the one before.
pub(super) struct NewPasscode<'a> {
    pub(super) id: uuid::Uuid,
    pub(super) clinic: ClinicId,
    pub(super) link: NotificationLinkId,
    pub(super) browser_hash: &'a [u8],
    pub(super) code_hash: &'a [u8],
    pub(super) channel: Channel,
    pub(super) counted_from: Timestamp,
    pub(super) tries: i64,
    pub(super) sent_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) fn link_of_token(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
) -> Result<Option<LinkRow>, db::Error> {
    tx.opt(
        "SELECT clinic_id, id, portal_user_id, patient_id, message_id, conversation_id, expires_at, revoked_at
         FROM notification_link WHERE token_hash = $1",
        &[&token_hash],
    )
}

pub(super) fn link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: NotificationLinkId,
) -> Result<Option<LinkRow>, db::Error> {
    tx.opt(
        "SELECT clinic_id, id, portal_user_id, patient_id, message_id, conversation_id, expires_at, revoked_at
         FROM notification_link WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )
}

/// What a clinic is called and where it is.
pub fn clinic(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<ClinicRow, db::Error> {
    tx.one(
        "SELECT c.name, c.phone, c.time_zone, c.labels, l.shown AS look
         FROM clinic c LEFT JOIN look l ON l.clinic_id = c.id WHERE c.id = $1",
        &[&clinic],
    )
}

/// The channel by which the notice of a link's message last reached its person, where it did.
pub(super) fn notice_channel(
    tx: &mut db::Tx<'_>,
    link: &LinkRow,
) -> Result<Option<Channel>, db::Error> {
    let found: Option<(Channel,)> = tx.opt(
        "SELECT channel FROM delivery
         WHERE clinic_id = $1 AND message_id = $2 AND portal_user_id = $3 AND state IN ('sent', 'delivered')
         ORDER BY updated_at DESC, channel LIMIT 1",
        &[&link.clinic_id, &link.message_id, &link.portal_user_id],
    )?;
    Ok(found.map(|(channel,)| channel))
}

pub(super) fn passcode(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: NotificationLinkId,
    browser_hash: &[u8],
) -> Result<Option<PasscodeRow>, db::Error> {
    tx.opt(
        "SELECT code_hash, channel, created_at, sent_at, expires_at, tries, used_at FROM passcode
         WHERE clinic_id = $1 AND link_id = $2 AND browser_hash = $3",
        &[&clinic, &link, &browser_hash],
    )
}

/// Stores a passcode; the one that the link and the browser had before is no longer valid.
pub(super) fn put_passcode(tx: &mut db::Tx<'_>, new: &NewPasscode<'_>) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO passcode (clinic_id, id, link_id, browser_hash, code_hash, channel, created_at, sent_at, expires_at, tries)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (clinic_id, link_id, browser_hash) DO UPDATE SET
             code_hash = excluded.code_hash, channel = excluded.channel, created_at = excluded.created_at,
             sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = excluded.tries, used_at = NULL",
        &[
            &new.clinic, &new.id, &new.link, &new.browser_hash, &new.code_hash, &new.channel, &new.counted_from,
            &new.sent_at, &new.expires_at, &new.tries,
        ],
    )?;
    Ok(())
}

pub(super) fn count_try(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: NotificationLinkId,
    browser_hash: &[u8],
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE passcode SET tries = tries + 1 WHERE clinic_id = $1 AND link_id = $2 AND browser_hash = $3 AND used_at IS NULL",
        &[&clinic, &link, &browser_hash],
    )?;
    Ok(())
}

/// Uses a passcode up; false when somebody else has.
pub(super) fn use_passcode(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    link: NotificationLinkId,
    browser_hash: &[u8],
    now: Timestamp,
) -> Result<bool, db::Error> {
    let used = tx.exec(
        "UPDATE passcode SET used_at = $4 WHERE clinic_id = $1 AND link_id = $2 AND browser_hash = $3 AND used_at IS NULL",
        &[&clinic, &link, &browser_hash, &now],
    )?;
    Ok(used == 1)
}

/// Forgets the passcodes of a patient's links, and with them the tries.
pub(super) fn forget_passcodes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM passcode WHERE clinic_id = $1
         AND link_id IN (SELECT id FROM notification_link WHERE clinic_id = $1 AND patient_id = $2)",
        &[&clinic, &patient],
    )?;
    Ok(())
}

/// The newest failures of a patient that nobody has cleared, newest first, at most 10.
pub(super) fn failures(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Vec<Timestamp>, db::Error> {
    let rows: Vec<(Timestamp,)> = tx.all(
        "SELECT at FROM sign_in_failure WHERE clinic_id = $1 AND patient_id = $2 AND cleared_at IS NULL
         ORDER BY at DESC LIMIT 10",
        &[&clinic, &patient],
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Adds a failure; one that is cleared as it comes counts for nothing.
pub(super) fn failure(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, uuid::Uuid),
    patient: PatientId,
    now: Timestamp,
    counts: bool,
) -> Result<(), db::Error> {
    let cleared_at = (!counts).then_some(now);
    tx.exec(
        "INSERT INTO sign_in_failure (clinic_id, id, patient_id, at, cleared_at) VALUES ($1, $2, $3, $4, $5)",
        &[&clinic, &id, &patient, &now, &cleared_at],
    )?;
    Ok(())
}

pub(super) fn clear_failures(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    by: StaffId,
    now: Timestamp,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE sign_in_failure SET cleared_at = $4, cleared_by = $3
         WHERE clinic_id = $1 AND patient_id = $2 AND cleared_at IS NULL",
        &[&clinic, &patient, &by, &now],
    )
}

/// A patient's identifiers, as (kind, folded value).
pub(super) fn identifiers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Vec<(String, String)>, db::Error> {
    tx.all(
        "SELECT kind, value FROM patient_identifier WHERE clinic_id = $1 AND patient_id = $2",
        &[&clinic, &patient],
    )
}

pub(super) fn session(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
) -> Result<Option<(ClinicId, SessionId)>, db::Error> {
    tx.opt(
        "SELECT clinic_id, id FROM session WHERE token_hash = $1",
        &[&token_hash],
    )
}

/// When a session ends unless something is done.
pub(super) fn session_end(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    session: SessionId,
) -> Result<Timestamp, db::Error> {
    let (seen_at, idle_ms, expires_at): (Timestamp, i64, Timestamp) = tx.one(
        "SELECT seen_at, idle_ms, expires_at FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    Ok(expires_at.min(seen_at.plus(idle_ms)))
}

/// Sets the language that a person reads in; the patient's own where the person is one.
pub(super) fn set_language(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    portal_user: PortalUserId,
    language: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_user SET language = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &portal_user, &language],
    )?;
    tx.exec(
        "UPDATE patient SET language = $3, version = version + 1, updated_at = $4
         WHERE clinic_id = $1 AND language <> $3
           AND id = (SELECT self_patient_id FROM portal_user WHERE clinic_id = $1 AND id = $2)",
        &[&clinic, &portal_user, &language, &now],
    )?;
    Ok(())
}
