//! What a portal user has typed and not sent: kept on the server, so that the end of a session loses nothing.

use crate::platform::auth::{PortalActor, Scope};
use crate::platform::ids::{ConversationId, PatientId};
use crate::platform::time::Timestamp;

db::row! {
    /// An unsent answer.
    #[derive(Debug, Clone)]
    pub struct PortalDraft {
        /// Grows with each save.
        pub version: i64,
        /// As it was typed.
        pub body: String,
        /// When it was last saved.
        pub updated_at: Timestamp,
    }
}

/// Whether the portal user of `scope` takes part in a conversation about their patient.
pub fn takes_part(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ConversationId,
) -> Result<bool, db::Error> {
    let Some((portal_user, patient)) = scope.portal else {
        return Ok(false);
    };
    let found: Option<(ConversationId,)> = tx.opt(
        "SELECT conversation_id FROM conversation_portal_user
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND conversation_id = $4",
        &[&scope.clinic, &portal_user, &patient, &id],
    )?;
    Ok(found.is_some())
}

/// The patient whom a conversation is about in which the person takes part, for whomever they are here now.
pub fn patient_of(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
) -> Result<Option<PatientId>, db::Error> {
    let found: Option<(PatientId,)> = tx.opt(
        "SELECT patient_id FROM conversation_portal_user
         WHERE clinic_id = $1 AND portal_user_id = $2 AND conversation_id = $3",
        &[&actor.clinic, &actor.portal_user, &id],
    )?;
    Ok(found.map(|(patient,)| patient))
}

/// The person's unsent answer to a conversation.
pub fn portal_draft(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ConversationId,
) -> Result<Option<PortalDraft>, db::Error> {
    let person = scope.portal.map(|(portal_user, _)| portal_user);
    tx.opt(
        "SELECT version, body, updated_at FROM portal_draft
         WHERE clinic_id = $1 AND portal_user_id = $2 AND conversation_id = $3",
        &[&scope.clinic, &person, &id],
    )
}

/// Keeps an unsent answer in place of the one before; an empty one removes it. Its version.
///
/// # Errors
/// Not found where the person takes no part in the conversation.
pub fn keep_portal_draft(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ConversationId,
    body: &str,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let Some((portal_user, _)) = scope.portal else {
        return Err(db::Error::NotFound);
    };
    if !takes_part(tx, scope, id)? {
        return Err(db::Error::NotFound);
    }
    if body.trim().is_empty() {
        drop_portal_draft(tx, scope, id)?;
        return Ok(0);
    }
    let (version,): (i64,) = tx.one(
        "INSERT INTO portal_draft (clinic_id, portal_user_id, conversation_id, version, body, updated_at)
         VALUES ($1, $2, $3, 1, $4, $5)
         ON CONFLICT (clinic_id, portal_user_id, conversation_id) DO UPDATE SET
             version = portal_draft.version + 1, body = excluded.body, updated_at = excluded.updated_at
         RETURNING version",
        &[&scope.clinic, &portal_user, &id, &body, &now],
    )?;
    Ok(version)
}

/// Removes an unsent answer.
pub fn drop_portal_draft(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ConversationId,
) -> Result<(), db::Error> {
    let person = scope.portal.map(|(portal_user, _)| portal_user);
    tx.exec(
        "DELETE FROM portal_draft WHERE clinic_id = $1 AND portal_user_id = $2 AND conversation_id = $3",
        &[&scope.clinic, &person, &id],
    )?;
    Ok(())
}
