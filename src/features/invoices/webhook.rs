//! What Stripe tells: `POST /webhooks/stripe`. The only way, besides the desk, in which a bill comes to be paid (M61).
//!
//! An event counts once, whatever its order: refunds are told as a sum, so that an older one adds nothing; a page that is
//! paid is never anything else afterwards. What does not fit is kept for staff to look at.

use axum::extract::{DefaultBodyLimit, State as AxumState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::event::{self, Event, Page, Told};
use super::model::{Checkout, CheckoutState, Invoice, Problem, State};
use super::store::{self, NewEvent};
use crate::features::audit::{self, By};
use crate::features::staff;
use crate::platform::auth::{Scope, Who};
use crate::platform::env::Env;
use crate::platform::ids::{CheckoutId, ClinicId, PaymentEventId};
use crate::platform::payments::signature;
use crate::platform::state::State as App;
use crate::platform::web::{Error, Refusal, Routes};

/// Largest event, in bytes.
const EVENT_BYTES: usize = 512 * 1024;

/// The route of this page.
pub fn routes() -> Routes {
    Routes::new()
        .post("/webhooks/stripe", Who::Anyone, receive)
        .limit(DefaultBodyLimit::max(EVENT_BYTES))
}

/// `POST /webhooks/stripe`. Whatever is signed and understood is answered with 200 once it is kept; Stripe tells the rest
/// again.
async fn receive(
    AxumState(app): AxumState<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let config = &app.env.config;
    if !config.takes_payments() {
        return Err(Error::NotFound);
    }
    let header = headers
        .get("stripe-signature")
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let secret = &config.stripe.webhook_secret;
    if let Err(doubt) = signature::check(header, &body, secret, app.env.now()) {
        tracing::warn!(?doubt, "an event that Stripe has not signed was refused");
        return Err(wrong("webhook_not_signed"));
    }
    let read = event::read(&body).map_err(|()| wrong("webhook_unreadable"))?;
    if let Some(event) = read {
        let (env, clinic) = (app.env.clone(), ClinicId::from_uuid(event.clinic));
        let db = app.db.within(clinic);
        let told = db.write(move |tx| {
            let scope = Scope {
                clinic,
                portal: None,
            };
            apply(tx, &env, &scope, &event)
        });
        match told.await {
            // A clinic that this installation does not have: another one uses the same account.
            Ok(()) | Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(StatusCode::OK.into_response())
}

fn wrong(code: &'static str) -> Error {
    Error::Refused(StatusCode::BAD_REQUEST, vec![Refusal::new(code)])
}

/// Keeps an event and does what it says, once.
pub(super) fn apply(
    tx: &mut db::Tx<'_>,
    env: &Env,
    scope: &Scope,
    event: &Event,
) -> Result<(), Error> {
    staff::clinic(tx, scope)?;
    let clinic = scope.clinic;
    let page = store::checkout(tx, clinic, CheckoutId::from_uuid(event.checkout))?;
    // Whoever else does something with the bill comes before or after.
    let bill = match &page {
        Some(page) => Some(store::hold(tx, scope, page.invoice_id)?),
        None => None,
    };
    let id: PaymentEventId = env.id();
    let new = NewEvent {
        id,
        stripe_event: &event.id,
        kind: &event.kind,
        invoice: page.as_ref().map(|p| p.invoice_id),
        amount_cents: Some(event.amount_cents),
        currency: &event.currency,
    };
    if !store::insert_event(tx, clinic, &new, env.now())? {
        return Ok(());
    }
    let (Some(bill), Some(held)) = (&bill, page) else {
        return set_aside(tx, env, (clinic, id), (Problem::Unknown, event, None));
    };
    // Read again now that the bill is held: what was told a moment ago counts.
    let page = store::checkout(tx, clinic, held.id)?.unwrap_or(held);
    let problem = match event.told {
        Told::Page(told) => on_page(tx, env, clinic, (event, told), (bill, &page))?,
        Told::Refunded => on_refund(tx, env, clinic, event, bill)?,
    };
    match problem {
        Some(problem) => set_aside(tx, env, (clinic, id), (problem, event, Some(bill))),
        None => Ok(()),
    }
}

fn on_page(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (event, told): (&Event, Page),
    (bill, page): (&Invoice, &Checkout),
) -> Result<Option<Problem>, Error> {
    let of = (clinic, page.id);
    let stands = matches!(page.state, CheckoutState::Starting | CheckoutState::Open);
    match told {
        Page::Paid => return paid(tx, env, clinic, event, (bill, page)),
        // Only one page of a bill stands; a payment on an older one is judged when it is sure.
        Page::Processing if stands => store::set_checkout(tx, of, CheckoutState::Processing)?,
        Page::Failed if stands || page.state == CheckoutState::Processing => {
            store::set_checkout(tx, of, CheckoutState::Failed)?;
        }
        Page::Expired if stands => store::set_checkout(tx, of, CheckoutState::Expired)?,
        _ => {}
    }
    Ok(None)
}

/// Writes a payment down, or says what is wrong with it.
fn paid(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    event: &Event,
    (bill, page): (&Invoice, &Checkout),
) -> Result<Option<Problem>, Error> {
    if page.state == CheckoutState::Paid {
        return Ok(None);
    }
    let of = (clinic, page.id);
    if event.amount_cents != page.amount_cents || event.currency != bill.issued.currency {
        // Something was paid: nobody is asked to pay again before staff have looked.
        if matches!(page.state, CheckoutState::Starting | CheckoutState::Open) {
            store::set_checkout(tx, of, CheckoutState::Processing)?;
        }
        return Ok(Some(Problem::Amount));
    }
    let now = env.now();
    let payment = (env.id(), event.payment.as_str());
    if !store::insert_stripe_payment(tx, clinic, page, payment, now)? {
        return Ok(None);
    }
    store::set_checkout(tx, of, CheckoutState::Paid)?;
    let problem = match bill.state() {
        State::Voided => Some(Problem::Voided),
        State::Open if bill.paid_cents + page.amount_cents <= bill.issued.total_cents => None,
        _ => Some(Problem::Overpaid),
    };
    if bill.paid_cents + page.amount_cents >= bill.issued.total_cents {
        store::set_settled(tx, (clinic, bill.issued.id), now)?;
        super::settle::end_standing(tx, env, clinic, bill.issued.id)?;
    }
    let detail = format!("amount_cents={}", page.amount_cents);
    record(tx, env, clinic, ("invoice.paid", detail), bill)?;
    Ok(problem)
}

/// Writes down how much more has been given back than was known.
fn on_refund(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    event: &Event,
    bill: &Invoice,
) -> Result<Option<Problem>, Error> {
    if event.currency != bill.issued.currency || event.payment.is_empty() {
        return Ok(Some(Problem::Amount));
    }
    let of = (clinic, bill.issued.id);
    let more = event.amount_cents - store::refunded(tx, of, &event.payment)?;
    if more > 0 {
        let refund = (env.id(), event.payment.as_str(), more);
        store::insert_refund(tx, of, refund, env.now())?;
        let detail = format!("amount_cents={more}");
        record(tx, env, clinic, ("invoice.refunded", detail), bill)?;
    }
    Ok(None)
}

fn set_aside(
    tx: &mut db::Tx<'_>,
    env: &Env,
    of: (ClinicId, PaymentEventId),
    (problem, event, bill): (Problem, &Event, Option<&Invoice>),
) -> Result<(), Error> {
    store::set_problem(tx, of, problem)?;
    let entry = audit::Event::new(
        of.0,
        By::System,
        "payment_event.set_aside",
        "payment_event",
        of.1.uuid(),
    );
    let detail = format!("problem={} kind={}", problem.code(), event.kind);
    let entry = entry.detail(detail);
    let entry = match bill {
        Some(bill) => entry.patient(bill.issued.patient_id),
        None => entry,
    };
    Ok(audit::record(tx, env, &entry)?)
}

fn record(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (action, detail): (&'static str, String),
    bill: &Invoice,
) -> Result<(), Error> {
    let id = bill.issued.id.uuid();
    let event = audit::Event::new(clinic, By::System, action, "invoice", id);
    let event = event.patient(bill.issued.patient_id).detail(detail);
    Ok(audit::record(tx, env, &event)?)
}
