//! SQL that changes conversations, and what must be known in the same transaction.

use uuid::Uuid;

use crate::features::attachments as files;
use crate::features::conversations::Options;
use crate::features::conversations::model::{Attach, Closed, Identity, Sent};
use crate::features::patients::Recipient;
use crate::platform::auth::{PortalActor, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{
    AttachmentId, ClinicId, ConversationId, FileId, InboxId, MessageId, PatientId, PortalUserId,
    StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::{Error, Refusal};

/// A conversation to be inserted.
pub(in super::super) struct NewConversation<'a> {
    pub id: ConversationId,
    pub patient: PatientId,
    pub subject: &'a str,
    pub from: Identity,
    pub mask_name: bool,
    pub started_by: Starter,
    pub at: Timestamp,
}

/// Who began a conversation.
#[derive(Clone, Copy)]
pub(in super::super) enum Starter {
    Staff(StaffId),
    PortalUser(PortalUserId),
}

impl Starter {
    fn staff(self) -> Option<StaffId> {
        match self {
            Starter::Staff(id) => Some(id),
            Starter::PortalUser(_) => None,
        }
    }

    fn portal_user(self) -> Option<PortalUserId> {
        match self {
            Starter::Staff(_) => None,
            Starter::PortalUser(id) => Some(id),
        }
    }
}

/// A message of the clinic to be inserted.
pub(in super::super) struct StoredMessage<'a> {
    pub sent: Sent,
    pub author: StaffId,
    pub shown_as: &'a str,
    pub body: &'a RichText,
    pub snippet: String,
    pub options: Options,
    pub at: Timestamp,
}

/// A message of a portal user to be inserted.
pub(in super::super) struct PortalStored<'a> {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub author: PortalUserId,
    pub on_behalf: bool,
    pub body: &'a RichText,
    pub snippet: String,
    pub at: Timestamp,
}

db::row! {
    /// A conversation whose row this transaction holds.
    pub(in super::super) struct Locked {
        pub patient_id: PatientId,
        pub last_message_at: Timestamp,
        /// The workgroup as which the clinic writes in it; none where a member does.
        pub from_workgroup_id: Option<WorkgroupId>,
        /// The name under which the clinic writes in it (M17).
        pub shown_as: String,
        /// Why it is closed now; none while it is open (M11).
        pub closed: Option<Closed>,
    }
}

/// Holds the conversation until the transaction ends: answers, closings and replies come one after the other.
pub(in super::super) fn lock(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Locked, db::Error> {
    tx.one(
        "UPDATE conversation SET message_count = message_count WHERE clinic_id = $1 AND id = $2
         RETURNING patient_id, last_message_at, from_workgroup_id,
             coalesce((SELECT s.display_name FROM staff_member s WHERE s.clinic_id = $1 AND s.id = conversation.from_staff_id),
                      (SELECT g.name FROM workgroup g WHERE g.clinic_id = $1 AND g.id = conversation.from_workgroup_id), '') AS shown_as,
             (SELECT x.reason FROM conversation_closure x
              WHERE x.clinic_id = $1 AND x.conversation_id = conversation.id AND x.reopened_at IS NULL) AS closed",
        &[&clinic, &id],
    )
}

pub(in super::super) fn conversation(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &NewConversation<'_>,
) -> Result<(), db::Error> {
    tx.gather(
        "INSERT INTO conversation (clinic_id, id, patient_id, subject, from_staff_id, from_workgroup_id, started_by_staff, started_by_portal_user, created_at, last_message_at, message_count, mask_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1, $10)",
        &[
            &clinic, &new.id, &new.patient, &new.subject, &new.from.staff(), &new.from.workgroup(), &new.started_by.staff(),
            &new.started_by.portal_user(), &new.at, &new.mask_name,
        ],
    )
}

pub(in super::super) fn staff_message(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &StoredMessage<'_>,
) -> Result<(), db::Error> {
    tx.gather(
        "INSERT INTO message (clinic_id, conversation_id, id, author_staff_id, shown_as, on_behalf_of_patient, body_html, snippet, allow_response, sent_at,
             allow_attachments, require_response_days, notify_if_unread_days)
         VALUES ($1, $2, $3, $4, $5, FALSE, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &clinic, &new.sent.conversation, &new.sent.message, &new.author, &new.shown_as, &new.body.html(), &new.snippet,
            &new.options.allow_response, &new.at, &new.options.allow_attachments, &new.options.require_response_days,
            &new.options.notify_if_unread_days,
        ],
    )
}

