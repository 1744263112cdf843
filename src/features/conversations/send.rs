//! Starting a conversation.

use super::begun::Begun;
use super::close::close;
use super::copies::{self, Bcc};
use super::due;
use super::filing;
use super::model::{self, Attach, Closed, Identity, NewMessage, Sent, snippet};
use super::options::{After, Options};
use super::store::write::{self, NewConversation, Starter, StoredMessage};
use crate::features::distribution_lists::Holder;
use crate::features::notifications::Delivery;
use crate::features::patients::{Patient, Recipient};
use crate::features::settings::PortalSettings;
use crate::features::{
    audit, billing, drafts, message_templates, notifications, patients, settings, staff,
};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, DraftId, InboxId, PatientId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::{Error, Refusal};

/// Sends the first message of a new conversation, as [`begin`] does.
pub fn send(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewMessage,
) -> Result<Sent, Error> {
    send_with_copies(tx, actor, env, new, &Bcc::default())
}

/// The same with hidden copies for staff (M48).
pub fn send_with_copies(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewMessage,
    bcc: &Bcc,
) -> Result<Sent, Error> {
    Ok(begin(tx, actor, env, new, bcc)?.0)
}

/// Sends the first message of a new conversation: stores it for exactly the chosen recipients, queues their
/// notifications, shows it in the inboxes it belongs to, and records it, all or nothing (M1-M6, M13-M18, M24, M36, M37, M50).
/// With it comes the conversation as it stands then, where nothing need be looked up for that.
pub(super) fn begin(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewMessage,
    bcc: &Bcc,
) -> Result<(Sent, Option<Begun>), Error> {
    actor.require(Permission::SendMessages)?;
    if let Some(sent) = sent_already(tx, actor, new.draft)? {
        return Ok((sent, None));
    }
    let ready = prepare(tx, actor, env, new, bcc)?;
    let (patient, from, chosen) = (ready.patient.id, &ready.from, &ready.chosen);
    let to_staff: Vec<StaffId> = ready.to_staff.iter().map(|(id, _)| *id).collect();
    let now = env.now();

    let sent = Sent {
        conversation: env.id(),
        message: env.id(),
    };
    let conversation = NewConversation {
        id: sent.conversation,
        patient,
        subject: &ready.subject,
        from: from.0,
        mask_name: new.mask_name,
        started_by: Starter::Staff(actor.staff),
        at: now,
    };
    write::conversation(tx, actor.clinic, &conversation)?;
    let message = StoredMessage {
        sent,
        author: actor.staff,
        shown_as: &from.1,
        body: &new.body,
        snippet: snippet(&new.body),
        options: new.options,
        at: now,
    };
    write::staff_message(tx, actor.clinic, &message)?;
    write::recipients(tx, actor.clinic, sent, patient, chosen, now)?;
    write::attachments(tx, env, actor.clinic, sent, &new.attachments)?;
    write::to_staff(tx, actor.clinic, sent.conversation, &to_staff)?;
    let place = if new.options.allow_response {
        "sent"
    } else {
        "closed"
    };
    write::inbox_entry(
        tx,
        actor.clinic,
        from.0.inbox(),
        sent.conversation,
        place,
        now,
    )?;
    let read_at = if new.options.allow_response {
        "inbox"
    } else {
        "closed"
    };
    for member in to_staff.iter().filter(|m| **m != actor.staff) {
        write::inbox_entry(
            tx,
            actor.clinic,
            InboxId::from(*member),
            sent.conversation,
            read_at,
            now,
        )?;
        write::unread(tx, actor.clinic, *member, sent.conversation, now)?;
    }
    copies::give(tx, actor, env, (sent, patient, read_at), &ready.holders)?;
    if !new.options.allow_response {
        write::closure(
            tx,
            env,
            actor.clinic,
            sent.conversation,
            Closed::NoResponseAllowed,
            None,
        )?;
    }
    let inboxes: Vec<InboxId> = std::iter::once(from.0.inbox())
        .chain(to_staff.iter().copied().map(InboxId::from))
        .chain(copies::inboxes(&ready.holders))
        .collect();
    let staff = write::staff_of_inboxes(tx, actor.clinic, &inboxes)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.send",
        "conversation",
        sent.conversation.uuid(),
    );
    let done = Done {
        sent,
        patient,
        fee: ready.fee.as_ref(),
        draft: new.draft,
        recipients: chosen,
        options: (new.options, now),
        event: event
            .patient(patient)
            .detail(detail(chosen, &new.attachments, &new.options)),
        staff: &staff,
        after: new.options.after,
    };
    let deliveries = conclude(tx, actor, env, &done)?;
    // What the files are called, and until when they are kept, is looked up; what follows changes the conversation.
    let known = new.attachments.is_empty()
        && new.options.after == After::Nothing
        && ready.holders.is_empty();
    let begun = known.then(|| Begun::new(ready, new, (sent, actor.staff, now), deliveries));
    Ok((sent, begun))
}

