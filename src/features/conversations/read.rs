//! A conversation as staff see it.

use super::automatic::Automatic;
use super::copies::Copies;
use super::folder::{FolderPage, fetch, page};
use super::model::{Closed, Cursor, Identity};
use super::options::{After, Options};
use super::policy::{self, May, Person, Standing};
use super::store::automatic;
use super::store::copies;
use super::store::due::Awaited;
use super::store::staff::{self as store, AttachmentRow, MessageRow};
use super::store::write;
use crate::features::attachments::{self, Keeping};
use crate::features::patients::{self, Patient};
use crate::features::settings;
use crate::platform::auth::StaffActor;
use crate::platform::ids::{
    AttachmentId, ChartItemId, ClinicId, ConversationId, FileId, MessageId, PatientId,
    PortalUserId, StaffId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;

/// Messages on one page of a thread.
const PAGE: usize = 50;

/// A thread with the newest messages, or those before a cursor.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The conversation.
    pub id: ConversationId,
    /// The patient it is about.
    pub patient: Patient,
    /// The subject.
    pub subject: String,
    /// The identity that the patient sees.
    pub from: Identity,
    /// Its name.
    pub from_name: String,
    /// The staff member who began it, where the clinic did.
    pub started_by_staff: Option<StaffId>,
    /// The portal user who began it, where the patient's side did (M10).
    pub started_by_portal_user: Option<PortalUserId>,
    /// Whether the patient sees "Clinic Staff" in place of every name of the clinic's (M21).
    pub mask_name: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When the last message came.
    pub last_message_at: Timestamp,
    /// Messages in all.
    pub message_count: i64,
    /// Why, when and by whom it was closed; none while it is open.
    pub closed: Option<(Closed, Timestamp, Option<String>)>,
    /// What the patient's side may do in it (M7-M12).
    pub may: May,
    /// The answer that is awaited (M40).
    pub awaited: Option<Awaited>,
    /// Staff members that the patient sees (To).
    pub to_staff: Vec<(StaffId, String)>,
    /// Portal users who can read it.
    pub readers: Vec<Participant>,
    /// The hidden copies that the member may know of (M48).
    pub copies: Copies,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// Where older messages go on; none when these are the first.
    pub older: Option<String>,
}

/// A portal user who takes part.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The person.
    pub id: PortalUserId,
    /// Their name.
    pub name: String,
    /// What they are to the patient: `self`, `guardian`, `representative`.
    pub relationship: String,
}

/// A message with what became of it.
#[derive(Debug, Clone)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// The staff author, where it is the clinic's.
    pub author_staff: Option<StaffId>,
    /// The portal user who wrote it, where it is not the clinic's.
    pub author_portal_user: Option<PortalUserId>,
    /// The name that the patient sees.
    pub shown_as: String,
    /// The staff member who really wrote it.
    pub real_author: Option<String>,
    /// Whether a portal user wrote for the patient rather than as the patient (M12).
    pub on_behalf: bool,
    /// The body.
    pub body: RichText,
    /// What it asks of the patient's side.
    pub options: Options,
    /// When the sender was told that nobody had opened it (M41).
    pub unread_told_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Its files, in order.
    pub attachments: Vec<Attachment>,
    /// What each recipient has done (M42).
    pub receipts: Vec<Receipt>,
    /// What it was answered by itself (M10).
    pub automatic: Option<Automatic>,
}

/// A file or chart item of a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The attachment.
    pub id: AttachmentId,
    /// The uploaded file, where it is one.
    pub file: Option<FileId>,
    /// The chart item, where it is one.
    pub chart_item: Option<ChartItemId>,
    /// File name or title.
    pub name: String,
    /// The chart item's kind.
    pub kind: Option<String>,
    /// Media type by content.
    pub content_type: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// SHA-256 of its content.
    pub sha256: Option<Vec<u8>>,
    /// When it went: name, size and hash are its tombstone (M33).
    pub gone_at: Option<Timestamp>,
    /// Until when it is kept as things stand, for staff; none where it has no end (M33).
    pub kept_until: Option<Timestamp>,
    /// Where it is only a link: an educational video.
    pub link: Option<String>,
}

/// What one recipient has done with one message.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The person.
    pub portal_user: PortalUserId,
    /// Their name.
    pub name: String,
    /// When they opened it.
    pub opened_at: Option<Timestamp>,
    /// When they last downloaded a file of it whole.
    pub downloaded_at: Option<Timestamp>,
}

