//! What the worker does: uploads whose last clock has run go, truly.

use super::store;
use crate::features::attachments::check::forget;
use crate::features::attachments::store as files;
use crate::features::audit::{self, By, Event};
use crate::platform::env::Env;
use crate::platform::ids::{AttachmentId, ClinicId};
use crate::platform::live::{self, Update};
use crate::platform::state::State;
use crate::platform::web::Error;

/// How many uploads are looked up at a time.
const BATCH: i64 = 200;

/// Ends every upload whose last clock has run, and says how many went. Each is decided anew from what is on record, in a
/// transaction of its own: run twice, late, or after a year, it does the same. To be run every hour.
///
/// # Errors
/// Where the database fails; what remains is for the next run.
pub async fn end_due(state: &State) -> Result<usize, Error> {
    let mut ended = 0;
    loop {
        let now = state.env.now();
        let found = state.db.across();
        let found = found
            .read(move |tx| store::to_look_at(tx, now, BATCH))
            .await?;
        if found.is_empty() {
            return Ok(ended);
        }
        for (clinic, attachment) in found {
            let env = state.env.clone();
            let db = state.db.within(clinic);
            let names = db
                .write(move |tx| decide(tx, &env, clinic, attachment))
                .await?;
            if let Some(names) = names {
                forget(state, names.iter().map(String::as_str)).await;
                ended += 1;
            }
        }
    }
}

/// Does one job of kind [`crate::features::settings::ATTACHMENT_DAYS_CHANGED`]: the clinic keeps uploads for another time
/// from now on, and each end is worked out again.
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn reconsider(state: &State, job: &jobs::Claimed) -> Result<(), anyhow::Error> {
    let (clinic, job) = (ClinicId::from_uuid(job.clinic_id), job.clone());
    let db = state.db.within(clinic);
    db.write(move |tx| {
        store::look_at_all(tx, clinic)?;
        jobs::done(tx, &job)
    })
    .await?;
    Ok(())
}

/// Ends one upload or sets when it is looked at again; the names that its bytes were stored under where it has ended.
fn decide(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    attachment: AttachmentId,
) -> Result<Option<Vec<String>>, db::Error> {
    let Some(due) = store::due(tx, clinic, attachment)? else {
        store::forget(tx, clinic, attachment)?;
        return Ok(None);
    };
    // The chart's own copy is never deleted by this rule.
    if due.in_chart || due.state == "deleted" {
        store::forget(tx, clinic, attachment)?;
        return Ok(None);
    }
    let kept = store::keepings(tx, clinic, &[due.message_id.uuid()])?;
    let (Some(keeping), now) = (kept.get(&attachment), env.now()) else {
        store::forget(tx, clinic, attachment)?;
        return Ok(None);
    };
    let end = keeping.ends_at();
    if end > now {
        store::set_look_at(tx, clinic, attachment, end)?;
        return Ok(None);
    }
    let names = store::bury(tx, clinic, due.file_id, now)?;
    store::forget(tx, clinic, attachment)?;
    let event = Event::new(
        clinic,
        By::System,
        "attachment.end",
        "attachment",
        attachment.uuid(),
    );
    let why = if keeping.had_by_all() {
        "downloaded"
    } else {
        "retention"
    };
    audit::record(tx, env, &event.patient(due.patient_id).detail(why))?;
    let mut watching = files::staff_watching(tx, clinic, due.conversation_id)?;
    watching.extend(files::portal_watching(tx, clinic, due.conversation_id)?);
    let conversation = due.conversation_id;
    live::announce(tx, watching, Update::Conversation { conversation });
    Ok(Some(names))
}
