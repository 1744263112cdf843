//! SQL that reads conversations for staff.

use super::due::Awaited;
use crate::features::conversations::model::{Closed, Cursor};
use crate::platform::ids::{
    AttachmentId, ChartItemId, ClinicId, ConversationId, FileId, InboxId, MessageId, PatientId,
    PortalUserId, StaffId, WorkgroupId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// One row of a folder.
    pub(in super::super) struct ListRow {
        pub id: ConversationId,
        pub patient_id: PatientId,
        pub given_name: String,
        pub family_name: String,
        pub birth_date: String,
        pub subject: String,
        pub snippet: String,
        pub from_patient: bool,
        pub on_behalf_by: Option<String>,
        pub last_message_at: Timestamp,
        pub unread: bool,
        pub closed: bool,
        pub opened_at: Option<Timestamp>,
        pub failed: bool,
        pub attachments: i64,
        pub workgroup: Option<String>,
        pub response_due_at: Option<Timestamp>,
        pub call_due_at: Option<Timestamp>,
        pub call_owner: Option<String>,
        /// Whether the member holds a hidden copy of it (M48).
        pub hidden_copy: bool,
    }
}

db::row! {
    /// The head of a thread.
    pub(in super::super) struct HeadRow {
        pub id: ConversationId,
        pub patient_id: PatientId,
        pub subject: String,
        pub from_staff_id: Option<StaffId>,
        pub from_workgroup_id: Option<WorkgroupId>,
        pub from_name: String,
        pub started_by_staff: Option<StaffId>,
        pub started_by_portal_user: Option<PortalUserId>,
        pub mask_name: bool,
        pub created_at: Timestamp,
        pub last_message_at: Timestamp,
        pub message_count: i64,
        pub closed: Option<Closed>,
        pub closed_at: Option<Timestamp>,
        pub closed_by: Option<String>,
        /// The message whose answer is awaited (M40).
        pub awaited_message: Option<MessageId>,
        pub awaited_until: Option<Timestamp>,
        pub alerts: Option<i64>,
        /// As ticked in the clinic's last message (M34); true while it has not written.
        pub allow_attachments: bool,
    }
}

db::row! {
    /// A message of a thread.
    pub(in super::super) struct MessageRow {
        pub id: MessageId,
        pub author_staff_id: Option<StaffId>,
        pub author_portal_user_id: Option<PortalUserId>,
        pub shown_as: String,
        pub real_author: Option<String>,
        pub on_behalf_of_patient: bool,
        pub body_html: String,
        pub allow_response: bool,
        pub allow_attachments: bool,
        pub require_response_days: Option<i64>,
        pub notify_if_unread_days: Option<i64>,
        pub unread_told_at: Option<Timestamp>,
        pub sent_at: Timestamp,
    }
}

db::row! {
    /// A file of a message.
    pub(in super::super) struct AttachmentRow {
        pub id: AttachmentId,
        pub message_id: MessageId,
        pub file_id: Option<FileId>,
        pub chart_item_id: Option<ChartItemId>,
        pub name: String,
        pub kind: Option<String>,
        pub content_type: Option<String>,
        pub size: Option<i64>,
        pub sha256: Option<Vec<u8>>,
        pub deleted_at: Option<Timestamp>,
        pub link: Option<String>,
    }
}

db::row! {
    /// What one recipient has done with one message.
    pub(in super::super) struct ReceiptRow {
        pub message_id: MessageId,
        pub portal_user_id: PortalUserId,
        pub name: String,
        pub opened_at: Option<Timestamp>,
        pub downloaded_at: Option<Timestamp>,
    }
}

/// The places of one inbox after `cursor`, newest first: index reads only, whatever the inbox holds.
pub(in super::super) fn place(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    place: &str,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT last_message_at, conversation_id FROM inbox_entry
         WHERE clinic_id = $1 AND inbox_id = $2 AND place = $3 AND (last_message_at, conversation_id) < ($4, $5)
         ORDER BY last_message_at DESC, conversation_id DESC LIMIT $6",
        &[&clinic, &inbox, &place, &cursor.at, &cursor.id, &limit],
    )
}

/// Those whose clinic's last message nobody has opened, before `cursor`, newest first.
pub(in super::super) fn unopened(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT unopened_since, conversation_id FROM inbox_entry
         WHERE clinic_id = $1 AND inbox_id = $2 AND unopened_since IS NOT NULL AND (unopened_since, conversation_id) < ($3, $4)
         ORDER BY unopened_since DESC, conversation_id DESC LIMIT $5",
        &[&clinic, &inbox, &cursor.at, &cursor.id, &limit],
    )
}

