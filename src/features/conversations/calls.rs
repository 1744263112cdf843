//! Calls to make (M75): a message that nobody opened after all its reminders is a task with an owner, until somebody was told,
//! or it is no longer needed.

use super::copies;
use super::send::announce_to_staff;
use super::store::{calls as store, write};
use crate::features::audit::{self, By, Event};
use crate::features::notifications::{self, Call, CallAbout, CallMade, CallOutcome, Said};
use crate::features::staff;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::ids::{
    ClinicId, ConversationId, MessageId, PatientCallId, PatientId, PortalUserId, StaffId,
};
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::{Error, Refusal};

codes! {
    /// Why there is nothing to call about any more.
    Ended {
        /// Somebody called, and that was enough.
        Called = "called",
        /// The patient's side has opened the message.
        Opened = "opened",
        /// The patient's side has answered.
        Answered = "answered",
        /// Staff have closed the conversation.
        Closed = "closed",
    }
}

db::row! {
    /// A call to make.
    #[derive(Debug, Clone)]
    pub struct Task {
        /// The message that nobody has opened.
        pub message_id: MessageId,
        /// Its conversation.
        pub conversation_id: ConversationId,
        /// The patient whom it is about.
        pub patient_id: PatientId,
        /// The conversation's subject.
        pub subject: String,
        /// When the message was sent.
        pub sent_at: Timestamp,
        /// When it became a task.
        pub opened_at: Timestamp,
        /// When somebody is to call, or to call again.
        pub next_at: Timestamp,
        /// Whose it is; none where nobody has taken it.
        pub owner_staff_id: Option<StaffId>,
        /// Their name.
        pub owner_name: Option<String>,
    }
}

db::row! {
    /// Somebody to call.
    #[derive(Debug, Clone)]
    pub struct Callee {
        /// The conversation.
        pub conversation_id: ConversationId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// Their name.
        pub name: String,
        /// The number on file.
        pub mobile: Option<String>,
        /// When the message became a task.
        pub opened_at: Timestamp,
        /// When it was sent: since then it is unread.
        pub sent_at: Timestamp,
    }
}

/// Longest pause before the next attempt, in days.
pub const MOST_DAYS: i64 = 30;

/// A call that was made, and how to go on.
#[derive(Debug, Clone)]
pub struct Made {
    /// The call: what is sent twice counts once.
    pub id: PatientCallId,
    /// Who was called.
    pub person: PortalUserId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// What was agreed with somebody who was reached.
    pub said: Option<Said>,
    /// The caller's note.
    pub note: String,
    /// After how many days somebody is to call again; none: it is done.
    pub again_in_days: Option<i64>,
}

/// What keeps a call from being written down as it is. Giving up on somebody who was not reached takes a word on why.
pub fn in_the_way(made: &Made) -> Option<Refusal> {
    match made.again_in_days {
        Some(days) if !(1..=MOST_DAYS).contains(&days) => {
            Some(Refusal::field("again_in_days", "call_again_wrong"))
        }
        None if made.outcome != CallOutcome::Reached && made.note.trim().is_empty() => {
            Some(Refusal::field("note", "call_note_missing"))
        }
        _ => None,
    }
}

/// What there is about calling in a conversation.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// The task that stands.
    pub task: Option<Task>,
    /// Whom to call.
    pub people: Vec<Callee>,
    /// The calls that were made, the latest first.
    pub made: Vec<Call>,
}

