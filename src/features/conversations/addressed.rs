//! Who takes part in a conversation, for its next message.

use super::copies::Copies;
use super::guard::Hidden;
use super::model::Identity;
use super::read::Thread;
use super::store::{copies, find, staff, write};
use crate::platform::auth::StaffActor;
use crate::platform::ids::{ConversationId, PortalUserId, StaffId};

/// Who takes part in a conversation.
#[derive(Debug, Clone)]
pub(super) struct Addressed {
    /// The identity that the patient sees.
    pub from: Identity,
    /// Staff members in To, and those who have joined openly (M48).
    pub to_staff: Vec<StaffId>,
    /// Portal users who can read it.
    pub readers: Vec<PortalUserId>,
    /// The hidden copies that the member gave.
    pub hidden: Vec<Hidden>,
}

impl From<&Thread> for Addressed {
    fn from(thread: &Thread) -> Addressed {
        Addressed {
            from: thread.from,
            to_staff: (thread.to_staff.iter().map(|(id, _)| *id))
                .chain(thread.copies.joined.iter().map(|joined| joined.id))
                .collect(),
            hidden: Hidden::given(&thread.copies),
            readers: thread.readers.iter().map(|r| r.id).collect(),
        }
    }
}

/// Who takes part in a conversation that the member may see.
pub(super) fn addressed(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
) -> Result<Addressed, db::Error> {
    let head = staff::head(tx, actor.clinic, id)?;
    let from = match (head.from_staff_id, head.from_workgroup_id) {
        (Some(staff), _) => Identity::Staff(staff),
        (None, Some(workgroup)) => Identity::Workgroup(workgroup),
        (None, None) => return Err(db::Error::NotFound),
    };
    let to_staff = find::to_staff(tx, actor.clinic, &[id.uuid()])?;
    let known = copies::known(tx, actor, id)?;
    let known = Copies::of(actor.staff, tx.take(known)?);
    Ok(Addressed {
        from,
        to_staff: (to_staff.into_iter().map(|(_, id, _)| id))
            .chain(known.joined.iter().map(|joined| joined.id))
            .collect(),
        hidden: Hidden::given(&known),
        readers: write::portal_users_of(tx, actor.clinic, id)?,
    })
}
