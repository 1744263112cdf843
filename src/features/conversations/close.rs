//! Closing and reopening (M11).

use super::calls::{self, Ended};
use super::copies;
use super::due;
use super::model::Closed;
use super::send::announce_change;
use super::store::{due as store, write};
use crate::features::audit;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::ConversationId;
use crate::platform::web::Error;

impl Closed {
    /// The code of the sentence that the patient reads.
    pub fn refusal(self) -> &'static str {
        match self {
            Closed::NoResponseAllowed => "no_response_allowed",
            Closed::ByStaff => "conversation_closed",
        }
    }
}

/// Closes a conversation: no patient reply is accepted from now on, by any route, and none is awaited (M40). Closing a closed one changes nothing.
pub fn close(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let locked = write::lock(tx, actor.clinic, conversation)?;
    copies::may_act(tx, actor, conversation)?;
    if locked.closed.is_some() {
        return Ok(());
    }
    write::closure(
        tx,
        env,
        actor.clinic,
        conversation,
        Closed::ByStaff,
        Some(actor.staff),
    )?;
    write::set_place(tx, actor.clinic, conversation, "closed")?;
    due::no_longer(tx, actor.clinic, conversation)?;
    store::end_unopened(tx, actor.clinic, conversation)?;
    let about = (conversation, locked.patient_id);
    calls::end(tx, env, (actor.clinic, actor), about, Ended::Closed)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.close",
        "conversation",
        conversation.uuid(),
    );
    audit::record(tx, env, &event.patient(locked.patient_id))?;
    Ok(announce_change(tx, actor.clinic, conversation)?)
}

/// Reopens a closed conversation: the patient may answer again. Reopening an open one changes nothing.
pub fn reopen(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let locked = write::lock(tx, actor.clinic, conversation)?;
    copies::may_act(tx, actor, conversation)?;
    if locked.closed.is_none() {
        return Ok(());
    }
    write::end_closure(tx, env, actor.clinic, conversation, actor.staff)?;
    let place = if write::has_patient_message(tx, actor.clinic, conversation)? {
        "inbox"
    } else {
        "sent"
    };
    write::set_place(tx, actor.clinic, conversation, place)?;
    store::unopened_again(tx, actor.clinic, conversation)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.reopen",
        "conversation",
        conversation.uuid(),
    );
    audit::record(tx, env, &event.patient(locked.patient_id))?;
    Ok(announce_change(tx, actor.clinic, conversation)?)
}
