//! SQL of the links that notices carry.

use crate::features::notifications::model::Due;
use crate::platform::ids::{ClinicId, NotificationLinkId};
use crate::platform::time::Timestamp;

/// A link to be made.
pub(in super::super) struct NewLink<'a> {
    pub id: NotificationLinkId,
    pub token_hash: &'a [u8],
    pub expires_at: Timestamp,
}

/// When the link of a token ends, and when it was revoked.
pub(in super::super) fn link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    token_hash: &[u8],
) -> Result<Option<(Timestamp, Option<Timestamp>)>, db::Error> {
    tx.opt(
        "SELECT expires_at, revoked_at FROM notification_link WHERE clinic_id = $1 AND token_hash = $2",
        &[&clinic, &token_hash],
    )
}

/// Keeps the new link of a delivery.
pub(in super::super) fn keep_link(
    tx: &mut db::Tx<'_>,
    due: &Due,
    link: &NewLink<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.gather(
        "INSERT INTO notification_link (clinic_id, id, token_hash, portal_user_id, patient_id, message_id, conversation_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &due.clinic_id, &link.id, &link.token_hash, &due.portal_user_id, &due.patient_id, &due.message_id,
            &due.conversation_id, &now, &link.expires_at,
        ],
    )
}

/// Ends a link.
pub(in super::super) fn revoke_link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE notification_link SET revoked_at = $3 WHERE clinic_id = $1 AND token_hash = $2 AND revoked_at IS NULL",
        &[&clinic, &token_hash, &now],
    )
    .map(drop)
}