/// Loads a thread that the member may see, with a page of messages before `cursor`.
pub fn thread(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
    cursor: Cursor,
) -> Result<Thread, db::Error> {
    let clinic = actor.clinic;
    let head = store::head(tx, clinic, id)?;
    let rows = store::messages(tx, clinic, id, cursor, fetch(PAGE))?;
    let (to_staff, readers, known) = (
        store::to_staff(tx, clinic, id)?,
        store::readers(tx, clinic, id)?,
        copies::known(tx, actor, id)?,
    );
    let portal = settings::load(tx, clinic)?;
    let patient = patients::load(tx, &actor.scope(), head.patient_id)?;
    let mut rows = tx.take(rows)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows.last().filter(|_| more).map(|m| {
        Cursor {
            at: m.sent_at,
            id: m.id.uuid(),
        }
        .to_string()
    });
    rows.reverse();
    let ids: Vec<uuid::Uuid> = rows.iter().map(|m| m.id.uuid()).collect();
    let mut messages: Vec<Message> = rows.into_iter().map(Message::from).collect();
    let attachments = store::attachments(tx, clinic, &ids)?;
    let automatic = automatic::of(tx, clinic, &ids)?;
    let receipts = store::receipts(tx, clinic, &ids)?;
    for row in tx.take(automatic)? {
        if let Some(message) = messages.iter_mut().find(|m| m.id == row.message_id) {
            message.automatic = Some(row.into());
        }
    }
    for row in tx.take(attachments)? {
        if let Some(message) = messages.iter_mut().find(|m| m.id == row.message_id) {
            message.attachments.push(Attachment::from(row));
        }
    }
    set_ends(tx, clinic, &mut messages)?;
    for row in receipts {
        if let Some(message) = messages.iter_mut().find(|m| m.id == row.message_id) {
            let receipt = Receipt {
                portal_user: row.portal_user_id,
                name: row.name,
                opened_at: row.opened_at,
                downloaded_at: row.downloaded_at,
            };
            message.receipts.push(receipt);
        }
    }
    let from = match (head.from_staff_id, head.from_workgroup_id) {
        (Some(staff), _) => Identity::Staff(staff),
        (None, Some(workgroup)) => Identity::Workgroup(workgroup),
        (None, None) => return Err(db::Error::NotFound),
    };
    let readers = tx.take(readers)?;
    let awaited = head.awaited();
    let standing = Standing {
        closed: head.closed,
        allow_attachments: head.allow_attachments,
    };
    Ok(Thread {
        id: head.id,
        may: policy::may(
            &portal,
            Person::anybody(patient.portal_access),
            Some(standing),
        ),
        patient,
        subject: head.subject,
        from,
        from_name: head.from_name,
        started_by_staff: head.started_by_staff,
        started_by_portal_user: head.started_by_portal_user,
        mask_name: head.mask_name,
        created_at: head.created_at,
        last_message_at: head.last_message_at,
        message_count: head.message_count,
        closed: head
            .closed
            .zip(head.closed_at)
            .map(|(reason, at)| (reason, at, head.closed_by)),
        awaited,
        to_staff: tx.take(to_staff)?,
        copies: Copies::of(actor.staff, tx.take(known)?),
        readers: readers
            .into_iter()
            .map(|(id, name, relationship)| Participant {
                id,
                name,
                relationship,
            })
            .collect(),
        messages,
        older,
    })
}

/// Says of each upload until when it is kept (M33). Costs nothing where the messages have none.
fn set_ends(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    messages: &mut [Message],
) -> Result<(), db::Error> {
    let has_upload = |m: &&Message| {
        let kept = |a: &Attachment| a.file.is_some() && a.gone_at.is_none();
        m.attachments.iter().any(kept)
    };
    let ids: Vec<uuid::Uuid> = messages
        .iter()
        .filter(has_upload)
        .map(|m| m.id.uuid())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let kept = attachments::keepings(tx, clinic, &ids)?;
    for attachment in messages.iter_mut().flat_map(|m| m.attachments.iter_mut()) {
        attachment.kept_until = kept.get(&attachment.id).map(Keeping::ends_at);
    }
    Ok(())
}

/// The patient that a conversation is about.
pub(super) fn patient_of(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<PatientId, db::Error> {
    Ok(store::head(tx, actor.clinic, id)?.patient_id)
}

/// A page of a patient's conversations, for the chart (M66).
pub fn of_patient(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
    cursor: Cursor,
    limit: usize,
) -> Result<FolderPage, db::Error> {
    let keys = store::of_patient(tx, actor.clinic, patient, cursor, fetch(limit))?;
    page(tx, actor, keys, limit)
}

/// Notes that the member has seen what is new; says whether anything was.
pub fn mark_read(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<bool, db::Error> {
    Ok(write::read(tx, actor.clinic, actor.staff, id)? > 0)
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Message {
        Message {
            id: row.id,
            author_staff: row.author_staff_id,
            author_portal_user: row.author_portal_user_id,
            shown_as: row.shown_as,
            real_author: row.real_author,
            on_behalf: row.on_behalf_of_patient,
            body: RichText::stored(row.body_html),
            options: Options {
                allow_response: row.allow_response,
                allow_attachments: row.allow_attachments,
                require_response_days: row.require_response_days,
                notify_if_unread_days: row.notify_if_unread_days,
                after: After::Nothing,
            },
            unread_told_at: row.unread_told_at,
            sent_at: row.sent_at,
            attachments: Vec::new(),
            receipts: Vec::new(),
            automatic: None,
        }
    }
}

impl From<AttachmentRow> for Attachment {
    fn from(row: AttachmentRow) -> Attachment {
        Attachment {
            id: row.id,
            file: row.file_id,
            chart_item: row.chart_item_id,
            name: row.name,
            kind: row.kind,
            content_type: row.content_type,
            size: row.size,
            sha256: row.sha256,
            gone_at: row.deleted_at,
            kept_until: None,
            link: row.link,
        }
    }
}
