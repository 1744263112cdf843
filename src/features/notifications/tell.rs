//! Telling the clinic's people what became of a notification.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::model::Due;
use super::store;
use crate::features::staff;
use crate::platform::ids::{ClinicId, ConversationId, InboxId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::time::Timestamp;

/// The open pages of everybody in whose inbox the conversation is learn that it changed.
pub(super) fn changed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    all_changed(tx, clinic, &[conversation])
}

/// The same for several conversations.
pub(super) fn all_changed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversations: &[ConversationId],
) -> Result<(), db::Error> {
    let mut members: BTreeMap<InboxId, Vec<StaffId>> = BTreeMap::new();
    let mut told: BTreeMap<ConversationId, BTreeSet<StaffId>> = BTreeMap::new();
    for (conversation, inbox) in store::inboxes::inboxes(tx, clinic, conversations)? {
        let people = match members.entry(inbox) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(staff::staff_in_inbox(tx, clinic, inbox)?),
        };
        told.entry(conversation).or_default().extend(&*people);
    }
    for (conversation, people) in told {
        live::announce(
            tx,
            people.into_iter().map(|staff| staff.uuid()),
            Update::Conversation { conversation },
        );
    }
    Ok(())
}

/// No channel is left: the conversation becomes unread again for the sender and for everybody in the inbox it was sent
/// from (M50); the thread says why and what to do.
pub(super) fn not_delivered(
    tx: &mut db::Tx<'_>,
    due: &Due,
    now: Timestamp,
) -> Result<(), db::Error> {
    store::inboxes::note_failed(tx, due.clinic_id, due.conversation_id, now)?;
    store::inboxes::surface(tx, due.clinic_id, due.conversation_id)?;
    let (author, inbox) = store::inboxes::sender(tx, due.clinic_id, due.message_id)?;
    let mut people = staff::staff_in_inbox(tx, due.clinic_id, inbox)?;
    people.extend(author);
    for person in people {
        store::inboxes::mark_unread(tx, due.clinic_id, person, due.conversation_id, now)?;
    }
    Ok(())
}
