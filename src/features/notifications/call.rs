//! Calling somebody whom no notice reached (M50), or who has not opened a message after all reminders (M75), with what came
//! of it.

use super::model::DeliveryState;
use super::store::unreached::Unreached;
use super::{store, tell};
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::ids::{
    ConversationId, DeliveryId, MessageId, PatientCallId, PatientId, PortalUserId,
};
use crate::platform::text::without_controls;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Longest note, in characters.
pub const NOTE_CHARS: usize = 500;

codes! {
    /// What came of a call.
    CallOutcome {
        /// The person knows that the message waits.
        Reached = "reached",
        /// Word was left for them.
        LeftWord = "left_word",
        /// Nobody answered.
        NotReached = "not_reached",
    }
}

codes! {
    /// What was agreed with somebody who was reached (M75).
    Said {
        /// The message was read out to them, and they understood it.
        ReadOut = "read_out",
        /// They will open it.
        WillLook = "will_look",
    }
}

/// Whom a call was to, and about what.
#[derive(Debug, Clone, Copy)]
pub struct CallAbout {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
    /// The patient whom it is about.
    pub patient: PatientId,
    /// Who was called.
    pub person: PortalUserId,
}

/// A call that was made.
#[derive(Debug, Clone)]
pub struct CallMade {
    /// The call: a form that is sent twice writes it down once.
    pub id: PatientCallId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// What was agreed, where they were reached.
    pub said: Option<Said>,
    /// What the caller notes.
    pub note: String,
}

db::row! {
    /// A call about a message that had not come to somebody's eyes.
    #[derive(Debug, Clone)]
    pub struct Call {
        /// The call.
        pub id: PatientCallId,
        /// The message.
        pub message_id: MessageId,
        /// Who was called.
        pub portal_user_id: PortalUserId,
        /// Their given name.
        pub given_name: String,
        /// Their family name.
        pub family_name: String,
        /// Who called.
        pub staff_name: String,
        /// What came of it.
        pub outcome: CallOutcome,
        /// What was agreed with somebody who was reached.
        pub said: Option<Said>,
        /// What the caller noted.
        pub note: String,
        /// When.
        pub called_at: Timestamp,
    }
}

impl Call {
    /// Whom it was to, by name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

/// Writes down that the person of `delivery` was called. Whoever was reached, or left word for, counts as told: the folder
/// Failed delivery lets go of the conversation when nobody else is left in it.
///
/// # Errors
/// Forbidden without *send messages*; not found outside the clinic; refused where the notice has not failed, or the note is too
/// long.
pub fn called(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    delivery: DeliveryId,
    (outcome, note): (CallOutcome, &str),
) -> Result<ConversationId, Error> {
    actor.require(Permission::SendMessages)?;
    let about = store::any(tx, actor.clinic, delivery)?;
    let (_, state, _) = store::on_channel(tx, &about, about.channel)?.ok_or(Error::NotFound)?;
    if state != DeliveryState::Failed {
        return Err(Error::refused(Refusal::new("call_not_failed")));
    }
    let of = CallAbout {
        conversation: about.conversation_id,
        message: about.message_id,
        patient: about.patient_id,
        person: about.portal_user_id,
    };
    let made = CallMade {
        id: env.id(),
        outcome,
        said: None,
        note: note.to_owned(),
    };
    write_down(tx, actor, env, &of, &made)?;
    tell::changed(tx, actor.clinic, about.conversation_id)?;
    Ok(about.conversation_id)
}

/// Writes a call down, where that is not done already; whether it was new. The caller has looked at what allows it, and tells
/// open pages.
///
/// # Errors
/// Refused where the note is too long, or something was agreed with nobody.
pub fn write_down(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    about: &CallAbout,
    made: &CallMade,
) -> Result<bool, Error> {
    let note = made.note.trim();
    if note.chars().count() > NOTE_CHARS {
        return Err(Error::refused(Refusal::field("note", "call_note_long")));
    }
    if made.said.is_some() && made.outcome != CallOutcome::Reached {
        return Err(Error::refused(Refusal::field(
            "said",
            "call_said_to_nobody",
        )));
    }
    let made = CallMade {
        note: without_controls(note),
        ..made.clone()
    };
    let now = env.now();
    if !store::unreached::add_call(tx, actor, (about, &made), now)? {
        return Ok(false);
    }
    let event = Event::new(
        actor.clinic,
        actor,
        "notification.call",
        "message",
        about.message.uuid(),
    );
    let said = made.said.map(|said| format!(" {}", said.code()));
    let detail = format!(
        "portal_user={} {}{}",
        about.person,
        made.outcome.code(),
        said.unwrap_or_default()
    );
    audit::record(tx, env, &event.patient(about.patient).detail(detail))?;
    store::inboxes::note_failed(tx, actor.clinic, about.conversation, now)?;
    Ok(true)
}

/// Whom no notice of the conversation's last message has reached, and no call either.
pub(super) fn unreached(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<Unreached>, db::Error> {
    let calls = store::unreached::calls(tx, actor.clinic, conversation)?;
    let mut people = store::unreached::unreached(tx, actor.clinic, conversation)?;
    people.retain(|person| {
        !calls.iter().any(|call| {
            call.message_id == person.message_id
                && call.portal_user_id == person.portal_user_id
                && call.outcome != CallOutcome::NotReached
        })
    });
    Ok(people)
}

/// The calls about a conversation, the latest first. For staff.
///
/// # Errors
/// Only what the database answers.
pub fn calls(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<Call>, db::Error> {
    store::unreached::calls(tx, actor.clinic, conversation)
}
