//! Paying a bill from the portal: a payment page is written down, asked of Stripe outside any transaction, and given out.
//!
//! Nothing here says that a bill is paid; that is for the events of [`super::webhook`].

use axum::http::StatusCode;

use super::model::{CHECKOUT_MS, Checkout, CheckoutState, Invoice, Standing, State};
use super::portal_read::shown;
use super::settle::queue_end;
use super::store;
use crate::features::audit;
use crate::platform::auth::{PortalActor, PortalVisit};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{CheckoutId, InvoiceId};
use crate::platform::payments::{Failure, Started, Wanted};
use crate::platform::state::State as App;
use crate::platform::time::SECOND;
use crate::platform::web::{Error, Refusal};

/// What is known before Stripe is asked.
enum Begun {
    /// A page stands already.
    GoTo(String),
    /// Stripe is to be asked for this one.
    Ask(Box<Wanted>),
}

/// The address of the page on which the bill is paid: the one that stands, or a new one.
///
/// # Errors
/// Not found; 409 where nothing is to be paid here, or a payment is under way; 503 where Stripe gives no page: nothing is
/// lost, and it can be tried again.
pub(super) async fn pay(visit: &PortalVisit, app: &App, id: InvoiceId) -> Result<String, Error> {
    let (actor, env, tr) = (visit.actor.clone(), app.env.clone(), visit.tr.clone());
    let begun = visit
        .db
        .write(move |tx| begin(tx, &actor, &env, &tr, id))
        .await?;
    let wanted = match begun {
        Begun::GoTo(url) => return Ok(url),
        Begun::Ask(wanted) => wanted,
    };
    let answered = app.payments.start(&wanted).await;
    let page = CheckoutId::from_uuid(wanted.key);
    let (actor, env) = (visit.actor.clone(), app.env.clone());
    match answered {
        Ok(started) => {
            let written = visit
                .db
                .write(move |tx| keep(tx, &actor, &env, (id, page), &started));
            written.await?
        }
        Err(failure) => {
            tracing::warn!(code = failure.code(), "Stripe gave no payment page");
            if let Failure::Refused(_) = failure {
                let written = visit.db.write(move |tx| give_up(tx, &actor, (id, page)));
                written.await?;
            }
            Err(Error::Refused(
                StatusCode::SERVICE_UNAVAILABLE,
                vec![Refusal::new("bill_payment_unreachable")],
            ))
        }
    }
}

fn begin(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    tr: &Tr,
    id: InvoiceId,
) -> Result<Begun, Error> {
    shown(tx, actor, env)?;
    let bill = store::hold(tx, &actor.scope(), id)?;
    let refuse = |code| Err(Error::conflict(Refusal::new(code)));
    match bill.state() {
        State::Open => {}
        State::Voided => return refuse("bill_voided"),
        _ => return refuse("bill_paid"),
    }
    if !env.config.takes_payments() {
        return refuse("bill_pay_at_clinic");
    }
    let (now, due) = (env.now(), bill.due_cents());
    let standing = store::standing(tx, actor.clinic, id)?;
    let kept = match standing.as_ref().map(|page| page.standing(due, now)) {
        Some(Standing::Wait) => return refuse("bill_processing"),
        Some(Standing::GoTo(url)) => return Ok(Begun::GoTo(url)),
        Some(Standing::AskAgain) => standing,
        Some(Standing::Over) => {
            super::settle::end_standing(tx, env, actor.clinic, id)?;
            None
        }
        None => None,
    };
    let page = match kept {
        Some(page) => page,
        None => new_page(tx, actor, env, &bill)?,
    };
    Ok(Begun::Ask(Box::new(wanted(actor, env, tr, (&bill, &page)))))
}

fn new_page(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    bill: &Invoice,
) -> Result<Checkout, Error> {
    let page = Checkout {
        id: env.id(),
        invoice_id: bill.issued.id,
        amount_cents: bill.due_cents(),
        expires_at: env.now().plus(CHECKOUT_MS),
        state: CheckoutState::Starting,
        stripe_id: None,
        url: None,
    };
    let by = (actor.portal_user, env.now());
    store::insert_checkout(tx, actor.clinic, &page, by)?;
    let id = bill.issued.id.uuid();
    let event = audit::Event::new(actor.clinic, actor, "invoice.pay", "invoice", id);
    let detail = format!("amount_cents={}", page.amount_cents);
    audit::record(tx, env, &event.patient(actor.patient).detail(detail))?;
    Ok(page)
}

fn wanted(actor: &PortalActor, env: &Env, tr: &Tr, (bill, page): (&Invoice, &Checkout)) -> Wanted {
    let origin = &env.config.server.public_url;
    let back = |how: &str| format!("{origin}/bills/{}?back={how}", bill.issued.id);
    Wanted {
        key: page.id.uuid(),
        clinic: actor.clinic.uuid(),
        bill: bill.issued.id.uuid(),
        amount_cents: page.amount_cents,
        currency: bill.issued.currency.clone(),
        label: tr.t1(
            "bills-checkout-label",
            "number",
            bill.issued.number.to_string(),
        ),
        language: tr.language(),
        success_url: back("paid"),
        cancel_url: back("cancelled"),
        expires_at: page.expires_at.0 / SECOND,
    }
}

/// Writes down which page Stripe has made, and gives its address. Where the bill was settled meanwhile the page is ended:
/// that is the inner error, so that the rest is kept.
fn keep(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    (id, page): (InvoiceId, CheckoutId),
    started: &Started,
) -> Result<Result<String, Error>, Error> {
    let bill = store::hold(tx, &actor.scope(), id)?;
    let of = (actor.clinic, page);
    let Some(found) = store::checkout(tx, actor.clinic, page)? else {
        return Err(Error::NotFound);
    };
    match found.state {
        CheckoutState::Starting | CheckoutState::Open if bill.due_cents() == found.amount_cents => {
            store::set_started(tx, of, (&started.session, &started.url))?;
            store::set_checkout(tx, of, CheckoutState::Open)?;
            Ok(Ok(started.url.clone()))
        }
        CheckoutState::Paid | CheckoutState::Processing => {
            Ok(Err(Error::conflict(Refusal::new("bill_processing"))))
        }
        _ => {
            store::set_started(tx, of, (&started.session, &started.url))?;
            if found.state != CheckoutState::Expired {
                store::set_checkout(tx, of, CheckoutState::Expired)?;
            }
            queue_end(tx, env, actor.clinic, page)?;
            Ok(Err(Error::conflict(Refusal::new("bill_changed"))))
        }
    }
}

/// Stripe makes no page for this request, however often it is asked: the next one asks anew.
fn give_up(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    (id, page): (InvoiceId, CheckoutId),
) -> Result<(), Error> {
    store::hold(tx, &actor.scope(), id)?;
    let found = store::checkout(tx, actor.clinic, page)?;
    if found.is_some_and(|p| p.state == CheckoutState::Starting) {
        store::set_checkout(tx, (actor.clinic, page), CheckoutState::Failed)?;
    }
    Ok(())
}
