//! All SQL of passkeys.

use crate::platform::ids::{ClinicId, PasskeyId, PortalUserId};
use crate::platform::time::Timestamp;

db::row! {
    /// A passkey.
    #[derive(Clone)]
    pub(in crate::features::portal) struct Row {
        pub clinic_id: ClinicId,
        pub id: PasskeyId,
        pub portal_user_id: PortalUserId,
        pub credential: String,
        pub created_at: Timestamp,
        pub used_at: Option<Timestamp>,
    }
}

/// A person's passkeys, oldest first.
pub(in crate::features::portal) fn passkeys_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
) -> Result<Vec<Row>, db::Error> {
    tx.all(
        "SELECT clinic_id, id, portal_user_id, credential, created_at, used_at FROM portal_passkey
         WHERE clinic_id = $1 AND portal_user_id = $2 ORDER BY created_at, id",
        &[&clinic, &person],
    )
}

pub(super) fn by_credential(
    tx: &mut db::Tx<'_>,
    credential_id: &[u8],
) -> Result<Option<Row>, db::Error> {
    tx.opt(
        "SELECT clinic_id, id, portal_user_id, credential, created_at, used_at FROM portal_passkey WHERE credential_id = $1",
        &[&credential_id],
    )
}

/// Stores a passkey; false where there is one of this id already.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    row: &Row,
    credential_id: &[u8],
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO portal_passkey (clinic_id, id, portal_user_id, credential_id, credential, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (credential_id) DO NOTHING",
        &[&row.clinic_id, &row.id, &row.portal_user_id, &credential_id, &row.credential, &row.created_at],
    )?;
    Ok(added == 1)
}

pub(super) fn used(
    tx: &mut db::Tx<'_>,
    row: &Row,
    credential: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE portal_passkey SET credential = $3, used_at = $4 WHERE clinic_id = $1 AND id = $2",
        &[&row.clinic_id, &row.id, &credential, &now],
    )?;
    Ok(())
}

pub(super) fn remove(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    person: PortalUserId,
    id: PasskeyId,
) -> Result<u64, db::Error> {
    tx.exec(
        "DELETE FROM portal_passkey WHERE clinic_id = $1 AND portal_user_id = $2 AND id = $3",
        &[&clinic, &person, &id],
    )
}

/// Keeps a challenge until it is used; those that are too old are forgotten.
pub(super) fn keep_ceremony(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
    (bound_to, state): (&str, &str),
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM passkey_ceremony WHERE expires_at < $1",
        &[&now],
    )?;
    tx.exec(
        "INSERT INTO passkey_ceremony (token_hash, bound_to, state, expires_at) VALUES ($1, $2, $3, $4)",
        &[&token_hash, &bound_to, &state, &expires_at],
    )?;
    Ok(())
}

/// Takes a challenge: there is none the second time.
pub(super) fn take_ceremony(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
    bound_to: &str,
    now: Timestamp,
) -> Result<Option<String>, db::Error> {
    let taken: Option<(String, String, Timestamp)> = tx.opt(
        "DELETE FROM passkey_ceremony WHERE token_hash = $1 RETURNING bound_to, state, expires_at",
        &[&token_hash],
    )?;
    Ok(taken
        .filter(|(of, _, expires_at)| of == bound_to && now < *expires_at)
        .map(|(_, state, _)| state))
}
