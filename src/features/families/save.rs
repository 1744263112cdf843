//! Saving the clinic's age for guardians' links (M77). What that does to links that stand already is shown before.

use super::age::{self, AGE};
use super::model::{AGES, AtAge, FamilySettings};
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::PortalLinkId;
use crate::platform::web::{Error, Refusal};

/// Links shown before the age is saved, at most.
pub(super) const SHOWN: usize = 200;

/// What is to hold from now on.
#[derive(Debug, Clone)]
pub struct Change {
    /// The version that was read.
    pub version: i64,
    /// The age in years; none: links go on at any age.
    pub link_age: Option<i64>,
    /// What becomes of a link then.
    pub at_age: AtAge,
    /// How many links the member has seen that this does something to at once; none: nobody has looked.
    pub seen: Option<usize>,
}

/// What the clinic has set.
pub(super) fn settings(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
) -> Result<FamilySettings, db::Error> {
    let saved = store::settings(tx, actor.clinic)?;
    Ok(saved.unwrap_or_else(|| FamilySettings::new(actor.clinic)))
}

/// The links to which settings would do something at once, the first of them where they are many.
pub(super) fn at_once(
    tx: &mut db::Tx<'_>,
    env: &Env,
    tr: &Tr,
    settings: &FamilySettings,
) -> Result<Vec<age::Reached>, Error> {
    let mut found = Vec::new();
    let mut after = Some(PortalLinkId::from_uuid(uuid::Uuid::nil()));
    while let Some(from) = after.filter(|_| found.len() < SHOWN) {
        let (some, next) = age::reached(tx, tr, settings, env.now(), from)?;
        found.extend(some);
        after = next;
    }
    found.truncate(SHOWN);
    Ok(found)
}

/// Saves the age, and has it applied to the links that stand.
///
/// # Errors
/// 422 where the age can't be, or links are touched at once and nobody has seen which; 409 where somebody else has saved.
pub fn save(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    change: &Change,
) -> Result<(), Error> {
    actor.require(Permission::ManagePortalSettings)?;
    if change.link_age.is_some_and(|age| !AGES.contains(&age)) {
        let refusal = Refusal::field("link_age", "link_age_range");
        let refusal = refusal.with("min", AGES.start()).with("max", AGES.end());
        return Err(Error::refused(refusal));
    }
    let new = FamilySettings {
        clinic_id: actor.clinic,
        version: change.version + 1,
        link_age: change.link_age,
        at_age: change.at_age,
    };
    let touched = at_once(tx, env, tr, &new)?.len();
    if touched > 0 && change.seen != Some(touched) {
        let refusal = Refusal::new("link_age_look").with("count", touched);
        return Err(Error::refused(refusal));
    }
    if !store::save_settings(tx, &new, env.now())? {
        return Err(Error::conflict(Refusal::new("settings_changed")));
    }
    let clinic = actor.clinic;
    let event = Event::new(
        clinic,
        actor,
        "family_settings.save",
        "family_settings",
        clinic.uuid(),
    );
    let age = new
        .link_age
        .map_or_else(|| "none".to_owned(), |a| a.to_string());
    let detail = format!("age={age} then={}", new.at_age.code());
    audit::record(tx, env, &event.detail(detail))?;
    if new.link_age.is_some() {
        let job = jobs::NewJob::new(env.id(), AGE, "", env.now().0).of_clinic(clinic.uuid());
        jobs::enqueue(tx, &job)?;
    }
    Ok(())
}
