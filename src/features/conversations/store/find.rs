//! SQL that finds conversations and messages by exact conditions.

use uuid::Uuid;

use crate::features::conversations::find::Filter;
use crate::features::conversations::model::Closed;
use crate::platform::ids::{
    ClinicId, ConversationId, MessageId, PatientId, PortalLinkId, PortalUserId, StaffId,
    WorkgroupId,
};
use crate::platform::time::Timestamp;

db::row! {
    /// A conversation without its messages.
    pub(in super::super) struct HeadRow {
        pub id: ConversationId,
        pub patient_id: PatientId,
        pub patient_name: String,
        pub subject: String,
        pub from_staff_id: Option<StaffId>,
        pub from_workgroup_id: Option<WorkgroupId>,
        pub from_name: String,
        pub mask_name: bool,
        pub created_at: Timestamp,
        pub last_message_at: Timestamp,
        pub closing_at: Option<Timestamp>,
        pub closed: Option<Closed>,
        pub portal_access: bool,
        /// As ticked in the clinic's last message (M34).
        pub allow_attachments: bool,
    }
}

db::row! {
    /// A portal user who can read a conversation.
    #[derive(Debug, Clone)]
    pub struct Reader {
        /// The conversation.
        pub conversation_id: ConversationId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// Whether the person is the patient.
        pub is_self: bool,
        /// Their newest link to the patient.
        pub link_id: Option<PortalLinkId>,
        /// Their name.
        pub name: String,
    }
}

db::row! {
    /// A message as it is stored.
    pub(in super::super) struct StoredMessage {
        pub id: MessageId,
        pub conversation_id: ConversationId,
        pub author_portal_user_id: Option<PortalUserId>,
        pub body_html: String,
        pub allow_response: bool,
        pub allow_attachments: bool,
        pub require_response_days: Option<i64>,
        pub notify_if_unread_days: Option<i64>,
        pub sent_at: Timestamp,
    }
}

macro_rules! conversations {
    ($also:literal) => {
        concat!(
            "SELECT c.id FROM conversation c WHERE c.clinic_id = $1 AND c.id < $2
               AND ($3::bigint IS NULL OR c.created_at >= $3) AND ($4::bigint IS NULL OR c.created_at < $4)
               AND ($5::text = '' OR ($5 = 'closed') = EXISTS (
                    SELECT 1 FROM conversation_closure x WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL))
               AND ($6::bigint IS NULL OR c.last_message_at >= $6 OR EXISTS (
                    SELECT 1 FROM conversation_closure x WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id
                      AND (x.closed_at >= $6 OR x.reopened_at >= $6)))
               AND ($7::bigint IS NULL OR (c.last_message_at < $7 AND NOT EXISTS (
                    SELECT 1 FROM conversation_closure x WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id
                      AND (x.closed_at >= $7 OR x.reopened_at >= $7))))",
            $also,
            " ORDER BY c.id DESC LIMIT $8"
        )
    };
}

/// The ids of conversations, the latest begun first.
pub(in super::super) fn conversations(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    filter: &Filter,
    (before, limit): (Option<Uuid>, i64),
) -> Result<Vec<Uuid>, db::Error> {
    let before = before.unwrap_or(Uuid::max());
    let closed = match filter.closed {
        None => "",
        Some(true) => "closed",
        Some(false) => "open",
    };
    let ((from, to), (since, until)) = (filter.sent, filter.changed);
    let params: [&dyn db::Param; 8] = [
        &clinic, &before, &from, &to, &closed, &since, &until, &limit,
    ];
    let [a, b, c, d, e, f, g, h] = params;
    let found: Vec<(Uuid,)> = match (&filter.ids, &filter.patient) {
        (None, None) => tx.all(conversations!(""), &[a, b, c, d, e, f, g, h])?,
        (Some(ids), None) => tx.all(
            conversations!(" AND c.id = ANY($9)"),
            &[a, b, c, d, e, f, g, h, ids],
        )?,
        (None, Some(patient)) => tx.all(
            conversations!(" AND c.patient_id = $9"),
            &[a, b, c, d, e, f, g, h, patient],
        )?,
        (Some(ids), Some(patient)) => {
            let sql = conversations!(" AND c.id = ANY($9) AND c.patient_id = $10");
            tx.all(sql, &[a, b, c, d, e, f, g, h, ids, patient])?
        }
    };
    Ok(found.into_iter().map(|(id,)| id).collect())
}

macro_rules! messages {
    ($from:literal, $also:literal) => {
        concat!(
            "SELECT m.id FROM ",
            $from,
            " WHERE m.clinic_id = $1 AND m.id < $2
               AND ($3::bigint IS NULL OR m.sent_at >= $3) AND ($4::bigint IS NULL OR m.sent_at < $4)
               AND ($5::bigint IS NULL OR m.sent_at >= $5) AND ($6::bigint IS NULL OR m.sent_at < $6)",
            $also,
            " ORDER BY m.id DESC LIMIT $7"
        )
    };
}

