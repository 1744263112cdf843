//! SQL of calls to make (M75).

use crate::features::conversations::calls::{Callee, Ended, Task};
use crate::platform::auth::StaffActor;
use crate::platform::ids::{
    ClinicId, ConversationId, InboxId, MessageId, PortalUserId, StaffId, WorkgroupId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A message that may become a call to make.
    pub(in super::super) struct Candidate {
        pub author_staff_id: Option<StaffId>,
        pub from_inbox: InboxId,
        /// The member whose own inbox it was sent from, where they have left the clinic.
        pub left_staff_id: Option<StaffId>,
        pub sent_at: Timestamp,
        pub notify_if_unread_days: Option<i64>,
        pub require_response_days: Option<i64>,
        pub opened: bool,
        pub tasked: bool,
        pub placed: bool,
    }
}

/// The conversation of a message.
pub(in super::super) fn conversation_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Option<ConversationId>, db::Error> {
    let found: Option<(ConversationId,)> = tx.opt(
        "SELECT conversation_id FROM message WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &message],
    )?;
    Ok(found.map(|(id,)| id))
}

pub(in super::super) fn candidate(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Candidate, db::Error> {
    tx.one(
        "SELECT m.author_staff_id, coalesce(c.from_workgroup_id, c.from_staff_id) AS from_inbox,
                (SELECT s.id FROM staff_member s WHERE s.clinic_id = c.clinic_id AND s.id = c.from_staff_id
                 AND s.disabled_at IS NOT NULL) AS left_staff_id,
                m.sent_at, m.notify_if_unread_days, m.require_response_days,
                (EXISTS (SELECT 1 FROM message_recipient r
                         WHERE r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM message a WHERE a.clinic_id = m.clinic_id AND a.conversation_id = m.conversation_id
                            AND a.sent_at > m.sent_at AND a.author_portal_user_id IS NOT NULL)) AS opened,
                (EXISTS (SELECT 1 FROM call_task t WHERE t.clinic_id = m.clinic_id AND t.message_id = m.id)
                 OR EXISTS (SELECT 1 FROM call_task t WHERE t.clinic_id = m.clinic_id AND t.conversation_id = m.conversation_id
                            AND t.ended_at IS NULL)) AS tasked,
                EXISTS (SELECT 1 FROM inbox_entry e WHERE e.clinic_id = m.clinic_id AND e.conversation_id = m.conversation_id) AS placed
         FROM message m JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id
         WHERE m.clinic_id = $1 AND m.id = $2",
        &[&clinic, &message],
    )
}

/// Makes the task; whether it is new.
pub(in super::super) fn add(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    owner: Option<StaffId>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO call_task (clinic_id, message_id, conversation_id, owner_staff_id, opened_at, next_at)
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (clinic_id, message_id) DO NOTHING",
        &[&clinic, &message, &conversation, &owner, &now],
    )?;
    Ok(added == 1)
}

/// The conversation comes into a workgroup's inbox too, where its only reader has left the clinic.
pub(in super::super) fn share(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    workgroup: WorkgroupId,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO inbox_entry (clinic_id, inbox_id, conversation_id, place, last_message_at, unopened_since)
         SELECT c.clinic_id, $3::uuid, c.id, 'inbox', c.last_message_at,
                (SELECT max(e.unopened_since) FROM inbox_entry e WHERE e.clinic_id = c.clinic_id AND e.conversation_id = c.id)
         FROM conversation c WHERE c.clinic_id = $1 AND c.id = $2
         ON CONFLICT (clinic_id, inbox_id, conversation_id) DO NOTHING",
        &[&clinic, &id, &workgroup],
    )
}

/// When the call is due, in every inbox; none: there is none to make.
pub(in super::super) fn set_due(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    at: Option<Timestamp>,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET call_due_at = $3 WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &at],
    )
}

/// The task that stands in a conversation.
pub(in super::super) fn standing(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Option<Task>, db::Error> {
    tx.opt(
        "SELECT t.message_id, t.conversation_id, c.patient_id, c.subject, m.sent_at, t.opened_at, t.next_at, t.owner_staff_id,
                s.display_name AS owner_name
         FROM call_task t
         JOIN message m ON m.clinic_id = t.clinic_id AND m.id = t.message_id
         JOIN conversation c ON c.clinic_id = t.clinic_id AND c.id = t.conversation_id
         LEFT JOIN staff_member s ON s.clinic_id = t.clinic_id AND s.id = t.owner_staff_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 AND t.ended_at IS NULL",
        &[&clinic, &id],
    )
}

pub(in super::super) fn assign(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    owner: Option<StaffId>,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE call_task SET owner_staff_id = $3 WHERE clinic_id = $1 AND message_id = $2 AND ended_at IS NULL",
        &[&clinic, &message, &owner],
    )
}

pub(in super::super) fn postpone(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    next_at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE call_task SET next_at = $3 WHERE clinic_id = $1 AND message_id = $2 AND ended_at IS NULL",
        &[&clinic, &message, &next_at],
    )
}

/// Ends the task that stands in a conversation, where one does; its message.
pub(in super::super) fn end(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    why: Ended,
    now: Timestamp,
) -> Result<Option<MessageId>, db::Error> {
    let ended: Option<(MessageId,)> = tx.opt(
        "UPDATE call_task SET ended_at = $3, ended_why = $4
         WHERE clinic_id = $1 AND conversation_id = $2 AND ended_at IS NULL RETURNING message_id",
        &[&clinic, &id, &now, &why],
    )?;
    Ok(ended.map(|(id,)| id))
}

/// Whom to call in the conversations of `ids` that have a task: the message's readers who have not opened it and may still
/// read for the patient.
pub(in super::super) fn callees(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
    now: Timestamp,
) -> Result<Vec<Callee>, db::Error> {
    tx.all(
        "SELECT t.conversation_id, r.portal_user_id,
                trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS name,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile, t.opened_at, m.sent_at
         FROM call_task t
         JOIN conversation c ON c.clinic_id = t.clinic_id AND c.id = t.conversation_id
         JOIN message m ON m.clinic_id = t.clinic_id AND m.id = t.message_id
         JOIN message_recipient r ON r.clinic_id = t.clinic_id AND r.message_id = t.message_id AND r.opened_at IS NULL
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = ANY($2) AND t.ended_at IS NULL
           AND EXISTS (SELECT 1 FROM portal_link l WHERE l.clinic_id = u.clinic_id AND l.portal_user_id = u.id
                       AND l.patient_id = c.patient_id AND l.revoked_at IS NULL AND l.starts_at <= $3
                       AND (l.ends_at IS NULL OR l.ends_at > $3))
         ORDER BY t.conversation_id, name",
        &[&clinic, &ids, &now],
    )
}

/// Whether the person takes part in the conversation.
pub(in super::super) fn takes_part(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
    person: PortalUserId,
) -> Result<bool, db::Error> {
    let (found,): (bool,) = tx.one(
        "SELECT EXISTS (SELECT 1 FROM conversation_portal_user
                        WHERE clinic_id = $1 AND portal_user_id = $2 AND conversation_id = $3) AS found",
        &[&actor.clinic, &person, &id],
    )?;
    Ok(found)
}
