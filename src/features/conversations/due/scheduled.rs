//! A message that is sent at its time (M25), as the member who wrote it and by what holds then.

use jobs::Claimed;

use super::plan::{self, Sending};
use crate::features::conversations::copies::Gone;
use crate::features::conversations::submit::{deliver, save_of};
use crate::features::drafts::{self, Scheduled};
use crate::features::{labels, staff};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, DraftId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Does one job of kind [`drafts::SEND_SCHEDULED`]: sends the draft where it still waits and its time has come. Where
/// something is in the way, it goes back to its member's drafts with the reasons; nothing is lost.
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what went wrong on our own side.
pub async fn send_scheduled(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let (shared, claimed) = (state.clone(), job.clone());
    let done = state
        .db
        .within(job.clinic_id)
        .write(move |tx| {
            let recorded = match look(tx, &shared, &claimed)? {
                Some(at) => jobs::reschedule(tx, &claimed, at.0),
                None => jobs::done(tx, &claimed),
            };
            // Without the lease nothing of it may be kept: the other worker sends it.
            recorded.map_err(|error| match error {
                jobs::Error::Db(error) => Error::from(error),
                lost => Error::Internal(lost.into()),
            })
        })
        .await;
    done.map_err(Error::into_cause)
}

/// When to look again, where the time has not come.
fn look(tx: &mut db::Tx<'_>, state: &State, job: &Claimed) -> Result<Option<Timestamp>, Error> {
    let (clinic, env) = (ClinicId::from_uuid(job.clinic_id), &state.env);
    let waiting = match job.payload.parse::<DraftId>() {
        Ok(id) => drafts::scheduled(tx, clinic, id)?,
        Err(_) => None,
    };
    // Taken back, or sent already.
    let Some(waiting) = waiting else {
        return Ok(None);
    };
    let refusals = match plan::sending(waiting.send_at, env.now()) {
        Sending::Wait(at) => return Ok(Some(at)),
        Sending::Send => send(tx, env, clinic, &waiting)?,
        Sending::TooLate => vec![Refusal::new("scheduled_too_late")],
    };
    if !refusals.is_empty() {
        let own = labels::stored(tx, clinic)?;
        let why = reasons(&refusals, |language| {
            state.catalog.speak(language, "UTC").labelled(&own)
        });
        drafts::give_back(tx, env, clinic, waiting.draft.id, why)?;
    }
    Ok(None)
}

/// Sends it as its member may act now; what is in the way. What a refused attempt has written is undone.
fn send(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    waiting: &Scheduled,
) -> Result<Vec<Refusal>, Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let Some(actor) = staff::member(tx, &scope, waiting.staff)?.acting(clinic) else {
        return Ok(vec![Refusal::new("scheduled_member_gone")]);
    };
    match tx.part(|tx| deliver(tx, &actor, env, &save_of(waiting), Gone::LeaveOut)) {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Refused(_, refusals)) => Ok(refusals),
        Err(Error::Forbidden(_)) => Ok(vec![Refusal::new("draft_may_not_send")]),
        Err(Error::NotFound) => Ok(vec![Refusal::new("scheduled_not_found")]),
        Err(other) => Err(other),
    }
}

/// The reasons in a member's language, a line each.
pub fn reasons(refusals: &[Refusal], speak: impl Fn(&str) -> Tr) -> impl Fn(&str) -> String {
    move |language| {
        let tr = speak(language);
        let lines: Vec<String> = refusals.iter().map(|r| r.sentence(&tr)).collect();
        lines.join("\n")
    }
}

/// Records that a job of kind [`drafts::SEND_SCHEDULED`] was set aside: its draft is its member's again.
pub fn abandon(tx: &mut db::Tx<'_>, state: &State, job: &Claimed) -> Result<(), db::Error> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let Ok(id) = job.payload.parse::<DraftId>() else {
        return Ok(());
    };
    let failed = [Refusal::new("scheduled_failed")];
    let own = labels::stored(tx, clinic)?;
    let why = reasons(&failed, |language| {
        state.catalog.speak(language, "UTC").labelled(&own)
    });
    drafts::give_back(tx, &state.env, clinic, id, why)
}
