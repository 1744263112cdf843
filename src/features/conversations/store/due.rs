//! SQL of what comes due.

use crate::features::conversations::model::Sent;
use crate::platform::ids::{
    ClinicId, ConversationId, InboxId, MessageId, PatientId, PortalUserId, StaffId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A message whose sender wants to know when nobody opens it.
    pub(in super::super) struct Watched {
        pub id: MessageId,
        pub conversation_id: ConversationId,
        pub patient_id: PatientId,
        pub author_staff_id: Option<StaffId>,
        pub from_inbox: InboxId,
        pub sent_at: Timestamp,
        pub notify_if_unread_days: Option<i64>,
        pub opened: bool,
        pub told: bool,
    }
}

db::row! {
    /// An answer that is awaited (M40).
    #[derive(Debug, Clone, Copy)]
    pub struct Awaited {
        /// The message that requires it.
        pub message_id: MessageId,
        /// By when.
        pub due_at: Timestamp,
        /// The number of the last alert.
        pub alerts: i64,
    }
}

pub(in super::super) fn watched(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Option<Watched>, db::Error> {
    tx.opt(
        "SELECT m.id, m.conversation_id, c.patient_id, m.author_staff_id, coalesce(c.from_workgroup_id, c.from_staff_id) AS from_inbox,
                m.sent_at, m.notify_if_unread_days,
                EXISTS (SELECT 1 FROM message_recipient r
                        WHERE r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NOT NULL) AS opened,
                (m.unread_told_at IS NOT NULL) AS told
         FROM message m JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id
         WHERE m.clinic_id = $1 AND m.id = $2 AND m.notify_if_unread_days IS NOT NULL",
        &[&clinic, &message],
    )
}

pub(in super::super) fn told(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE message SET unread_told_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &message, &now],
    )
}

/// An open conversation that only waited for the patient's side comes to the clinic's attention.
pub(in super::super) fn surface(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET place = 'inbox' WHERE clinic_id = $1 AND conversation_id = $2 AND place = 'sent'",
        &[&clinic, &id],
    )
}

pub(in super::super) fn awaited(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Option<Awaited>, db::Error> {
    tx.opt(
        "SELECT message_id, due_at, alerts FROM response_awaited WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id],
    )
}

pub(in super::super) fn set_awaited(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    sent: Sent,
    due_at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO response_awaited (clinic_id, conversation_id, message_id, due_at, alerts) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (clinic_id, conversation_id) DO UPDATE SET
             message_id = excluded.message_id, due_at = excluded.due_at, alerts = 0",
        &[&clinic, &sent.conversation, &sent.message, &due_at],
    )?;
    tx.push(
        "UPDATE inbox_entry SET response_due_at = $3 WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &sent.conversation, &due_at],
    )
}

pub(in super::super) fn end_awaited(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "DELETE FROM response_awaited WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id],
    )?;
    tx.push(
        "UPDATE inbox_entry SET response_due_at = NULL
         WHERE clinic_id = $1 AND conversation_id = $2 AND response_due_at IS NOT NULL",
        &[&clinic, &id],
    )
}

pub(in super::super) fn alerted(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    number: i64,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE response_awaited SET alerts = $3 WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &number],
    )
}

/// Exactly those to whom a message was sent.
pub(in super::super) fn recipients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Vec<PortalUserId>, db::Error> {
    let people: Vec<(PortalUserId,)> = tx.all(
        "SELECT portal_user_id FROM message_recipient WHERE clinic_id = $1 AND message_id = $2",
        &[&clinic, &message],
    )?;
    Ok(people.into_iter().map(|(id,)| id).collect())
}

/// The clinic's last message has been opened: nobody has to be looked for any more.
pub(in super::super) fn end_unopened(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET unopened_since = NULL, failed_since = NULL WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id],
    )
}

/// A reopened conversation stands again among those whose last message nobody has opened, where that is so.
pub(in super::super) fn unopened_again(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET unopened_since = (
             SELECT max(m.sent_at) FROM message m
             WHERE m.clinic_id = $1 AND m.conversation_id = $2 AND m.author_staff_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM message_recipient r
                               WHERE r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM message later
                               WHERE later.clinic_id = m.clinic_id AND later.conversation_id = m.conversation_id
                                 AND later.author_staff_id IS NOT NULL AND later.sent_at > m.sent_at))
         WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id],
    )
}
