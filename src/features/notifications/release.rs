//! The portal is on again: the notifications that waited for it are sent (M55).

use jobs::Claimed;

use super::deliver;
use super::store;
use crate::features::settings;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::state::State;

/// Deliveries that are let go in one transaction, so that a clinic with many never holds the others up.
const AT_ONCE: i64 = 500;

/// Does one job of kind [`settings::PORTAL_SWITCHED_ON`]. Each notification is looked at again before it leaves: what was
/// read or is not allowed any more is not sent.
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn release(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let (env, job) = (state.env.clone(), job.clone());
    state
        .db
        .within(job.clinic_id)
        .write(move |tx| let_go(tx, &env, &job))
        .await?;
    Ok(())
}

fn let_go(tx: &mut db::Tx<'_>, env: &Env, job: &Claimed) -> Result<(), jobs::Error> {
    let (clinic, now) = (ClinicId::from_uuid(job.clinic_id), env.now());
    if !settings::load(tx, clinic)?.portal_on() {
        return jobs::done(tx, job);
    }
    let waiting = store::attempts::release(tx, clinic, AT_ONCE, now)?;
    for delivery in &waiting {
        deliver::enqueue(tx, env, clinic, *delivery, now)?;
    }
    if waiting.is_empty() {
        jobs::done(tx, job)
    } else {
        jobs::reschedule(tx, job, now.0)
    }
}
