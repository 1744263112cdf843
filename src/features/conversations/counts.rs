//! What the side list says of each folder (M70): how many conversations there are, counted when it is asked.

use super::folder;
use super::store::staff as store;
use crate::features::drafts;
use crate::platform::auth::StaffActor;
use crate::platform::ids::{ConversationId, InboxId};
use crate::platform::time::Timestamp;
use crate::platform::web::FOLDER_COUNT;

/// The number for each folder of the side list, exact up to [`FOLDER_COUNT`] and one more where there are more: nobody
/// counts further, so that the numbers cost the same whatever the folders hold. For the inbox it is what is unread, without
/// `opened`, which the member is just opening.
pub fn counts(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    inboxes: &[InboxId],
    opened: Option<ConversationId>,
    now: Timestamp,
) -> Result<Vec<(&'static str, i64)>, db::Error> {
    let unread = match opened {
        Some(opened) => folder::unread_elsewhere(tx, actor, opened)?,
        None => folder::unread(tx, actor)?,
    };
    // A conversation is in the inbox that it is from and in those of the members it was sent to: in two of one member's at
    // most, and counts once.
    let most = (FOLDER_COUNT + 1) * 2;
    let found = store::counts(tx, actor.clinic, (actor.staff, inboxes), now, most)?;
    let (drafts, scheduled) = drafts::counts(tx, actor, FOLDER_COUNT + 1)?;
    Ok(vec![
        ("inbox", unread),
        ("awaiting_response", found.awaiting_response),
        ("overdue", found.overdue),
        ("unread_by_patient", found.unread_by_patient),
        ("to_call", found.to_call),
        ("drafts", drafts),
        ("scheduled", scheduled),
        ("sent", found.sent),
        ("failed_delivery", found.failed_delivery),
        ("closed", found.closed),
    ])
}
