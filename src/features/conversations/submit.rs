//! Sending what a draft holds: at once, after the seconds in which it can be undone, or at a chosen time (M25).

use super::copies::{Bcc, Gone};
use super::model::{self, Attach, Identity, NewMessage, NewReply, Sent};
use super::{Options, reply, send_with_copies};
use crate::features::distribution_lists::Choice;
use crate::features::drafts::{self, Asked, Content, Save, Scheduled};
use crate::features::staff;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{DraftId, PatientId};
use crate::platform::richtext::RichText;
use crate::platform::time::{DAY, SECOND, Timestamp};
use crate::platform::web::{Error, Refusal};

/// How far ahead a message can be scheduled, in milliseconds.
const FARTHEST: i64 = 366 * DAY;

/// When a draft is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Once its member can't undo it any more; at once where they have set no seconds for that.
    Undoable,
    /// At this time, or what is wrong with the one that was typed.
    Later(Result<Timestamp, Refusal>),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It was sent, now or before.
    Sent(Sent),
    /// It is sent at this time; `later` where the time was chosen.
    Scheduled {
        /// When.
        send_at: Timestamp,
        /// Whether the time was chosen.
        later: bool,
    },
}

/// Sends what a page holds, or has it sent at its time. Everything is checked now, and again when it is sent.
///
/// # Errors
/// What stands against sending it, all at once; a time that has passed; 409 where the draft waits with other words.
pub fn submit(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
    when: &When,
) -> Result<Submitted, Error> {
    actor.require(Permission::SendMessages)?;
    if let Some((conversation, message)) = drafts::already_sent(tx, actor, save.id)? {
        return Ok(Submitted::Sent(Sent {
            conversation,
            message,
        }));
    }
    let now = env.now();
    let later = matches!(when, When::Later(_));
    let time = match when {
        When::Later(at) => at
            .clone()
            .and_then(|at| in_the_way(at, now).map_or(Ok(at), Err)),
        When::Undoable => match staff::undo_seconds(tx, actor.clinic, actor.staff)? {
            0 => return deliver_now(tx, actor, env, save),
            seconds => Ok(now.plus(seconds.saturating_mul(SECOND))),
        },
    };
    let send_at = match (check(tx, actor, env, save), time) {
        (Err(Error::Refused(status, mut refusals)), time) => {
            refusals.extend(time.err());
            return Err(Error::Refused(status, refusals));
        }
        (Err(other), _) => return Err(other),
        (Ok(()), time) => time.map_err(Error::refused)?,
    };
    drafts::schedule(tx, actor, env, save, (send_at, later))?;
    // It may have waited before, for another time.
    let waits = drafts::scheduled(tx, actor.clinic, save.id)?;
    let (send_at, later) = waits.map_or((send_at, later), |waits| (waits.send_at, waits.later));
    Ok(Submitted::Scheduled { send_at, later })
}

/// Sends at once what does not wait already.
fn deliver_now(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
) -> Result<Submitted, Error> {
    let waits = drafts::scheduled(tx, actor.clinic, save.id)?.filter(|w| w.staff == actor.staff);
    match waits {
        Some(waits) => Ok(Submitted::Scheduled {
            send_at: waits.send_at,
            later: waits.later,
        }),
        None => deliver(tx, actor, env, save, Gone::Tell).map(Submitted::Sent),
    }
}

/// What stands against a time: it has passed, or is too far ahead.
pub(super) fn in_the_way(at: Timestamp, now: Timestamp) -> Option<Refusal> {
    if at <= now {
        Some(Refusal::field("send_at", "send_at_past"))
    } else if at > now.plus(FARTHEST) {
        Some(Refusal::field("send_at", "send_at_far"))
    } else {
        None
    }
}

/// Sends a draft of the member's before its time. None where it does not wait any more.
///
/// # Errors
/// What stands against sending it.
pub(super) fn send_now(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DraftId,
) -> Result<Option<Sent>, Error> {
    let waits = drafts::scheduled(tx, actor.clinic, id)?.filter(|w| w.staff == actor.staff);
    waits
        .map(|waits| deliver(tx, actor, env, &save_of(&waits), Gone::Tell))
        .transpose()
}

pub(super) fn save_of(waiting: &Scheduled) -> Save {
    let draft = &waiting.draft;
    Save {
        id: draft.id,
        version: draft.version,
        patient: draft.patient,
        conversation: draft.conversation,
        content: draft.content.clone(),
    }
}