/// A message against which nothing stands.
pub(super) struct Ready {
    pub patient: Patient,
    pub portal: PortalSettings,
    pub chosen: Vec<Recipient>,
    pub subject: String,
    /// The identity, with the name that the patient sees.
    pub from: (Identity, String),
    /// The sender's own name.
    pub author: String,
    /// Further staff members with their names.
    pub to_staff: Vec<(StaffId, String)>,
    /// Who gets a hidden copy, or was picked and gets none (M48).
    pub holders: Vec<Holder>,
    pub fee: Option<billing::FeeCode>,
}

/// Checks everything and sends nothing: what stands against the message comes all at once.
pub(super) fn prepare(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewMessage,
    bcc: &Bcc,
) -> Result<Ready, Error> {
    let (scope, now) = (actor.scope(), env.now());
    let mut refusals = Vec::new();
    let patient = patients::load(tx, &scope, new.patient).map_err(|e| match e {
        db::Error::NotFound => Error::refused(Refusal::field("patient_id", "patient_unknown")),
        other => other.into(),
    })?;
    let portal = settings::load(tx, actor.clinic)?;
    let reachable = patients::recipients(tx, &scope, patient.id, now)?;
    let chosen =
        model::choose(&portal, &patient, &reachable, &new.recipients).unwrap_or_else(|why| {
            refusals.extend(why);
            Vec::new()
        });
    let subject = model::subject(&new.subject).unwrap_or_else(|why| {
        refusals.push(why);
        String::new()
    });
    if new.body.is_blank() {
        refusals.push(Refusal::field("body", "body_missing"));
    }
    refusals.extend(message_templates::gaps_in_the_way(&new.subject, &new.body));
    let (author, from) = identity(tx, actor, new.from)?;
    let to_staff = known_staff(tx, actor, &new.to_staff)?;
    if from.is_none() {
        refusals.push(Refusal::field("from", "from_not_yours"));
    }
    if to_staff.len() != new.to_staff.len() {
        refusals.push(Refusal::field("to_staff_ids", "staff_unknown"));
    }
    let (holders, why) = copies::picked(tx, actor, bcc, &new.to_staff)?;
    refusals.extend(why);
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
    match from {
        Some(from) if refusals.is_empty() => Ok(Ready {
            patient,
            portal,
            chosen,
            subject,
            from,
            author,
            to_staff,
            holders,
            fee,
        }),
        _ => Err(Error::all_refused(refusals)),
    }
}

/// A message of the clinic that stands in its tables.
pub(super) struct Done<'a> {
    pub sent: Sent,
    pub patient: PatientId,
    /// What it is billed with.
    pub fee: Option<&'a billing::FeeCode>,
    /// The draft that it was written in.
    pub draft: Option<DraftId>,
    pub recipients: &'a [Recipient],
    /// What it asks for, and when it was sent.
    pub options: (Options, Timestamp),
    pub event: audit::Event,
    /// Everybody whose open pages show it.
    pub staff: &'a [StaffId],
    /// What follows (M24).
    pub after: After,
}

/// What follows on every message of the clinic: its draft is spent, its notifications are queued, it is on record, open
/// pages hear of it, and it is filed and closed where the sender said so (M24). The notifications, as they are queued.
pub(super) fn conclude(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    done: &Done<'_>,
) -> Result<Vec<Delivery>, Error> {
    let ids = (done.sent.conversation, done.sent.message);
    if let Some(draft) = done.draft {
        drafts::sent(tx, actor, env, draft, ids)?;
    }
    if let Some(fee) = done.fee {
        let about = billing::About {
            message: done.sent.message,
            conversation: done.sent.conversation,
            patient: done.patient,
        };
        billing::bill(tx, actor, env, about, fee)?;
    }
    let deliveries = notifications::notify(tx, env, actor.clinic, ids, done.recipients)?;
    let (options, at) = done.options;
    if let Some(days) = options.require_response_days {
        let due_at = at.plus(days.saturating_mul(DAY));
        due::await_response(tx, env, actor.clinic, done.sent, due_at)?;
    }
    if let Some(days) = options.notify_if_unread_days {
        due::watch(tx, env, actor.clinic, done.sent, (at, days))?;
    }
    audit::record(tx, env, &done.event)?;
    announce(tx, done.sent, done.staff, done.recipients);
    if done.after != After::Nothing {
        filing::request(tx, actor, env, done.sent.conversation)?;
    }
    if done.after == After::FileAndClose {
        close(tx, actor, env, done.sent.conversation)?;
    }
    Ok(deliveries)
}

