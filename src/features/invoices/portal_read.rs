//! What somebody on the patient's side sees of bills.

use super::find::{Whole, latest, whole};
use super::model::Invoice;
use super::store;
use crate::features::{audit, conversations};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::InvoiceId;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// Bills on a page.
const SHOWN: usize = 30;

/// Reads afresh whether the person may be here and the clinic shows bills (M61).
///
/// # Errors
/// Signing in again where the person may not be here; not found where bills are not shown.
pub(super) fn shown(tx: &mut db::Tx<'_>, actor: &PortalActor, env: &Env) -> Result<(), Error> {
    let (settings, _) = conversations::present(tx, actor, env.now())?;
    match settings.portal_billing {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Where older bills go on: when the last one shown was issued, and its id.
pub(super) type Before = (Timestamp, InvoiceId);

/// A page of a patient's bills, the latest first, and where older ones go on; on record.
pub(super) fn bills(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    before: Option<Before>,
) -> Result<(Vec<Invoice>, Option<Before>), Error> {
    shown(tx, actor, env)?;
    let whose = (actor.clinic, actor.patient);
    let fetched = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut bills = store::of_patient(tx, whose, before.unwrap_or_else(latest), fetched)?;
    let more = bills.len() > SHOWN;
    bills.truncate(SHOWN);
    let event = audit::Event::new(actor.clinic, actor, "invoice.read", "invoice", None);
    let detail = format!("shown={}", bills.len());
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    let last = bills.last().filter(|_| more);
    let older = last.map(|b| (b.issued.issued_at, b.issued.id));
    Ok((bills, older))
}

/// One bill that the person may see, on record as `action`.
pub(super) fn bill(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: InvoiceId,
    action: &'static str,
) -> Result<Whole, Error> {
    shown(tx, actor, env)?;
    let found = whole(tx, &actor.scope(), id)?;
    let event = audit::Event::new(actor.clinic, actor, action, "invoice", id.uuid());
    audit::record(tx, env, &event.patient(actor.patient))?;
    Ok(found)
}
