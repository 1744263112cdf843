//! Saving what a clinic calls its patients and staff.

use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::{LANGUAGES, Labels, Term};
use crate::platform::web::{Error, Refusal};

/// Saves the words over version `before`; gives the new version. The next page, notice and export says them.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 `labels_changed` when somebody saved in between.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    labels: &Labels,
    before: i64,
) -> Result<i64, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let (stored, version) = store::load(tx, actor.clinic)?;
    if version != before {
        return Err(Error::conflict(Refusal::new("labels_changed")));
    }
    let old = Labels::read(&stored);
    if old == *labels {
        return Ok(version);
    }
    store::keep(tx, actor.clinic, &labels.stored(), before)?;
    let clinic = actor.clinic;
    let event = Event::new(clinic, actor, "labels.save", "clinic", clinic.uuid());
    audit::record(tx, env, &event.detail(differences(&old, labels)))?;
    Ok(version + 1)
}

/// Every word that differs, before and after.
fn differences(old: &Labels, new: &Labels) -> String {
    let said = |labels: &Labels, term, language| {
        let word = labels.word(term, language);
        word.map_or_else(String::new, |w| {
            let gender = w.gender.map_or("-", |gender| gender.code());
            format!("{}/{}/{gender}/{}", w.one, w.many, w.sound.code())
        })
    };
    let mut all = Vec::new();
    for term in Term::ALL {
        for (language, ..) in LANGUAGES {
            let (was, is) = (said(old, term, language), said(new, term, language));
            if was != is {
                all.push(format!("{}.{language}: {was:?} -> {is:?}", term.code()));
            }
        }
    }
    all.join("; ")
}
