//! Sessions: opaque 256-bit values, stored hashed, new at every change of privilege.
//!
//! What a session may still do is asked of the database at each request, in one indexed query: a disabled member, a
//! revoked link, a switched-off portal or patient ends it at once, on every node.

use std::collections::HashSet;
use std::time::Duration;

use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId, SessionId, StaffId};
use crate::platform::keys::Purpose;
use crate::platform::live::{self, Live};
use crate::platform::time::{HOUR, MINUTE, Timestamp};

/// How long a kind of session may rest, and how long it may last, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest rest between two requests.
    pub idle_ms: i64,
    /// Longest life.
    pub absolute_ms: i64,
}

/// Staff: 15 minutes of rest, 12 hours in all.
pub const STAFF: Limits = Limits {
    idle_ms: 15 * MINUTE,
    absolute_ms: 12 * HOUR,
};
/// A patient who came by a link: 15 minutes of rest, one hour in all.
pub const PORTAL_LINK: Limits = Limits {
    idle_ms: 15 * MINUTE,
    absolute_ms: HOUR,
};

/// A patient who signed in to an account: 30 minutes of rest, 12 hours in all.
pub const PORTAL_ACCOUNT: Limits = Limits {
    idle_ms: 30 * MINUTE,
    absolute_ms: 12 * HOUR,
};

/// The rest is written down at most this often, so that reading pages does not mean writing sessions.
const TOUCH_MS: i64 = MINUTE;

/// Whose session it is.
#[derive(Debug, Clone, Copy)]
pub enum Owner {
    /// A staff member; `second_factor` says whether the second factor has been given.
    Staff {
        /// The member.
        staff: StaffId,
        /// Whether the second factor has been given (or none is required).
        second_factor: bool,
    },
    /// A portal user who came by a notification's link, for one patient.
    Portal {
        /// The person.
        portal_user: PortalUserId,
        /// The patient.
        patient: PatientId,
    },
    /// A portal user who signed in to an account of their own (M9), for one patient at a time.
    Account {
        /// The person.
        portal_user: PortalUserId,
        /// The patient.
        patient: PatientId,
    },
}

/// Begins a session and gives the secret for the browser's cookie.
pub fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    owner: Owner,
    limits: Limits,
) -> Result<String, db::Error> {
    let (now, secret) = (env.now(), env.token());
    let (staff, portal_user, patient, second_factor) = match owner {
        Owner::Staff {
            staff,
            second_factor,
        } => (Some(staff), None, None, second_factor),
        Owner::Portal {
            portal_user,
            patient,
        }
        | Owner::Account {
            portal_user,
            patient,
        } => (None, Some(portal_user), Some(patient), true),
    };
    let by_account = matches!(owner, Owner::Account { .. });
    tx.exec(
        "INSERT INTO session (token_hash, clinic_id, id, staff_id, portal_user_id, patient_id, second_factor, created_at, seen_at, idle_ms, expires_at, by_account)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)",
        &[
            &token_hash(env, &secret), &clinic, &env.id::<SessionId>(), &staff, &portal_user, &patient, &second_factor, &now,
            &limits.idle_ms, &now.plus(limits.absolute_ms), &by_account,
        ],
    )?;
    Ok(secret)
}

/// What the database keeps of a session's secret.
pub fn token_hash(env: &Env, secret: &str) -> Vec<u8> {
    env.keys
        .hash_token(Purpose::Sessions, secret.as_bytes())
        .to_vec()
}

/// Ends one session and its open streams.
pub fn end(tx: &mut db::Tx<'_>, clinic: ClinicId, session: SessionId) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    live::end_session(tx, session);
    Ok(())
}

/// Ends a session whose place another takes in the same browser: its open pages stay, and are no longer kept up to date.
pub fn replace(tx: &mut db::Tx<'_>, clinic: ClinicId, session: SessionId) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    live::replace_session(tx, session);
    Ok(())
}