/// The ids of messages, the latest sent first.
pub(in super::super) fn messages(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    filter: &Filter,
    (before, limit): (Option<Uuid>, i64),
) -> Result<Vec<Uuid>, db::Error> {
    const OF_PATIENT: &str = messages!(
        "conversation c JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id",
        " AND c.clinic_id = $1 AND c.patient_id = $8 AND ($9::uuid IS NULL OR c.id = $9)"
    );
    const AMONG_OF_PATIENT: &str = messages!(
        "message m JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id",
        " AND m.id = ANY($8) AND ($9::uuid IS NULL OR c.patient_id = $9) AND ($10::uuid IS NULL OR c.id = $10)"
    );
    let before = before.unwrap_or(Uuid::max());
    let ((from, to), (since, until)) = (filter.sent, filter.changed);
    let params: [&dyn db::Param; 7] = [&clinic, &before, &from, &to, &since, &until, &limit];
    let [a, b, c, d, e, f, g] = params;
    let found: Vec<(Uuid,)> = match (&filter.ids, &filter.patient, &filter.part_of) {
        (None, None, None) => tx.all(messages!("message m", ""), &[a, b, c, d, e, f, g])?,
        (None, None, Some(of)) => tx.all(
            messages!("message m", " AND m.conversation_id = $8"),
            &[a, b, c, d, e, f, g, of],
        )?,
        (None, Some(patient), of) => tx.all(OF_PATIENT, &[a, b, c, d, e, f, g, patient, of])?,
        (Some(ids), patient, of) => {
            tx.all(AMONG_OF_PATIENT, &[a, b, c, d, e, f, g, ids, patient, of])?
        }
    };
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub(in super::super) fn heads(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[Uuid],
) -> Result<Vec<HeadRow>, db::Error> {
    tx.all(
        "SELECT c.id, c.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name, c.subject, c.from_staff_id,
                c.from_workgroup_id, coalesce(g.name, s.display_name, '') AS from_name, c.mask_name, c.created_at, c.last_message_at,
                (SELECT max(coalesce(x.reopened_at, x.closed_at)) FROM conversation_closure x
                 WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id) AS closing_at,
                (SELECT x.reason FROM conversation_closure x
                 WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL) AS closed,
                p.portal_access, coalesce((SELECT m.allow_attachments FROM message m WHERE m.clinic_id = c.clinic_id AND m.conversation_id = c.id
                          AND m.author_staff_id IS NOT NULL ORDER BY m.sent_at DESC LIMIT 1), FALSE) AS allow_attachments
         FROM conversation c
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         LEFT JOIN workgroup g ON g.clinic_id = c.clinic_id AND g.id = c.from_workgroup_id
         LEFT JOIN staff_member s ON s.clinic_id = c.clinic_id AND s.id = c.from_staff_id
         WHERE c.clinic_id = $1 AND c.id = ANY($2)",
        &[&clinic, &ids],
    )
}

pub(in super::super) fn to_staff(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[Uuid],
) -> Result<Vec<(ConversationId, StaffId, String)>, db::Error> {
    tx.all(
        "SELECT t.conversation_id, m.id, m.display_name FROM conversation_staff t
         JOIN staff_member m ON m.clinic_id = t.clinic_id AND m.id = t.staff_id
         WHERE t.clinic_id = $1 AND t.conversation_id = ANY($2) ORDER BY m.display_name, m.id",
        &[&clinic, &ids],
    )
}

pub(in super::super) fn readers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[Uuid],
) -> Result<Vec<Reader>, db::Error> {
    tx.all(
        "SELECT t.conversation_id, t.portal_user_id, (u.self_patient_id IS NOT NULL AND u.self_patient_id = t.patient_id) AS is_self,
                (SELECT l.id FROM portal_link l
                 WHERE l.clinic_id = t.clinic_id AND l.portal_user_id = t.portal_user_id AND l.patient_id = t.patient_id
                 ORDER BY l.created_at DESC, l.id DESC LIMIT 1) AS link_id,
                trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) AS name
         FROM conversation_portal_user t
         JOIN portal_user u ON u.clinic_id = t.clinic_id AND u.id = t.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = ANY($2) ORDER BY name, t.portal_user_id",
        &[&clinic, &ids],
    )
}

pub(in super::super) fn stored_messages(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[Uuid],
) -> Result<Vec<StoredMessage>, db::Error> {
    tx.all(
        "SELECT id, conversation_id, author_portal_user_id, body_html, allow_response, allow_attachments,
                require_response_days, notify_if_unread_days, sent_at
         FROM message WHERE clinic_id = $1 AND id = ANY($2)",
        &[&clinic, &ids],
    )
}

pub(in super::super) fn recipients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[Uuid],
) -> Result<Vec<(MessageId, PortalUserId)>, db::Error> {
    tx.all(
        "SELECT message_id, portal_user_id FROM message_recipient
         WHERE clinic_id = $1 AND message_id = ANY($2) ORDER BY message_id, portal_user_id",
        &[&clinic, &ids],
    )
}
