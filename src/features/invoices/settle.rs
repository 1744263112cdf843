//! Ending the payment page of a bill that need not be paid any more.

use super::checkout::EXPIRE_CHECKOUT;
use super::model::CheckoutState;
use super::store;
use crate::platform::env::Env;
use crate::platform::ids::{CheckoutId, ClinicId, InvoiceId};
use crate::platform::web::Error;

/// Ends the payment page that stands, if any; the worker tells Stripe. One on which somebody has paid already stays: what
/// becomes of that payment is told by an event.
pub(super) fn end_standing(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    invoice: InvoiceId,
) -> Result<(), Error> {
    let Some(page) = store::standing(tx, clinic, invoice)? else {
        return Ok(());
    };
    let over = match page.state {
        CheckoutState::Open => CheckoutState::Expired,
        // Whoever waits for Stripe's answer finds it failed, and ends the page themselves.
        CheckoutState::Starting => CheckoutState::Failed,
        _ => return Ok(()),
    };
    store::set_checkout(tx, (clinic, page.id), over)?;
    if page.stripe_id.is_some() {
        queue_end(tx, env, clinic, page.id)?;
    }
    Ok(())
}

/// Queues telling Stripe that nobody may pay on a page any more.
pub(super) fn queue_end(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    page: CheckoutId,
) -> Result<(), db::Error> {
    let job = jobs::NewJob::new(env.id(), EXPIRE_CHECKOUT, page.to_string(), env.now().0)
        .of_clinic(clinic.uuid())
        .once(page.to_string());
    jobs::enqueue(tx, &job).map(drop)
}
