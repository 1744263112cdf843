//! An answer from a patient, a guardian or a representative.

use super::automatic::{self, To};
use super::calls::{self, Ended};
use super::due;
use super::model::{dated, snippet};
use super::policy::{self, Standing};
use super::store::write::{self, PortalStored};
use crate::features::{audit, settings};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, FileId, MessageId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::richtext::RichText;
use crate::platform::web::{Error, Refusal};

/// What somebody on the patient's side has written in a conversation.
#[derive(Debug, Clone)]
pub struct PortalReply {
    /// The conversation.
    pub conversation: ConversationId,
    /// The words.
    pub body: RichText,
    /// Files of theirs to go along (M9, M34).
    pub files: Vec<FileId>,
}

/// Puts an answer into the conversation, the inboxes it belongs to and the audit (M9, M11, M12, M17, M34, M36).
///
/// # Errors
/// Not found when the person can't see the conversation; 409 with the reason when it accepts no reply (any more),
/// decided in the same transaction, so that closing and answering at once never both succeed.
pub fn reply_from_portal(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    new: &PortalReply,
) -> Result<MessageId, Error> {
    let (clinic, conversation, body) = (actor.clinic, new.conversation, &new.body);
    if !write::may_read(tx, actor, conversation)? {
        return Err(Error::NotFound);
    }
    let locked = write::lock(tx, clinic, conversation)?;
    let portal = settings::load(tx, clinic)?;
    policy::may_read(&portal, actor)?;
    let standing = Standing {
        closed: locked.closed,
        allow_attachments: write::allow_attachments(tx, clinic, conversation)?,
    };
    let may = policy::may(&portal, actor.into(), Some(standing));
    may.reply.map_err(Error::conflict)?;
    let mut refusals = Vec::new();
    if body.is_blank() {
        refusals.push(Refusal::field("body", "body_missing"));
    }
    if !new.files.is_empty() {
        refusals.extend(may.attach.err());
        refusals.extend(write::portal_files_in_the_way(tx, actor, &new.files)?);
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let at = dated(env.now(), locked.last_message_at);
    let message: MessageId = env.id();
    let stored = PortalStored {
        conversation,
        message,
        author: actor.portal_user,
        on_behalf: !actor.is_self,
        body,
        snippet: snippet(body),
        at,
    };
    write::portal_message(tx, clinic, &stored)?;
    write::portal_attachments(tx, env, clinic, (conversation, message), &new.files)?;
    let to = To {
        conversation,
        message,
        workgroup: locked.from_workgroup_id,
        at,
    };
    automatic::answer(tx, actor, env, &portal, &to)?;
    write::place_first(tx, clinic, conversation, at)?;
    write::bump(tx, clinic, conversation, at, "inbox")?;
    due::no_longer(tx, clinic, conversation)?;
    let about = (conversation, actor.patient);
    calls::end(tx, env, (clinic, actor), about, Ended::Answered)?;
    let staff = write::staff_of(tx, clinic, conversation)?;
    for member in &staff {
        write::unread(tx, clinic, *member, conversation, at)?;
    }
    let event = audit::Event::new(
        clinic,
        actor,
        "conversation.reply_from_portal",
        "conversation",
        conversation.uuid(),
    );
    audit::record(
        tx,
        env,
        &event.patient(actor.patient).detail(format!(
            "on_behalf={} attachments={}",
            !actor.is_self,
            new.files.len()
        )),
    )?;
    let readers = write::portal_users_of(tx, clinic, conversation)?;
    let everybody = staff
        .into_iter()
        .map(StaffId::uuid)
        .chain(readers.into_iter().map(|p| p.uuid()));
    live::announce(
        tx,
        everybody,
        Update::Message {
            conversation,
            message,
        },
    );
    Ok(message)
}
