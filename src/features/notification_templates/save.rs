//! Saving a clinic's own text, and going back to the default one (M44).

use super::model::{Key, Wording};
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::web::{Error, Refusal};

/// Saves another version of a template over version `before`, 0 where there was none; gives its number. What is sent from
/// now on, also of what has been queued, says this.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 when somebody has saved in between; refusals of each field, an unknown
/// one by its name among them.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (key, before): (Key, i64),
    wording: &Wording,
) -> Result<i64, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let wording = wording.checked(key).map_err(Error::all_refused)?;
    add(tx, actor, env, (key, before), Some(&wording))
}

/// Goes back to the default text; the versions stay readable.
///
/// # Errors
/// As [`save`].
pub fn reset(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (key, before): (Key, i64),
) -> Result<i64, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    add(tx, actor, env, (key, before), None)
}

fn add(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (key, before): (Key, i64),
    wording: Option<&Wording>,
) -> Result<i64, Error> {
    let newest = store::newest(tx, actor.clinic, key)?.map_or(0, |(version, ..)| version);
    let of = (actor.staff, env.now());
    if newest != before || !store::add(tx, actor.clinic, (key, before), wording, of)? {
        return Err(Error::conflict(Refusal::new("notice_template_changed")));
    }
    let action = match wording {
        Some(_) => "notification_template.save",
        None => "notification_template.reset",
    };
    let event = Event::new(
        actor.clinic,
        actor,
        action,
        "notification_template",
        actor.clinic.uuid(),
    );
    let detail = format!(
        "event={} channel={} language={} version={}",
        key.event.code(),
        key.channel.code(),
        key.language,
        before + 1
    );
    audit::record(tx, env, &event.detail(detail))?;
    Ok(before + 1)
}