pub(in super::super) fn portal_message(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &PortalStored<'_>,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO message (clinic_id, conversation_id, id, author_portal_user_id, shown_as, on_behalf_of_patient, body_html, snippet, allow_response, sent_at)
         SELECT u.clinic_id, $2, $3, u.id, trim(coalesce(own.given_name, u.given_name) || ' ' || coalesce(own.family_name, u.family_name)), $5, $6, $7, TRUE, $8
         FROM portal_user u LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE u.clinic_id = $1 AND u.id = $4",
        &[&clinic, &new.conversation, &new.message, &new.author, &new.on_behalf, &new.body.html(), &new.snippet, &new.at],
    )
}

/// Freezes who receives a message, and lets them read the conversation from now on (M6).
pub(in super::super) fn recipients(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    sent: Sent,
    patient: PatientId,
    chosen: &[Recipient],
    at: Timestamp,
) -> Result<(), db::Error> {
    for recipient in chosen {
        tx.gather(
            "INSERT INTO message_recipient (clinic_id, message_id, portal_user_id, conversation_id) VALUES ($1, $2, $3, $4)",
            &[&clinic, &sent.message, &recipient.portal_user_id, &sent.conversation],
        )?;
        tx.gather(
            "INSERT INTO conversation_portal_user (clinic_id, portal_user_id, patient_id, conversation_id, last_message_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (clinic_id, portal_user_id, conversation_id) DO UPDATE SET last_message_at = excluded.last_message_at",
            &[&clinic, &recipient.portal_user_id, &patient, &sent.conversation, &at],
        )?;
    }
    Ok(())
}

/// Lets the portal user who begins a conversation read it; nobody else of the patient's side does.
pub(in super::super) fn starter_reads(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO conversation_portal_user (clinic_id, portal_user_id, patient_id, conversation_id, last_message_at)
         VALUES ($1, $2, $3, $4, $5)",
        &[&actor.clinic, &actor.portal_user, &actor.patient, &id, &at],
    )
}

/// What keeps files and chart items from being sent: unknown, another patient's, not checked yet, refused, sent already.
pub(in super::super) fn attachments_in_the_way(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
    attachments: &[Attach],
) -> Result<Vec<Refusal>, Error> {
    let mut refusals = Vec::new();
    for attach in attachments {
        let code = match attach {
            Attach::File(id) => file_in_the_way(tx, actor, *id)?,
            Attach::ChartItem(id) => {
                // A filed conversation names who really wrote what (M21): it stays with the clinic.
                let found: Option<(PatientId, bool)> = tx.opt(
                    "SELECT i.patient_id, EXISTS (SELECT 1 FROM conversation_filing_part p WHERE p.clinic_id = i.clinic_id AND p.chart_item_id = i.id) AS filed
                     FROM chart_item i WHERE i.clinic_id = $1 AND i.id = $2",
                    &[&actor.clinic, id],
                )?;
                match found {
                    None => Some("chart_item_unknown"),
                    Some((owner, _)) if owner != patient => Some("chart_item_of_another_patient"),
                    Some((_, true)) => Some("chart_item_filed_conversation"),
                    Some(_) => None,
                }
            }
        };
        let field = if matches!(attach, Attach::File(_)) {
            "attachment_ids"
        } else {
            "chart_item_ids"
        };
        refusals.extend(code.map(|code| Refusal::field(field, code)));
    }
    Ok(refusals)
}

fn file_in_the_way(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: FileId,
) -> Result<Option<&'static str>, db::Error> {
    let found: Option<(String, bool)> = tx.opt(
        "SELECT f.state, EXISTS (SELECT 1 FROM message_attachment a WHERE a.clinic_id = f.clinic_id AND a.file_id = f.id) AS sent
         FROM stored_file f WHERE f.clinic_id = $1 AND f.id = $2 AND f.uploaded_by_staff = $3",
        &[&actor.clinic, &id, &actor.staff],
    )?;
    Ok(not_to_be_sent(found))
}

/// Why a file in this state, sent already or not, can't be sent; one that is not found is somebody else's.
fn not_to_be_sent(found: Option<(String, bool)>) -> Option<&'static str> {
    match found {
        None => Some("attachment_unknown"),
        Some((_, true)) => Some("attachment_sent_already"),
        Some((state, false)) => match state.as_str() {
            "available" => None,
            "uploading" => Some("attachment_uploading"),
            "checking" => Some("attachment_checking"),
            _ => Some("attachment_refused"),
        },
    }
}