/// Ends every session of a staff member: they were disabled, or a factor of theirs changed.
pub fn end_all_of_staff(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<(), db::Error> {
    let ended: Vec<(SessionId,)> = tx.all(
        "DELETE FROM session WHERE clinic_id = $1 AND staff_id = $2 RETURNING id",
        &[&clinic, &staff],
    )?;
    ended
        .into_iter()
        .for_each(|(session,)| live::end_session(tx, session));
    Ok(())
}

/// Ends every session that a portal user has for a patient: their link was revoked, or access was switched off.
pub fn end_all_for_patient(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    only: Option<PortalUserId>,
) -> Result<(), db::Error> {
    let ended: Vec<(SessionId,)> = tx.all(
        "DELETE FROM session WHERE clinic_id = $1 AND patient_id = $2 AND ($3::uuid IS NULL OR portal_user_id = $3) RETURNING id",
        &[&clinic, &patient, &only],
    )?;
    ended
        .into_iter()
        .for_each(|(session,)| live::end_session(tx, session));
    Ok(())
}

/// Ends every session of a portal user, for whichever patient: their password changed, or they sign out everywhere.
pub fn end_all_of_portal_user(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    portal_user: PortalUserId,
) -> Result<(), db::Error> {
    let ended: Vec<(SessionId,)> = tx.all(
        "DELETE FROM session WHERE clinic_id = $1 AND portal_user_id = $2 RETURNING id",
        &[&clinic, &portal_user],
    )?;
    ended
        .into_iter()
        .for_each(|(session,)| live::end_session(tx, session));
    Ok(())
}

/// What is left of a session's longest life, with the rest it may take: for a session that takes its place.
pub fn left(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    session: SessionId,
    now: Timestamp,
) -> Result<Limits, db::Error> {
    let (idle_ms, expires_at): (i64, Timestamp) = tx.one(
        "SELECT idle_ms, expires_at FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    Ok(Limits {
        idle_ms,
        absolute_ms: expires_at.since(now).max(0),
    })
}

/// When a session began: when its person last signed in, or chose another password.
pub fn began(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    session: SessionId,
) -> Result<Timestamp, db::Error> {
    let (at,): (Timestamp,) = tx.one(
        "SELECT created_at FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    Ok(at)
}

/// Ends every portal session of a clinic: its portal was switched off (M55).
pub fn end_all_of_portal(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(), db::Error> {
    let ended: Vec<(SessionId,)> = tx.all(
        "DELETE FROM session WHERE clinic_id = $1 AND portal_user_id IS NOT NULL RETURNING id",
        &[&clinic],
    )?;
    ended
        .into_iter()
        .for_each(|(session,)| live::end_session(tx, session));
    Ok(())
}

/// Extends a session by its rest, and says when it ends now: at most at the end of its longest life.
pub fn extend(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    session: SessionId,
    now: Timestamp,
) -> Result<Timestamp, db::Error> {
    touch(tx, clinic, session, now)?;
    let (idle_ms, expires_at): (i64, Timestamp) = tx.one(
        "SELECT idle_ms, expires_at FROM session WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &session],
    )?;
    Ok(expires_at.min(now.plus(idle_ms)))
}

/// Whether a session that was last seen at `seen_at` should be written down as seen again.
pub fn wants_touch(seen_at: Timestamp, now: Timestamp) -> bool {
    now.since(seen_at) >= TOUCH_MS
}

/// Writes down that a session was used. Background requests never call it, so they don't count as activity.
pub fn touch(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    session: SessionId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE session SET seen_at = $3 WHERE clinic_id = $1 AND id = $2 AND seen_at < $3",
        &[&clinic, &session, &now],
    )?;
    Ok(())
}

/// Ends every session of every clinic: for a database that was restored from a backup, which nobody serves yet.
pub fn end_everything(tx: &mut db::Tx<'_>) -> Result<u64, db::Error> {
    tx.exec("DELETE FROM session", &[])
}

/// Forgets sessions that ended before `before`; run now and then by the worker.
pub fn forget(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<u64, db::Error> {
    tx.exec("DELETE FROM session WHERE expires_at < $1", &[&before])
}

/// How often open streams are checked: a session that ended on another node, or ran out, ends here within two seconds.
const LOOK: Duration = Duration::from_millis(1_500);

/// Ends the open streams of sessions that hold no longer, until the database closes. Sessions that end on this node end
/// their streams at once; this finds the others, with one query for all of them.
pub async fn end_streams(db: db::Db, env: Env, live: Live) {
    loop {
        tokio::time::sleep(LOOK).await;
        let open = live.sessions();
        if open.is_empty() {
            continue;
        }
        let (asked, now) = (open.clone(), env.now());
        match db.across().read(move |tx| holding(tx, &asked, now)).await {
            Ok(holding) => open
                .into_iter()
                .filter(|session| !holding.contains(session))
                .for_each(|session| live.end(session)),
            Err(db::Error::Closed) => return,
            Err(error) => tracing::warn!(%error, "open streams could not be checked"),
        }
    }
}

/// Which of `sessions` hold at `now`: a portal user's only while their link to the patient does, to the minute.
fn holding(
    tx: &mut db::Tx<'_>,
    sessions: &[SessionId],
    now: Timestamp,
) -> Result<HashSet<SessionId>, db::Error> {
    let found: Vec<(SessionId,)> = tx.all(
        "SELECT s.id FROM session s WHERE s.id = ANY($1) AND s.expires_at > $2 AND s.seen_at + s.idle_ms > $2
           AND (s.portal_user_id IS NULL OR EXISTS (
                SELECT 1 FROM portal_link l WHERE l.clinic_id = s.clinic_id AND l.portal_user_id = s.portal_user_id
                  AND l.patient_id = s.patient_id AND l.revoked_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > $2)))",
        &[&sessions, &now],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
