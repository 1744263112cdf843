//! Hidden copies for staff (M48): given out of distribution lists when a conversation begins, read-only, known to who gave
//! them and to who holds one, and ended by joining openly. `docs/decisions/0082-hidden-copies.md` says who sees what.

use super::model::Sent;
use super::send::announce_to_staff;
use super::store::copies::{self as store, CopyRow};
use super::store::write;
use crate::features::audit;
use crate::features::distribution_lists::{self, Choice, Holder, Without};
use crate::features::staff;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, InboxId, PatientId, StaffId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Whether somebody who was picked singly and is gone keeps the message from being sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Gone {
    /// The sender is there: they are told before anything is sent.
    #[default]
    Tell,
    /// Nobody is there, and the patient waits: it goes out without that copy, and the sender sees so in the thread.
    LeaveOut,
}

/// Who gets a hidden copy. It stands beside the message and not in it: nothing that is made from a message can show it.
#[derive(Debug, Clone, Default)]
pub struct Bcc {
    /// What the sender has picked.
    pub choice: Choice,
    /// What follows where somebody is gone.
    pub gone: Gone,
}

/// Everybody who was picked and does not read the conversation openly anyhow; and what stands against sending it so.
pub(super) fn picked(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    bcc: &Bcc,
    openly: &[StaffId],
) -> Result<(Vec<Holder>, Vec<Refusal>), Error> {
    let picked = distribution_lists::pick(tx, actor, &bcc.choice)?;
    let mut refusals = picked.refusals.clone();
    if bcc.gone == Gone::Tell {
        refusals.extend(picked.missing());
    }
    let mut holders = picked.holders;
    holders.retain(|holder| holder.id != actor.staff && !openly.contains(&holder.id));
    named(tx, actor, &mut holders)?;
    Ok((holders, refusals))
}

/// Looks up the names of those who are on no list any more; an id that is nobody's at the clinic goes.
fn named(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    holders: &mut Vec<Holder>,
) -> Result<(), db::Error> {
    let mut nobody = Vec::new();
    for holder in holders.iter_mut().filter(|holder| holder.list.is_none()) {
        match staff::member(tx, &actor.scope(), holder.id) {
            Ok(member) => holder.name = member.display_name,
            Err(db::Error::NotFound) => nobody.push(holder.id),
            Err(other) => return Err(other),
        }
    }
    holders.retain(|holder| !nobody.contains(&holder.id));
    Ok(())
}

/// Gives the copies of a message that has just been stored: each in its holder's own inbox, unread. Who gets one, and who
/// was picked and gets none, is frozen and on record.
pub(super) fn give(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (sent, patient, place): (Sent, PatientId, &'static str),
    holders: &[Holder],
) -> Result<(), Error> {
    if holders.is_empty() {
        return Ok(());
    }
    let now = env.now();
    for holder in holders {
        store::insert(tx, actor, sent, holder, now)?;
        if holder.without.is_none() {
            let inbox = InboxId::from(holder.id);
            write::inbox_entry(tx, actor.clinic, inbox, sent.conversation, place, now)?;
            write::unread(tx, actor.clinic, holder.id, sent.conversation, now)?;
        }
    }
    let listed = |given: bool| {
        let some = (holders.iter()).filter(|holder| holder.without.is_none() == given);
        let ids: Vec<String> = some.map(|holder| holder.id.to_string()).collect();
        ids.join(",")
    };
    let detail = format!("to={} left_out={}", listed(true), listed(false));
    let event = event(actor, "conversation.copy", sent.conversation, patient);
    Ok(audit::record(tx, env, &event.detail(detail))?)
}

/// Those of them who get a copy.
pub(super) fn inboxes(holders: &[Holder]) -> impl Iterator<Item = InboxId> {
    let given = holders.iter().filter(|holder| holder.without.is_none());
    given.map(|holder| InboxId::from(holder.id))
}

/// Passes who may do more than read: whoever holds a hidden copy, and has no other part in the conversation, joins it
/// openly first.
///
/// # Errors
/// 409 `hidden_copy_read_only`.
pub(super) fn may_act(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<(), Error> {
    if store::only_reads(tx, actor, conversation)? {
        return Err(Error::conflict(Refusal::new("hidden_copy_read_only")));
    }
    Ok(())
}

/// The member takes part openly from now on: colleagues see it, and it is on record. Once is enough. The patient's side
/// hears nothing of it.
///
/// # Errors
/// Not found outside the clinic; 409 `hidden_copy_none` where the member holds no copy.
pub fn join(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
) -> Result<(), Error> {
    let locked = write::lock(tx, actor.clinic, conversation)?;
    let joined = match store::joined(tx, actor, conversation) {
        Err(db::Error::NotFound) => {
            return Err(Error::conflict(Refusal::new("hidden_copy_none")));
        }
        other => other?,
    };
    if joined.is_some() {
        return Ok(());
    }
    store::join(tx, actor, conversation, env.now())?;
    let event = event(actor, "conversation.join", conversation, locked.patient_id);
    audit::record(tx, env, &event)?;
    Ok(announce_to_staff(tx, actor.clinic, conversation)?)
}

fn event(
    actor: &StaffActor,
    action: &'static str,
    conversation: ConversationId,
    patient: PatientId,
) -> audit::Event {
    audit::Event::new(
        actor.clinic,
        actor,
        action,
        "conversation",
        conversation.uuid(),
    )
    .patient(patient)
}

/// The copies of a conversation, as far as one member may know of them.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// The hidden copy that the member holds.
    pub own: Option<OwnCopy>,
    /// The copies that the member gave, those of who has joined since too.
    pub given: Vec<GivenCopy>,
    /// Who has joined openly, as everybody of the staff sees.
    pub joined: Vec<Joined>,
}

/// A hidden copy as its holder sees it.
#[derive(Debug, Clone)]
pub struct OwnCopy {
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether the holder can do no more than read, or join.
    pub read_only: bool,
}

/// A hidden copy as who gave it sees it.
#[derive(Debug, Clone)]
pub struct GivenCopy {
    /// The holder.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// The list's name.
    pub list: Option<String>,
    /// Why they got none.
    pub left_out: Option<Without>,
    /// Since when they take part openly.
    pub joined_at: Option<Timestamp>,
}

/// Somebody who held a hidden copy and takes part openly now.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The member.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

impl Copies {
    pub(super) fn of(member: StaffId, rows: Vec<CopyRow>) -> Copies {
        let mut copies = Copies::default();
        for row in rows {
            if let Some(at) = row.joined_at {
                copies.joined.push(Joined {
                    id: row.staff_id,
                    name: row.name.clone(),
                    at,
                });
            } else if row.staff_id == member && row.left_out.is_none() {
                copies.own = Some(OwnCopy {
                    by: row.sent_by_name,
                    at: row.sent_at,
                    read_only: !row.inside,
                });
            }
            if row.sent_by == member {
                copies.given.push(GivenCopy {
                    id: row.staff_id,
                    name: row.name,
                    list: row.list,
                    left_out: row.left_out,
                    joined_at: row.joined_at,
                });
            }
        }
        copies
    }

    /// Whether the member can do no more than read.
    pub fn read_only(&self) -> bool {
        self.own.as_ref().is_some_and(|own| own.read_only)
    }
}