/// What the audit says of a message: counts only.
pub(super) fn detail(recipients: &[Recipient], files: &[Attach], options: &Options) -> String {
    let mut said = format!(
        "recipients={} attachments={} allow_response={}",
        recipients.len(),
        files.len(),
        options.allow_response,
    );
    for (what, days) in [
        ("require_response_days", options.require_response_days),
        ("notify_if_unread_days", options.notify_if_unread_days),
    ] {
        if let Some(days) = days {
            said += &format!(" {what}={days}");
        }
    }
    said
}

/// What a draft has become already: two tabs that send it, or a repeated press, send it once.
pub(super) fn sent_already(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    draft: Option<DraftId>,
) -> Result<Option<Sent>, Error> {
    let Some(draft) = draft else { return Ok(None) };
    let sent = drafts::already_sent(tx, actor, draft)?;
    Ok(sent.map(|(conversation, message)| Sent {
        conversation,
        message,
    }))
}

/// The sender's own name, and the identity to send as with the name that the patient sees; none when it is not the
/// sender's to use (M17).
///
/// Without a wish: the sender where they accept direct messages or belong to no workgroup, else their first workgroup.
fn identity(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    wish: Option<Identity>,
) -> Result<(String, Option<(Identity, String)>), Error> {
    let member = staff::member(tx, &actor.scope(), actor.staff)?;
    let own = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
    let wish = wish.unwrap_or_else(|| match own.first() {
        Some(group) if !member.accepts_direct_messages => Identity::Workgroup(group.id),
        _ => Identity::Staff(actor.staff),
    });
    let author = member.display_name;
    let from = match wish {
        Identity::Staff(id) if id == actor.staff => Some((wish, author.clone())),
        Identity::Staff(_) => None,
        Identity::Workgroup(id) => own.into_iter().find(|g| g.id == id).map(|g| (wish, g.name)),
    };
    Ok((author, from))
}

/// Those of `wanted` who are members of the clinic and not disabled, each once, with their names.
fn known_staff(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    wanted: &[StaffId],
) -> Result<Vec<(StaffId, String)>, Error> {
    let mut known: Vec<(StaffId, String)> = Vec::with_capacity(wanted.len());
    for id in wanted {
        let new = !known.iter().any(|(known, _)| known == id);
        match staff::member(tx, &actor.scope(), *id) {
            Ok(member) if member.disabled_at.is_none() && new => {
                known.push((*id, member.display_name))
            }
            Ok(_) | Err(db::Error::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(known)
}

/// Tells the open pages of everybody who can see the message.
fn announce(tx: &mut db::Tx<'_>, sent: Sent, staff: &[StaffId], recipients: &[Recipient]) {
    let readers = recipients.iter().map(|r| r.portal_user_id.uuid());
    let everybody = staff.iter().map(|member| member.uuid()).chain(readers);
    live::announce(
        tx,
        everybody,
        Update::Message {
            conversation: sent.conversation,
            message: sent.message,
        },
    );
}

/// Tells the open pages of staff that a conversation has changed.
pub(super) fn announce_change(
    tx: &mut db::Tx<'_>,
    clinic: crate::platform::ids::ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    let staff = write::staff_of(tx, clinic, conversation)?;
    let portal_users = write::portal_users_of(tx, clinic, conversation)?;
    let everybody = staff
        .into_iter()
        .map(StaffId::uuid)
        .chain(portal_users.into_iter().map(|p| p.uuid()));
    live::announce(tx, everybody, Update::Conversation { conversation });
    Ok(())
}

/// Tells the open pages of staff, and nobody else's, that a conversation has changed: what the patient's side must not hear of.
pub(super) fn announce_to_staff(
    tx: &mut db::Tx<'_>,
    clinic: crate::platform::ids::ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    let staff = write::staff_of(tx, clinic, conversation)?;
    let everybody = staff.into_iter().map(StaffId::uuid);
    live::announce(tx, everybody, Update::Conversation { conversation });
    Ok(())
}
