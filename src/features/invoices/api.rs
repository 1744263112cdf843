//! Private bills in the API.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api_bodies::{DeskPaymentBody, InvoiceBody, NewInvoiceBody, VoidBody, WholeBody};
use super::find::whole;
use super::{NewInvoice, desk, find, issue};
use crate::features::audit::{self, Event};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{InvoiceId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::Page;
use crate::platform::web::{Error, Id, Query, paging};

/// The API, with its documentation.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(open))
        .routes(routes!(show))
        .routes(routes!(pay))
        .routes(routes!(void))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A patient's bills.
#[utoipa::path(get, path = "/api/v1/patients/{id}/invoices", tag = "invoices", security(("key" = ["patients:read"])), params(("id" = Uuid, Path), PageQuery), responses(
    (status = 200, description = "A page, the latest first", body = Page<InvoiceBody>),
    (status = 404, description = "No such patient"),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(query): Query<PageQuery>,
) -> Result<AxumJson<Page<InvoiceBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let before: Option<(Timestamp, InvoiceId)> = paging::key(query.cursor.as_deref())?;
    let actor = caller.actor.clone();
    let found = caller
        .db
        .read(move |tx| find::of_patient(tx, &actor, id, before, limit))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "invoice.read", "invoice", None);
    let shown = format!("shown={}", found.len());
    audit::recorded(&state, event.patient(id).detail(shown)).await?;
    let page = Page::cut(found, limit, |b| (b.issued.issued_at, b.issued.id));
    Ok(AxumJson(page.map(|b| InvoiceBody::from(&b))))
}

/// Issue a bill to a patient, in the clinic's currency.
#[utoipa::path(post, path = "/api/v1/patients/{id}/invoices", tag = "invoices", security(("key" = ["patients:write", "manage_billing"])), request_body = NewInvoiceBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "Issued", body = WholeBody),
        (status = 404, description = "No such patient"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn add(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    write: Write<NewInvoiceBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        let new = NewInvoice {
            patient: id,
            lines: body.lines(),
        };
        let made = issue(tx, &actor, &at, &new)?;
        answer(tx, &actor, made, StatusCode::CREATED)
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

fn answer(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: InvoiceId,
    status: StatusCode,
) -> Result<Answer, Error> {
    let found = whole(tx, &actor.scope(), id)?;
    Answer::new(status, &WholeBody::from(&found))
}

/// The clinic's bills of which something is left to pay.
#[utoipa::path(get, path = "/api/v1/open-invoices", tag = "invoices", security(("key" = ["patients:read", "manage_billing"])), params(PageQuery), responses(
    (status = 200, description = "A page, the oldest first", body = Page<InvoiceBody>),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn open(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<PageQuery>,
) -> Result<AxumJson<Page<InvoiceBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<(Timestamp, InvoiceId)> = paging::key(query.cursor.as_deref())?;
    let actor = caller.actor.clone();
    let found = caller
        .db
        .read(move |tx| find::open(tx, &actor, after, limit))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "invoice.list", "invoice", None);
    let shown = format!("shown={}", found.len());
    audit::recorded(&state, event.detail(shown)).await?;
    let page = Page::cut(found, limit, |b| (b.issued.issued_at, b.issued.id));
    Ok(AxumJson(page.map(|b| InvoiceBody::from(&b))))
}

/// One bill.
#[utoipa::path(get, path = "/api/v1/invoices/{id}", tag = "invoices", security(("key" = ["patients:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The bill", body = WholeBody),
    (status = 404, description = "No such bill"),
))]
pub(super) async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<InvoiceId>,
) -> Result<AxumJson<WholeBody>, Error> {
    let scope = caller.actor.scope();
    let found = caller.db.read(move |tx| whole(tx, &scope, id)).await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "invoice.read", "invoice", id.uuid());
    audit::recorded(&state, event.patient(found.bill.issued.patient_id)).await?;
    Ok(AxumJson(WholeBody::from(&found)))
}

/// Write down that all that was left of a bill was paid at the desk.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/payments", tag = "invoices", security(("key" = ["patients:write", "manage_billing"])), request_body = DeskPaymentBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The bill as it is now", body = WholeBody),
        (status = 404, description = "No such bill"),
        (status = 409, description = "Nothing is left to pay"),
        (status = 422, description = "A note that is too long"),
    ))]
pub(super) async fn pay(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<InvoiceId>,
    write: Write<DeskPaymentBody>,
) -> Result<Answer, Error> {
    act_on(caller, state, id, write, |tx, actor, env, id, body| {
        let note = body.note.as_deref().unwrap_or_default();
        desk::paid_at_desk(tx, actor, env, id, note)
    })
    .await
}

/// Void a bill: it need not be paid.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/void", tag = "invoices", security(("key" = ["patients:write", "manage_billing"])), request_body = VoidBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The bill as it is now", body = WholeBody),
        (status = 404, description = "No such bill"),
        (status = 409, description = "It is paid"),
        (status = 422, description = "No reason"),
    ))]
pub(super) async fn void(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<InvoiceId>,
    write: Write<VoidBody>,
) -> Result<Answer, Error> {
    act_on(caller, state, id, write, |tx, actor, env, id, body| {
        desk::void(tx, actor, env, id, &body.reason)
    })
    .await
}

/// Does something with a bill, once for its key, and answers with the bill.
async fn act_on<B: Send + Sync + 'static>(
    caller: ApiCaller,
    state: State,
    id: InvoiceId,
    write: Write<B>,
    deed: impl Fn(&mut db::Tx<'_>, &StaffActor, &Env, InvoiceId, &B) -> Result<(), Error>
    + Send
    + 'static,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        deed(tx, &actor, &at, id, &body)?;
        answer(tx, &actor, id, StatusCode::OK)
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}
