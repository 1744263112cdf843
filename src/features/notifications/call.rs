//! Calling somebody whom no notice reached (M50), with what came of it.

use super::model::DeliveryState;
use super::store::{self, NewCall, Unreached};
use super::tell;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, DeliveryId, MessageId, PatientCallId, PortalUserId};
use crate::platform::text::without_controls;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Longest note, in characters.
pub(super) const NOTE_CHARS: usize = 500;

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

db::row! {
    /// A call about a message that no notice of had arrived.
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
    let note = note.trim();
    if note.chars().count() > NOTE_CHARS {
        return Err(Error::refused(Refusal::field("note", "call_note_long")));
    }
    let (about, now) = (store::any(tx, actor.clinic, delivery)?, env.now());
    let (_, state, _) = store::on_channel(tx, &about, about.channel)?.ok_or(Error::NotFound)?;
    if state != DeliveryState::Failed {
        return Err(Error::refused(Refusal::new("call_not_failed")));
    }
    let call = NewCall {
        id: env.id(),
        about: &about,
        staff: actor.staff,
        outcome,
        note: &without_controls(note),
    };
    store::add_call(tx, &call, now)?;
    let event = Event::new(
        actor.clinic,
        actor,
        "notification.call",
        "message",
        about.message_id.uuid(),
    );
    let detail = format!("portal_user={} {}", about.portal_user_id, outcome.code());
    audit::record(tx, env, &event.patient(about.patient_id).detail(detail))?;
    store::note_failed(tx, actor.clinic, about.conversation_id, now)?;
    tell::changed(tx, actor.clinic, about.conversation_id)?;
    Ok(about.conversation_id)
}

/// Whom no notice of the conversation's last message has reached, and no call either.
pub(super) fn unreached(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<Unreached>, db::Error> {
    let calls = store::calls(tx, actor.clinic, conversation)?;
    let mut people = store::unreached(tx, actor.clinic, conversation)?;
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
    store::calls(tx, actor.clinic, conversation)
}
