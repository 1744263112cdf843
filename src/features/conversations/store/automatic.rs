//! SQL of automatic replies in conversations.

use crate::features::automatic_replies::Last;
use crate::features::conversations::automatic::Automatic;
use crate::platform::ids::{ClinicId, ConversationId, MessageId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;

db::row! {
    /// What a message was answered by itself.
    pub(in super::super) struct AutomaticRow {
        pub message_id: MessageId,
        pub shown_as: String,
        pub language: String,
        pub body_html: String,
        pub sent_at: Timestamp,
    }
}

impl From<AutomaticRow> for Automatic {
    fn from(row: AutomaticRow) -> Automatic {
        Automatic {
            shown_as: row.shown_as,
            language: row.language,
            body: RichText::stored(row.body_html),
            sent_at: row.sent_at,
        }
    }
}

/// What came last in a conversation from the clinic's side.
pub(in super::super) fn last(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Last, db::Error> {
    let (automatic, staff): (Option<Timestamp>, Option<Timestamp>) = tx.one(
        "SELECT (SELECT max(sent_at) FROM automatic_reply WHERE clinic_id = $1 AND conversation_id = $2) AS automatic,
                (SELECT max(sent_at) FROM message WHERE clinic_id = $1 AND conversation_id = $2 AND author_staff_id IS NOT NULL) AS staff",
        &[&clinic, &id],
    )?;
    Ok(Last { automatic, staff })
}

pub(in super::super) fn keep(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    automatic: &Automatic,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO automatic_reply (clinic_id, message_id, conversation_id, shown_as, language, body_html, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &clinic, &message, &conversation, &automatic.shown_as, &automatic.language, &automatic.body.html(), &automatic.sent_at,
        ],
    )
}

/// What the messages in `ids` were answered by themselves.
pub(in super::super) fn of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<db::Ahead<AutomaticRow>, db::Error> {
    tx.ahead(
        "SELECT message_id, shown_as, language, body_html, sent_at FROM automatic_reply WHERE clinic_id = $1 AND message_id = ANY($2)",
        &[&clinic, &ids],
    )
}
