//! The folders of staff: what is where, newest first, a page at a time (M70).

use std::collections::HashMap;

use uuid::Uuid;

use super::calls::Callee;
use super::model::Cursor;
use super::store::calls;
use super::store::many::{self, SentToMany};
use super::store::staff::{self as store, ListRow};
use crate::platform::auth::StaffActor;
use crate::platform::codes::codes;
use crate::platform::ids::{ConversationId, InboxId, PatientId};
use crate::platform::time::Timestamp;

codes! {
    /// A folder of the messages page.
    Folder {
        /// Open conversations in which somebody waits for this inbox.
        Inbox = "inbox",
        /// Conversations in which an answer is required and has not come, the soonest due first (M40).
        AwaitingResponse = "awaiting_response",
        /// Those of them in which it is late (M39).
        Overdue = "overdue",
        /// Conversations whose last message of the clinic nobody has opened (M41).
        UnreadByPatient = "unread_by_patient",
        /// Conversations in which somebody is to call, the soonest due first (M75).
        ToCall = "to_call",
        /// Open conversations that wait for the patient's first answer.
        Sent = "sent",
        /// Conversations whose notice could not be delivered (M50).
        FailedDelivery = "failed_delivery",
        /// Closed conversations.
        Closed = "closed",
        /// All of them.
        All = "all",
    }
}

impl Folder {
    /// Whether what is due soonest comes first, rather than what is newest.
    pub fn soonest_first(self) -> bool {
        matches!(
            self,
            Folder::AwaitingResponse | Folder::Overdue | Folder::ToCall
        )
    }

    /// The catalogue's name for it.
    pub fn key(self) -> String {
        self.code().replace('_', "-")
    }

    /// The places of an inbox that the folder shows; none where it goes by something else.
    fn places(self) -> &'static [&'static str] {
        match self {
            Folder::AwaitingResponse
            | Folder::Overdue
            | Folder::UnreadByPatient
            | Folder::ToCall
            | Folder::FailedDelivery => &[],
            Folder::Inbox => &["inbox"],
            Folder::Sent => &["sent"],
            Folder::Closed => &["closed"],
            Folder::All => &["inbox", "sent", "closed"],
        }
    }
}

