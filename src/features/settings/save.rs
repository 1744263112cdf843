//! **Save portal settings** (M64).

use axum::http::StatusCode;

use super::change::{Change, apply, differences};
use super::model::PortalSettings;
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor, sessions};
use crate::platform::env::Env;
use crate::platform::web::{Error, Refusal};

/// The kind of job that is queued when the portal is switched on: what waited for it is sent (M55).
pub const PORTAL_SWITCHED_ON: &str = "portal_switched_on";

/// The kind of job that is queued when uploads are kept for another time from now on (M33).
pub const ATTACHMENT_DAYS_CHANGED: &str = "attachment_days_changed";

/// Saves the settings as a whole and records the old and new value of each that changed.
///
/// Switching the portal off ends every portal session at once (M55), and so does a tier with another way in (M8, M9). Notifications that are queued then wait; switching
/// it on again sends those that are still needed, so that nothing is lost.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 `settings_changed` when somebody saved in between; 422 with each
/// field that can't be taken, the owner's switch among them (M54).
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    change: &Change,
) -> Result<PortalSettings, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let old = store::load(tx, actor.clinic)?;
    if old.version != change.version {
        return Err(Error::conflict(Refusal::new("settings_changed")));
    }
    let new = apply(&old, change, actor.owner)
        .map_err(|refusals| Error::Refused(StatusCode::UNPROCESSABLE_ENTITY, refusals))?;
    // Switched off, it can always be; switched on, only where somebody can pay.
    if new.portal_billing && !old.portal_billing && !env.config.takes_payments() {
        let refusal = Refusal::field("portal_billing", "portal_billing_needs_stripe");
        return Err(Error::refused(refusal));
    }
    let asked = new.patients_start || new.default_workgroup_id != old.default_workgroup_id;
    if asked
        && let Some(id) = new.default_workgroup_id
        && !store::takers(tx, actor.clinic)?
            .iter()
            .any(|(taker, _)| *taker == id)
    {
        let field = "default_workgroup_id";
        return Err(Error::refused(Refusal::field(
            field,
            "default_workgroup_unable",
        )));
    }
    let changed = differences(&Change::of(&old), &Change::of(&new));
    if changed.is_empty() {
        return Ok(old);
    }
    store::update(tx, &new, env.now())?;
    // Who came by a link has no account, and who came by an account has no link: both begin again by the new rule.
    let other_way_in = old.tier.needs_account() != new.tier.needs_account();
    if old.portal_on() && (!new.portal_on() || other_way_in) {
        sessions::end_all_of_portal(tx, actor.clinic)?;
    }
    if !old.portal_on() && new.portal_on() {
        let job = jobs::NewJob::new(env.id(), PORTAL_SWITCHED_ON, "", env.now().0)
            .of_clinic(actor.clinic.uuid())
            .once(new.version.to_string());
        jobs::enqueue(tx, &job)?;
    }
    if old.attachment_days != new.attachment_days {
        let job = jobs::NewJob::new(env.id(), ATTACHMENT_DAYS_CHANGED, "", env.now().0)
            .of_clinic(actor.clinic.uuid())
            .once(new.version.to_string());
        jobs::enqueue(tx, &job)?;
    }
    let detail: Vec<String> = changed
        .iter()
        .map(|d| format!("{}: {:?} -> {:?}", d.field, d.old, d.new))
        .collect();
    let event = Event::new(
        actor.clinic,
        actor,
        "portal_settings.save",
        "portal_settings",
        actor.clinic.uuid(),
    )
    .detail(detail.join("; "));
    audit::record(tx, env, &event)?;
    Ok(new)
}
