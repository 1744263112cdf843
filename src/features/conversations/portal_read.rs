//! Conversations as a portal user sees them: only theirs, only for the patient they are signed in for.

use super::automatic::Automatic;
use super::calls::{self, Ended};
use super::folder::fetch;
use super::model::{Closed, Cursor};
use super::policy::{self, May, Standing};
use super::read::Attachment;
use super::send::announce_change;
use super::store::portal::{self as store, MessageRow};
use super::store::{automatic, due, staff as shared, write};
use crate::features::{audit, settings};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, MessageId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Messages on one page of a thread.
const PAGE: usize = 50;

/// One conversation in the person's list.
#[derive(Debug, Clone)]
pub struct PortalRow {
    /// The conversation.
    pub id: ConversationId,
    /// The subject.
    pub subject: String,
    /// The beginning of the last message.
    pub snippet: String,
    /// Who wrote it, as shown; none: the clinic, which shows no name (M21).
    pub shown_as: Option<String>,
    /// Whether this person wrote it.
    pub own: bool,
    /// When it came.
    pub last_message_at: Timestamp,
    /// Whether something in it has not been opened by this person.
    pub unread: bool,
    /// Whether it is closed.
    pub closed: bool,
}

/// A thread with the newest messages, or those before a cursor.
#[derive(Debug, Clone)]
pub struct PortalThread {
    /// The conversation.
    pub id: ConversationId,
    /// The subject.
    pub subject: String,
    /// The identity that the clinic writes as; none where it shows no name (M21).
    pub from_name: Option<String>,
    /// Staff members named in it (To); none of them where the clinic shows no name.
    pub to_staff: Vec<String>,
    /// Everybody else who can read it, by name (M67); empty where the clinic keeps from the person who it is.
    pub readers: Vec<String>,
    /// Why it is closed, and since when; none while it is open (M11).
    pub closed: Option<(Closed, Timestamp)>,
    /// What the person may do in it (M7-M12).
    pub may: May,
    /// The messages, oldest first.
    pub messages: Vec<PortalMessage>,
    /// Where older messages go on; none when these are the first.
    pub older: Option<String>,
}

impl PortalThread {
    /// What keeps the person from answering, as the page and the API say it.
    pub fn reply_blocked(&self) -> Option<Refusal> {
        self.may.reply.clone().err()
    }
}

/// A message as the person sees it.
#[derive(Debug, Clone)]
pub struct PortalMessage {
    /// The message.
    pub id: MessageId,
    /// The author's name, as shown; none: the clinic, which shows no name (M21).
    pub shown_as: Option<String>,
    /// What the author is at the clinic; empty where the message doesn't show a member.
    pub role: String,
    /// Whether this person wrote it.
    pub own: bool,
    /// Whether the clinic wrote it.
    pub from_clinic: bool,
    /// Whether it was written for the patient by somebody else (M12).
    pub on_behalf: bool,
    /// The body.
    pub body: RichText,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Whether the person had not opened it before.
    pub unread: bool,
    /// Its files, in order.
    pub attachments: Vec<Attachment>,
    /// What it was answered by itself (M10).
    pub automatic: Option<Automatic>,
}

/// A page of the person's conversations.
#[derive(Debug, Clone)]
pub struct PortalInbox {
    /// Newest first.
    pub rows: Vec<PortalRow>,
    /// Where the next page begins.
    pub older: Option<String>,
    /// Whether the person may start a conversation (M10).
    pub may_start: bool,
}

/// A page of the person's conversations for this patient, newest first.
pub fn portal_inbox(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    cursor: Cursor,
    limit: usize,
) -> Result<PortalInbox, Error> {
    let portal = settings::load(tx, actor.clinic)?;
    policy::may_read(&portal, actor)?;
    let mut rows = store::list(tx, actor, cursor, fetch(limit))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let older = rows.last().filter(|_| more).map(|r| {
        Cursor {
            at: r.last_message_at,
            id: r.id.uuid(),
        }
        .to_string()
    });
    let rows = rows
        .into_iter()
        .map(|r| PortalRow {
            id: r.id,
            subject: r.subject,
            snippet: r.snippet,
            shown_as: r.shown_as,
            own: r.own,
            last_message_at: r.last_message_at,
            unread: r.unread,
            closed: r.closed,
        })
        .collect();
    Ok(PortalInbox {
        rows,
        older,
        may_start: policy::may(&portal, actor.into(), None).start.is_ok(),
    })
}

/// Loads a thread that the person may see, with a page of messages before `cursor`.
pub fn portal_thread(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    cursor: Cursor,
) -> Result<PortalThread, Error> {
    let portal = settings::load(tx, actor.clinic)?;
    policy::may_read(&portal, actor)?;
    let head = store::head(tx, actor, id)?;
    let standing = Standing {
        closed: head.closed,
        allow_attachments: head.allow_attachments,
    };
    let mut rows = store::messages(tx, actor, id, cursor, fetch(PAGE))?;
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
    let mut messages: Vec<PortalMessage> = rows
        .into_iter()
        .map(|row| portal_message(actor, row))
        .collect();
    let attachments = shared::attachments(tx, actor.clinic, &ids)?;
    let automatic = automatic::of(tx, actor.clinic, &ids)?;
    let readers = store::readers(tx, actor, id)?;
    for row in tx.take(attachments)? {
        if let Some(message) = messages.iter_mut().find(|m| m.id == row.message_id) {
            message.attachments.push(Attachment::from(row));
        }
    }
    for row in tx.take(automatic)? {
        if let Some(message) = messages.iter_mut().find(|m| m.id == row.message_id) {
            message.automatic = Some(row.into());
        }
    }
    // No name is even loaded where none is shown.
    let to_staff = match head.from_name {
        Some(_) => {
            let to_staff = shared::to_staff(tx, actor.clinic, id)?;
            tx.take(to_staff)?
        }
        None => Vec::new(),
    };
    Ok(PortalThread {
        id: head.id,
        subject: head.subject,
        from_name: head.from_name,
        to_staff: to_staff.into_iter().map(|(_, name)| name).collect(),
        readers: tx.take(readers)?.into_iter().map(|(name,)| name).collect(),
        closed: head.closed.zip(head.closed_at),
        may: policy::may(&portal, actor.into(), Some(standing)),
        messages,
        older,
    })
}

/// Notes that the person has opened the conversation: its receipts, the audit, and the open pages of staff (M42).
pub fn opened(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: ConversationId,
) -> Result<(), Error> {
    if !write::may_read(tx, actor, id)? {
        return Err(Error::NotFound);
    }
    let opened = write::opened(tx, actor, id, env.now())?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.read",
        "conversation",
        id.uuid(),
    );
    audit::record(
        tx,
        env,
        &event
            .patient(actor.patient)
            .detail(format!("opened={}", opened.len())),
    )?;
    if !opened.is_empty() {
        due::end_unopened(tx, actor.clinic, id)?;
        let about = (id, actor.patient);
        calls::end(tx, env, (actor.clinic, actor), about, Ended::Opened)?;
        announce_change(tx, actor.clinic, id)?;
    }
    Ok(())
}

fn portal_message(actor: &PortalActor, row: MessageRow) -> PortalMessage {
    PortalMessage {
        id: row.id,
        shown_as: row.shown_as,
        role: row.role,
        own: row.author_portal_user_id == Some(actor.portal_user),
        from_clinic: row.author_staff_id.is_some(),
        on_behalf: row.on_behalf_of_patient,
        body: RichText::stored(row.body_html),
        sent_at: row.sent_at,
        unread: row.unread,
        attachments: Vec::new(),
        automatic: None,
    }
}
