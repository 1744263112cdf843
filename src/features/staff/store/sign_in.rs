//! What signing in reads and writes: accounts, sessions, second factors, recovery codes, links.

use crate::platform::ids::{ClinicId, SessionId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// What is known of the address somebody signs in with.
    #[derive(Debug, Clone)]
    pub(in crate::features::staff) struct Account {
        pub clinic_id: ClinicId,
        pub staff_id: StaffId,
        pub email: String,
        pub display_name: String,
        pub clinic_name: String,
        pub language: String,
        pub password_hash: Option<String>,
        pub totp_secret: Option<Vec<u8>>,
        pub disabled_at: Option<Timestamp>,
    }
}

db::row! {
    /// A session of an active member, whether or not the second factor has been given.
    #[derive(Debug, Clone)]
    pub(in crate::features::staff) struct AnySession {
        pub session_id: SessionId,
        pub clinic_id: ClinicId,
        pub staff_id: StaffId,
        pub second_factor: bool,
        pub seen_at: Timestamp,
        pub idle_ms: i64,
        pub expires_at: Timestamp,
    }
}

db::row! {
    /// A line of the list of one's sessions.
    #[derive(Debug, Clone)]
    pub(in crate::features::staff) struct SessionLine {
        pub id: SessionId,
        pub created_at: Timestamp,
        pub seen_at: Timestamp,
    }
}

pub(in crate::features::staff) fn account_by_email(
    tx: &mut db::Tx<'_>,
    email: &str,
) -> Result<Option<Account>, db::Error> {
    tx.opt(
        "SELECT m.clinic_id, m.id AS staff_id, m.email, m.display_name, c.name AS clinic_name, m.language, m.password_hash, m.totp_secret, m.disabled_at
         FROM staff_member m JOIN clinic c ON c.id = m.clinic_id WHERE m.email = $1",
        &[&email],
    )
}

pub(in crate::features::staff) fn account(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<Account, db::Error> {
    tx.one(
        "SELECT m.clinic_id, m.id AS staff_id, m.email, m.display_name, c.name AS clinic_name, m.language, m.password_hash, m.totp_secret, m.disabled_at
         FROM staff_member m JOIN clinic c ON c.id = m.clinic_id WHERE m.clinic_id = $1 AND m.id = $2",
        &[&clinic, &staff],
    )
}

pub(in crate::features::staff) fn session(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
) -> Result<Option<AnySession>, db::Error> {
    tx.opt(
        "SELECT s.id AS session_id, s.clinic_id, m.id AS staff_id, s.second_factor, s.seen_at, s.idle_ms, s.expires_at
         FROM session s JOIN staff_member m ON m.clinic_id = s.clinic_id AND m.id = s.staff_id
         WHERE s.token_hash = $1 AND m.disabled_at IS NULL",
        &[&token_hash],
    )
}

/// The sessions of a member that hold at `now`, the latest first.
pub(in crate::features::staff) fn sessions(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    now: Timestamp,
) -> Result<Vec<SessionLine>, db::Error> {
    tx.all(
        "SELECT id, created_at, seen_at FROM session
         WHERE clinic_id = $1 AND staff_id = $2 AND second_factor AND expires_at > $3 AND seen_at + idle_ms > $3
         ORDER BY seen_at DESC, id DESC",
        &[&clinic, &staff, &now],
    )
}

pub(in crate::features::staff) fn set_password(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    hash: &str,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE staff_member SET password_hash = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &staff, &hash],
    )?;
    Ok(())
}

/// Sets or takes away the second factor; recovery codes of the one before are gone with it.
pub(in crate::features::staff) fn set_second_factor(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    sealed: Option<&[u8]>,
    last_step: i64,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE staff_member SET totp_secret = $3, totp_last_step = $4 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &staff, &sealed, &last_step],
    )?;
    set_recovery_codes(tx, clinic, staff, &[])
}

/// Takes a step of the second factor; false when it, or a later one, was taken before.
pub(in crate::features::staff) fn take_step(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    step: i64,
) -> Result<bool, db::Error> {
    let taken = tx.exec(
        "UPDATE staff_member SET totp_last_step = $3 WHERE clinic_id = $1 AND id = $2 AND totp_last_step < $3",
        &[&clinic, &staff, &step],
    )?;
    Ok(taken == 1)
}

/// Replaces the recovery codes.
pub(in crate::features::staff) fn set_recovery_codes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    hashes: &[Vec<u8>],
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM staff_recovery_code WHERE clinic_id = $1 AND staff_id = $2",
        &[&clinic, &staff],
    )?;
    for hash in hashes {
        tx.exec(
            "INSERT INTO staff_recovery_code (clinic_id, staff_id, code_hash, used_at) VALUES ($1, $2, $3, NULL)",
            &[&clinic, &staff, hash],
        )?;
    }
    Ok(())
}

/// Uses a recovery code up; false when there is no such unused one.
pub(in crate::features::staff) fn use_recovery_code(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    hash: &[u8],
    now: Timestamp,
) -> Result<bool, db::Error> {
    let used = tx.exec(
        "UPDATE staff_recovery_code SET used_at = $4 WHERE clinic_id = $1 AND staff_id = $2 AND code_hash = $3 AND used_at IS NULL",
        &[&clinic, &staff, &hash, &now],
    )?;
    Ok(used == 1)
}

/// How many recovery codes are left.
pub(in crate::features::staff) fn recovery_codes_left(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<i64, db::Error> {
    let (left,): (i64,) = tx.one(
        "SELECT count(*) FROM staff_recovery_code WHERE clinic_id = $1 AND staff_id = $2 AND used_at IS NULL",
        &[&clinic, &staff],
    )?;
    Ok(left)
}

/// Gives a member a link; the one before holds no longer.
pub(in crate::features::staff) fn set_link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    token_hash: &[u8],
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO staff_link (clinic_id, staff_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, staff_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at",
        &[&clinic, &staff, &token_hash, &now, &expires_at],
    )?;
    Ok(())
}

/// Whose link it is, while it holds and the member is active.
pub(in crate::features::staff) fn link_owner(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(ClinicId, StaffId)>, db::Error> {
    tx.opt(
        "SELECT l.clinic_id, l.staff_id FROM staff_link l JOIN staff_member m ON m.clinic_id = l.clinic_id AND m.id = l.staff_id
         WHERE l.token_hash = $1 AND l.expires_at > $2 AND m.disabled_at IS NULL",
        &[&token_hash, &now],
    )
}

/// Takes a member's link away; false when there was none.
pub(in crate::features::staff) fn drop_link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<bool, db::Error> {
    let dropped = tx.exec(
        "DELETE FROM staff_link WHERE clinic_id = $1 AND staff_id = $2",
        &[&clinic, &staff],
    )?;
    Ok(dropped == 1)
}
