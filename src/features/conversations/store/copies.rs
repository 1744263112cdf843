//! SQL of hidden copies. Nothing here is read for the patient's side.

use crate::features::distribution_lists::{Holder, Without};
use crate::platform::auth::StaffActor;
use crate::platform::ids::{ConversationId, StaffId};
use crate::platform::time::Timestamp;

use super::super::model::Sent;

db::row! {
    /// A copy that the member may know of.
    pub(in super::super) struct CopyRow {
        pub staff_id: StaffId,
        pub name: String,
        pub sent_by: StaffId,
        pub sent_by_name: String,
        pub list: Option<String>,
        pub sent_at: Timestamp,
        pub left_out: Option<Without>,
        pub joined_at: Option<Timestamp>,
        /// Whether the holder reads it in the workgroup's inbox that it is from, too.
        pub inside: bool,
    }
}

/// Freezes who gets a hidden copy of a message, and who does not, with the reason.
pub(in super::super) fn insert(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    sent: Sent,
    holder: &Holder,
    at: Timestamp,
) -> Result<(), db::Error> {
    let list = holder.list.as_ref().map(|(id, _)| *id);
    tx.push(
        "INSERT INTO hidden_copy (clinic_id, conversation_id, staff_id, message_id, list_id, sent_by, sent_at, left_out)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &actor.clinic, &sent.conversation, &holder.id, &sent.message, &list, &actor.staff, &at, &holder.without,
        ],
    )
}

/// The copies of a conversation that the member may know of: their own, those that they gave, and those of whom has joined
/// openly since.
pub(in super::super) fn known(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<db::Ahead<CopyRow>, db::Error> {
    tx.ahead(
        "SELECT h.staff_id, m.display_name AS name, h.sent_by, b.display_name AS sent_by_name, d.name AS list, h.sent_at, h.left_out, h.joined_at,
                EXISTS (SELECT 1 FROM workgroup_member w JOIN workgroup g ON g.clinic_id = w.clinic_id AND g.id = w.workgroup_id
                        WHERE w.clinic_id = h.clinic_id AND w.workgroup_id = c.from_workgroup_id AND w.staff_id = h.staff_id AND g.retired_at IS NULL) AS inside
         FROM hidden_copy h
         JOIN conversation c ON c.clinic_id = h.clinic_id AND c.id = h.conversation_id
         JOIN staff_member m ON m.clinic_id = h.clinic_id AND m.id = h.staff_id
         JOIN staff_member b ON b.clinic_id = h.clinic_id AND b.id = h.sent_by
         LEFT JOIN distribution_list d ON d.clinic_id = h.clinic_id AND d.id = h.list_id
         WHERE h.clinic_id = $1 AND h.conversation_id = $2 AND (h.staff_id = $3 OR h.sent_by = $3 OR h.joined_at IS NOT NULL)
         ORDER BY m.display_name, h.staff_id",
        &[&actor.clinic, &id, &actor.staff],
    )
}

/// Whether the member holds a hidden copy and nothing else of the conversation: they read, and do no more.
pub(in super::super) fn only_reads(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<bool, db::Error> {
    let (found,): (bool,) = tx.one(
        "SELECT EXISTS (SELECT 1 FROM hidden_copy h JOIN conversation c ON c.clinic_id = h.clinic_id AND c.id = h.conversation_id
                WHERE h.clinic_id = $1 AND h.conversation_id = $2 AND h.staff_id = $3 AND h.left_out IS NULL AND h.joined_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM workgroup_member w JOIN workgroup g ON g.clinic_id = w.clinic_id AND g.id = w.workgroup_id
                        WHERE w.clinic_id = h.clinic_id AND w.workgroup_id = c.from_workgroup_id AND w.staff_id = h.staff_id AND g.retired_at IS NULL)) AS found",
        &[&actor.clinic, &id, &actor.staff],
    )?;
    Ok(found)
}

/// Since when the member takes part openly; none while they hold a hidden copy.
///
/// # Errors
/// Not found where they hold none.
pub(in super::super) fn joined(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<Option<Timestamp>, db::Error> {
    let (joined,): (Option<Timestamp>,) = tx.one(
        "SELECT joined_at FROM hidden_copy WHERE clinic_id = $1 AND conversation_id = $2 AND staff_id = $3 AND left_out IS NULL",
        &[&actor.clinic, &id, &actor.staff],
    )?;
    Ok(joined)
}

/// From now on the member takes part openly.
pub(in super::super) fn join(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE hidden_copy SET joined_at = $4 WHERE clinic_id = $1 AND conversation_id = $2 AND staff_id = $3 AND joined_at IS NULL",
        &[&actor.clinic, &id, &actor.staff, &at],
    )
}
