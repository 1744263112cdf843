//! The clinic's answers to what was asked.

use super::model::{self, RequestKind, RequestState};
use super::store::{self, Answered, Held, NewRow};
use super::tell::{News, announce, tell};
use crate::features::audit;
use crate::platform::auth::{Permission, Scope, StaffActor};
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AppointmentId, AppointmentRequestId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

codes! {
    /// What staff do with a request.
    Deed {
        /// Give the appointment, or its other time.
        Accept = "accept",
        /// Propose a time, which the patient's side takes or not.
        Propose = "propose",
        /// Say no, with a word.
        Decline = "decline",
        /// Have seen what the patient's side did by itself: cancelled, or took the proposed time.
        Note = "note",
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// To what.
    pub request: AppointmentRequestId,
    /// What is done.
    pub deed: Deed,
    /// The time that is given or proposed, with its end where it is known.
    pub time: Option<(Timestamp, Option<Timestamp>)>,
    /// A word to the patient; needed to decline.
    pub words: String,
}

/// Answers a request and tells the patient's side by a message of the member's (M67). The same answer again changes nothing.
/// `tr` speaks in the clinic's time zone.
///
/// # Errors
/// Forbidden without *send messages*; not found; 409 where somebody was quicker, on either side; 422 with every field
/// that can't be taken.
pub fn answer(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    tr: &Tr,
    answer: &Answer,
) -> Result<(), Error> {
    actor.require(Permission::SendMessages)?;
    let held = store::hold(tx, &actor.scope(), answer.request)?;
    if is_repeated(&held, actor, answer) {
        return Ok(());
    }
    let fits = match answer.deed {
        Deed::Note => matches!(
            (held.kind, held.state),
            (RequestKind::Cancel, RequestState::Open) | (_, RequestState::Taken)
        ),
        _ => held.kind != RequestKind::Cancel && held.state.waits(),
    };
    if !fits {
        return Err(Error::conflict(Refusal::new("appointment_request_gone")));
    }
    match answer.deed {
        Deed::Note => note(tx, actor, env, &held)?,
        _ => settle(tx, (actor, env, tr), &held, answer)?,
    }
    let event = audit::Event::new(
        actor.clinic,
        actor,
        match answer.deed {
            Deed::Accept => "appointment_request.accept",
            Deed::Propose => "appointment_request.propose",
            Deed::Decline => "appointment_request.decline",
            Deed::Note => "appointment_request.note",
        },
        "appointment_request",
        held.id.uuid(),
    );
    let detail = format!("kind={}", held.kind.code());
    audit::record(tx, env, &event.patient(held.patient_id).detail(detail))?;
    announce(tx, env, actor.clinic, held.patient_id)
}

/// Whether this very answer has been given already: a second press, or a form that was sent twice.
fn is_repeated(held: &Held, actor: &StaffActor, answer: &Answer) -> bool {
    let same_time = held.starts_at == answer.time.map(|(starts_at, _)| starts_at);
    held.answered_by == Some(actor.staff)
        && match answer.deed {
            Deed::Accept => held.state == RequestState::Accepted && same_time,
            Deed::Propose => held.state == RequestState::Proposed && same_time,
            Deed::Decline => held.state == RequestState::Declined,
            Deed::Note => matches!(held.state, RequestState::Noted | RequestState::Accepted),
        }
}

fn note(tx: &mut db::Tx<'_>, actor: &StaffActor, env: &Env, held: &Held) -> Result<(), db::Error> {
    let state = match held.kind {
        RequestKind::Cancel => RequestState::Noted,
        _ => RequestState::Accepted,
    };
    let by = (actor.staff, env.now());
    store::set_seen(tx, (actor.clinic, held.id), state, by)
}

/// Checks an answer, does what it says, and tells the patient's side.
fn settle(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    held: &Held,
    answer: &Answer,
) -> Result<(), Error> {
    let now = env.now();
    let mut refusals = Vec::new();
    let words =
        model::words("words", &answer.words, answer.deed == Deed::Decline).unwrap_or_else(|why| {
            refusals.push(why);
            String::new()
        });
    let time = answer.time.filter(|_| answer.deed != Deed::Decline);
    match time {
        Some((starts_at, ends_at)) => refusals.extend(model::time(starts_at, ends_at, now).err()),
        None if answer.deed == Deed::Decline => {}
        None => refusals.push(Refusal::field("starts_at", "appointment_time_missing")),
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let (state, news) = match answer.deed {
        Deed::Propose => (RequestState::Proposed, News::Proposed),
        Deed::Accept if held.kind == RequestKind::Change => (RequestState::Accepted, News::Moved),
        Deed::Accept => (RequestState::Accepted, News::Booked),
        Deed::Decline | Deed::Note => (RequestState::Declined, News::Declined),
    };
    let appointment = match time {
        Some(time) if answer.deed == Deed::Accept => {
            Some(give(tx, &actor.scope(), env, held, time)?)
        }
        _ => None,
    };
    let starts_at = time.map(|(starts_at, _)| starts_at);
    let told = tell(
        tx,
        (actor, env, tr),
        held.patient_id,
        (news, starts_at, &words),
    )?;
    let answered = Answered {
        state,
        time,
        words: &words,
        by: actor.staff,
        appointment,
        told,
    };
    store::set_answer(tx, actor.clinic, held.id, &answered, now)?;
    Ok(())
}

/// Gives what was asked for: a new appointment, or another time for one that still stands.
pub(super) fn give(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    env: &Env,
    held: &Held,
    time: (Timestamp, Option<Timestamp>),
) -> Result<AppointmentId, Error> {
    let now = env.now();
    if let Some(id) = held.appointment_id {
        let appointment = store::lock(tx, scope, id)?;
        if !appointment.stands() {
            let refusal = Refusal::new("appointment_stands_no_more");
            return Err(Error::conflict(refusal));
        }
        store::set_time(tx, scope.clinic, id, time, now)?;
        return Ok(id);
    }
    let new = NewRow {
        id: env.id(),
        patient: held.patient_id,
        starts_at: time.0,
        ends_at: time.1,
        status: "booked",
        description: "",
    };
    store::insert(tx, scope.clinic, &new, now)?;
    Ok(new.id)
}
