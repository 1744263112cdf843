//! A conversation that somebody on the patient's side begins (M10).

use axum::http::StatusCode;
use uuid::Uuid;

use super::automatic::{self, To};
use super::model::{self, Identity, Sent, snippet};
use super::policy;
use super::store::due;
use super::store::first_draft;
use super::store::write::{self, NewConversation, PortalStored, Starter};
use crate::features::settings::PortalSettings;
use crate::features::staff::{self, OpenWorkgroup};
use crate::features::{audit, settings};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, FileId, InboxId, StaffId, WorkgroupId};
use crate::platform::limits::{self, Limit};
use crate::platform::live::{self, Update};
use crate::platform::richtext::RichText;
use crate::platform::time::{DAY, HOUR};
use crate::platform::web::{Error, Refusal, idempotency};

/// Conversations that one person may begin in a day: nobody needs more, and who floods a clinic is stopped.
const A_DAY: i64 = 20;

/// A first message from the patient's side.
#[derive(Debug, Clone)]
pub struct NewStart {
    /// Names the page that it was written on: with the same words it is one message, however often it is sent.
    pub page: String,
    /// The workgroup that is meant; none: the clinic's default one (M72).
    pub workgroup: Option<WorkgroupId>,
    /// The subject, as typed.
    pub subject: String,
    /// The words.
    pub body: RichText,
    /// Files of theirs to go along.
    pub files: Vec<FileId>,
}

/// The workgroups that the person may write to first, the default one before all others.
///
/// # Errors
/// 409 with the reason where they may not start a conversation.
pub fn open_to(tx: &mut db::Tx<'_>, actor: &PortalActor) -> Result<Vec<OpenWorkgroup>, Error> {
    let portal = settings::load(tx, actor.clinic)?;
    open_by(tx, actor, &portal)
}

fn open_by(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    portal: &PortalSettings,
) -> Result<Vec<OpenWorkgroup>, Error> {
    policy::may_read(portal, actor)?;
    let may = policy::may(portal, actor.into(), None);
    may.start.map_err(Error::conflict)?;
    match portal.default_workgroup_id {
        Some(default) => Ok(staff::open_workgroups(tx, actor.clinic, default)?),
        None => Err(Error::conflict(Refusal::new("start_switched_off"))),
    }
}

/// Begins a conversation with a workgroup about the patient whom the person is here for: it lands in the workgroup's inbox,
/// unread by each of its members, and only the person who wrote reads it on the patient's side (M10, M12, M67, M72).
///
/// # Errors
/// 409 where the person may not start one; 422 with everything that is in the way; 429 after too many in a day.
pub fn start(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    new: &NewStart,
) -> Result<Sent, Error> {
    let sent = Sent {
        conversation: env.id(),
        message: env.id(),
    };
    if let Some(before) = sent_before(tx, actor, env, new, sent)? {
        return Ok(before);
    }
    let portal = settings::load(tx, actor.clinic)?;
    let (workgroup, subject) = prepare(tx, actor, &portal, new)?;
    within_limit(tx, actor, env)?;
    let new = Ready {
        sent,
        workgroup,
        subject: &subject,
        new,
    };
    store_it(tx, actor, env, &portal, &new)?;
    let staff = place(tx, actor, env, sent.conversation, workgroup)?;
    first_draft::drop_it(tx, &actor.scope())?;
    record(tx, actor, env, &new)?;
    let everybody = staff.iter().copied().map(StaffId::uuid);
    live::announce(
        tx,
        everybody.chain([actor.portal_user.uuid()]),
        Update::Message {
            conversation: sent.conversation,
            message: sent.message,
        },
    );
    Ok(sent)
}

/// A first message against which nothing stands.
struct Ready<'a> {
    sent: Sent,
    workgroup: WorkgroupId,
    subject: &'a str,
    new: &'a NewStart,
}

/// The conversation, its message and what comes along, and what the workgroup answers by itself.
fn store_it(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    portal: &PortalSettings,
    ready: &Ready<'_>,
) -> Result<(), db::Error> {
    let (clinic, now) = (actor.clinic, env.now());
    let (sent, new) = (ready.sent, ready.new);
    let conversation = NewConversation {
        id: sent.conversation,
        patient: actor.patient,
        subject: ready.subject,
        from: Identity::Workgroup(ready.workgroup),
        mask_name: false,
        started_by: Starter::PortalUser(actor.portal_user),
        at: now,
    };
    write::conversation(tx, clinic, &conversation)?;
    let stored = PortalStored {
        conversation: sent.conversation,
        message: sent.message,
        author: actor.portal_user,
        on_behalf: !actor.is_self,
        body: &new.body,
        snippet: snippet(&new.body),
        at: now,
    };
    write::portal_message(tx, clinic, &stored)?;
    write::starter_reads(tx, actor, sent.conversation, now)?;
    let ids = (sent.conversation, sent.message);
    write::portal_attachments(tx, env, clinic, ids, &new.files)?;
    let to = To {
        conversation: sent.conversation,
        message: sent.message,
        workgroup: Some(ready.workgroup),
        at: now,
    };
    automatic::answer(tx, actor, env, portal, &to)
}