/// Those whose notice could not be delivered, before `cursor`, newest first.
pub(in super::super) fn failed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT failed_since, conversation_id FROM inbox_entry
         WHERE clinic_id = $1 AND inbox_id = $2 AND failed_since IS NOT NULL AND (failed_since, conversation_id) < ($3, $4)
         ORDER BY failed_since DESC, conversation_id DESC LIMIT $5",
        &[&clinic, &inbox, &cursor.at, &cursor.id, &limit],
    )
}

/// Those whose answer is awaited by `until` at the latest, after `cursor`, the soonest first.
pub(in super::super) fn awaited(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    (cursor, until): (Cursor, Timestamp),
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT response_due_at, conversation_id FROM inbox_entry
         WHERE clinic_id = $1 AND inbox_id = $2 AND response_due_at IS NOT NULL AND response_due_at <= $3
           AND (response_due_at, conversation_id) > ($4, $5)
         ORDER BY response_due_at, conversation_id LIMIT $6",
        &[&clinic, &inbox, &until, &cursor.at, &cursor.id, &limit],
    )
}

/// Those in which somebody is to call, after `cursor`, the soonest due first.
pub(in super::super) fn to_call(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT call_due_at, conversation_id FROM inbox_entry
         WHERE clinic_id = $1 AND inbox_id = $2 AND call_due_at IS NOT NULL AND (call_due_at, conversation_id) > ($3, $4)
         ORDER BY call_due_at, conversation_id LIMIT $5",
        &[&clinic, &inbox, &cursor.at, &cursor.id, &limit],
    )
}

db::row! {
    /// How many conversations each folder holds.
    pub(in super::super) struct Counts {
        pub awaiting_response: i64,
        pub overdue: i64,
        pub unread_by_patient: i64,
        pub to_call: i64,
        pub sent: i64,
        pub failed_delivery: i64,
        pub closed: i64,
    }
}

/// How many entries each folder of `inboxes` holds, what the member sent to many among what is sent: index reads of at most `most` entries for each.
pub(in super::super) fn counts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (staff, inboxes): (StaffId, &[InboxId]),
    now: Timestamp,
    most: i64,
) -> Result<Counts, db::Error> {
    tx.one(
        "SELECT
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND response_due_at IS NOT NULL LIMIT $4) m) AS awaiting_response,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND response_due_at IS NOT NULL AND response_due_at <= $3 LIMIT $4) m) AS overdue,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND unopened_since IS NOT NULL LIMIT $4) m) AS unread_by_patient,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND call_due_at IS NOT NULL LIMIT $4) m) AS to_call,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND place = 'sent' LIMIT $4) m)
           + (SELECT count(*) FROM (SELECT id FROM group_send WHERE clinic_id = $1 AND owner_id = $5 AND accepted_at IS NOT NULL LIMIT $4) m) AS sent,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND failed_since IS NOT NULL LIMIT $4) m) AS failed_delivery,
           (SELECT count(DISTINCT conversation_id) FROM (SELECT conversation_id FROM inbox_entry
            WHERE clinic_id = $1 AND inbox_id = ANY($2) AND place = 'closed' LIMIT $4) m) AS closed",
        &[&clinic, &inboxes, &now, &most, &staff],
    )
}

