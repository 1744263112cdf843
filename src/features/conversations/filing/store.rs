//! All SQL of filing.

use crate::platform::ids::{
    ChartItemId, ClinicId, ConversationId, FilingId, MessageId, PatientId, StaffId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A request, and what became of it.
    pub(super) struct FilingRow {
        pub id: FilingId,
        pub state: String,
        pub requested_by: String,
        pub version: Option<i64>,
        pub filed_at: Option<Timestamp>,
        pub messages: Option<i64>,
        pub through_at: Option<Timestamp>,
    }
}

db::row! {
    /// A request that waits for the worker.
    pub(super) struct Waiting {
        pub conversation_id: ConversationId,
        pub requested_by: StaffId,
        pub requested_by_name: String,
    }
}

db::row! {
    /// How far a conversation has come.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) struct Reach {
        pub patient_id: PatientId,
        pub message_count: i64,
        pub last_message_at: Timestamp,
    }
}

pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, conversation): (FilingId, ConversationId),
    by: StaffId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO conversation_filing (clinic_id, id, conversation_id, state, requested_by, requested_at)
         VALUES ($1, $2, $3, 'waiting', $4, $5)",
        &[&clinic, &id, &conversation, &by, &at],
    )?;
    Ok(())
}

/// The latest request for a conversation.
pub(super) fn newest(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Option<FilingRow>, db::Error> {
    tx.opt(
        "SELECT f.id, f.state, s.display_name AS requested_by, f.version, f.filed_at, f.messages, f.through_at
         FROM conversation_filing f JOIN staff_member s ON s.clinic_id = f.clinic_id AND s.id = f.requested_by
         WHERE f.clinic_id = $1 AND f.conversation_id = $2 ORDER BY f.requested_at DESC, f.id DESC LIMIT 1",
        &[&clinic, &conversation],
    )
}

/// The latest version of a conversation.
pub(super) fn newest_filed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Option<FilingRow>, db::Error> {
    tx.opt(
        "SELECT f.id, f.state, s.display_name AS requested_by, f.version, f.filed_at, f.messages, f.through_at
         FROM conversation_filing f JOIN staff_member s ON s.clinic_id = f.clinic_id AND s.id = f.requested_by
         WHERE f.clinic_id = $1 AND f.conversation_id = $2 AND f.version > 0 ORDER BY f.version DESC LIMIT 1",
        &[&clinic, &conversation],
    )
}

pub(super) fn waiting(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
) -> Result<Option<Waiting>, db::Error> {
    tx.opt(
        "SELECT f.conversation_id, f.requested_by, s.display_name AS requested_by_name
         FROM conversation_filing f JOIN staff_member s ON s.clinic_id = f.clinic_id AND s.id = f.requested_by
         WHERE f.clinic_id = $1 AND f.id = $2 AND f.state = 'waiting'",
        &[&clinic, &id],
    )
}

pub(super) fn reach(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Reach, db::Error> {
    tx.one(
        "SELECT patient_id, message_count, last_message_at FROM conversation WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &conversation],
    )
}

/// Notes that a request is filed as a version.
pub(super) fn filed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
    (version, at): (i64, Timestamp),
    reach: &Reach,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE conversation_filing SET state = 'filed', version = $3, filed_at = $4, messages = $5, through_at = $6
         WHERE clinic_id = $1 AND id = $2 AND state = 'waiting'",
        &[&clinic, &id, &version, &at, &reach.message_count, &reach.last_message_at],
    )
}

/// Notes that a request could not be filed.
pub(super) fn failed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE conversation_filing SET state = 'failed' WHERE clinic_id = $1 AND id = $2 AND state = 'waiting'",
        &[&clinic, &id],
    )
}

pub(super) fn add_part(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
    part: i64,
    item: ChartItemId,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO conversation_filing_part (clinic_id, filing_id, part, chart_item_id) VALUES ($1, $2, $3, $4)",
        &[&clinic, &id, &part, &item],
    )?;
    Ok(())
}

/// The chart items of a version, with the size of their files.
pub(super) fn parts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
) -> Result<Vec<(ChartItemId, Option<i64>)>, db::Error> {
    tx.all(
        "SELECT p.chart_item_id, f.size FROM conversation_filing_part p
         JOIN chart_item i ON i.clinic_id = p.clinic_id AND i.id = p.chart_item_id
         LEFT JOIN stored_file f ON f.clinic_id = i.clinic_id AND f.id = i.file_id
         WHERE p.clinic_id = $1 AND p.filing_id = $2 ORDER BY p.part",
        &[&clinic, &id],
    )
}

db::row! {
    /// Where a chart item comes from, as far as it is a filed conversation.
    pub(super) struct FromRow {
        pub chart_item_id: ChartItemId,
        pub conversation_id: ConversationId,
        pub replaced: bool,
        pub replaces: Option<ChartItemId>,
    }
}

pub(super) fn filed_from(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    items: &[uuid::Uuid],
) -> Result<Vec<FromRow>, db::Error> {
    tx.all(
        "SELECT p.chart_item_id, f.conversation_id,
                EXISTS (SELECT 1 FROM conversation_filing n
                        WHERE n.clinic_id = f.clinic_id AND n.conversation_id = f.conversation_id AND n.version > f.version) AS replaced,
                (SELECT b.chart_item_id FROM conversation_filing o
                 JOIN conversation_filing_part b ON b.clinic_id = o.clinic_id AND b.filing_id = o.id
                 WHERE o.clinic_id = f.clinic_id AND o.conversation_id = f.conversation_id AND o.version = f.version - 1
                   AND b.part = p.part) AS replaces
         FROM conversation_filing_part p
         JOIN conversation_filing f ON f.clinic_id = p.clinic_id AND f.id = p.filing_id
         WHERE p.clinic_id = $1 AND p.chart_item_id = ANY($2)",
        &[&clinic, &items],
    )
}

db::row! {
    /// The clinic as it stands on paper.
    pub(super) struct ClinicRow {
        pub name: String,
        pub phone: String,
        pub language: String,
        pub time_zone: String,
        pub labels: String,
    }
}

pub(super) fn clinic(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<ClinicRow, db::Error> {
    tx.one(
        "SELECT name, phone, language, time_zone, labels FROM clinic WHERE id = $1",
        &[&clinic],
    )
}

/// The hash and the present state of the files of the messages in `ids`: message, position in it, SHA-256, when it went.
pub(super) fn hashes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<Vec<FileRow>, db::Error> {
    tx.all(
        "SELECT a.message_id, coalesce(i.title, f.file_name, '') AS name, i.kind, f.size, f.sha256, f.deleted_at, i.link
         FROM message_attachment a
         LEFT JOIN chart_item i ON i.clinic_id = a.clinic_id AND i.id = a.chart_item_id
         LEFT JOIN stored_file f ON f.clinic_id = a.clinic_id AND f.id = coalesce(a.file_id, i.file_id)
         WHERE a.clinic_id = $1 AND a.message_id = ANY($2) ORDER BY a.message_id, a.position",
        &[&clinic, &ids],
    )
}

db::row! {
    /// A file of a message, as the list on paper shows it.
    #[derive(Clone)]
    pub(super) struct FileRow {
        pub message_id: MessageId,
        pub name: String,
        pub kind: Option<String>,
        pub size: Option<i64>,
        pub sha256: Option<Vec<u8>>,
        pub deleted_at: Option<Timestamp>,
        pub link: Option<String>,
    }
}
