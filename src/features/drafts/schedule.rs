//! Drafts that were sent and wait for their time (M25): undo, and send later. While one waits, nothing changes it.

use jobs::NewJob;

use super::model::{Draft, Scheduled};
use super::store::{self, Row, ScheduledRow};
use super::verbs::{self, Save};
use crate::features::audit;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, DraftId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// The kind of job that sends a scheduled draft; its payload is the draft's id. `conversations` does it.
pub const SEND_SCHEDULED: &str = "send_scheduled";

/// Keeps what has been typed and has it sent at a time: a chosen one (`later`), or the end of the seconds for an undo.
/// A draft that waits already, with the same words, stays as it is: two tabs that send one draft send it once.
///
/// # Errors
/// 409 where the draft waits with other words: neither is lost.
pub fn schedule(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
    (at, later): (Timestamp, bool),
) -> Result<(), Error> {
    let version = match store::find(tx, actor, save.id)? {
        Some(row) if row.send_at.is_some() => return same(&row, save),
        // An answer stays in the conversation that it was begun in.
        Some(row) if row.conversation_id != save.conversation => return Err(Error::NotFound),
        Some(row) => row.version,
        None => 0,
    };
    // What stands on the page that was sent counts, whichever version it began from.
    let save = Save {
        version,
        ..save.clone()
    };
    verbs::save(tx, actor, env, &save)?;
    store::set_send_at(tx, actor, save.id, Some(at), later)?;
    queue(tx, env, actor.clinic, save.id, at)?;
    let detail = format!("send_at={}", at.rfc3339());
    record(tx, actor, env, &save, ("draft.schedule", detail))?;
    tell(tx, actor.staff, save.conversation);
    Ok(())
}

/// Passes where a draft that waits holds the same message.
fn same(row: &Row, save: &Save) -> Result<(), Error> {
    if verbs::content(&row.content)?.message() == save.content.message() {
        return Ok(());
    }
    Err(Error::conflict(Refusal::new("draft_scheduled")))
}

/// A draft that waits for its time, whoever's it is: for the worker.
pub fn scheduled(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DraftId,
) -> Result<Option<Scheduled>, Error> {
    let row = store::scheduled(tx, clinic, id)?;
    row.map(of_row).transpose()
}

/// The member's drafts that wait, the soonest first.
pub fn all_scheduled(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    limit: i64,
) -> Result<Vec<Scheduled>, Error> {
    let rows = store::all_scheduled(tx, actor, limit)?;
    rows.into_iter().map(of_row).collect()
}

/// The member's answers in a conversation that wait, the soonest first.
pub fn scheduled_in(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<Scheduled>, Error> {
    let rows = store::scheduled_in(tx, actor, conversation)?;
    rows.into_iter().map(of_row).collect()
}

/// Takes a draft back that waits: it is a draft again, exactly as it was. Whether it still waited.
pub fn take_back(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DraftId,
) -> Result<bool, Error> {
    let Some(row) = store::find(tx, actor, id)?.filter(|row| row.send_at.is_some()) else {
        return Ok(false);
    };
    let taken = store::set_send_at(tx, actor, id, None, false)? > 0;
    if taken {
        let event = audit::Event::new(actor.clinic, actor, "draft.take_back", "draft", id.uuid());
        audit::record(tx, env, &event)?;
        tell(tx, actor.staff, row.conversation_id);
    }
    Ok(taken)
}

/// Has a draft that waits sent at another time. Whether it still waited.
pub fn reschedule(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DraftId,
    at: Timestamp,
) -> Result<bool, Error> {
    let Some(row) = store::find(tx, actor, id)?.filter(|row| row.send_at.is_some()) else {
        return Ok(false);
    };
    let moved = store::set_send_at(tx, actor, id, Some(at), true)? > 0;
    if moved {
        queue(tx, env, actor.clinic, id, at)?;
        let event = audit::Event::new(actor.clinic, actor, "draft.reschedule", "draft", id.uuid());
        let detail = format!("send_at={}", at.rfc3339());
        audit::record(tx, env, &event.detail(detail))?;
        tell(tx, actor.staff, row.conversation_id);
    }
    Ok(moved)
}

/// A draft could not be sent at its time: it is its member's to write on again, with the reasons as `why` says them in the
/// member's language, a line each, and their open pages hear of it. One that does not wait any more stays as it is.
pub fn give_back(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: DraftId,
    why: impl Fn(&str) -> String,
) -> Result<(), db::Error> {
    let Some(whose) = store::whose(tx, clinic, id)? else {
        return Ok(());
    };
    store::give_back(tx, clinic, id, &why(&whose.language), env.now())?;
    let by = audit::By::System;
    let event = audit::Event::new(clinic, by, "draft.return", "draft", id.uuid());
    let event = audit::Event {
        patient: whose.patient_id,
        ..event
    };
    audit::record(tx, env, &event)?;
    tell(tx, whose.staff_id, whose.conversation_id);
    Ok(())
}

/// After a restore nobody knows what has been sent since the backup: every draft that waited, in any clinic, is its member's
/// again. How many there were.
pub fn give_back_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    why: impl Fn(&str) -> String,
) -> Result<usize, db::Error> {
    let waiting = store::everybodys_scheduled(tx)?;
    for (clinic, id) in &waiting {
        give_back(tx, env, *clinic, *id, &why)?;
    }
    Ok(waiting.len())
}

/// Has it sent at `at`. Each time has a job of its own; one that comes at another time does nothing.
fn queue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: DraftId,
    at: Timestamp,
) -> Result<(), db::Error> {
    let job = NewJob::new(env.id(), SEND_SCHEDULED, id.to_string(), at.0)
        .of_clinic(clinic.uuid())
        .once(format!("{id} {}", at.0));
    jobs::enqueue(tx, &job).map(drop)
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
    (action, detail): (&'static str, String),
) -> Result<(), db::Error> {
    let event = audit::Event::new(actor.clinic, actor, action, "draft", save.id.uuid());
    let event = audit::Event {
        patient: save.patient,
        ..event
    };
    audit::record(tx, env, &event.detail(detail))
}

/// The member's open pages count anew, and show what became of an answer.
pub(super) fn tell(tx: &mut db::Tx<'_>, staff: StaffId, conversation: Option<ConversationId>) {
    live::announce(tx, [staff.uuid()], Update::Drafts);
    if let Some(conversation) = conversation {
        live::announce(tx, [staff.uuid()], Update::Conversation { conversation });
    }
}

fn of_row(row: ScheduledRow) -> Result<Scheduled, Error> {
    Ok(Scheduled {
        staff: row.staff_id,
        send_at: row.send_at,
        later: row.send_later,
        draft: Draft {
            id: row.id,
            patient: row.patient_id,
            conversation: row.conversation_id,
            version: row.version,
            content: verbs::content(&row.content)?,
            returned: None,
            updated_at: row.updated_at,
        },
    })
}
