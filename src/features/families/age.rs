//! The clinic's age (M77): a guardian's link ends when the patient reaches it, or is put before the staff.
//!
//! A link's end is written down a day ahead, so that it ends with the first minute of the birthday on the clinic's clock
//! whatever runs then. Nothing is settled twice, and what the clock does in between changes nothing.

use jobs::Claimed;

use super::model::{self, AHEAD_MS, AtAge, Due, FamilySettings};
use super::store::{self, Unsettled};
use crate::features::patients::{self, Editor};
use crate::features::portal;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, PortalLinkId};
use crate::platform::state::State;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::Error;

/// The kind of job that applies the clinic's age to links that stand already.
pub const AGE: &str = "family_age";

/// Links looked at in one transaction.
const PAGE: i64 = 200;

/// A link, and when the clinic's age is reached.
pub(super) type Reached = (Unsettled, Timestamp);

/// Applies the age of every clinic that has one: what comes round each hour.
///
/// # Errors
/// What the database answers.
pub async fn all(state: &State) -> Result<(), Error> {
    let clinics = state.db.across().read(store::with_age).await?;
    for (clinic, zone) in clinics {
        of_one(state, clinic, &zone).await?;
    }
    Ok(())
}

/// Does one job of kind [`AGE`].
///
/// # Errors
/// What the database answers.
pub async fn of_clinic(state: &State, job: &Claimed) -> anyhow::Result<()> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let db = state.db.within(clinic);
    let zone = db.read(move |tx| store::zone(tx, clinic)).await?;
    of_one(state, clinic, &zone)
        .await
        .map_err(Error::into_cause)?;
    let job = job.clone();
    db.write(move |tx| jobs::done(tx, &job)).await?;
    Ok(())
}

async fn of_one(state: &State, clinic: ClinicId, zone: &str) -> Result<(), Error> {
    let tr = state.catalog.speak("en", zone);
    let mut after = Some(PortalLinkId::from_uuid(uuid::Uuid::nil()));
    while let Some(from) = after {
        let (env, tr) = (state.env.clone(), tr.clone());
        after = state
            .db
            .within(clinic)
            .write(move |tx| page(tx, &env, &tr, (clinic, from)))
            .await?;
    }
    Ok(())
}

/// Applies the age to some links; where the next page begins.
fn page(
    tx: &mut db::Tx<'_>,
    env: &Env,
    tr: &Tr,
    (clinic, after): (ClinicId, PortalLinkId),
) -> Result<Option<PortalLinkId>, Error> {
    let Some(settings) = store::settings(tx, clinic)? else {
        return Ok(None);
    };
    let (reached, next) = reached(tx, tr, &settings, env.now(), after)?;
    for (link, at) in reached {
        apply(tx, env, (&settings, &link), at)?;
    }
    Ok(next)
}

/// The links of a page that reach the age now or within a day, and where the next page begins.
pub(super) fn reached(
    tx: &mut db::Tx<'_>,
    tr: &Tr,
    settings: &FamilySettings,
    now: Timestamp,
    after: PortalLinkId,
) -> Result<(Vec<Reached>, Option<PortalLinkId>), Error> {
    let Some(age) = settings.link_age else {
        return Ok((Vec::new(), None));
    };
    // Born so early that they may have reached the age by then, wherever the clinic is.
    let latest = tr.local_date(now.plus(AHEAD_MS + DAY));
    let years = i16::try_from(age).unwrap_or(i16::MAX);
    let born_until = format!(
        "{:04}-{:02}-{:02}",
        latest.year().saturating_sub(years),
        latest.month(),
        latest.day()
    );
    let rows = store::unsettled(tx, settings.clinic_id, (&born_until, now), (after, PAGE))?;
    let full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == PAGE;
    let next = rows.last().filter(|_| full).map(|row| row.id);
    let when = |row: Unsettled| {
        let at = model::begins(tr, model::reaches(&row.birth_date, age)?)?;
        match model::due(at, row.created_at, now) {
            Due::At(at) => Some((row, at)),
            Due::No => None,
        }
    };
    Ok((rows.into_iter().filter_map(when).collect(), next))
}

fn apply(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (settings, link): (&FamilySettings, &Unsettled),
    reached_at: Timestamp,
) -> Result<(), Error> {
    let (editor, at) = (
        Editor::system(settings.clinic_id),
        reached_at.max(env.now()),
    );
    match settings.at_age {
        AtAge::Review => patients::settle_link(tx, &editor, env, (link.id, Some(at))),
        AtAge::End => {
            if link.ends_at.is_none_or(|end| end > at) {
                patients::end_link_at(tx, &editor, env, link.id, Some(at))?;
                let whose = (settings.clinic_id, link.portal_user_id);
                portal::told_of_access(tx, env, whose, at)?;
            }
            patients::settle_link(tx, &editor, env, (link.id, None))
        }
    }
}
