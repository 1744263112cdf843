//! Reading group sends: who may see which, the list, the report for each recipient (M78).

use uuid::Uuid;

use super::model::{GroupSend, Outcome, Recipient, State};
use super::store::{self, Row, recipients};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::ids::GroupSendId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Drafts that the list shows.
const DRAFTS: i64 = 100;

/// Passes whoever may send to many (M46): asked at every step.
///
/// # Errors
/// Forbidden without *send bulk portal messages*.
pub(super) fn may(actor: &StaffActor) -> Result<(), Error> {
    actor.require(Permission::SendBulkPortalMessages)
}

/// A group send that the member may see: their own drafts, and whatever was sent.
///
/// # Errors
/// Forbidden as of [`may`]; not found for somebody else's draft.
pub fn load(tx: &mut db::Tx<'_>, actor: &StaffActor, id: GroupSendId) -> Result<GroupSend, Error> {
    may(actor)?;
    let found = store::load(tx, actor.clinic, id)?;
    if found.state == State::Draft && found.owner_id != actor.staff {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// A draft of the member's own.
///
/// # Errors
/// As of [`load`]; not found for another member's; 409 where it is none any more.
pub(super) fn draft(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: GroupSendId,
) -> Result<GroupSend, Error> {
    let found = load(tx, actor, id)?;
    match found.state {
        State::Draft => Ok(found),
        _ => Err(Error::conflict(Refusal::new("group_send_sent"))),
    }
}

/// The member's drafts, and a page of what was sent before `before`, the latest first.
pub fn list(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<(Vec<Row>, Vec<Row>), Error> {
    may(actor)?;
    let drafts = match before {
        None => store::drafts(tx, actor.clinic, actor.staff, DRAFTS)?,
        Some(_) => Vec::new(),
    };
    let before = before.unwrap_or((Timestamp(i64::MAX), Uuid::max()));
    let sent = store::accepted(tx, actor.clinic, before, limit)?;
    Ok((drafts, sent))
}

/// The report for each recipient after `after`, of one outcome or of every one (M78).
pub fn report(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: GroupSendId,
    outcome: Option<Outcome>,
    (after, limit): (Option<(Uuid, Uuid)>, i64),
) -> Result<Vec<Recipient>, Error> {
    let group = load(tx, actor, id)?;
    // What still waits begins where the sending has come to.
    let first = match outcome {
        Some(Outcome::Waiting) => (group.sent_through, Uuid::max()),
        _ => (Uuid::nil(), Uuid::nil()),
    };
    let after = after.map_or(first, |after| after.max(first));
    Ok(recipients::report(
        tx,
        actor.clinic,
        id,
        outcome,
        (after, limit),
    )?)
}