/// Whether **Allow attachments** was ticked in the clinic's last message (M34); true while it has not written.
pub(in super::super) fn allow_attachments(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<bool, db::Error> {
    let found: Option<(bool,)> = tx.opt(
        "SELECT allow_attachments FROM message WHERE clinic_id = $1 AND conversation_id = $2 AND author_staff_id IS NOT NULL
         ORDER BY sent_at DESC LIMIT 1",
        &[&clinic, &id],
    )?;
    Ok(found.is_none_or(|(ticked,)| ticked))
}

/// What keeps a portal user's files from being sent: not theirs, not checked yet, refused, sent already.
pub(in super::super) fn portal_files_in_the_way(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    wanted: &[FileId],
) -> Result<Vec<Refusal>, db::Error> {
    let mut refusals = Vec::new();
    for id in wanted {
        let found: Option<(String, bool)> = tx.opt(
            "SELECT f.state, EXISTS (SELECT 1 FROM message_attachment a WHERE a.clinic_id = f.clinic_id AND a.file_id = f.id) AS sent
             FROM stored_file f WHERE f.clinic_id = $1 AND f.id = $2 AND f.uploaded_by_portal_user = $3",
            &[&actor.clinic, id, &actor.portal_user],
        )?;
        let code = not_to_be_sent(found);
        refusals.extend(code.map(|code| Refusal::field("attachments", code)));
    }
    Ok(refusals)
}

/// Stores what comes along from the patient's side. It has no end: what a patient sent belongs to the clinic's record.
pub(in super::super) fn portal_attachments(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    files: &[FileId],
) -> Result<(), db::Error> {
    for (position, file) in (0_i64..).zip(files) {
        tx.push(
            "INSERT INTO message_attachment (clinic_id, id, conversation_id, message_id, position, file_id) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&clinic, &env.id::<AttachmentId>(), &conversation, &message, &position, file],
        )?;
    }
    Ok(())
}

/// Stores what is sent along. An upload's clocks begin (M33).
pub(in super::super) fn attachments(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    sent: Sent,
    attachments: &[Attach],
) -> Result<(), db::Error> {
    for (position, attach) in (0_i64..).zip(attachments) {
        let id: AttachmentId = env.id();
        let (file, item) = match attach {
            Attach::File(id) => (Some(*id), None),
            Attach::ChartItem(id) => (None, Some(*id)),
        };
        tx.push(
            "INSERT INTO message_attachment (clinic_id, id, conversation_id, message_id, position, file_id, chart_item_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&clinic, &id, &sent.conversation, &sent.message, &position, &file, &item],
        )?;
        if file.is_some() {
            let earliest = env.now().plus(files::AFTER_DOWNLOAD_DAYS * DAY);
            files::sent(tx, clinic, id, earliest)?;
        }
    }
    Ok(())
}

pub(in super::super) fn to_staff(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    members: &[StaffId],
) -> Result<(), db::Error> {
    for member in members {
        tx.push("INSERT INTO conversation_staff (clinic_id, conversation_id, staff_id) VALUES ($1, $2, $3)", &[&clinic, &id, member])?;
    }
    Ok(())
}

pub(in super::super) fn inbox_entry(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
    id: ConversationId,
    place: &str,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO inbox_entry (clinic_id, inbox_id, conversation_id, place, last_message_at, unopened_since) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (clinic_id, inbox_id, conversation_id) DO UPDATE SET place = excluded.place, last_message_at = excluded.last_message_at",
        &[&clinic, &inbox, &id, &place, &at],
    )
}

/// A conversation that is in no inbox yet comes into the one that it is from: what was sent to many stays out of every
/// folder until somebody writes in it (M47).
pub(in super::super) fn place_first(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO inbox_entry (clinic_id, inbox_id, conversation_id, place, last_message_at)
         SELECT c.clinic_id, coalesce(c.from_workgroup_id, c.from_staff_id), c.id, 'sent', $3::bigint FROM conversation c
         WHERE c.clinic_id = $1 AND c.id = $2
           AND NOT EXISTS (SELECT 1 FROM inbox_entry e WHERE e.clinic_id = c.clinic_id AND e.conversation_id = c.id)",
        &[&clinic, &id, &at],
    )
}

/// A further message of the clinic has been sent: nobody has opened it yet, and no notice of it has failed.
pub(in super::super) fn unopened(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET unopened_since = $3, failed_since = NULL WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &at],
    )
}

/// A further message has come: every list shows the conversation where it now belongs.
pub(in super::super) fn bump(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    at: Timestamp,
    place: &str,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE conversation SET last_message_at = $3, message_count = message_count + 1 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &at],
    )?;
    // A conversation in which the patient has written stays in the inbox when the clinic answers.
    tx.push(
        "UPDATE inbox_entry SET last_message_at = $3, place = CASE WHEN $4 = 'sent' AND place = 'inbox' THEN place ELSE $4 END
         WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &at, &place],
    )?;
    tx.push(
        "UPDATE conversation_portal_user SET last_message_at = $3 WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &at],
    )
}

pub(in super::super) fn set_place(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
    place: &str,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET place = $3 WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &id, &place],
    )
}

