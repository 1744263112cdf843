//! What the worker does about payment pages.

use ::jobs::Claimed;
use anyhow::anyhow;

use super::store;
use crate::platform::ids::{CheckoutId, ClinicId};
use crate::platform::state::State;

/// The kind of job that ends a payment page at Stripe; its payload is the page's id.
pub const EXPIRE_CHECKOUT: &str = "expire_checkout";

/// Does one job of kind [`EXPIRE_CHECKOUT`].
///
/// # Errors
/// Where Stripe does not answer, so that the queue tries again; what the database answers.
pub async fn expire(state: &State, job: &Claimed) -> anyhow::Result<()> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let db = state.db.within(clinic);
    let id: CheckoutId = job.payload.parse()?;
    let page = db.read(move |tx| store::checkout(tx, clinic, id)).await?;
    if let Some(session) = page.and_then(|page| page.stripe_id) {
        let ended = state.payments.expire(&session).await;
        ended.map_err(|failure| anyhow!("the page was not ended: {}", failure.code()))?;
    }
    let job = job.clone();
    db.write(move |tx| ::jobs::done(tx, &job)).await?;
    Ok(())
}
