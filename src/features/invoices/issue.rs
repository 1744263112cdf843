//! Issuing a bill.

use super::model::{self, NewLine};
use super::store::{self, NewRow};
use crate::features::{audit, billing, patients};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{InvoiceId, PatientId};
use crate::platform::web::Error;

/// A bill to be issued, in the clinic's currency.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    /// Whose.
    pub patient: PatientId,
    /// What it asks for.
    pub lines: Vec<NewLine>,
}

/// Issues a bill.
///
/// # Errors
/// Forbidden without *manage billing*; not found where there is no such patient; 422 with every field that can't be taken.
pub fn issue(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewInvoice,
) -> Result<InvoiceId, Error> {
    let id = env.id();
    issue_as(tx, actor, env, id, new).map(|()| id)
}

/// The same, under an id of the caller's.
pub(super) fn issue_as(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: InvoiceId,
    new: &NewInvoice,
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let patient = patients::load(tx, &actor.scope(), new.patient)?.id;
    let (lines, total_cents) = model::lines(&new.lines).map_err(Error::all_refused)?;
    let settings = billing::settings(tx, actor)?;
    let row = NewRow {
        id,
        patient,
        currency: &settings.currency,
        total_cents,
        by: actor.staff,
        at: env.now(),
    };
    store::insert(tx, actor.clinic, &row, &lines)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "invoice.create",
        "invoice",
        row.id.uuid(),
    );
    let detail = format!("total_cents={total_cents} currency={}", settings.currency);
    audit::record(tx, env, &event.patient(patient).detail(detail))?;
    Ok(())
}
