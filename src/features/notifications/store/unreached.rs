//! SQL of people whom no notice has reached, and of calls to them.

use crate::features::notifications::call::{Call, CallAbout, CallMade};

use crate::features::patients::{Channel, Preference};
use crate::platform::auth::StaffActor;
use crate::platform::ids::{ClinicId, ConversationId, DeliveryId, MessageId, PortalUserId};
use crate::platform::time::Timestamp;

db::row! {
    /// Somebody whom no notice of a message has reached.
    pub(in super::super) struct Unreached {
        /// Their delivery that failed last.
        pub id: DeliveryId,
        /// The message.
        pub message_id: MessageId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// Their given name.
        pub given_name: String,
        /// Their family name.
        pub family_name: String,
        /// The channel on which it failed last.
        pub channel: Channel,
        /// Why.
        pub failure_code: Option<String>,
        /// The other side's words.
        pub failure_reason: Option<String>,
        /// Why the other channel was not tried; none where it was.
        pub other_not_tried: Option<String>,
        /// How the person wants to be told now.
        pub preferred_channel: Preference,
        /// When.
        pub updated_at: Timestamp,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
    }
}

/// Everybody whom no notice of the conversation's last message has reached, and who has not opened it either.
pub(in super::super) fn unreached(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Vec<Unreached>, db::Error> {
    tx.all(
        "SELECT d.id, d.message_id, d.portal_user_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name, d.channel, d.failure_code, d.failure_reason, d.other_not_tried,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, d.updated_at,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile
         FROM conversation c
         JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
         JOIN message_recipient r ON r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NULL
         JOIN delivery d ON d.clinic_id = r.clinic_id AND d.message_id = r.message_id AND d.portal_user_id = r.portal_user_id
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE c.clinic_id = $1 AND c.id = $2 AND d.state = 'failed' AND d.round = 0
           AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.clinic_id = d.clinic_id AND o.message_id = d.message_id
                           AND o.portal_user_id = d.portal_user_id AND o.round = 0
                           AND (o.state IN ('queued', 'sent', 'delivered') OR o.state = 'failed' AND (o.updated_at, o.id) > (d.updated_at, d.id)))
         ORDER BY family_name, given_name, d.id",
        &[&clinic, &conversation],
    )
}

/// Writes a call down; whether it was new.
pub(in super::super) fn add_call(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (of, call): (&CallAbout, &CallMade),
    now: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO patient_call (clinic_id, id, conversation_id, message_id, portal_user_id, staff_id, outcome, said, note, called_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (clinic_id, id) DO NOTHING",
        &[
            &actor.clinic, &call.id, &of.conversation, &of.message, &of.person, &actor.staff, &call.outcome, &call.said,
            &call.note, &now,
        ],
    )?;
    Ok(added == 1)
}

/// The calls about a conversation, the latest first.
pub(in super::super) fn calls(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Vec<Call>, db::Error> {
    tx.all(
        "SELECT t.id, t.message_id, t.portal_user_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name, s.display_name AS staff_name, t.outcome, t.said, t.note, t.called_at
         FROM patient_call t
         JOIN staff_member s ON s.clinic_id = t.clinic_id AND s.id = t.staff_id
         JOIN portal_user u ON u.clinic_id = t.clinic_id AND u.id = t.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 ORDER BY t.called_at DESC, t.id DESC",
        &[&clinic, &conversation],
    )
}