/// A patient's conversations after `cursor`, newest first.
pub(in super::super) fn of_patient(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<(Timestamp, ConversationId)>, db::Error> {
    tx.all(
        "SELECT last_message_at, id FROM conversation
         WHERE clinic_id = $1 AND patient_id = $2 AND (last_message_at, id) < ($3, $4)
         ORDER BY last_message_at DESC, id DESC LIMIT $5",
        &[&clinic, &patient, &cursor.at, &cursor.id, &limit],
    )
}

/// What a list shows of the conversations in `ids`, in no order.
pub(in super::super) fn rows(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    ids: &[uuid::Uuid],
) -> Result<Vec<ListRow>, db::Error> {
    tx.all(
        "SELECT c.id, c.patient_id, p.given_name, p.family_name, p.birth_date, c.subject, m.snippet,
                (m.author_portal_user_id IS NOT NULL) AS from_patient,
                CASE WHEN m.on_behalf_of_patient THEN m.shown_as END AS on_behalf_by, c.last_message_at,
                EXISTS (SELECT 1 FROM conversation_unread u WHERE u.clinic_id = c.clinic_id AND u.staff_id = $2 AND u.conversation_id = c.id) AS unread,
                EXISTS (SELECT 1 FROM conversation_closure x WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL) AS closed,
                (SELECT min(r.opened_at) FROM message_recipient r WHERE r.clinic_id = c.clinic_id AND r.message_id = m.id) AS opened_at,
                EXISTS (SELECT 1 FROM delivery d WHERE d.clinic_id = c.clinic_id AND d.message_id = m.id GROUP BY d.portal_user_id
                        HAVING count(CASE d.state WHEN 'failed' THEN 1 END) > 0
                           AND count(CASE WHEN d.state NOT IN ('failed', 'cancelled') THEN 1 END) = 0) AS failed,
                (SELECT count(*) FROM message_attachment a WHERE a.clinic_id = c.clinic_id AND a.message_id = m.id) AS attachments,
                g.name AS workgroup, w.due_at AS response_due_at, k.next_at AS call_due_at, o.display_name AS call_owner,
                EXISTS (SELECT 1 FROM hidden_copy h WHERE h.clinic_id = c.clinic_id AND h.conversation_id = c.id AND h.staff_id = $2
                        AND h.left_out IS NULL AND h.joined_at IS NULL) AS hidden_copy
         FROM conversation c
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
         LEFT JOIN workgroup g ON g.clinic_id = c.clinic_id AND g.id = c.from_workgroup_id
         LEFT JOIN response_awaited w ON w.clinic_id = c.clinic_id AND w.conversation_id = c.id
         LEFT JOIN call_task k ON k.clinic_id = c.clinic_id AND k.conversation_id = c.id AND k.ended_at IS NULL
         LEFT JOIN staff_member o ON o.clinic_id = k.clinic_id AND o.id = k.owner_staff_id
         WHERE c.clinic_id = $1 AND c.id = ANY($3)",
        &[&clinic, &staff, &ids],
    )
}

/// How many conversations have something new for a member.
pub(in super::super) fn unread(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<i64, db::Error> {
    let (unread,): (i64,) = tx.one(
        "SELECT count(*) AS unread FROM conversation_unread WHERE clinic_id = $1 AND staff_id = $2",
        &[&clinic, &staff],
    )?;
    Ok(unread)
}

/// The same without one conversation.
pub(in super::super) fn unread_elsewhere(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    opened: ConversationId,
) -> Result<i64, db::Error> {
    let (unread,): (i64,) = tx.one(
        "SELECT count(*) AS unread FROM conversation_unread WHERE clinic_id = $1 AND staff_id = $2 AND conversation_id <> $3",
        &[&clinic, &staff, &opened],
    )?;
    Ok(unread)
}

impl HeadRow {
    /// The answer that is awaited.
    pub(in super::super) fn awaited(&self) -> Option<Awaited> {
        Some(Awaited {
            message_id: self.awaited_message?,
            due_at: self.awaited_until?,
            alerts: self.alerts?,
        })
    }
}

pub(in super::super) fn head(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<HeadRow, db::Error> {
    tx.one(
        "SELECT c.id, c.patient_id, c.subject, c.from_staff_id, c.from_workgroup_id, coalesce(g.name, s.display_name, '') AS from_name,
                c.started_by_staff, c.started_by_portal_user, c.mask_name, c.created_at, c.last_message_at, c.message_count, x.reason AS closed, x.closed_at, b.display_name AS closed_by,
                w.message_id AS awaited_message, w.due_at AS awaited_until, w.alerts,
                coalesce((SELECT m.allow_attachments FROM message m WHERE m.clinic_id = c.clinic_id AND m.conversation_id = c.id
                          AND m.author_staff_id IS NOT NULL ORDER BY m.sent_at DESC LIMIT 1), TRUE) AS allow_attachments
         FROM conversation c
         LEFT JOIN workgroup g ON g.clinic_id = c.clinic_id AND g.id = c.from_workgroup_id
         LEFT JOIN staff_member s ON s.clinic_id = c.clinic_id AND s.id = c.from_staff_id
         LEFT JOIN conversation_closure x ON x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL
         LEFT JOIN staff_member b ON b.clinic_id = x.clinic_id AND b.id = x.closed_by
         LEFT JOIN response_awaited w ON w.clinic_id = c.clinic_id AND w.conversation_id = c.id
         WHERE c.clinic_id = $1 AND c.id = $2",
        &[&clinic, &id],
    )
}

/// Messages before `cursor`, newest first.
pub(in super::super) fn messages(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    cursor: Cursor,
    limit: i64,
) -> Result<db::Ahead<MessageRow>, db::Error> {
    tx.ahead(
        "WITH page AS (
             SELECT * FROM message WHERE clinic_id = $1 AND conversation_id = $2 AND (sent_at, id) < ($3, $4)
             ORDER BY sent_at DESC, id DESC LIMIT $5)
         SELECT m.id, m.author_staff_id, m.author_portal_user_id, m.shown_as, s.display_name AS real_author, m.on_behalf_of_patient,
                m.body_html, m.allow_response, m.allow_attachments, m.require_response_days, m.notify_if_unread_days, m.unread_told_at, m.sent_at
         FROM page m LEFT JOIN staff_member s ON s.clinic_id = m.clinic_id AND s.id = m.author_staff_id
         ORDER BY m.sent_at DESC, m.id DESC",
        &[&clinic, &id, &cursor.at, &cursor.id, &limit],
    )
}

/// The files of the messages in `ids`, in their order.
pub(in super::super) fn attachments(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<db::Ahead<AttachmentRow>, db::Error> {
    tx.ahead(
        "SELECT a.id, a.message_id, a.file_id, a.chart_item_id, coalesce(i.title, f.file_name, '') AS name, i.kind,
                f.content_type, f.size, f.sha256, f.deleted_at, i.link
         FROM message_attachment a
         LEFT JOIN chart_item i ON i.clinic_id = a.clinic_id AND i.id = a.chart_item_id
         LEFT JOIN stored_file f ON f.clinic_id = a.clinic_id AND f.id = coalesce(a.file_id, i.file_id)
         WHERE a.clinic_id = $1 AND a.message_id = ANY($2) ORDER BY a.message_id, a.position",
        &[&clinic, &ids],
    )
}

/// Who received the messages in `ids`, and what they did with them (M42).
pub(in super::super) fn receipts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<Vec<ReceiptRow>, db::Error> {
    tx.all(
        "SELECT r.message_id, r.portal_user_id,
                trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS name,
                r.opened_at,
                (SELECT max(d.at) FROM attachment_download d
                 WHERE d.clinic_id = r.clinic_id AND d.message_id = r.message_id AND d.portal_user_id = r.portal_user_id AND d.complete) AS downloaded_at
         FROM message_recipient r
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE r.clinic_id = $1 AND r.message_id = ANY($2) ORDER BY r.message_id, name",
        &[&clinic, &ids],
    )
}

/// Staff members that the patient sees (To).
pub(in super::super) fn to_staff(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<db::Ahead<(StaffId, String)>, db::Error> {
    tx.ahead(
        "SELECT m.id, m.display_name FROM conversation_staff t
         JOIN staff_member m ON m.clinic_id = t.clinic_id AND m.id = t.staff_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 ORDER BY m.display_name",
        &[&clinic, &id],
    )
}

/// Portal users who can read the conversation, with their relationship.
pub(in super::super) fn readers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<db::Ahead<(PortalUserId, String, String)>, db::Error> {
    tx.ahead(
        "SELECT t.portal_user_id, trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS name,
                coalesce((SELECT min(l.relationship) FROM portal_link l
                          WHERE l.clinic_id = t.clinic_id AND l.portal_user_id = t.portal_user_id AND l.patient_id = t.patient_id), 'self') AS relationship
         FROM conversation_portal_user t
         JOIN portal_user u ON u.clinic_id = t.clinic_id AND u.id = t.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 ORDER BY name",
        &[&clinic, &id],
    )
}

/// Uploads of a member's that a draft names: id, name, bytes.
pub(in super::super) fn draft_files(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    ids: &[uuid::Uuid],
) -> Result<Vec<(uuid::Uuid, String, i64)>, db::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        "SELECT id, file_name, size FROM stored_file
         WHERE clinic_id = $1 AND uploaded_by_staff = $2 AND id = ANY($3) AND state <> 'deleted' ORDER BY created_at, id",
        &[&clinic, &staff, &ids],
    )
}

db::row! {
    /// A chart item that a draft names.
    pub(in super::super) struct DraftItem {
        pub id: uuid::Uuid,
        pub title: String,
        pub kind: String,
        pub size: Option<i64>,
    }
}

/// Chart items that a draft names.
pub(in super::super) fn draft_chart_items(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<Vec<DraftItem>, db::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        "SELECT i.id, i.title, i.kind, f.size FROM chart_item i
         LEFT JOIN stored_file f ON f.clinic_id = i.clinic_id AND f.id = i.file_id
         WHERE i.clinic_id = $1 AND i.id = ANY($2) ORDER BY i.item_date, i.id",
        &[&clinic, &ids],
    )
}
