//! A further message of the clinic in an open conversation.

use super::copies;
use super::due;
use super::model::{self, Closed, NewReply, Sent, dated, snippet};
use super::send::{Done, conclude, detail, sent_already};
use super::store::write::{self, StoredMessage};
use crate::features::patients::Recipient;
use crate::features::{audit, billing, message_templates, patients, settings};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{PatientId, PortalUserId};
use crate::platform::web::{Error, Refusal};

/// Sends a reply of the clinic to those who can read the conversation and whose link still holds (M6, M36, M37, M50).
/// A closed conversation refuses it; reopening is its own act (M11).
pub fn reply(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewReply,
) -> Result<Sent, Error> {
    actor.require(Permission::SendMessages)?;
    if let Some(sent) = sent_already(tx, actor, new.draft)? {
        return Ok(sent);
    }
    let clinic = actor.clinic;
    let Ready {
        conversation,
        patient,
        chosen,
        fee,
    } = prepare(tx, actor, env, new)?;

    let at = dated(env.now(), conversation.last_message_at);
    let sent = Sent {
        conversation: new.conversation,
        message: env.id(),
    };
    let message = StoredMessage {
        sent,
        author: actor.staff,
        shown_as: &conversation.shown_as,
        body: &new.body,
        snippet: snippet(&new.body),
        options: new.options,
        at,
    };
    write::staff_message(tx, clinic, &message)?;
    write::recipients(tx, clinic, sent, patient, &chosen, at)?;
    write::attachments(tx, env, clinic, sent, &new.attachments)?;
    write::place_first(tx, clinic, new.conversation, at)?;
    write::bump(
        tx,
        clinic,
        new.conversation,
        at,
        if new.options.allow_response {
            "sent"
        } else {
            "closed"
        },
    )?;
    write::unopened(tx, clinic, new.conversation, at)?;
    if !new.options.allow_response {
        due::no_longer(tx, clinic, new.conversation)?;
        write::closure(
            tx,
            env,
            clinic,
            new.conversation,
            Closed::NoResponseAllowed,
            Some(actor.staff),
        )?;
    }
    let event = audit::Event::new(
        clinic,
        actor,
        "conversation.reply",
        "conversation",
        sent.conversation.uuid(),
    );
    let done = Done {
        sent,
        patient,
        fee: fee.as_ref(),
        draft: new.draft,
        recipients: &chosen,
        options: (new.options, at),
        event: event
            .patient(patient)
            .detail(detail(&chosen, &new.attachments, &new.options)),
        staff: &write::staff_of(tx, clinic, sent.conversation)?,
        after: new.options.after,
    };
    conclude(tx, actor, env, &done)?;
    Ok(done.sent)
}

/// An answer against which nothing stands, in a conversation whose row this transaction holds.
pub(super) struct Ready {
    conversation: write::Locked,
    patient: PatientId,
    chosen: Vec<Recipient>,
    fee: Option<billing::FeeCode>,
}

/// Checks everything and sends nothing: what stands against the answer comes all at once.
pub(super) fn prepare(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewReply,
) -> Result<Ready, Error> {
    let (scope, clinic) = (actor.scope(), actor.clinic);
    let conversation = write::lock(tx, clinic, new.conversation)?;
    copies::may_act(tx, actor, new.conversation)?;
    if conversation.closed.is_some() {
        return Err(Error::conflict(Refusal::new(
            "conversation_closed_for_staff",
        )));
    }
    let mut refusals = Vec::new();
    if new.body.is_blank() {
        refusals.push(Refusal::field("body", "body_missing"));
    }
    refusals.extend(message_templates::gaps_in_the_way("", &new.body));
    let patient = patients::load(tx, &scope, conversation.patient_id)?;
    let portal = settings::load(tx, clinic)?;
    let readers: Vec<PortalUserId> = write::portal_users_of(tx, clinic, new.conversation)?;
    let mut reachable = patients::recipients(tx, &scope, patient.id, env.now())?;
    reachable.retain(|r| readers.contains(&r.portal_user_id));
    let chosen = model::choose(&portal, &patient, &reachable, &[]).unwrap_or_else(|why| {
        refusals.extend(why);
        Vec::new()
    });
    refusals.extend(new.options.refusals());
    let fee = billing::fee(tx, actor, new.fee_code.as_deref())?.unwrap_or_else(|why| {
        refusals.push(why);
        None
    });
    refusals.extend(write::attachments_in_the_way(
        tx,
        actor,
        patient.id,
        &new.attachments,
    )?);
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    Ok(Ready {
        conversation,
        patient: patient.id,
        chosen,
        fee,
    })
}
