//! All SQL of notifications.

use super::model::{Delivery, DeliveryState, Reader};
use crate::features::patients::Channel;
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, ConversationId, DeliveryId, MessageId, PortalUserId};
use crate::platform::time::Timestamp;

/// Everybody a message was sent to, as they stand at `now`.
pub(super) fn readers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    now: Timestamp,
) -> Result<Vec<Reader>, db::Error> {
    tx.all(
        "SELECT r.portal_user_id,
                coalesce(own.preferred_channel, u.preferred_channel) AS preferred_channel,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                (r.opened_at IS NOT NULL) AS opened,
                EXISTS (SELECT 1 FROM portal_link l
                        WHERE l.clinic_id = c.clinic_id AND l.portal_user_id = u.id AND l.patient_id = c.patient_id
                          AND l.revoked_at IS NULL AND l.starts_at <= $3 AND (l.ends_at IS NULL OR l.ends_at > $3)) AS link_holds,
                p.portal_access AS access_on,
                (s.portal_enabled AND s.accessible) AS portal_on
         FROM message_recipient r
         JOIN conversation c ON c.clinic_id = r.clinic_id AND c.id = r.conversation_id
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         JOIN portal_settings s ON s.clinic_id = r.clinic_id
         WHERE r.clinic_id = $1 AND r.message_id = $2
         ORDER BY r.portal_user_id",
        &[&clinic, &message, &now],
    )
}

/// A delivery to be queued.
pub(super) struct NewDelivery<'a> {
    pub id: DeliveryId,
    pub clinic: ClinicId,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub portal_user: PortalUserId,
    pub channel: Channel,
    pub address: &'a str,
}

/// Queues a delivery; `false` when there is one for this message, person and channel already.
pub(super) fn queue(
    tx: &mut db::Tx<'_>,
    new: &NewDelivery<'_>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO delivery (clinic_id, id, message_id, conversation_id, portal_user_id, channel, address, state, attempts,
             next_attempt_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, $9)
         ON CONFLICT (clinic_id, message_id, portal_user_id, channel) DO NOTHING",
        &[
            &new.clinic, &new.id, &new.message, &new.conversation, &new.portal_user, &new.channel, &new.address,
            &DeliveryState::Queued, &now,
        ],
    )?;
    Ok(added == 1)
}

/// How far each message of a conversation came (M42), oldest first. For staff: a portal user has none to see.
pub fn deliveries(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    conversation: ConversationId,
) -> Result<Vec<Delivery>, db::Error> {
    if scope.portal.is_some() {
        return Err(db::Error::NotFound);
    }
    tx.all(
        "SELECT id, message_id, portal_user_id, channel, state, attempts, failure_code, failure_reason, next_attempt_at, updated_at
         FROM delivery WHERE clinic_id = $1 AND conversation_id = $2 ORDER BY created_at, id",
        &[&scope.clinic, &conversation],
    )
}
