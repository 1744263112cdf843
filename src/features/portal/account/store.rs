//! All SQL of accounts.

use crate::features::patients::{Channel, Relationship};
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::time::Timestamp;

db::row! {
    /// An account.
    #[derive(Clone)]
    pub(in crate::features::portal) struct Account {
        pub clinic_id: ClinicId,
        pub portal_user_id: PortalUserId,
        pub login: String,
        pub password_hash: Option<String>,
    }
}

db::row! {
    /// A patient whom a person reads for now.
    #[derive(Debug, Clone)]
    pub(in crate::features::portal) struct CaredFor {
        pub id: PatientId,
        pub given_name: String,
        pub family_name: String,
        pub birth_date: String,
        pub relationship: Relationship,
        /// Whether something has not been opened by the person.
        pub unread: bool,
    }
}

impl CaredFor {
    /// Given and family name as one line.
    pub(in crate::features::portal) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

db::row! {
    /// A recovery that a browser has asked for.
    #[derive(Clone)]
    pub(super) struct Recovery {
        pub clinic_id: ClinicId,
        pub portal_user_id: PortalUserId,
        pub code_hash: Vec<u8>,
        pub channel: Channel,
        pub sent_at: Timestamp,
        pub expires_at: Timestamp,
        pub tries: i64,
        pub proven_at: Option<Timestamp>,
    }
}

/// Accounts of one login that are looked at: more people than these never share an address.
const MOST: i64 = 5;

pub(super) fn by_login(tx: &mut db::Tx<'_>, login: &str) -> Result<Vec<Account>, db::Error> {
    tx.all(
        "SELECT clinic_id, portal_user_id, login, password_hash FROM portal_account WHERE login = $1
         ORDER BY created_at, clinic_id, portal_user_id LIMIT $2",
        &[&login, &MOST],
    )
}

pub(in crate::features::portal) fn account(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
) -> Result<Option<Account>, db::Error> {
    tx.opt(
        "SELECT clinic_id, portal_user_id, login, password_hash FROM portal_account WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&clinic, &person],
    )
}

/// Makes an account; false where the person has one.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    account: &Account,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO portal_account (clinic_id, portal_user_id, login, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, portal_user_id) DO NOTHING",
        &[&account.clinic_id, &account.portal_user_id, &account.login, &account.password_hash, &now],
    )?;
    Ok(added == 1)
}

pub(super) fn set_password(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
    hash: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_account SET password_hash = $3 WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&clinic, &person, &hash],
    )?;
    Ok(())
}

/// Gives the person another login where `was` is theirs.
pub(in crate::features::portal) fn move_login(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    (was, becomes): (&str, &str),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_account SET login = $4 WHERE clinic_id = $1 AND portal_user_id = $2 AND login = $3",
        &[&clinic, &person, &was, &becomes],
    )?;
    Ok(())
}

/// The patients whom a person reads for now: the person themselves first, then by name.
pub(super) fn cared_for(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
    now: Timestamp,
) -> Result<Vec<CaredFor>, db::Error> {
    tx.all(
        "SELECT p.id, p.given_name, p.family_name, p.birth_date, l.relationship,
                EXISTS (SELECT 1 FROM conversation_portal_user c
                        JOIN message_recipient r ON r.clinic_id = c.clinic_id AND r.conversation_id = c.conversation_id
                             AND r.portal_user_id = c.portal_user_id AND r.opened_at IS NULL
                        WHERE c.clinic_id = l.clinic_id AND c.portal_user_id = l.portal_user_id AND c.patient_id = l.patient_id) AS unread
         FROM portal_link l
         JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
         WHERE l.clinic_id = $1 AND l.portal_user_id = $2 AND l.revoked_at IS NULL AND l.starts_at <= $3
           AND (l.ends_at IS NULL OR l.ends_at > $3) AND p.portal_access
         ORDER BY CASE WHEN l.relationship = 'self' THEN 0 ELSE 1 END, p.given_name, p.family_name, p.id",
        &[&clinic, &person, &now],
    )
}

