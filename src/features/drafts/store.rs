//! All SQL of drafts. Every statement is bound to the member whose draft it is, but for those of the worker.

mod scheduled;

use uuid::Uuid;

pub(super) use scheduled::*;

use crate::platform::auth::StaffActor;
use crate::platform::ids::{ConversationId, DraftId, MessageId, PatientId};
use crate::platform::time::Timestamp;

db::row! {
    /// A stored draft.
    pub(super) struct Row {
        pub id: DraftId,
        pub patient_id: Option<PatientId>,
        pub conversation_id: Option<ConversationId>,
        pub version: i64,
        pub content: String,
        pub updated_at: Timestamp,
        pub sent_message_id: Option<MessageId>,
        pub discarded_at: Option<Timestamp>,
        pub send_at: Option<Timestamp>,
        pub returned: Option<String>,
    }
}

db::row! {
    /// One row of the list of drafts.
    pub(super) struct ListRow {
        pub id: DraftId,
        pub conversation_id: Option<ConversationId>,
        pub given_name: Option<String>,
        pub family_name: Option<String>,
        pub birth_date: Option<String>,
        pub content: String,
        pub returned: Option<String>,
        pub updated_at: Timestamp,
    }
}

pub(super) fn find(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
) -> Result<Option<Row>, db::Error> {
    tx.opt(
        "SELECT id, patient_id, conversation_id, version, content, updated_at, sent_message_id, discarded_at, send_at, returned
         FROM draft WHERE clinic_id = $1 AND staff_id = $2 AND id = $3",
        &[&actor.clinic, &actor.staff, &id],
    )
}

/// The member's unsent answer in a conversation.
pub(super) fn of_conversation(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<Option<Row>, db::Error> {
    tx.opt(
        "SELECT id, patient_id, conversation_id, version, content, updated_at, sent_message_id, discarded_at, send_at, returned
         FROM draft WHERE clinic_id = $1 AND staff_id = $2 AND conversation_id = $3 AND sent_message_id IS NULL AND discarded_at IS NULL
           AND send_at IS NULL
         ORDER BY updated_at DESC LIMIT 1",
        &[&actor.clinic, &actor.staff, &id],
    )
}

pub(super) fn list(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<ListRow>, db::Error> {
    tx.all(
        "SELECT d.id, d.conversation_id, p.given_name, p.family_name, p.birth_date, d.content, d.returned, d.updated_at
         FROM draft d LEFT JOIN patient p ON p.clinic_id = d.clinic_id AND p.id = d.patient_id
         WHERE d.clinic_id = $1 AND d.staff_id = $2 AND d.sent_message_id IS NULL AND d.discarded_at IS NULL AND d.send_at IS NULL
           AND d.updated_at < $3
         ORDER BY d.updated_at DESC, d.id DESC LIMIT $4",
        &[&actor.clinic, &actor.staff, &before, &limit],
    )
}

/// How many drafts the member has, and how many wait for their time, each counted up to `most`.
pub fn counts(tx: &mut db::Tx<'_>, actor: &StaffActor, most: i64) -> Result<(i64, i64), db::Error> {
    tx.one(
        "SELECT (SELECT count(*) FROM (SELECT id FROM draft
                 WHERE clinic_id = $1 AND staff_id = $2 AND sent_message_id IS NULL AND discarded_at IS NULL AND send_at IS NULL
                 LIMIT $3) m) AS drafts,
                (SELECT count(*) FROM (SELECT id FROM draft
                 WHERE clinic_id = $1 AND staff_id = $2 AND send_at IS NOT NULL LIMIT $3) m) AS scheduled",
        &[&actor.clinic, &actor.staff, &most],
    )
}

/// Begins a draft under the id that its page chose. An id that a colleague's draft has already is not found.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (id, patient, conversation): (DraftId, Option<PatientId>, Option<ConversationId>),
    content: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    let begun = tx.exec(
        "INSERT INTO draft (clinic_id, id, staff_id, patient_id, conversation_id, version, content, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7) ON CONFLICT (clinic_id, id) DO NOTHING",
        &[&actor.clinic, &id, &actor.staff, &patient, &conversation, &content, &now],
    )?;
    if begun == 0 {
        return Err(db::Error::NotFound);
    }
    Ok(())
}

pub(super) fn update(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    patient: Option<PatientId>,
    content: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE draft SET version = version + 1, returned = NULL, patient_id = $4, content = $5, updated_at = $6
         WHERE clinic_id = $1 AND staff_id = $2 AND id = $3",
        &[&actor.clinic, &actor.staff, &id, &patient, &content, &now],
    )?;
    Ok(())
}

/// Replaces the files that wait with a draft: they are what keeps an upload from being swept as an orphan.
pub(super) fn set_attachments(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    attachments: &[(Uuid, Option<Uuid>, Option<Uuid>)],
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM draft_attachment WHERE clinic_id = $1 AND draft_id = $2",
        &[&actor.clinic, &id],
    )?;
    for (position, (row, file, chart_item)) in (0_i64..).zip(attachments) {
        tx.exec(
            "INSERT INTO draft_attachment (clinic_id, draft_id, position, id, file_id, chart_item_id) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&actor.clinic, &id, &position, row, file, chart_item],
        )?;
    }
    Ok(())
}

pub(super) fn mark_sent(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    conversation: ConversationId,
    message: MessageId,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE draft SET sent_message_id = $4, conversation_id = $5, content = '{}', send_at = NULL, returned = NULL
         WHERE clinic_id = $1 AND staff_id = $2 AND id = $3",
        &[&actor.clinic, &actor.staff, &id, &message, &conversation],
    )
}

pub(super) fn discard(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    now: Timestamp,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE draft SET discarded_at = $4 WHERE clinic_id = $1 AND staff_id = $2 AND id = $3 AND sent_message_id IS NULL AND send_at IS NULL",
        &[&actor.clinic, &actor.staff, &id, &now],
    )
}
