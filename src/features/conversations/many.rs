//! One of the conversations of a group send (M47).

use super::due;
use super::model::{Closed, Identity, Sent, snippet};
use super::options::Options;
use super::store::write::{self, NewConversation, Starter, StoredMessage};
use crate::features::notifications;
use crate::features::patients::Recipient;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{DeliveryId, PatientId, WorkgroupId};
use crate::platform::live::{self, Update};
use crate::platform::richtext::RichText;
use crate::platform::time::DAY;

/// What is the same for every conversation of a group send.
#[derive(Debug, Clone)]
pub struct Many {
    /// The workgroup that they are from, whose inbox answers land in.
    pub from: WorkgroupId,
    /// Its name, as patients see it.
    pub shown_as: String,
    /// What is asked of the patient's side.
    pub options: Options,
    /// Whether patients see "Clinic Staff" in place of every name of the clinic's (M21).
    pub mask_name: bool,
}

/// One of them.
#[derive(Debug)]
pub struct One<'a> {
    /// The patient it is about.
    pub patient: PatientId,
    /// The subject, filled in.
    pub subject: &'a str,
    /// The body, filled in.
    pub body: &'a RichText,
    /// Exactly those who receive it (M6).
    pub readers: &'a [Recipient],
    /// Those of them who are told: whoever reads for several patients is told once.
    pub told: &'a [Recipient],
}

/// Writes one conversation of a group send, with what follows on it, and its notices: the caller has them go with
/// [`notifications::go_together`], has checked everything that `send` checks, and records it in the audit.
///
/// It is in no inbox until somebody answers: what went to thousands floods nobody's folders (M47).
///
/// # Errors
/// What the database answers.
pub fn send_one_of_many(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    many: &Many,
    one: &One<'_>,
) -> Result<(Sent, Vec<DeliveryId>), db::Error> {
    let (clinic, now) = (actor.clinic, env.now());
    let sent = Sent {
        conversation: env.id(),
        message: env.id(),
    };
    let conversation = NewConversation {
        id: sent.conversation,
        patient: one.patient,
        subject: one.subject,
        from: Identity::Workgroup(many.from),
        mask_name: many.mask_name,
        started_by: Starter::Staff(actor.staff),
        at: now,
    };
    write::conversation(tx, clinic, &conversation)?;
    let message = StoredMessage {
        sent,
        author: actor.staff,
        shown_as: &many.shown_as,
        body: one.body,
        snippet: snippet(one.body),
        options: many.options,
        at: now,
    };
    write::staff_message(tx, clinic, &message)?;
    write::recipients(tx, clinic, sent, one.patient, one.readers, now)?;
    if !many.options.allow_response {
        let why = Closed::NoResponseAllowed;
        write::closure(tx, env, clinic, sent.conversation, why, None)?;
    }
    let ids = (sent.conversation, sent.message);
    let notices = notifications::queue_one_of_many(tx, env, clinic, ids, one.told)?;
    if let Some(days) = many.options.require_response_days {
        due::await_response(tx, env, clinic, sent, now.plus(days.saturating_mul(DAY)))?;
    }
    let readers = one.readers.iter().map(|r| r.portal_user_id.uuid());
    live::announce(
        tx,
        readers,
        Update::Message {
            conversation: sent.conversation,
            message: sent.message,
        },
    );
    Ok((sent, notices))
}
