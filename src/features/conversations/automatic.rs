//! The clinic's automatic reply in a conversation (M10). It is part of the patient's message that it answers and no message of
//! the clinic's: nobody was told of it, nobody has to open it, and it ends no waiting for an answer.

use super::store::automatic as store;
use crate::features::automatic_replies;
use crate::features::settings::PortalSettings;
use crate::features::{audit, patients};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, MessageId, WorkgroupId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;

/// What a patient's message was answered by itself.
#[derive(Debug, Clone)]
pub struct Automatic {
    /// The workgroup's name, as it was then.
    pub shown_as: String,
    /// The language it is in.
    pub language: String,
    /// The words.
    pub body: RichText,
    /// When.
    pub sent_at: Timestamp,
}

/// A message of the patient's side that has just been stored.
pub(super) struct To {
    pub conversation: ConversationId,
    pub message: MessageId,
    /// The workgroup whose conversation it is; none where a member writes in it: nobody answers by themselves.
    pub workgroup: Option<WorkgroupId>,
    pub at: Timestamp,
}

/// Answers it where the workgroup's automatic reply is due, in the same transaction. A closed conversation takes no message
/// that could be answered.
pub(super) fn answer(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    portal: &PortalSettings,
    to: &To,
) -> Result<(), db::Error> {
    let (clinic, conversation) = (actor.clinic, to.conversation);
    let Some(workgroup) = to.workgroup else {
        return Ok(());
    };
    let last = |tx: &mut db::Tx<'_>| store::last(tx, clinic, conversation);
    let of = (clinic, workgroup);
    let Some(due) = automatic_replies::due(tx, portal, of, env.now(), last)? else {
        return Ok(());
    };
    let language = patients::portal_user(tx, clinic, actor.portal_user)?.language;
    let automatic = Automatic {
        body: RichText::from_plain(due.reply.text(&language)),
        shown_as: due.name,
        language,
        sent_at: to.at,
    };
    store::keep(tx, clinic, (conversation, to.message), &automatic)?;
    let event = audit::Event::new(
        clinic,
        audit::By::System,
        "conversation.automatic_reply",
        "conversation",
        conversation.uuid(),
    );
    let detail = format!("workgroup={workgroup}");
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))
}
