//! Telling the clinic's people what became of a notification.

use super::model::Due;
use super::store;
use crate::features::staff;
use crate::platform::ids::{ClinicId, ConversationId};
use crate::platform::live::{self, Update};
use crate::platform::time::Timestamp;

/// The open pages of everybody in whose inbox the conversation is learn that it changed.
pub(super) fn changed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    let mut people = Vec::new();
    for inbox in store::inboxes(tx, clinic, conversation)? {
        people.extend(staff::staff_in_inbox(tx, clinic, inbox)?);
    }
    people.sort_unstable();
    people.dedup();
    live::announce(
        tx,
        people.into_iter().map(|staff| staff.uuid()),
        Update::Conversation { conversation },
    );
    Ok(())
}

/// No channel is left: the conversation becomes unread again for the sender and for everybody in the inbox it was sent
/// from (M50); the thread says why and what to do.
pub(super) fn not_delivered(
    tx: &mut db::Tx<'_>,
    due: &Due,
    now: Timestamp,
) -> Result<(), db::Error> {
    store::note_failed(tx, due.clinic_id, due.conversation_id, now)?;
    store::surface(tx, due.clinic_id, due.conversation_id)?;
    let (author, inbox) = store::sender(tx, due.clinic_id, due.message_id)?;
    let mut people = staff::staff_in_inbox(tx, due.clinic_id, inbox)?;
    people.extend(author);
    for person in people {
        store::mark_unread(tx, due.clinic_id, person, due.conversation_id, now)?;
    }
    Ok(())
}
