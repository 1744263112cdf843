//! Setting what a workgroup answers by itself, and when the clinic is open.

use super::hours::Hours;
use super::model::AutomaticReply;
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::WorkgroupId;
use crate::platform::web::{Error, Refusal};

/// Sets the automatic reply of a workgroup (M10).
///
/// # Errors
/// Forbidden without *manage portal settings*; not found where the clinic has no such workgroup or has retired it; 422 with
/// everything that is in the way.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    workgroup: WorkgroupId,
    reply: &AutomaticReply,
) -> Result<(), Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let clinic = actor.clinic;
    let before = store::of(tx, clinic, workgroup)?.ok_or(Error::NotFound)?;
    let refusals = reply.refusals(&store::hours(tx, clinic)?);
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    if before.reply == *reply {
        return Ok(());
    }
    store::keep(tx, clinic, workgroup, reply, env.now())?;
    let action = "automatic_reply.save";
    let event = Event::new(clinic, actor, action, "workgroup", workgroup.uuid());
    let said = |r: &AutomaticReply| {
        let days = r
            .days
            .map_or_else(String::new, |(a, b)| format!(" {a}..{b}"));
        format!(
            "enabled={} {}{days} every_hours={} {:?} {:?}",
            r.enabled,
            r.schedule.code(),
            r.every_hours,
            r.text_en,
            r.text_fr
        )
    };
    let detail = format!("{} -> {}", said(&before.reply), said(reply));
    Ok(audit::record(tx, env, &event.detail(detail))?)
}

/// Sets when the clinic is open.
///
/// # Errors
/// Forbidden without *manage portal settings*; `opening_hours_needed` where a workgroup's automatic reply goes by them and there
/// are none any more.
pub fn save_hours(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    hours: &Hours,
) -> Result<(), Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let clinic = actor.clinic;
    let before = store::hours(tx, clinic)?;
    if before == *hours {
        return Ok(());
    }
    let used = store::all(tx, clinic)?;
    if !hours.are_set() && used.iter().any(|g| !g.reply.refusals(hours).is_empty()) {
        let refusal = Refusal::field("hours_1", "opening_hours_needed");
        return Err(Error::refused(refusal));
    }
    store::keep_hours(tx, clinic, hours)?;
    let action = "opening_hours.save";
    let event = Event::new(clinic, actor, action, "clinic", clinic.uuid());
    let days: usize = hours.week.iter().filter(|day| !day.is_empty()).count();
    let detail = format!("open_days={days} closed_days={}", hours.closed.len());
    Ok(audit::record(tx, env, &event.detail(detail))?)
}
