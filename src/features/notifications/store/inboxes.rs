//! SQL of what staff see of deliveries in their inboxes.

use crate::platform::ids::{ClinicId, ConversationId, InboxId, MessageId, PatientId, StaffId};
use crate::platform::time::Timestamp;

/// Notes in every inbox whether a notice of the conversation's last message has reached somebody's no address at all, and
/// they have neither opened it nor been called.
pub(in super::super) fn note_failed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET failed_since = CASE WHEN EXISTS (
             SELECT 1 FROM conversation c
             JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
             JOIN message_recipient r ON r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NULL
             WHERE c.clinic_id = $1 AND c.id = $2
               AND EXISTS (SELECT 1 FROM delivery d WHERE d.clinic_id = r.clinic_id AND d.message_id = r.message_id
                           AND d.portal_user_id = r.portal_user_id AND d.state = 'failed')
               AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.clinic_id = r.clinic_id AND d.message_id = r.message_id
                               AND d.portal_user_id = r.portal_user_id AND d.state IN ('queued', 'sent', 'delivered'))
               AND NOT EXISTS (SELECT 1 FROM patient_call t WHERE t.clinic_id = r.clinic_id AND t.conversation_id = c.id
                               AND t.message_id = r.message_id AND t.portal_user_id = r.portal_user_id AND t.outcome <> 'not_reached'))
             THEN coalesce(failed_since, $3::bigint) END
         WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &conversation, &now],
    )
}

/// The inboxes that each of these conversations is in.
pub(in super::super) fn inboxes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversations: &[ConversationId],
) -> Result<Vec<(ConversationId, InboxId)>, db::Error> {
    tx.all(
        "SELECT conversation_id, inbox_id FROM inbox_entry WHERE clinic_id = $1 AND conversation_id = ANY($2)",
        &[&clinic, &conversations],
    )
}

/// Who wrote a message, and the inbox it was sent from.
pub(in super::super) fn sender(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<(Option<StaffId>, InboxId), db::Error> {
    tx.one(
        "SELECT m.author_staff_id, coalesce(c.from_workgroup_id, c.from_staff_id)
         FROM message m JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id
         WHERE m.clinic_id = $1 AND m.id = $2",
        &[&clinic, &message],
    )
}

/// An open conversation that only waited for the patient's side comes to the clinic's attention.
pub(in super::super) fn surface(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET place = 'inbox' WHERE clinic_id = $1 AND conversation_id = $2 AND place = 'sent'",
        &[&clinic, &conversation],
    )
}

/// A conversation has something new for a member.
pub(in super::super) fn mark_unread(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO conversation_unread (clinic_id, staff_id, conversation_id, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, staff_id, conversation_id) DO NOTHING",
        &[&clinic, &staff, &conversation, &now],
    )
    .map(drop)
}

/// The patient and subject of a conversation.
pub(in super::super) fn conversation(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(PatientId, String, String, String), db::Error> {
    tx.one(
        "SELECT p.id, p.given_name, p.family_name, c.subject FROM conversation c
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         WHERE c.clinic_id = $1 AND c.id = $2",
        &[&clinic, &id],
    )
}