pub(in super::super) fn unread(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    id: ConversationId,
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO conversation_unread (clinic_id, staff_id, conversation_id, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, staff_id, conversation_id) DO NOTHING",
        &[&clinic, &staff, &id, &at],
    )
}

pub(in super::super) fn closure(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: ConversationId,
    reason: Closed,
    by: Option<StaffId>,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO conversation_closure (clinic_id, id, conversation_id, reason, closed_at, closed_by) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&clinic, &env.id::<Uuid>(), &id, &reason, &env.now(), &by],
    )
}

pub(in super::super) fn end_closure(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: ConversationId,
    by: StaffId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE conversation_closure SET reopened_at = $3, reopened_by = $4 WHERE clinic_id = $1 AND conversation_id = $2 AND reopened_at IS NULL",
        &[&clinic, &id, &env.now(), &by],
    )
}

pub(in super::super) fn has_patient_message(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<bool, db::Error> {
    let (found,): (bool,) = tx.one(
        "SELECT EXISTS (SELECT 1 FROM message WHERE clinic_id = $1 AND conversation_id = $2 AND author_portal_user_id IS NOT NULL) AS found",
        &[&clinic, &id],
    )?;
    Ok(found)
}

/// Whether the person may read the conversation for the patient they are signed in for.
pub(in super::super) fn may_read(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
) -> Result<bool, db::Error> {
    let (found,): (bool,) = tx.one(
        "SELECT EXISTS (SELECT 1 FROM conversation_portal_user
                        WHERE clinic_id = $1 AND portal_user_id = $2 AND conversation_id = $3 AND patient_id = $4) AS found",
        &[&actor.clinic, &actor.portal_user, &id, &actor.patient],
    )?;
    Ok(found)
}

/// Every member in whose inboxes the conversation is, by themselves or through a workgroup.
pub(in super::super) fn staff_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Vec<StaffId>, db::Error> {
    let members: Vec<(StaffId,)> = tx.all(
        "SELECT m.id FROM inbox_entry e JOIN staff_member m ON m.clinic_id = e.clinic_id AND m.id = e.inbox_id
         WHERE e.clinic_id = $1 AND e.conversation_id = $2 AND m.disabled_at IS NULL
         UNION
         SELECT g.staff_id FROM inbox_entry e
         JOIN workgroup_member g ON g.clinic_id = e.clinic_id AND g.workgroup_id = e.inbox_id
         JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.staff_id
         WHERE e.clinic_id = $1 AND e.conversation_id = $2 AND m.disabled_at IS NULL",
        &[&clinic, &id],
    )?;
    Ok(members.into_iter().map(|(id,)| id).collect())
}

/// Every member whose inboxes these are, by themselves or through a workgroup: those of a conversation that this transaction
/// has begun, whose entries need not be read again.
pub(in super::super) fn staff_of_inboxes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inboxes: &[InboxId],
) -> Result<Vec<StaffId>, db::Error> {
    let members: Vec<(StaffId,)> = tx.all(
        "SELECT m.id FROM staff_member m WHERE m.clinic_id = $1 AND m.id = ANY($2) AND m.disabled_at IS NULL
         UNION
         SELECT g.staff_id FROM workgroup_member g
         JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.staff_id
         WHERE g.clinic_id = $1 AND g.workgroup_id = ANY($2) AND m.disabled_at IS NULL",
        &[&clinic, &inboxes],
    )?;
    Ok(members.into_iter().map(|(id,)| id).collect())
}

/// Every portal user who can read the conversation.
pub(in super::super) fn portal_users_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<Vec<PortalUserId>, db::Error> {
    let people: Vec<(PortalUserId,)> =
        tx.all("SELECT portal_user_id FROM conversation_portal_user WHERE clinic_id = $1 AND conversation_id = $2", &[&clinic, &id])?;
    Ok(people.into_iter().map(|(id,)| id).collect())
}

/// The member has seen what is new.
pub(in super::super) fn read(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    id: ConversationId,
) -> Result<u64, db::Error> {
    tx.exec("DELETE FROM conversation_unread WHERE clinic_id = $1 AND staff_id = $2 AND conversation_id = $3", &[&clinic, &staff, &id])
}

/// Notes that a portal user has opened every message sent to them in the conversation; gives those opened just now.
pub(in super::super) fn opened(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    at: Timestamp,
) -> Result<Vec<MessageId>, db::Error> {
    let opened: Vec<(MessageId,)> = tx.all(
        "UPDATE message_recipient SET opened_at = $4
         WHERE clinic_id = $1 AND conversation_id = $2 AND portal_user_id = $3 AND opened_at IS NULL RETURNING message_id",
        &[&actor.clinic, &id, &actor.portal_user, &at],
    )?;
    Ok(opened.into_iter().map(|(id,)| id).collect())
}
