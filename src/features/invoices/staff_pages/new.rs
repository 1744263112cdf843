//! A new bill, from the chart.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::features::audit::{self, Event};
use crate::features::billing;
use crate::features::invoices::issue::issue_as;
use crate::features::invoices::{NewInvoice, NewLine};
use crate::features::patients::{self, Card};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::env::Env;
use crate::platform::ids::{InvoiceId, PatientId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html, idempotency};

/// Lines of the form; a longer bill is issued through the API.
const LINES: usize = 6;

/// What is typed: the fields of all lines, in their order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The page that it was typed on: the same page issues one bill, however often it is sent.
    form: String,
    description: Vec<String>,
    amount: Vec<String>,
}

impl Typed {
    /// Every line of the form, empty ones too.
    fn lines(&self) -> Vec<(String, String)> {
        let at = |fields: &[String], n: usize| fields.get(n).cloned().unwrap_or_default();
        let most = LINES.max(self.description.len()).max(self.amount.len());
        (0..most)
            .map(|n| (at(&self.description, n), at(&self.amount, n)))
            .collect()
    }

    /// The lines on which something was typed.
    fn filled(&self) -> Vec<NewLine> {
        let lines = self.lines().into_iter();
        lines
            .filter(|(what, amount)| !what.trim().is_empty() || !amount.trim().is_empty())
            .map(|(description, amount)| NewLine {
                description,
                amount_cents: billing::cents(&amount),
            })
            .collect()
    }
}

#[derive(Template)]
#[template(path = "features/invoices/pages/new.html")]
struct NewPage {
    page: StaffPage,
    card: Card,
    typed: Typed,
    currency: String,
}

/// `GET /staff/patients/{id}/bill`.
pub(super) async fn form(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
) -> Result<Response, Error> {
    let fresh = (Vec::new(), StatusCode::OK);
    page(&visit, &state, id, Typed::default(), fresh).await
}

/// `POST /staff/patients/{id}/bill`.
pub(super) async fn issue(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, form) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| once(tx, &actor, &env, id, &form))
        .await;
    match done {
        Ok(bill) => Ok(Redirect::to(&format!("/staff/bills/{bill}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&visit, &state, id, typed, (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// Issues the bill, or gives the one that this page has issued already.
fn once(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    patient: PatientId,
    typed: &Typed,
) -> Result<InvoiceId, Error> {
    let lines = typed.filled();
    let new = NewInvoice { patient, lines };
    let hash = Sha256::new()
        .chain_update(patient.uuid().as_bytes())
        .chain_update(typed.form.as_bytes())
        .chain_update(format!("{:?}", new.lines).as_bytes())
        .finalize()
        .to_vec();
    let key = format!("bill:{}", hex::encode(&hash));
    let (by, id) = ((actor.clinic, actor.staff.uuid()), env.id::<InvoiceId>());
    match idempotency::once(tx, env, by, (&key, &hash), &id.to_string())? {
        None => issue_as(tx, actor, env, id, &new).map(|()| id),
        Some(before) => before.parse().map_err(|_| Error::NotFound),
    }
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    id: PatientId,
    typed: Typed,
    (refusals, status): (Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (card, settings) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let patient = patients::load(tx, &scope, id)?;
            let card = Card::load(tx, &scope, &patient, now)?;
            Ok::<_, Error>((card, billing::settings(tx, &actor)?))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "patient.read", "patient", id.uuid());
    audit::recorded(state, event.patient(id).detail("bill")).await?;
    let mut frame = StaffPage::new(visit, "bills");
    frame.refusals = refusals;
    let page = NewPage {
        page: frame,
        card,
        typed: Typed {
            form: match typed.form.is_empty() {
                true => state.env.token(),
                false => typed.form.clone(),
            },
            ..typed
        },
        currency: settings.currency,
    };
    html(status, &page)
}
