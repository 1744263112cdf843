//! **If unread, notify me in** (M41).

use jobs::{Claimed, NewJob};

use super::call::reminded;
use super::plan::{self, Unread};
use crate::features::audit::{self, By, Event};
use crate::features::conversations::model::Sent;
use crate::features::conversations::send::announce_change;
use crate::features::conversations::store::{due as store, write};
use crate::features::staff;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, MessageId};
use crate::platform::state::State;
use crate::platform::time::{DAY, Timestamp};

/// The kind of job that looks whether a message has been opened; its payload is the message's id.
pub const MESSAGE_UNREAD: &str = "message_unread";

/// Has it looked after `days` days whether anybody has opened the message.
pub(in super::super) fn watch(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    sent: Sent,
    (at, days): (Timestamp, i64),
) -> Result<(), db::Error> {
    let due_at = at.plus(days.saturating_mul(DAY));
    let job = NewJob::new(env.id(), MESSAGE_UNREAD, sent.message.to_string(), due_at.0)
        .of_clinic(clinic.uuid())
        .once(sent.message.to_string());
    jobs::enqueue(tx, &job).map(drop)
}

/// Does one job of kind [`MESSAGE_UNREAD`]: where nobody has opened the message, the sender and everybody of the inbox that
/// it was sent from find the conversation in their inbox, unread, with a line that says so.
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn tell_unread(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let (env, claimed) = (state.env.clone(), job.clone());
    state
        .db
        .within(job.clinic_id)
        .write(move |tx| look(tx, &env, &claimed))
        .await?;
    Ok(())
}

fn look(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<(), jobs::Error> {
    let (clinic, now) = (ClinicId::from_uuid(job.clinic_id), env.now());
    let watched = match job.payload.parse::<MessageId>() {
        Ok(id) => store::watched(tx, clinic, id)?,
        Err(_) => None,
    };
    let Some(watched) = watched else {
        return jobs::done(tx, job);
    };
    let days = watched.notify_if_unread_days.unwrap_or_default();
    let due_at = watched.sent_at.plus(days.saturating_mul(DAY));
    match plan::unread(due_at, watched.opened, watched.told, now) {
        Unread::Wait(at) => return jobs::reschedule(tx, job, at.0),
        Unread::Rest => {}
        Unread::Tell => tell(tx, env, clinic, &watched)?,
    }
    jobs::done(tx, job)
}

fn tell(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    watched: &store::Watched,
) -> Result<(), db::Error> {
    let (now, conversation) = (env.now(), watched.conversation_id);
    store::told(tx, clinic, watched.id, now)?;
    store::surface(tx, clinic, conversation)?;
    let mut people = staff::staff_in_inbox(tx, clinic, watched.from_inbox)?;
    people.extend(watched.author_staff_id);
    for person in people {
        write::unread(tx, clinic, person, conversation, now)?;
    }
    let event = Event::new(
        clinic,
        By::System,
        "message.unread_told",
        "message",
        watched.id.uuid(),
    );
    audit::record(tx, env, &event.patient(watched.patient_id))?;
    reminded(tx, env, clinic, watched.id)?;
    announce_change(tx, clinic, conversation)
}