/// How far the person's links to all patients, or to one, have come (M4).
pub(in crate::features::portal) fn links_are(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    patient: Option<PatientId>,
    state: &str,
    before: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_link SET state = $4 WHERE clinic_id = $1 AND portal_user_id = $2 AND ($3::uuid IS NULL OR patient_id = $3)
           AND revoked_at IS NULL AND (state = 'invited' OR state = $5)",
        &[&clinic, &person, &patient, &state, &before],
    )?;
    Ok(())
}

/// Whether any clinic of the installation has accounts, so that one can sign in without a link.
pub(in crate::features::portal) fn accounts_offered(
    tx: &mut db::Tx<'_>,
) -> Result<bool, db::Error> {
    let found: Option<(ClinicId,)> = tx.opt(
        "SELECT clinic_id FROM portal_settings WHERE tier <> 'portal' LIMIT 1",
        &[],
    )?;
    Ok(found.is_some())
}

/// A recovery to be stored in place of the one that the browser asked for before.
pub(super) struct NewRecovery<'a> {
    pub(super) of: (ClinicId, PortalUserId),
    pub(super) browser_hash: &'a [u8],
    pub(super) code_hash: &'a [u8],
    pub(super) channel: Channel,
    pub(super) sent_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) fn put_recovery(tx: &mut db::Tx<'_>, new: &NewRecovery<'_>) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO account_recovery (clinic_id, portal_user_id, browser_hash, code_hash, channel, sent_at, expires_at, tries)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
         ON CONFLICT (clinic_id, portal_user_id, browser_hash) DO UPDATE SET code_hash = excluded.code_hash,
             channel = excluded.channel, sent_at = excluded.sent_at, expires_at = excluded.expires_at, proven_at = NULL",
        &[&new.of.0, &new.of.1, &new.browser_hash, &new.code_hash, &new.channel, &new.sent_at, &new.expires_at],
    )?;
    Ok(())
}

pub(super) fn recoveries(
    tx: &mut db::Tx<'_>,
    browser_hash: &[u8],
) -> Result<Vec<Recovery>, db::Error> {
    tx.all(
        "SELECT clinic_id, portal_user_id, code_hash, channel, sent_at, expires_at, tries, proven_at FROM account_recovery
         WHERE browser_hash = $1 ORDER BY clinic_id, portal_user_id",
        &[&browser_hash],
    )
}

pub(super) fn count_recovery_try(
    tx: &mut db::Tx<'_>,
    browser_hash: &[u8],
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE account_recovery SET tries = tries + 1 WHERE browser_hash = $1",
        &[&browser_hash],
    )?;
    Ok(())
}

/// Uses a code up; false when somebody else has.
pub(super) fn prove_recovery(
    tx: &mut db::Tx<'_>,
    recovery: &Recovery,
    browser_hash: &[u8],
    now: Timestamp,
) -> Result<bool, db::Error> {
    let proven = tx.exec(
        "UPDATE account_recovery SET proven_at = $4 WHERE clinic_id = $1 AND portal_user_id = $2 AND browser_hash = $3 AND proven_at IS NULL",
        &[&recovery.clinic_id, &recovery.portal_user_id, &browser_hash, &now],
    )?;
    Ok(proven == 1)
}

/// Forgets a person's recoveries: a new password has been set, or another way was taken.
pub(super) fn forget_recoveries(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM account_recovery WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&clinic, &person],
    )?;
    Ok(())
}

/// Whether any clinic with accounts lets a browser stay signed in.
pub(super) fn stay_offered(tx: &mut db::Tx<'_>) -> Result<bool, db::Error> {
    let found: Option<(ClinicId,)> = tx.opt(
        "SELECT clinic_id FROM portal_settings WHERE tier <> 'portal' AND stay_signed_in_days > 0 LIMIT 1",
        &[],
    )?;
    Ok(found.is_some())
}

/// Whether a person has an account.
pub fn has_account(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
) -> Result<bool, db::Error> {
    Ok(account(tx, clinic, person)?.is_some())
}
