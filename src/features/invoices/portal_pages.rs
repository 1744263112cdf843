//! The portal's pages: the list of bills, one bill, paying it, and its PDF.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::find::Whole;
use super::model::{CheckoutState, Invoice, State};
use super::{pay, portal_read, receipt};
use crate::platform::auth::PortalVisit;
use crate::platform::auth::Who::Portal;
use crate::platform::ids::InvoiceId;
use crate::platform::state::State as App;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, PortalPage, Query, Refusal, Routes, headers, html, paging};

/// The routes of these pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/bills", Portal, list)
        .get("/bills/{invoice}", Portal, show)
        .post("/bills/{invoice}/pay", Portal, go_and_pay)
        .get("/bills/{invoice}/bill.pdf", Portal, print)
}

#[derive(Deserialize)]
struct Place {
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "features/invoices/pages/portal_list.html")]
struct ListPage {
    page: PortalPage,
    patient_name: String,
    bills: Vec<Invoice>,
    older: Option<String>,
    first: bool,
    now: Timestamp,
}

/// What the pages show of a bill's state.
fn badge(state: State) -> (&'static str, &'static str) {
    match state {
        State::Open => ("warn", "clock"),
        State::Paid => ("ok", "ok"),
        State::PartlyRefunded | State::Refunded => ("tint", "undo"),
        State::Voided => ("", "close"),
    }
}

impl ListPage {
    fn badge(&self, bill: &Invoice) -> (&'static str, &'static str) {
        badge(bill.state())
    }
}

/// `GET /bills`.
async fn list(
    visit: PortalVisit,
    AxumState(app): AxumState<App>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let before: Option<(Timestamp, InvoiceId)> =
        paging::key(Some(&place.before)).map_err(|_| Error::NotFound)?;
    let (actor, env) = (visit.actor.clone(), app.env.clone());
    let (bills, older) = visit
        .db
        .write(move |tx| portal_read::bills(tx, &actor, &env, before))
        .await?;
    let page = ListPage {
        page: PortalPage::new(&visit, "/bills"),
        patient_name: visit.patient_name.clone(),
        bills,
        older: older.as_ref().and_then(paging::cursor),
        first: before.is_none(),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "features/invoices/pages/portal_bill.html")]
struct BillPage {
    page: PortalPage,
    patient_name: String,
    found: Whole,
    /// Whether it can be paid here and now.
    payable: bool,
    /// Whether somebody has just come back from Stripe: `paid`, `cancelled`.
    back: String,
    now: Timestamp,
}

impl BillPage {
    fn badge(&self) -> (&'static str, &'static str) {
        badge(self.found.bill.state())
    }

    fn is_open(&self) -> bool {
        self.found.bill.state() == State::Open
    }

    /// Whether a payment is under way: Stripe has said so, or the person has just come back from paying.
    fn waits(&self) -> bool {
        let processing = self.found.page.as_ref();
        let processing = processing.is_some_and(|p| p.state == CheckoutState::Processing);
        self.is_open() && (processing || self.back == "paid")
    }

    /// The clinic's number as a telephone dials it.
    fn telephone(&self) -> String {
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        self.page.phone.chars().filter(dialled).collect()
    }
}

#[derive(Deserialize)]
struct Back {
    /// How one comes back from Stripe. Whoever types it learns no more by it.
    #[serde(default)]
    back: String,
}

/// `GET /bills/{invoice}`.
async fn show(
    visit: PortalVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
    Query(back): Query<Back>,
) -> Result<Response, Error> {
    let fresh = (Vec::new(), StatusCode::OK);
    page(&visit, &app, id, back.back, fresh).await
}

async fn page(
    visit: &PortalVisit,
    app: &App,
    id: InvoiceId,
    back: String,
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), app.env.clone());
    let found = visit
        .db
        .write(move |tx| portal_read::bill(tx, &actor, &env, id, "invoice.read"))
        .await?;
    let config = &app.env.config;
    let open = found.bill.state() == State::Open;
    let page = BillPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/bills")
        },
        patient_name: visit.patient_name.clone(),
        payable: open && config.takes_payments(),
        found,
        back,
        now: visit.now,
    };
    let mut response = html(status, &page)?;
    if page.payable {
        // Browsers hold a form's redirect to the page's policy too.
        let policy = headers::page_policy_with_form_to(&config.stripe.checkout_origin);
        let policy = HeaderValue::from_str(&policy).map_err(|e| Error::Internal(e.into()))?;
        let name = header::CONTENT_SECURITY_POLICY;
        response.headers_mut().insert(name, policy);
    }
    Ok(response)
}

/// `POST /bills/{invoice}/pay`: on to Stripe. Pressed twice, it leads to the same page.
async fn go_and_pay(
    visit: PortalVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
) -> Result<Response, Error> {
    match pay::pay(&visit, &app, id).await {
        Ok(url) => Ok(Redirect::to(&url).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&visit, &app, id, String::new(), (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /bills/{invoice}/bill.pdf`.
async fn print(
    visit: PortalVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), app.env.clone());
    let found = visit
        .db
        .write(move |tx| portal_read::bill(tx, &actor, &env, id, "invoice.download"))
        .await?;
    let clinic = (visit.clinic_name.as_str(), visit.clinic_phone.as_str());
    receipt::download(&visit.tr, clinic, &found, visit.now).await
}
