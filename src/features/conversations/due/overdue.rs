//! **Require a response** (M38-M40): what is awaited, and the alerts to the patient's side when it is late.

use jobs::{Claimed, NewJob};

use super::call::reminded;
use super::plan::{self, Overdue, Rhythm};
use crate::features::audit::{self, By, Event};
use crate::features::conversations::model::Sent;
use crate::features::conversations::send::announce_change;
use crate::features::conversations::store::{due as store, write};
use crate::features::{notifications, patients, settings};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, MessageId, PatientId};
use crate::platform::state::State;
use crate::platform::time::{DAY, Timestamp};

/// The kind of job that looks after an awaited answer; its payload is the conversation's id and that of the message that
/// requires the answer.
pub const RESPONSE_OVERDUE: &str = "response_overdue";

/// From now on an answer to this message is awaited, by `due_at`. It takes the place of one that was awaited before.
pub(in super::super) fn await_response(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    sent: Sent,
    due_at: Timestamp,
) -> Result<(), db::Error> {
    store::set_awaited(tx, clinic, sent, due_at)?;
    let payload = format!("{} {}", sent.conversation, sent.message);
    let job = NewJob::new(env.id(), RESPONSE_OVERDUE, payload, due_at.0)
        .of_clinic(clinic.uuid())
        .once(sent.message.to_string());
    jobs::enqueue(tx, &job).map(drop)
}

/// No answer is awaited any more: it has come, or staff have closed the conversation (M39, M40).
pub(in super::super) fn no_longer(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    store::end_awaited(tx, clinic, conversation)
}

/// Does one job of kind [`RESPONSE_OVERDUE`].
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn respond_overdue(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let (env, claimed) = (state.env.clone(), job.clone());
    state
        .db
        .within(job.clinic_id)
        .write(move |tx| look(tx, &env, &claimed))
        .await?;
    Ok(())
}

fn look(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<(), jobs::Error> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let Some(sent) = asked(&job.payload) else {
        return jobs::done(tx, job);
    };
    // The conversation is held: an answer or a closing in this very moment comes before, or after, but not in between.
    let patient = match write::lock(tx, clinic, sent.conversation) {
        Ok(locked) => locked.patient_id,
        Err(db::Error::NotFound) => return jobs::done(tx, job),
        Err(other) => return Err(other.into()),
    };
    let awaited = store::awaited(tx, clinic, sent.conversation)?;
    let Some(awaited) = awaited.filter(|a| a.message_id == sent.message) else {
        return jobs::done(tx, job);
    };
    let portal = settings::load(tx, clinic)?;
    let rhythm = Rhythm {
        every_ms: portal.overdue_every_days.saturating_mul(DAY),
        alerts: portal.overdue_alerts,
    };
    match plan::overdue(awaited.due_at, awaited.alerts, rhythm, env.now()) {
        Overdue::Wait(at) => jobs::reschedule(tx, job, at.0),
        Overdue::Rest => {
            reminded(tx, env, clinic, sent.message)?;
            announce_change(tx, clinic, sent.conversation)?;
            jobs::done(tx, job)
        }
        Overdue::Alert { number, next } => {
            alert(tx, env, clinic, (sent, patient), number)?;
            match next {
                Some(at) => jobs::reschedule(tx, job, at.0),
                None => {
                    reminded(tx, env, clinic, sent.message)?;
                    jobs::done(tx, job)
                }
            }
        }
    }
}

/// Tells those to whom the message was sent and whose link still holds, each by their own channel.
fn alert(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (sent, patient): (Sent, PatientId),
    number: i64,
) -> Result<(), db::Error> {
    store::alerted(tx, clinic, sent.conversation, number)?;
    let scope = Scope {
        clinic,
        portal: None,
    };
    let asked = store::recipients(tx, clinic, sent.message)?;
    let mut people = patients::recipients(tx, &scope, patient, env.now())?;
    people.retain(|p| asked.contains(&p.portal_user_id));
    let ids = (sent.conversation, sent.message);
    notifications::alert_overdue(tx, env, clinic, ids, (&people, number))?;
    let event = Event::new(
        clinic,
        By::System,
        "message.response_overdue",
        "message",
        sent.message.uuid(),
    );
    let detail = format!("alert={number} recipients={}", people.len());
    audit::record(tx, env, &event.patient(patient).detail(detail))?;
    announce_change(tx, clinic, sent.conversation)
}

fn asked(payload: &str) -> Option<Sent> {
    let (conversation, message) = payload.split_once(' ')?;
    Some(Sent {
        conversation: conversation.parse::<ConversationId>().ok()?,
        message: message.parse::<MessageId>().ok()?,
    })
}
