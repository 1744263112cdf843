//! **Call the patient** (M75): what nobody opened after all its reminders becomes a task for somebody of the clinic.

use jobs::{Claimed, NewJob};

use super::plan::{self, Calling, Heeded, Reminders, Rhythm};
use crate::features::audit::{self, By, Event};
use crate::features::conversations::model::Closed;
use crate::features::conversations::send::announce_to_staff;
use crate::features::conversations::store::{calls as store, due, write};
use crate::features::{settings, staff};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, InboxId, MessageId, PatientId};
use crate::platform::state::State;
use crate::platform::time::DAY;

/// The kind of job that looks whether somebody is to call about a message; its payload is the message's id.
pub const CALL_DUE: &str = "call_due";

/// A reminder of the message was the last of its kind: has it looked whether somebody is to call, now and when the others
/// have passed.
pub(super) fn reminded(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    message: MessageId,
) -> Result<(), db::Error> {
    let job = NewJob::new(env.id(), CALL_DUE, message.to_string(), env.now().0)
        .of_clinic(clinic.uuid())
        .once(message.to_string());
    jobs::enqueue(tx, &job).map(drop)
}

/// Does one job of kind [`CALL_DUE`].
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn call_due(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
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
    let Ok(message) = job.payload.parse::<MessageId>() else {
        return jobs::done(tx, job);
    };
    let Some(conversation) = store::conversation_of(tx, clinic, message)? else {
        return jobs::done(tx, job);
    };
    // Held, as where an answer is overdue: somebody who opens, answers or closes comes before, or after and ends the task.
    let locked = write::lock(tx, clinic, conversation)?;
    let found = store::candidate(tx, clinic, message)?;
    let portal = settings::load(tx, clinic)?;
    let rhythm = Rhythm {
        every_ms: portal.overdue_every_days.saturating_mul(DAY),
        alerts: portal.overdue_alerts,
    };
    let after = |days: i64| found.sent_at.plus(days.saturating_mul(DAY));
    let reminders = Reminders {
        watched_until: found.notify_if_unread_days.map(after),
        answer: found
            .require_response_days
            .map(|days| (after(days), rhythm)),
    };
    let heeded = Heeded {
        opened: found.opened,
        closed: locked.closed == Some(Closed::ByStaff),
        of_many: !found.placed,
        tasked: found.tasked,
    };
    match plan::call(reminders, heeded, env.now()) {
        Calling::Wait(at) => return jobs::reschedule(tx, job, at.0),
        Calling::Rest => {}
        Calling::Call => {
            let ids = (conversation, message);
            escalate(tx, env, clinic, (ids, locked.patient_id), &found)?;
        }
    }
    jobs::done(tx, job)
}

fn escalate(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    ((conversation, message), patient): ((ConversationId, MessageId), PatientId),
    found: &store::Candidate,
) -> Result<(), db::Error> {
    let now = env.now();
    let mut people = staff::staff_in_inbox(tx, clinic, found.from_inbox)?;
    // Whoever sent it as themselves and has left: their first workgroup sees to it.
    if let Some(left) = found.left_staff_id {
        let scope = Scope {
            clinic,
            portal: None,
        };
        if let Some(group) = staff::workgroups_of(tx, &scope, left)?.first() {
            store::share(tx, clinic, conversation, group.id)?;
            people.extend(staff::staff_in_inbox(tx, clinic, InboxId::from(group.id))?);
        }
    }
    let here = write::staff_of(tx, clinic, conversation)?;
    let owner = found.author_staff_id.filter(|author| here.contains(author));
    if !store::add(tx, clinic, (conversation, message), owner, now)? {
        return Ok(());
    }
    store::set_due(tx, clinic, conversation, Some(now))?;
    due::surface(tx, clinic, conversation)?;
    people.extend(owner);
    for person in people {
        write::unread(tx, clinic, person, conversation, now)?;
    }
    let event = Event::new(
        clinic,
        By::System,
        "call_task.open",
        "message",
        message.uuid(),
    );
    let detail = match owner {
        Some(owner) => format!("owner={owner}"),
        None => "owner=none".to_owned(),
    };
    audit::record(tx, env, &event.patient(patient).detail(detail))?;
    announce_to_staff(tx, clinic, conversation)
}