/// One conversation in a list.
#[derive(Debug, Clone)]
pub struct FolderRow {
    /// The conversation.
    pub id: ConversationId,
    /// The patient it is about.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// The subject.
    pub subject: String,
    /// The beginning of the last message.
    pub snippet: String,
    /// Whether the last message came from the patient's side.
    pub from_patient: bool,
    /// Who wrote the last message on behalf of the patient (M12); none where the patient or the clinic wrote it.
    pub on_behalf_by: Option<String>,
    /// When the last message came.
    pub last_message_at: Timestamp,
    /// Whether there is something new for this member.
    pub unread: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// When somebody first opened the clinic's last message (M42).
    pub opened_at: Option<Timestamp>,
    /// Whether the notice of the last message could not be delivered.
    pub failed: bool,
    /// Files of the last message.
    pub attachments: i64,
    /// By when an answer is required and has not come.
    pub response_due_at: Option<Timestamp>,
    /// When somebody is to call about it (M75).
    pub call_due_at: Option<Timestamp>,
    /// Who is to call, where somebody has taken it.
    pub call_owner: Option<String>,
    /// Whom to call, in the folder of calls to make.
    pub callees: Vec<Callee>,
    /// The workgroup whose inbox it is in, where it is one's.
    pub workgroup: Option<String>,
    /// Whether the member holds a hidden copy of it (M48).
    pub hidden_copy: bool,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct FolderPage {
    /// The rows, newest first.
    pub rows: Vec<FolderRow>,
    /// What the member sent to many, newest first: in the Sent folder only, each one row among the others (M47).
    pub to_many: Vec<SentToMany>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
}

/// One entry of a page.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// A conversation.
    One(&'a FolderRow),
    /// A group send.
    Many(&'a SentToMany),
}

impl FolderPage {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.rows.len() + self.to_many.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Conversations and group sends in one order.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries = Vec::with_capacity(self.len());
        let mut to_many = self.to_many.iter().peekable();
        for row in &self.rows {
            let place = (row.last_message_at, row.id.uuid());
            while let Some(group) = to_many.next_if(|group| group.place() > place) {
                entries.push(Entry::Many(group));
            }
            entries.push(Entry::One(row));
        }
        entries.extend(to_many.map(Entry::Many));
        entries
    }
}

impl SentToMany {
    /// Where it stands in the folder.
    fn place(&self) -> (Timestamp, Uuid) {
        (self.accepted_at, self.id.uuid())
    }
}

/// A page of a folder over `inboxes` (the member's own and their workgroups'), in the folder's order.
///
/// One short index read for each inbox and place, merged here, then one statement for what is shown: the cost does not
/// depend on how much an inbox holds.
pub fn folder(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    inboxes: &[InboxId],
    (folder, now): (Folder, Timestamp),
    cursor: Cursor,
    limit: usize,
) -> Result<FolderPage, db::Error> {
    let (clinic, fetch) = (actor.clinic, fetch(limit));
    let until = match folder {
        Folder::Overdue => now,
        _ => Timestamp(i64::MAX),
    };
    let soonest = if cursor == Cursor::START {
        Cursor::FLOOR
    } else {
        cursor
    };
    let mut keys = Vec::new();
    for inbox in inboxes {
        keys.extend(match folder {
            Folder::AwaitingResponse | Folder::Overdue => {
                store::awaited(tx, clinic, *inbox, (soonest, until), fetch)?
            }
            Folder::ToCall => store::to_call(tx, clinic, *inbox, soonest, fetch)?,
            Folder::UnreadByPatient => store::unopened(tx, clinic, *inbox, cursor, fetch)?,
            Folder::FailedDelivery => store::failed(tx, clinic, *inbox, cursor, fetch)?,
            _ => Vec::new(),
        });
        for place in folder.places() {
            keys.extend(store::place(tx, clinic, *inbox, place, cursor, fetch)?);
        }
    }
    if folder.soonest_first() {
        keys.sort_unstable();
    } else {
        keys.sort_unstable_by(|a, b| b.cmp(a));
    }
    let to_many = match folder {
        Folder::Sent => many::sent(tx, clinic, actor.staff, cursor, fetch)?,
        _ => Vec::new(),
    };
    let mut page = cut(tx, actor, (keys, to_many), limit)?;
    if folder == Folder::ToCall {
        let ids: Vec<Uuid> = page.rows.iter().map(|row| row.id.uuid()).collect();
        for person in calls::callees(tx, clinic, &ids, now)? {
            if let Some(row) = page
                .rows
                .iter_mut()
                .find(|r| r.id == person.conversation_id)
            {
                row.callees.push(person);
            }
        }
    }
    Ok(page)
}

/// Rows to ask for: one more than are shown tells whether there is a next page.
pub(super) fn fetch(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// The rows of the first `limit` of `keys`, in their order.
pub(super) fn page(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    keys: Vec<(Timestamp, ConversationId)>,
    limit: usize,
) -> Result<FolderPage, db::Error> {
    cut(tx, actor, (keys, Vec::new()), limit)
}

/// The first `limit` of conversations and group sends together. Where there are group sends, both come newest first.
fn cut(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (mut keys, mut to_many): (Vec<(Timestamp, ConversationId)>, Vec<SentToMany>),
    limit: usize,
) -> Result<FolderPage, db::Error> {
    keys.dedup();
    let more = keys.len() + to_many.len() > limit;
    keys.truncate(limit);
    let last = |keys: &[(Timestamp, ConversationId)]| keys.last().map(|(at, id)| (*at, id.uuid()));
    while keys.len() + to_many.len() > limit {
        let group = to_many.last().map(SentToMany::place);
        match last(&keys) {
            Some(place) if group.is_none_or(|group| group > place) => {
                keys.pop();
            }
            _ => {
                to_many.pop();
            }
        }
    }
    let end = match (last(&keys), to_many.last().map(SentToMany::place)) {
        (Some(place), Some(group)) => Some(place.min(group)),
        (place, group) => place.or(group),
    };
    let next = end
        .filter(|_| more)
        .map(|(at, id)| Cursor { at, id }.to_string());
    let ids: Vec<Uuid> = keys.iter().map(|(_, id)| id.uuid()).collect();
    let found = store::rows(tx, actor.clinic, actor.staff, &ids)?;
    let mut found: HashMap<ConversationId, ListRow> =
        found.into_iter().map(|row| (row.id, row)).collect();
    let rows = keys
        .iter()
        .filter_map(|(_, id)| found.remove(id))
        .map(FolderRow::from)
        .collect();
    Ok(FolderPage {
        rows,
        to_many,
        next,
    })
}

/// How many conversations have something new for the member.
pub fn unread(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<i64, db::Error> {
    store::unread(tx, actor.clinic, actor.staff)
}

/// How many other conversations have something new for the member who has just opened one.
pub fn unread_elsewhere(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    opened: ConversationId,
) -> Result<i64, db::Error> {
    store::unread_elsewhere(tx, actor.clinic, actor.staff, opened)
}

impl From<ListRow> for FolderRow {
    fn from(row: ListRow) -> FolderRow {
        FolderRow {
            id: row.id,
            patient: row.patient_id,
            patient_name: format!("{} {}", row.given_name, row.family_name)
                .trim()
                .to_owned(),
            birth_date: row.birth_date,
            subject: row.subject,
            snippet: row.snippet,
            from_patient: row.from_patient,
            on_behalf_by: row.on_behalf_by,
            last_message_at: row.last_message_at,
            unread: row.unread,
            closed: row.closed,
            opened_at: row.opened_at,
            failed: row.failed,
            attachments: row.attachments,
            workgroup: row.workgroup,
            response_due_at: row.response_due_at,
            call_due_at: row.call_due_at,
            call_owner: row.call_owner,
            callees: Vec::new(),
            hidden_copy: row.hidden_copy,
        }
    }
}
