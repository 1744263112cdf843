//! Conversations and messages by exact conditions, a page at a time, for programs.

use super::model::{Closed, Identity};
use super::options::Options;
use super::policy::{self, May, Person, Standing};
use super::read::Attachment;
use super::store::find::{self as rows, HeadRow, Reader, StoredMessage};
use super::store::staff;
use crate::features::settings;
use crate::platform::auth::Scope;
use crate::platform::ids::{ConversationId, MessageId, PatientId, PortalUserId, StaffId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use uuid::Uuid;

/// Which conversations and messages: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these conversations or messages.
    pub ids: Option<Vec<Uuid>>,
    /// About this patient.
    pub patient: Option<PatientId>,
    /// Messages of this conversation, and no conversation itself.
    pub part_of: Option<ConversationId>,
    /// Neither conversations nor messages of another kind than these; none: both.
    pub only: Option<Part>,
    /// Open, or closed, conversations only; messages are neither.
    pub closed: Option<bool>,
    /// Begun or sent from this moment on, and before this one.
    pub sent: (Option<Timestamp>, Option<Timestamp>),
    /// Last changed from this moment on, and before this one. A message never changes.
    pub changed: (Option<Timestamp>, Option<Timestamp>),
}

/// A conversation, or a message of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Conversations.
    Conversations,
    /// Messages.
    Messages,
}

/// What was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// A conversation.
    Conversation(Box<Head>),
    /// A message, with the conversation it belongs to.
    Message(Box<(Letter, Head)>),
}

/// A conversation without its messages.
#[derive(Debug, Clone)]
pub struct Head {
    /// The conversation.
    pub id: ConversationId,
    /// The patient it is about.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The subject.
    pub subject: String,
    /// The identity that the patient sees.
    pub from: Identity,
    /// Its name.
    pub from_name: String,
    /// Whether the patient sees no name of the clinic's (M21).
    pub mask_name: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last got a message, was closed or reopened.
    pub changed_at: Timestamp,
    /// Why it is closed; none while it is open.
    pub closed: Option<Closed>,
    /// What the patient's side may do in it (M7-M12).
    pub may: May,
    /// Staff members that the patient sees.
    pub to_staff: Vec<(StaffId, String)>,
    /// Portal users who can read it.
    pub readers: Vec<Reader>,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The message.
    pub id: MessageId,
    /// The portal user who wrote it; none where the clinic did.
    pub author: Option<PortalUserId>,
    /// The body.
    pub body: RichText,
    /// What it asked of the patient's side.
    pub options: Options,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Its files, in order.
    pub attachments: Vec<Attachment>,
    /// Exactly the portal users to whom a message of the clinic was sent (M6).
    pub recipients: Vec<PortalUserId>,
}

/// Conversations and messages, the latest made first, at most `limit` after `after`. Whatever the page holds, it costs the
/// same few statements.
pub fn find(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (after, limit): (Option<Uuid>, i64),
) -> Result<Vec<Found>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<(Uuid, Part)> = Vec::new();
    if filter.only != Some(Part::Messages) && filter.part_of.is_none() {
        let found = rows::conversations(tx, scope.clinic, filter, (after, limit))?;
        ids.extend(found.into_iter().map(|id| (id, Part::Conversations)));
    }
    if filter.only != Some(Part::Conversations) && filter.closed.is_none() {
        let found = rows::messages(tx, scope.clinic, filter, (after, limit))?;
        ids.extend(found.into_iter().map(|id| (id, Part::Messages)));
    }
    ids.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    ids.truncate(usize::try_from(limit).unwrap_or(0));
    let of = |part| {
        ids.iter()
            .filter(move |(_, p)| *p == part)
            .map(|(id, _)| *id)
    };
    let letters: Vec<Uuid> = of(Part::Messages).collect();
    let stored = rows::stored_messages(tx, scope.clinic, &letters)?;
    let mut conversations: Vec<Uuid> = of(Part::Conversations).collect();
    conversations.extend(stored.iter().map(|m| m.conversation_id.uuid()));
    let heads = heads(tx, scope, &conversations)?;
    let letters = written(tx, scope, stored)?;
    let head = |id: Uuid| heads.iter().find(|h| h.id.uuid() == id).cloned();
    Ok(ids
        .iter()
        .filter_map(|(id, part)| match part {
            Part::Conversations => head(*id).map(|h| Found::Conversation(Box::new(h))),
            Part::Messages => {
                let (of, letter) = letters.iter().find(|(_, l)| l.id.uuid() == *id)?;
                Some(Found::Message(Box::new((letter.clone(), head(of.uuid())?))))
            }
        })
        .collect())
}

fn heads(tx: &mut db::Tx<'_>, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Head>, db::Error> {
    let rows = rows::heads(tx, scope.clinic, ids)?;
    let staff = rows::to_staff(tx, scope.clinic, ids)?;
    let readers = rows::readers(tx, scope.clinic, ids)?;
    let portal = settings::load(tx, scope.clinic)?;
    let head = |row: HeadRow| {
        let from = match (row.from_staff_id, row.from_workgroup_id) {
            (Some(id), _) => Identity::Staff(id),
            (None, Some(id)) => Identity::Workgroup(id),
            (None, None) => return None,
        };
        let to_staff = staff.iter().filter(|(of, _, _)| *of == row.id);
        Some(Head {
            id: row.id,
            patient: row.patient_id,
            patient_name: row.patient_name,
            subject: row.subject,
            from,
            from_name: row.from_name,
            mask_name: row.mask_name,
            created_at: row.created_at,
            changed_at: row
                .last_message_at
                .max(row.closing_at.unwrap_or(row.created_at)),
            closed: row.closed,
            may: policy::may(
                &portal,
                Person::anybody(row.portal_access),
                Some(Standing {
                    closed: row.closed,
                    allow_attachments: row.allow_attachments,
                }),
            ),
            to_staff: to_staff.map(|(_, id, name)| (*id, name.clone())).collect(),
            readers: readers
                .iter()
                .filter(|r| r.conversation_id == row.id)
                .cloned()
                .collect(),
        })
    };
    Ok(rows.into_iter().filter_map(head).collect())
}

fn written(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    stored: Vec<StoredMessage>,
) -> Result<Vec<(ConversationId, Letter)>, db::Error> {
    let ids: Vec<Uuid> = stored.iter().map(|m| m.id.uuid()).collect();
    let mut letters: Vec<(ConversationId, Letter)> = stored
        .into_iter()
        .map(|m| {
            let letter = Letter {
                id: m.id,
                author: m.author_portal_user_id,
                body: RichText::stored(m.body_html),
                options: Options {
                    allow_response: m.allow_response,
                    allow_attachments: m.allow_attachments,
                    require_response_days: m.require_response_days,
                    notify_if_unread_days: m.notify_if_unread_days,
                    ..Options::default()
                },
                sent_at: m.sent_at,
                attachments: Vec::new(),
                recipients: Vec::new(),
            };
            (m.conversation_id, letter)
        })
        .collect();
    let attachments = staff::attachments(tx, scope.clinic, &ids)?;
    for row in tx.take(attachments)? {
        if let Some((_, letter)) = letters.iter_mut().find(|(_, l)| l.id == row.message_id) {
            letter.attachments.push(Attachment::from(row));
        }
    }
    for (message, person) in rows::recipients(tx, scope.clinic, &ids)? {
        if let Some((_, letter)) = letters.iter_mut().find(|(_, l)| l.id == message) {
            letter.recipients.push(person);
        }
    }
    Ok(letters)
}
