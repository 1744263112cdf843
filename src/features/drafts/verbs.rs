//! Keeping, finding, sending once and discarding.

use uuid::Uuid;

use super::model::{Content, Draft};
use super::schedule;
use super::store::{self, ListRow, Row};
use crate::features::audit;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, DraftId, MessageId, PatientId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// What is saved.
#[derive(Debug, Clone)]
pub struct Save {
    /// The draft; a new one has an id that no draft has yet.
    pub id: DraftId,
    /// The version that the page knows; 0 for a new draft.
    pub version: i64,
    /// The patient, once chosen.
    pub patient: Option<PatientId>,
    /// The conversation it answers in.
    pub conversation: Option<ConversationId>,
    /// What has been typed.
    pub content: Content,
}

/// Keeps what has been typed and gives the new version.
///
/// # Errors
/// 409 when another page or device has saved since, when the draft waits for its time, or when it has been sent: nothing is
/// overwritten.
pub fn save(tx: &mut db::Tx<'_>, actor: &StaffActor, env: &Env, save: &Save) -> Result<i64, Error> {
    let json = serde_json::to_string(&save.content).map_err(|e| Error::Internal(e.into()))?;
    let now = env.now();
    let version = match store::find(tx, actor, save.id)? {
        None => {
            store::insert(
                tx,
                actor,
                (save.id, save.patient, save.conversation),
                &json,
                now,
            )?;
            let event =
                audit::Event::new(actor.clinic, actor, "draft.create", "draft", save.id.uuid());
            audit::record(
                tx,
                env,
                &audit::Event {
                    patient: save.patient,
                    ..event
                },
            )?;
            1
        }
        Some(row) if row.sent_message_id.is_some() => {
            return Err(Error::conflict(Refusal::new("draft_sent")));
        }
        Some(row) if row.send_at.is_some() => {
            return Err(Error::conflict(Refusal::new("draft_scheduled")));
        }
        Some(row) if row.version != save.version => {
            return Err(Error::conflict(Refusal::new("draft_changed_elsewhere")));
        }
        Some(row) => {
            store::update(tx, actor, save.id, save.patient, &json, now)?;
            row.version + 1
        }
    };
    let files = save
        .content
        .files
        .iter()
        .map(|id| (env.id::<Uuid>(), Some(id.uuid()), None));
    let items = save
        .content
        .chart_items
        .iter()
        .map(|id| (env.id::<Uuid>(), None, Some(id.uuid())));
    store::set_attachments(tx, actor, save.id, &files.chain(items).collect::<Vec<_>>())?;
    Ok(version)
}

/// A draft of the member's that is neither sent nor discarded, and does not wait to be sent.
pub fn load(tx: &mut db::Tx<'_>, actor: &StaffActor, id: DraftId) -> Result<Option<Draft>, Error> {
    store::find(tx, actor, id)?
        .filter(|row| {
            let over = row.sent_message_id.is_some() || row.discarded_at.is_some();
            !over && row.send_at.is_none()
        })
        .map(draft)
        .transpose()
}

/// The member's unsent answer in a conversation.
pub fn of_conversation(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<Option<Draft>, Error> {
    store::of_conversation(tx, actor, id)?
        .map(draft)
        .transpose()
}

/// What a draft was sent as, where it has been: the answer to sending it again (two tabs, a repeated press).
pub fn already_sent(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
) -> Result<Option<(ConversationId, MessageId)>, Error> {
    let row = store::find(tx, actor, id)?;
    Ok(row.and_then(|row| row.conversation_id.zip(row.sent_message_id)))
}

/// Notes that a draft has been sent, in the transaction that sends it. One that was never saved is noted all the same.
pub fn sent(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DraftId,
    as_message: (ConversationId, MessageId),
) -> Result<(), Error> {
    let (conversation, message) = as_message;
    if store::mark_sent(tx, actor, id, conversation, message)? == 0 {
        store::insert(tx, actor, (id, None, Some(conversation)), "{}", env.now())?;
        store::mark_sent(tx, actor, id, conversation, message)?;
    }
    schedule::tell(tx, actor.staff, None);
    Ok(store::set_attachments(tx, actor, id, &[])?)
}

/// Throws a draft away. One that is gone already stays gone.
pub fn discard(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DraftId,
) -> Result<(), Error> {
    if store::discard(tx, actor, id, env.now())? > 0 {
        store::set_attachments(tx, actor, id, &[])?;
        let event = audit::Event::new(actor.clinic, actor, "draft.discard", "draft", id.uuid());
        audit::record(tx, env, &event)?;
    }
    Ok(())
}

/// One draft in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The draft.
    pub id: DraftId,
    /// The conversation it answers in.
    pub conversation: Option<ConversationId>,
    /// The patient's name, once chosen.
    pub patient_name: Option<String>,
    /// The patient's birth date.
    pub birth_date: Option<String>,
    /// What has been typed.
    pub content: Content,
    /// Why it came back unsent at its time (M25).
    pub returned: Option<String>,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// The member's drafts last saved before `before`, newest first.
pub fn list(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    store::list(tx, actor, before, limit)?
        .into_iter()
        .map(listed)
        .collect()
}

fn listed(row: ListRow) -> Result<Listed, Error> {
    let name = full_name(row.given_name, row.family_name);
    Ok(Listed {
        id: row.id,
        conversation: row.conversation_id,
        patient_name: name,
        birth_date: row.birth_date,
        content: content(&row.content)?,
        returned: row.returned,
        updated_at: row.updated_at,
    })
}

/// The member's drafts that came back unsent since `since` and have not been written on since, the newest first, with their patients' names.
pub(super) fn returned(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    since: Timestamp,
) -> Result<Vec<(DraftId, Option<String>)>, db::Error> {
    let rows = store::returned(tx, actor, since)?;
    Ok(rows
        .into_iter()
        .map(|(id, given, family)| (id, full_name(given, family)))
        .collect())
}

fn full_name(given: Option<String>, family: Option<String>) -> Option<String> {
    let (given, family) = given.zip(family)?;
    Some(format!("{given} {family}").trim().to_owned())
}

fn draft(row: Row) -> Result<Draft, Error> {
    Ok(Draft {
        id: row.id,
        patient: row.patient_id,
        conversation: row.conversation_id,
        version: row.version,
        content: content(&row.content)?,
        returned: row.returned,
        updated_at: row.updated_at,
    })
}

pub(super) fn content(json: &str) -> Result<Content, Error> {
    serde_json::from_str(json).map_err(|e| Error::Internal(e.into()))
}