pub(super) fn deliver(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
    gone: Gone,
) -> Result<Sent, Error> {
    match save.conversation {
        Some(_) => reply(tx, actor, env, &new_reply(save)?),
        None => {
            let (new, bcc) = (new_message(save)?, bcc(&save.content, gone));
            send_with_copies(tx, actor, env, &new, &bcc)
        }
    }
}

fn check(tx: &mut db::Tx<'_>, actor: &StaffActor, env: &Env, save: &Save) -> Result<(), Error> {
    match save.conversation {
        Some(_) => super::reply::prepare(tx, actor, env, &new_reply(save)?).map(drop),
        None => {
            let (new, bcc) = (new_message(save)?, bcc(&save.content, Gone::Tell));
            super::send::prepare(tx, actor, env, &new, &bcc).map(drop)
        }
    }
}

/// The hidden copies that a draft holds, as they are given at this moment (M48).
pub(super) fn bcc(content: &Content, gone: Gone) -> Bcc {
    Bcc {
        choice: Choice {
            lists: content.bcc_lists.clone(),
            members: content.bcc_staff.clone(),
        },
        gone,
    }
}

/// The message that a draft holds.
fn new_message(save: &Save) -> Result<NewMessage, Error> {
    let content = &save.content;
    let from = match content.from.as_str() {
        "" => None,
        from => Some(from.parse::<Identity>().map_err(Error::refused)?),
    };
    let missing = || Error::refused(Refusal::field("patient_id", "patient_missing"));
    let patient: PatientId = save.patient.ok_or_else(missing)?;
    Ok(NewMessage {
        patient,
        draft: Some(save.id),
        recipients: content.portal_users.clone(),
        to_staff: content.to_staff.clone(),
        from,
        subject: content.subject.clone(),
        body: typed_body(content),
        attachments: model::attachments(&content.files, &content.chart_items),
        options: Options::typed(content),
        mask_name: content.mask_name,
        fee_code: Some(content.fee_code.clone()),
    })
}

/// The answer that a draft holds.
fn new_reply(save: &Save) -> Result<NewReply, Error> {
    let content = &save.content;
    Ok(NewReply {
        conversation: save.conversation.ok_or(Error::NotFound)?,
        draft: Some(save.id),
        body: typed_body(content),
        attachments: model::attachments(&content.files, &content.chart_items),
        options: Options::typed(content),
        fee_code: Some(content.fee_code.clone()),
    })
}

/// The draft that a program's message would be.
pub(super) fn save_of_message(id: DraftId, new: &NewMessage, bcc: &Bcc) -> Save {
    let content = content(&new.body, &new.attachments, &new.options);
    Save {
        id,
        version: 0,
        patient: Some(new.patient),
        conversation: None,
        content: Content {
            portal_users: new.recipients.clone(),
            to_staff: new.to_staff.clone(),
            bcc_lists: bcc.choice.lists.clone(),
            bcc_staff: bcc.choice.members.clone(),
            from: new.from.map(|from| from.to_string()).unwrap_or_default(),
            subject: new.subject.clone(),
            mask_name: new.mask_name,
            fee_code: new.fee_code.clone().unwrap_or_default(),
            ..content
        },
    }
}

/// The draft that a program's answer would be.
pub(super) fn save_of_reply(id: DraftId, patient: PatientId, new: &NewReply) -> Save {
    let content = content(&new.body, &new.attachments, &new.options);
    Save {
        id,
        version: 0,
        patient: Some(patient),
        conversation: Some(new.conversation),
        content: Content {
            fee_code: new.fee_code.clone().unwrap_or_default(),
            ..content
        },
    }
}

fn content(body: &RichText, attachments: &[Attach], options: &Options) -> Content {
    let (mut files, mut chart_items) = (Vec::new(), Vec::new());
    for attach in attachments {
        match attach {
            Attach::File(id) => files.push(*id),
            Attach::ChartItem(id) => chart_items.push(*id),
        }
    }
    let typed = |days: Option<i64>| days.map_or_else(String::new, |days| days.to_string());
    Content {
        body_html: body.html().to_owned(),
        files,
        chart_items,
        allow_response: Some(options.allow_response),
        options: Asked {
            allow_attachments: options.allow_attachments,
            require_response: options.require_response_days.is_some(),
            require_response_days: typed(options.require_response_days),
            notify_if_unread: options.notify_if_unread_days.is_some(),
            notify_if_unread_count: typed(options.notify_if_unread_days),
            ..Asked::default()
        },
        ..Content::default()
    }
}

/// What a draft's body is: it was sanitised when the form was read.
fn typed_body(content: &Content) -> RichText {
    RichText::stored(content.body_html.clone())
}
