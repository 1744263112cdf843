//! The clinic's open bills, and payments that were set aside.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::billing;
use crate::features::invoices::find;
use crate::features::invoices::model::{Invoice, SetAside};
use crate::features::invoices::store;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::{InvoiceId, PaymentEventId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Query, StaffPage, html, paging};

/// Rows of a page.
const SHOWN: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "features/invoices/pages/open.html")]
struct OpenPage {
    page: StaffPage,
    open: Vec<Invoice>,
    aside: Vec<SetAside>,
    next: Option<String>,
    first: bool,
    /// Whether bills can be paid in the portal.
    takes_payments: bool,
    now: Timestamp,
}

impl OpenPage {
    fn amount(&self, aside: &SetAside) -> String {
        let cents = aside.amount_cents.unwrap_or_default();
        billing::money(self.page.tr.language(), cents, &aside.currency)
    }
}

/// `GET /staff/bills`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let after: Option<(Timestamp, InvoiceId)> = paging::key(Some(&place.after))?;
    let actor = visit.actor.clone();
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let (mut open, aside) = visit
        .db
        .read(move |tx| {
            let open = find::open(tx, &actor, after, limit)?;
            Ok::<_, Error>((open, find::set_aside(tx, &actor)?))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "invoice.list", "invoice", None);
    let shown = format!("shown={}", open.len() + aside.len());
    audit::recorded(&state, event.detail(shown)).await?;
    let more = open.len() > SHOWN;
    open.truncate(SHOWN);
    let last = open.last().filter(|_| more);
    let next = last.map(|b| (b.issued.issued_at, b.issued.id));
    let page = OpenPage {
        page: StaffPage::new(&visit, "bills"),
        next: next.as_ref().and_then(paging::cursor),
        open,
        aside,
        first: after.is_none(),
        takes_payments: state.env.config.takes_payments(),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

/// `POST /staff/payment-events/{event}/note`: somebody has seen to it.
pub(super) async fn note(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PaymentEventId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    visit
        .db
        .write(move |tx| {
            let by = (actor.staff, env.now());
            let invoice = store::set_noted(tx, (actor.clinic, id), by)?;
            let event = Event::new(
                actor.clinic,
                &actor,
                "payment_event.note",
                "payment_event",
                id.uuid(),
            );
            let event = match invoice {
                Some(invoice) => {
                    let bill = store::find(tx, &actor.scope(), invoice)?;
                    event.patient(bill.issued.patient_id)
                }
                None => event,
            };
            Ok::<_, Error>(audit::record(tx, &env, &event)?)
        })
        .await?;
    Ok(Redirect::to("/staff/bills").into_response())
}
