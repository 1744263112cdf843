//! For sample clinics: what Stripe would have told of a bill, where there is no Stripe.

use super::event::{Event, Page, Told};
use super::model::{CHECKOUT_MS, Checkout, CheckoutState};
use super::store;
use super::webhook::apply;
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, InvoiceId, PortalUserId};
use crate::platform::web::Error;

/// A bill as it stands after a portal user has paid it through Stripe and the clinic has given `back_cents` of it back.
pub fn paid_and_refunded(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, payer): (ClinicId, PortalUserId),
    id: InvoiceId,
    back_cents: i64,
) -> Result<(), Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let bill = store::find(tx, &scope, id)?;
    let page = Checkout {
        id: env.id(),
        invoice_id: id,
        amount_cents: bill.due_cents(),
        expires_at: env.now().plus(CHECKOUT_MS),
        state: CheckoutState::Starting,
        stripe_id: None,
        url: None,
    };
    store::insert_checkout(tx, clinic, &page, (payer, env.now()))?;
    let told = [
        (
            "checkout.session.completed",
            Told::Page(Page::Paid),
            page.amount_cents,
        ),
        ("charge.refunded", Told::Refunded, back_cents),
    ];
    for (kind, told, amount_cents) in told {
        let event = Event {
            id: format!("sample-{kind}-{id}"),
            kind: kind.to_owned(),
            told,
            clinic: clinic.uuid(),
            checkout: page.id.uuid(),
            amount_cents,
            currency: bill.issued.currency.clone(),
            payment: format!("sample-{id}"),
        };
        apply(tx, env, &scope, &event)?;
    }
    Ok(())
}
