//! An answer from a patient, a guardian or a representative.

use super::due;
use super::model::{dated, snippet};
use super::store::write::{self, PortalStored};
use crate::features::audit;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, MessageId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::richtext::RichText;
use crate::platform::web::{Error, Refusal};

/// Puts an answer into the conversation, the inboxes it belongs to and the audit (M11, M12, M17, M36).
///
/// # Errors
/// Not found when the person can't see the conversation; 409 with the reason when it accepts no reply (any more),
/// decided in the same transaction, so that closing and answering at once never both succeed.
pub fn reply_from_portal(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    conversation: ConversationId,
    body: &RichText,
) -> Result<MessageId, Error> {
    let clinic = actor.clinic;
    if !write::may_read(tx, actor, conversation)? {
        return Err(Error::NotFound);
    }
    let locked = write::lock(tx, clinic, conversation)?;
    if let Some(reason) = locked.closed {
        return Err(Error::conflict(Refusal::new(reason.refusal())));
    }
    if body.is_blank() {
        return Err(Error::refused(Refusal::field("body", "body_missing")));
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
    write::bump(tx, clinic, conversation, at, "inbox")?;
    due::no_longer(tx, clinic, conversation)?;
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
        &event
            .patient(actor.patient)
            .detail(format!("on_behalf={}", !actor.is_self)),
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