/// Puts it into the workgroup's inbox, unread by each of its members: those.
fn place(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: ConversationId,
    workgroup: WorkgroupId,
) -> Result<Vec<StaffId>, db::Error> {
    let (clinic, now) = (actor.clinic, env.now());
    let inbox = InboxId::from(workgroup);
    write::inbox_entry(tx, clinic, inbox, id, "inbox", now)?;
    // Nothing of the clinic's stands in it that somebody could leave unopened.
    due::end_unopened(tx, clinic, id)?;
    let staff = write::staff_of_inboxes(tx, clinic, &[inbox])?;
    for member in &staff {
        write::unread(tx, clinic, *member, id, now)?;
    }
    Ok(staff)
}

/// Checks everything and sends nothing; the workgroup that takes it, and its subject.
fn prepare(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    portal: &PortalSettings,
    new: &NewStart,
) -> Result<(WorkgroupId, String), Error> {
    let open = open_by(tx, actor, portal)?;
    let mut refusals = Vec::new();
    // The first is the default one; a workgroup that has just stopped taking messages is told, not guessed around.
    let taker = match new.workgroup {
        None => open.first(),
        Some(wanted) => open.iter().find(|g| g.id == wanted),
    };
    if taker.is_none() {
        refusals.push(Refusal::field("workgroup", "workgroup_not_open"));
    }
    let subject = model::subject(&new.subject).unwrap_or_else(|why| {
        refusals.push(why);
        String::new()
    });
    if new.body.is_blank() {
        refusals.push(Refusal::field("body", "body_missing"));
    }
    if !new.files.is_empty() {
        refusals.extend(policy::may(portal, actor.into(), None).attach.err());
        refusals.extend(write::portal_files_in_the_way(tx, actor, &new.files)?);
    }
    match taker {
        Some(taker) if refusals.is_empty() => Ok((taker.id, subject)),
        _ => Err(Error::all_refused(refusals)),
    }
}

/// What these words from this page have become already; what they become now is kept, if the transaction commits.
fn sent_before(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    new: &NewStart,
    sent: Sent,
) -> Result<Option<Sent>, Error> {
    use sha2::{Digest as _, Sha256};
    let wanted = new.workgroup.map_or(Uuid::nil(), |id| id.uuid());
    let once = Sha256::new()
        .chain_update(actor.patient.uuid().as_bytes())
        .chain_update(wanted.as_bytes())
        .chain_update(new.page.as_bytes())
        .chain_update([0])
        .chain_update(new.subject.as_bytes())
        .chain_update([0])
        .chain_update(new.body.html().as_bytes())
        .finalize()
        .to_vec();
    let key = format!("portal-start:{}", hex::encode(&once));
    let by = (actor.clinic, actor.portal_user.uuid());
    let mine = format!("{} {}", sent.conversation, sent.message);
    let before = idempotency::once(tx, env, by, (&key, &once), &mine)?;
    Ok(before.as_deref().and_then(|before| {
        let (conversation, message) = before.split_once(' ')?;
        Some(Sent {
            conversation: conversation.parse().ok()?,
            message: message.parse().ok()?,
        })
    }))
}

fn within_limit(tx: &mut db::Tx<'_>, actor: &PortalActor, env: &Env) -> Result<(), Error> {
    let bucket = limits::bucket(env, "portal-start", &actor.portal_user.to_string());
    match limits::hit(tx, &bucket, DAY, A_DAY, env.now())? {
        Limit::Within => Ok(()),
        Limit::Over { wait_ms } => {
            let hours = (wait_ms + HOUR - 1) / HOUR;
            let refusal = Refusal::new("start_too_many").with("max", A_DAY);
            Err(Error::Refused(
                StatusCode::TOO_MANY_REQUESTS,
                vec![refusal.with("hours", hours)],
            ))
        }
    }
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    ready: &Ready<'_>,
) -> Result<(), db::Error> {
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.start",
        "conversation",
        ready.sent.conversation.uuid(),
    );
    let detail = format!(
        "on_behalf={} attachments={}",
        !actor.is_self,
        ready.new.files.len()
    );
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))
}
