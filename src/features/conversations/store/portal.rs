//! SQL that reads conversations for a portal user: every statement is bound to the person and the patient.

use crate::features::conversations::model::{Closed, Cursor};
use crate::platform::auth::PortalActor;
use crate::platform::ids::{ConversationId, MessageId, PortalUserId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// One conversation in the person's list.
    pub(in super::super) struct ListRow {
        pub id: ConversationId,
        pub subject: String,
        pub snippet: String,
        pub shown_as: Option<String>,
        pub own: bool,
        pub last_message_at: Timestamp,
        pub unread: bool,
        pub closed: bool,
    }
}

db::row! {
    /// The head of a thread.
    pub(in super::super) struct HeadRow {
        pub id: ConversationId,
        pub subject: String,
        /// None where the patient sees no name of the clinic's (M21).
        pub from_name: Option<String>,
        pub last_message_at: Timestamp,
        pub closed: Option<Closed>,
        pub closed_at: Option<Timestamp>,
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
        /// None where the patient sees no name of the clinic's; empty where the clinic keeps from the person who it is.
        pub shown_as: Option<String>,
        pub role: String,
        pub on_behalf_of_patient: bool,
        pub body_html: String,
        pub sent_at: Timestamp,
        pub unread: bool,
    }
}

pub(in super::super) fn list(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<ListRow>, db::Error> {
    tx.all(
        "WITH page AS (
             SELECT clinic_id, conversation_id, last_message_at FROM conversation_portal_user
             WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND (last_message_at, conversation_id) < ($4, $5)
             ORDER BY last_message_at DESC, conversation_id DESC LIMIT $6)
         SELECT c.id, c.subject, m.snippet,
                CASE WHEN c.mask_name AND m.author_staff_id IS NOT NULL THEN NULL
                     WHEN NOT $7 AND m.author_portal_user_id IS NOT NULL AND m.author_portal_user_id <> $2
                          AND EXISTS (SELECT 1 FROM portal_link h WHERE h.clinic_id = m.clinic_id AND h.patient_id = $3
                                      AND h.portal_user_id = m.author_portal_user_id AND h.hidden_from_others) THEN ''
                     ELSE m.shown_as END AS shown_as, (m.author_portal_user_id IS NOT NULL AND m.author_portal_user_id = $2) AS own,
                page.last_message_at,
                EXISTS (SELECT 1 FROM message_recipient r WHERE r.clinic_id = c.clinic_id AND r.conversation_id = c.id
                        AND r.portal_user_id = $2 AND r.opened_at IS NULL) AS unread,
                EXISTS (SELECT 1 FROM conversation_closure x WHERE x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL) AS closed
         FROM page
         JOIN conversation c ON c.clinic_id = page.clinic_id AND c.id = page.conversation_id
         JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
         ORDER BY page.last_message_at DESC, page.conversation_id DESC",
        &[&actor.clinic, &actor.portal_user, &actor.patient, &cursor.at, &cursor.id, &limit, &actor.is_self],
    )
}

pub(in super::super) fn head(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
) -> Result<HeadRow, db::Error> {
    tx.one(
        "SELECT c.id, c.subject, CASE WHEN c.mask_name THEN NULL ELSE coalesce(g.name, s.display_name, '') END AS from_name, c.last_message_at, x.reason AS closed, x.closed_at,
                coalesce((SELECT m.allow_attachments FROM message m WHERE m.clinic_id = c.clinic_id AND m.conversation_id = c.id
                          AND m.author_staff_id IS NOT NULL ORDER BY m.sent_at DESC LIMIT 1), TRUE) AS allow_attachments
         FROM conversation_portal_user t
         JOIN conversation c ON c.clinic_id = t.clinic_id AND c.id = t.conversation_id
         LEFT JOIN workgroup g ON g.clinic_id = c.clinic_id AND g.id = c.from_workgroup_id
         LEFT JOIN staff_member s ON s.clinic_id = c.clinic_id AND s.id = c.from_staff_id
         LEFT JOIN conversation_closure x ON x.clinic_id = c.clinic_id AND x.conversation_id = c.id AND x.reopened_at IS NULL
         WHERE t.clinic_id = $1 AND t.portal_user_id = $2 AND t.patient_id = $3 AND t.conversation_id = $4",
        &[&actor.clinic, &actor.portal_user, &actor.patient, &id],
    )
}

/// Messages before `cursor`, newest first, with the author's role where the message shows the author; unread are those sent to the person and not opened yet.
pub(in super::super) fn messages(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    cursor: Cursor,
    limit: i64,
) -> Result<Vec<MessageRow>, db::Error> {
    tx.all(
        "WITH page AS (
             SELECT m.*, c.mask_name FROM message m
             JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id
             JOIN conversation_portal_user t ON t.clinic_id = m.clinic_id AND t.conversation_id = m.conversation_id
             WHERE m.clinic_id = $1 AND m.conversation_id = $2 AND t.portal_user_id = $3 AND t.patient_id = $4 AND (m.sent_at, m.id) < ($5, $6)
             ORDER BY m.sent_at DESC, m.id DESC LIMIT $7)
         SELECT m.id, m.author_staff_id, m.author_portal_user_id,
                CASE WHEN m.mask_name AND m.author_staff_id IS NOT NULL THEN NULL
                     WHEN NOT $8 AND m.author_portal_user_id IS NOT NULL AND m.author_portal_user_id <> $3
                          AND EXISTS (SELECT 1 FROM portal_link h WHERE h.clinic_id = m.clinic_id AND h.patient_id = $4
                                      AND h.portal_user_id = m.author_portal_user_id AND h.hidden_from_others) THEN ''
                     ELSE m.shown_as END AS shown_as, coalesce(s.role_title, '') AS role,
                m.on_behalf_of_patient, m.body_html, m.sent_at,
                EXISTS (SELECT 1 FROM message_recipient r WHERE r.clinic_id = m.clinic_id AND r.message_id = m.id
                        AND r.portal_user_id = $3 AND r.opened_at IS NULL) AS unread
         FROM page m
         LEFT JOIN staff_member s ON s.clinic_id = m.clinic_id AND s.id = m.author_staff_id AND s.display_name = m.shown_as
              AND NOT m.mask_name
         ORDER BY m.sent_at DESC, m.id DESC",
        &[&actor.clinic, &id, &actor.portal_user, &actor.patient, &cursor.at, &cursor.id, &limit, &actor.is_self],
    )
}

/// Everybody else who can read a conversation, by name; empty where the clinic keeps from the person who it is. The names
/// that are shown come first.
pub(in super::super) fn readers(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
) -> Result<db::Ahead<(String,)>, db::Error> {
    tx.ahead(
        "SELECT CASE WHEN NOT $4 AND EXISTS (SELECT 1 FROM portal_link h WHERE h.clinic_id = t.clinic_id AND h.patient_id = t.patient_id
                                             AND h.portal_user_id = t.portal_user_id AND h.hidden_from_others) THEN ''
                     ELSE trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)) END AS name
         FROM conversation_portal_user t
         JOIN portal_user u ON u.clinic_id = t.clinic_id AND u.id = t.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 AND t.portal_user_id <> $3 ORDER BY name",
        &[&actor.clinic, &id, &actor.portal_user, &actor.is_self],
    )
}
