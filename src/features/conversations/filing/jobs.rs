//! What the worker does for a filing: read, lay out, keep.

use ::jobs::Claimed;

use super::contents::{self, Contents};
use super::page;
use super::store;
use crate::features::attachments::{self, MadePdf};
use crate::features::audit::{self, By, Event};
use crate::features::conversations::store::write;
use crate::features::patients::{self, Author, ChartKind, NewChartItem};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, FilingId, StaffId};
use crate::platform::live::{self, Update};
use crate::platform::paper::print;
use crate::platform::state::State;
use crate::platform::text::shorten;
use crate::platform::time::MINUTE;
use crate::platform::web::Error;

/// The kind of job that files one conversation; its payload is the request's id.
pub const FILE: &str = "file_conversation";

/// Laying out one part takes seconds at most; the lease is renewed before each.
const LEASE_MS: i64 = 5 * MINUTE;

/// Longest author of a chart item.
const AUTHOR_CHARS: usize = 200;

/// A part that is stored.
struct Stored {
    title: String,
    file: MadePdf,
}

/// Does one job of kind [`FILE`]. Nothing is kept where another worker has the job, or where something came to the
/// conversation while it was laid out: then it is done again.
///
/// # Errors
/// [`::jobs::Error::LeaseLost`] when another worker has the job; else what database, typesetter and file store answer.
pub async fn file(state: &State, job: &Claimed) -> anyhow::Result<()> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let db = state.db.within(clinic);
    let (now, id) = (state.env.now(), job.payload.parse::<FilingId>());
    let found = match id {
        Ok(id) => {
            db.read(move |tx| contents::load(tx, clinic, id, now))
                .await?
        }
        Err(_) => None,
    };
    let Some(contents) = found else {
        let job = job.clone();
        db.write(move |tx| ::jobs::done(tx, &job)).await?;
        return Ok(());
    };
    let mut parts = Vec::new();
    let stored = lay_out(state, job, &contents, &mut parts).await;
    let files: Vec<MadePdf> = parts.iter().map(|p| p.file.clone()).collect();
    let kept = match stored {
        Ok(()) => {
            let (env, job) = (state.env.clone(), job.clone());
            db.write(move |tx| keep(tx, &env, &job, &contents, &parts))
                .await
        }
        Err(error) => Err(error),
    };
    if !matches!(kept, Ok(true)) {
        attachments::forget_made(state, &files).await;
    }
    kept.map(drop)
}

async fn lay_out(
    state: &State,
    job: &Claimed,
    contents: &Contents,
    stored: &mut Vec<Stored>,
) -> anyhow::Result<()> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let tr = state
        .catalog
        .speak(&contents.clinic.language, &contents.clinic.time_zone)
        .labelled(&contents.clinic.labels);
    for part in page::parts(contents, &tr) {
        let (job, now) = (job.clone(), state.env.now());
        let db = state.db.within(clinic);
        db.write(move |tx| ::jobs::extend(tx, &job, now.0, LEASE_MS))
            .await?;
        let pdf = print(part.document).await.map_err(Error::into_cause)?;
        let file = attachments::store_made(state, clinic, &part.title, &pdf.bytes).await;
        stored.push(Stored {
            title: part.title,
            file: file.map_err(Error::into_cause)?,
        });
    }
    Ok(())
}

/// Puts the stored parts into the chart; whether it did. The conversation is held, so that nothing comes to it meanwhile.
fn keep(
    tx: &mut db::Tx<'_>,
    env: &Env,
    job: &Claimed,
    contents: &Contents,
    parts: &[Stored],
) -> anyhow::Result<bool> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let conversation = contents.request.conversation_id;
    let id: FilingId = job.payload.parse()?;
    write::lock(tx, clinic, conversation)?;
    if store::reach(tx, clinic, conversation)? != contents.reach {
        ::jobs::reschedule(tx, job, env.now().0)?;
        return Ok(false);
    }
    ::jobs::done(tx, job)?;
    let at = env.now();
    if store::filed(tx, clinic, id, (contents.version, at), &contents.reach)? == 0 {
        return Ok(false);
    }
    for (number, part) in (1_i64..).zip(parts) {
        let new = NewChartItem {
            patient: contents.reach.patient_id,
            kind: ChartKind::Document,
            title: part.title.clone(),
            item_date: local_day(contents),
            author: shorten(&contents.request.requested_by_name, AUTHOR_CHARS),
            file: Some(attachments::add_made(tx, env, clinic, &part.file)?),
            link: None,
            source_key: None,
        };
        let author = Author {
            clinic,
            by: By::Staff(contents.request.requested_by.uuid()),
        };
        let item =
            patients::create_chart_item(tx, &author, env, &new).map_err(Error::into_cause)?;
        store::add_part(tx, clinic, id, number, item)?;
    }
    let event = Event::new(
        clinic,
        By::System,
        "conversation.filed",
        "conversation",
        conversation.uuid(),
    );
    let detail = format!(
        "version={} messages={} parts={}",
        contents.version,
        contents.reach.message_count,
        parts.len()
    );
    audit::record(
        tx,
        env,
        &event.patient(contents.reach.patient_id).detail(detail),
    )?;
    announce(tx, clinic, contents)?;
    Ok(true)
}

/// The job failed too often and was set aside: the thread says so, and filing can be asked for again.
///
/// # Errors
/// What the database answers.
pub fn abandon(tx: &mut db::Tx<'_>, job: &Claimed) -> Result<(), db::Error> {
    match job.payload.parse::<FilingId>() {
        Ok(id) => store::failed(tx, ClinicId::from_uuid(job.clinic_id), id).map(drop),
        Err(_) => Ok(()),
    }
}

/// The day in the clinic's time zone.
fn local_day(contents: &Contents) -> String {
    let zone =
        jiff::tz::TimeZone::get(&contents.clinic.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    contents.now.to_jiff().to_zoned(zone).date().to_string()
}

/// Tells the open pages of staff; the patient's side hears nothing of filing.
fn announce(tx: &mut db::Tx<'_>, clinic: ClinicId, contents: &Contents) -> Result<(), db::Error> {
    let conversation = contents.request.conversation_id;
    let mut staff = write::staff_of(tx, clinic, conversation)?;
    if !staff.contains(&contents.request.requested_by) {
        staff.push(contents.request.requested_by);
    }
    live::announce(
        tx,
        staff.into_iter().map(StaffId::uuid),
        Update::Conversation { conversation },
    );
    Ok(())
}
