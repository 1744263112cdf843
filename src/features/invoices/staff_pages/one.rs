//! One bill: what it asks for, what was paid and given back, and what staff do with it.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::invoices::find::{Whole, whole};
use crate::features::invoices::model::{CheckoutState, State};
use crate::features::invoices::{desk, receipt};
use crate::features::patients::{self, Card};
use crate::features::staff;
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::InvoiceId;
use crate::platform::state::State as App;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    note: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "features/invoices/pages/bill.html")]
struct BillPage {
    page: StaffPage,
    card: Card,
    found: Whole,
    typed: Typed,
    may: bool,
    now: Timestamp,
}

impl BillPage {
    fn is_open(&self) -> bool {
        self.found.bill.state() == State::Open
    }

    /// The state of the payment page that stands.
    fn under_way(&self) -> Option<&'static str> {
        let page = self.found.page.as_ref()?;
        match page.state {
            CheckoutState::Processing => Some("processing"),
            CheckoutState::Open if page.expires_at > self.now => Some("open"),
            _ => None,
        }
    }
}

/// `GET /staff/bills/{invoice}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
) -> Result<Response, Error> {
    let fresh = (Vec::new(), StatusCode::OK);
    page(&visit, &app, id, Typed::default(), fresh).await
}

async fn page(
    visit: &StaffVisit,
    app: &App,
    id: InvoiceId,
    typed: Typed,
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (found, card) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let found = whole(tx, &scope, id)?;
            let patient = patients::load(tx, &scope, found.bill.issued.patient_id)?;
            let card = Card::load(tx, &scope, &patient, now)?;
            Ok::<_, Error>((found, card))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "invoice.read", "invoice", id.uuid());
    audit::recorded(app, event.patient(found.bill.issued.patient_id)).await?;
    let mut frame = StaffPage::new(visit, "bills");
    frame.refusals = refusals;
    let page = BillPage {
        page: frame,
        card,
        found,
        typed,
        may: visit.actor.may(Permission::ManageBilling),
        now: visit.now,
    };
    html(status, &page)
}

/// `POST /staff/bills/{invoice}/paid`: the money was taken at the desk.
pub(super) async fn paid(
    visit: StaffVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, form) = (visit.actor.clone(), app.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| desk::paid_at_desk(tx, &actor, &env, id, &form.note))
        .await;
    back(&visit, &app, id, typed, done).await
}

/// `POST /staff/bills/{invoice}/void`.
pub(super) async fn void(
    visit: StaffVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, form) = (visit.actor.clone(), app.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| desk::void(tx, &actor, &env, id, &form.reason))
        .await;
    back(&visit, &app, id, typed, done).await
}

async fn back(
    visit: &StaffVisit,
    app: &App,
    id: InvoiceId,
    typed: Typed,
    done: Result<(), Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/staff/bills/{id}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(visit, app, id, typed, (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /staff/bills/{invoice}/bill.pdf`, in the patient's language.
pub(super) async fn print(
    visit: StaffVisit,
    AxumState(app): AxumState<App>,
    Id(id): Id<InvoiceId>,
) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let (found, patient, clinic) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let found = whole(tx, &scope, id)?;
            let patient = patients::load(tx, &scope, found.bill.issued.patient_id)?;
            Ok::<_, Error>((found, patient, staff::clinic(tx, &scope)?))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "invoice.download",
        "invoice",
        id.uuid(),
    );
    audit::recorded(&app, event.patient(patient.id)).await?;
    let tr = visit.tr.in_language(&patient.language);
    receipt::download(&tr, (&clinic.name, &clinic.phone), &found, visit.now).await
}
