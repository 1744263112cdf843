//! What staff and programs read of bills.

use uuid::Uuid;

use super::model::{Checkout, Invoice, Line, Payment, Refund, SetAside};
use super::store;
use crate::features::patients;
use crate::platform::auth::{Permission, Scope, StaffActor};
use crate::platform::ids::{InvoiceId, PatientId};
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// What is set aside at once on the page, at most.
const SET_ASIDE: i64 = 50;

/// A bill with all that belongs to it.
pub(super) struct Whole {
    pub(super) bill: Invoice,
    pub(super) lines: Vec<Line>,
    pub(super) payments: Vec<Payment>,
    pub(super) refunds: Vec<Refund>,
    /// The payment page that stands.
    pub(super) page: Option<Checkout>,
}

/// A bill that the actor may see.
pub(super) fn whole(tx: &mut db::Tx<'_>, scope: &Scope, id: InvoiceId) -> Result<Whole, db::Error> {
    Ok(Whole {
        bill: store::find(tx, scope, id)?,
        lines: store::lines(tx, scope.clinic, id)?,
        payments: store::payments(tx, scope.clinic, id)?,
        refunds: store::refunds(tx, scope.clinic, id)?,
        page: store::standing(tx, scope.clinic, id)?,
    })
}

/// A patient's bills, the latest first, and one more than `limit` where there are more.
pub fn of_patient(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
    before: Option<(Timestamp, InvoiceId)>,
    limit: i64,
) -> Result<Vec<Invoice>, Error> {
    let patient = patients::load(tx, &actor.scope(), patient)?.id;
    let before = before.unwrap_or_else(latest);
    let whose = (actor.clinic, patient);
    Ok(store::of_patient(
        tx,
        whose,
        before,
        limit.saturating_add(1),
    )?)
}

/// The clinic's bills of which something is left to pay, the oldest first, and one more than `limit` where there are more.
pub(super) fn open(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    after: Option<(Timestamp, InvoiceId)>,
    limit: i64,
) -> Result<Vec<Invoice>, Error> {
    actor.require(Permission::ManageBilling)?;
    let first = (Timestamp(i64::MIN), InvoiceId::from_uuid(Uuid::nil()));
    let after = after.unwrap_or(first);
    Ok(store::open(
        tx,
        actor.clinic,
        after,
        limit.saturating_add(1),
    )?)
}

/// Events that wait for staff.
pub(super) fn set_aside(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<SetAside>, Error> {
    actor.require(Permission::ManageBilling)?;
    Ok(store::set_aside(tx, actor.clinic, SET_ASIDE)?)
}

/// The place before every bill, in the order of the latest first.
pub(super) fn latest() -> (Timestamp, InvoiceId) {
    (Timestamp(i64::MAX), InvoiceId::from_uuid(Uuid::max()))
}

/// Which bills: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these.
    pub ids: Option<Vec<Uuid>>,
    /// Only this patient's.
    pub patient: Option<Uuid>,
    /// Issued from and before.
    pub issued: (Option<Timestamp>, Option<Timestamp>),
    /// `open`, `settled` or `voided`; empty: all.
    pub stands: &'static str,
}

/// A bill with its lines.
#[derive(Debug, Clone)]
pub struct Found {
    /// The bill.
    pub bill: Invoice,
    /// What it asks for.
    pub lines: Vec<Line>,
}

/// Bills by exact conditions in the order they came in, at most `limit` after `after`. Nothing for portal users.
pub fn find(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (after, limit): (Option<Uuid>, i64),
) -> Result<Vec<Found>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let which = (filter.ids.clone(), filter.patient, filter.stands);
    let place = (after.unwrap_or(Uuid::nil()), limit);
    let bills = store::page(tx, scope.clinic, which, filter.issued, place)?;
    bills
        .into_iter()
        .map(|bill| {
            let lines = store::lines(tx, scope.clinic, bill.issued.id)?;
            Ok(Found { bill, lines })
        })
        .collect()
}