/// The task that stands in a conversation, with whom to call and the calls so far. For staff who have loaded it.
pub fn calls(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<Calls, db::Error> {
    let task = store::standing(tx, actor.clinic, conversation)?;
    let people = match task {
        Some(_) => store::callees(tx, actor.clinic, &[conversation.uuid()], now)?,
        None => Vec::new(),
    };
    Ok(Calls {
        task,
        people,
        made: notifications::calls(tx, actor, conversation)?,
    })
}

/// Who can own the call: the active members who find the conversation in their inbox, by name.
pub fn owners(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<(StaffId, String)>, db::Error> {
    let here = write::staff_of(tx, actor.clinic, conversation)?;
    let mut members = staff::members(tx, &actor.scope())?;
    members.retain(|m| m.disabled_at.is_none() && here.contains(&m.id));
    members.sort_by(|a, b| a.display_name.cmp(&b.display_name));
    Ok(members
        .into_iter()
        .map(|m| (m.id, m.display_name))
        .collect())
}

/// Gives the call to a member who finds the conversation in their inbox, or to nobody.
///
/// # Errors
/// Forbidden without *send messages*; not found outside the clinic; refused where the member can't own it; a conflict where no
/// call is to be made any more.
pub fn assign(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
    owner: Option<StaffId>,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let locked = write::lock(tx, actor.clinic, conversation)?;
    copies::may_act(tx, actor, conversation)?;
    if let Some(owner) = owner
        && !write::staff_of(tx, actor.clinic, conversation)?.contains(&owner)
    {
        return Err(Error::refused(Refusal::field(
            "owner_id",
            "call_owner_unknown",
        )));
    }
    let task = required(tx, actor.clinic, conversation)?;
    store::assign(tx, actor.clinic, task.message_id, owner)?;
    let event = Event::new(
        actor.clinic,
        actor,
        "call_task.assign",
        "message",
        task.message_id.uuid(),
    );
    let detail = match owner {
        Some(owner) => format!("owner={owner}"),
        None => "owner=none".to_owned(),
    };
    audit::record(tx, env, &event.patient(locked.patient_id).detail(detail))?;
    Ok(announce_to_staff(tx, actor.clinic, conversation)?)
}

/// Writes down a call, and ends the task or leaves it for another attempt.
///
/// # Errors
/// As [`assign`]; refused where the person takes no part, or [`in_the_way`] has a reason.
pub fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
    made: &Made,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let locked = write::lock(tx, actor.clinic, conversation)?;
    copies::may_act(tx, actor, conversation)?;
    if !store::takes_part(tx, actor, conversation, made.person)? {
        return Err(Error::refused(Refusal::field(
            "portal_user_id",
            "call_person_unknown",
        )));
    }
    if let Some(why) = in_the_way(made) {
        return Err(Error::refused(why));
    }
    let task = required(tx, actor.clinic, conversation)?;
    let about = CallAbout {
        conversation,
        message: task.message_id,
        patient: locked.patient_id,
        person: made.person,
    };
    let call = CallMade {
        id: made.id,
        outcome: made.outcome,
        said: made.said,
        note: made.note.clone(),
    };
    if !notifications::write_down(tx, actor, env, &about, &call)? {
        return Ok(());
    }
    match made.again_in_days {
        Some(days) => {
            let next_at = env.now().plus(days.saturating_mul(DAY));
            store::postpone(tx, actor.clinic, task.message_id, next_at)?;
            store::set_due(tx, actor.clinic, conversation, Some(next_at))?;
        }
        None => end(
            tx,
            env,
            (actor.clinic, actor),
            (conversation, locked.patient_id),
            Ended::Called,
        )?,
    }
    Ok(announce_to_staff(tx, actor.clinic, conversation)?)
}

/// There is nothing to call about in the conversation any more. Changes nothing where no task stands.
pub(super) fn end(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, by): (ClinicId, impl Into<By>),
    (conversation, patient): (ConversationId, PatientId),
    why: Ended,
) -> Result<(), db::Error> {
    let Some(message) = store::end(tx, clinic, conversation, why, env.now())? else {
        return Ok(());
    };
    store::set_due(tx, clinic, conversation, None)?;
    let event = Event::new(clinic, by, "call_task.end", "message", message.uuid());
    audit::record(tx, env, &event.patient(patient).detail(why.code()))
}

fn required(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Task, Error> {
    let task = store::standing(tx, clinic, conversation)?;
    task.ok_or_else(|| Error::conflict(Refusal::new("call_not_due")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m75_a_call_that_reached_nobody_goes_on_or_says_why_not() {
        use CallOutcome::{LeftWord, NotReached, Reached};
        let made = |outcome, note: &str, again_in_days| Made {
            id: PatientCallId::from_uuid(uuid::Uuid::nil()),
            person: PortalUserId::from_uuid(uuid::Uuid::nil()),
            outcome,
            said: None,
            note: note.to_owned(),
            again_in_days,
        };
        for (outcome, note, again, why) in [
            (Reached, "", None, None),
            (Reached, "", Some(1), None),
            (LeftWord, "", None, Some("call_note_missing")),
            (LeftWord, "with his wife", None, None),
            (NotReached, "  ", None, Some("call_note_missing")),
            (NotReached, "", Some(30), None),
            (NotReached, "", Some(31), Some("call_again_wrong")),
            (Reached, "", Some(0), Some("call_again_wrong")),
        ] {
            let found = in_the_way(&made(outcome, note, again)).map(|refusal| refusal.code);
            assert_eq!(found, why, "{outcome:?} {note:?} {again:?}");
        }
    }
}
