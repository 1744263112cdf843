//! SQL that reads group sends for the Sent folder of those who sent them.

use crate::features::conversations::model::Cursor;
use crate::platform::ids::{ClinicId, GroupSendId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// A group send in the Sent folder of its sender: one row, however many conversations it made (M47).
    #[derive(Debug, Clone)]
    pub struct SentToMany {
        /// The group send.
        pub id: GroupSendId,
        /// The subject, with merge fields.
        pub subject: String,
        /// How far it has come: `freezing`, `sending`, `stopped` or `done`.
        pub state: String,
        /// When it was accepted.
        pub accepted_at: Timestamp,
        /// Patients of its list.
        pub total: i64,
        /// Those of them who have been dealt with.
        pub done: i64,
        /// Those of them whose conversation could not be written.
        pub failed: i64,
    }
}

/// What a member sent to many, before `cursor`, newest first.
pub(in super::super) fn sent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    sender: StaffId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<SentToMany>, db::Error> {
    tx.all(
        "SELECT id, subject, state, accepted_at, total, sent + skipped + failed AS done, failed FROM group_send
         WHERE clinic_id = $1 AND owner_id = $2 AND accepted_at IS NOT NULL AND (accepted_at, id) < ($3, $4)
         ORDER BY accepted_at DESC, id DESC LIMIT $5",
        &[&clinic, &sender, &cursor.at, &cursor.id, &limit],
    )
}
