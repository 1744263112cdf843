//! Asking for a conversation to be filed.

use jobs::NewJob;

use super::jobs::FILE;
use super::store;
use crate::features::audit::{self, Event};
use crate::features::conversations::copies;
use crate::features::conversations::store::write;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, FilingId};
use crate::platform::web::Error;

/// Has the conversation filed in the patient's chart, as far as it has come (M24, M66). Nothing changes where that is
/// asked for already, or where the latest version holds every message.
///
/// # Errors
/// Forbidden without the permission to send messages; not found outside what the member may see.
pub fn request(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let clinic = actor.clinic;
    let locked = write::lock(tx, clinic, conversation)?;
    copies::may_act(tx, actor, conversation)?;
    let newest = store::newest(tx, clinic, conversation)?;
    let filed = store::newest_filed(tx, clinic, conversation)?;
    let waits = newest.is_some_and(|f| f.state == "waiting");
    let whole = filed.is_some_and(|f| f.through_at == Some(locked.last_message_at));
    if waits || whole {
        return Ok(());
    }
    let id: FilingId = env.id();
    store::insert(tx, clinic, (id, conversation), actor.staff, env.now())?;
    let job = NewJob::new(env.id(), FILE, id.to_string(), env.now().0)
        .of_clinic(clinic.uuid())
        .once(id.to_string());
    jobs::enqueue(tx, &job)?;
    let event = Event::new(
        clinic,
        actor,
        "conversation.file",
        "conversation",
        conversation.uuid(),
    );
    audit::record(tx, env, &event.patient(locked.patient_id))?;
    Ok(())
}
