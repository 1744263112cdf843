//! Appointments in the API: a patient's, and what patients asked, with the clinic's answers.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::answer;
use super::api_bodies::{AppointmentBody, NewAppointmentBody, RequestAnswer, RequestBody};
use super::model::RequestState;
use super::{NewAppointment, create, read, store};
use crate::features::audit::{self, Event};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::{AppointmentId, AppointmentRequestId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::Page;
use crate::platform::web::{Error, Id, Query, paging};

/// The API, with its documentation.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(requests))
        .routes(routes!(request))
        .routes(routes!(answer_request))
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

/// A patient's appointments.
#[utoipa::path(get, path = "/api/v1/patients/{id}/appointments", tag = "appointments", security(("key" = ["patients:read"])), params(("id" = Uuid, Path), PageQuery), responses(
    (status = 200, description = "A page, the latest first, whatever the status", body = Page<AppointmentBody>),
    (status = 404, description = "No such patient"),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(query): Query<PageQuery>,
) -> Result<AxumJson<Page<AppointmentBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<(Timestamp, AppointmentId)> = paging::key(query.cursor.as_deref())?;
    let actor = caller.actor.clone();
    let found = caller
        .db
        .read(move |tx| read::of_patient(tx, &actor, id, after, limit))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "appointment.read", "appointment", None);
    let shown = format!("shown={}", found.len());
    audit::recorded(&state, event.patient(id).detail(shown)).await?;
    let page = Page::cut(found, limit, |a| (a.starts_at, a.id));
    Ok(AxumJson(page.map(|a| AppointmentBody::from(&a))))
}

/// Put an appointment into a patient's chart.
#[utoipa::path(post, path = "/api/v1/patients/{id}/appointments", tag = "appointments", security(("key" = ["patients:write"])), request_body = NewAppointmentBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "Created", body = AppointmentBody),
        (status = 404, description = "No such patient"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn add(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    write: Write<NewAppointmentBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        let (starts_at, ends_at) = body.times()?;
        let new = NewAppointment {
            patient: id,
            starts_at,
            ends_at,
            status: body.status.clone().unwrap_or_else(|| "booked".to_owned()),
            description: body.description.clone().unwrap_or_default(),
        };
        let made = create(tx, &actor, &at, &new)?;
        let made = store::find(tx, &actor.scope(), made)?;
        Answer::new(StatusCode::CREATED, &AppointmentBody::from(&made))
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RequestsQuery {
    /// `open` (the clinic's turn, also where left out), `proposed` (the patient's turn) or `taken` (a proposed time was
    /// taken, and staff have yet to note it).
    state: Option<String>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What patients asked about appointments, and has not come to its end.
#[utoipa::path(get, path = "/api/v1/appointment-requests", tag = "appointments", security(("key" = ["messages:read", "send_messages"])), params(RequestsQuery), responses(
    (status = 200, description = "A page, the oldest first", body = Page<RequestBody>),
    (status = 422, description = "An unknown state, limit or cursor"),
))]
pub(super) async fn requests(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<RequestsQuery>,
) -> Result<AxumJson<Page<RequestBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<(Timestamp, AppointmentRequestId)> = paging::key(query.cursor.as_deref())?;
    let wanted = query.state.as_deref().unwrap_or("open");
    let wanted = RequestState::from_code(wanted)
        .filter(|s| s.waits() || *s == RequestState::Taken)
        .ok_or_else(|| {
            Error::refused(crate::platform::web::Refusal::field(
                "state",
                "choice_unknown",
            ))
        })?;
    let actor = caller.actor.clone();
    let found = caller
        .db
        .read(move |tx| read::in_state(tx, &actor, wanted, after, limit))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "appointment_request.list",
        "appointment_request",
        None,
    );
    let shown = format!("shown={}", found.len());
    audit::recorded(&state, event.detail(shown)).await?;
    let page = Page::cut(found, limit, |r| (r.asked_at, r.id));
    Ok(AxumJson(page.map(|r| RequestBody::from(&r))))
}

/// One request.
#[utoipa::path(get, path = "/api/v1/appointment-requests/{id}", tag = "appointments", security(("key" = ["messages:read", "send_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The request", body = RequestBody),
    (status = 404, description = "No such request"),
))]
pub(super) async fn request(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
) -> Result<AxumJson<RequestBody>, Error> {
    let scope = caller.actor.scope();
    let found = caller
        .db
        .read(move |tx| store::request(tx, &scope, id))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "appointment_request.read",
        "appointment_request",
        id.uuid(),
    );
    audit::recorded(&state, event.patient(found.patient_id)).await?;
    Ok(AxumJson(RequestBody::from(&found)))
}

/// Answer a request: the patient's side is told by a message. `note` says that staff have seen a cancellation, or a taken time.
#[utoipa::path(post, path = "/api/v1/appointment-requests/{id}/answer", tag = "appointments", security(("key" = ["messages:write", "send_messages"])), request_body = RequestAnswer,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The request as it is now", body = RequestBody),
        (status = 404, description = "No such request"),
        (status = 409, description = "Somebody was quicker: answered, withdrawn or cancelled"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn answer_request(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<AppointmentRequestId>,
    write: Write<RequestAnswer>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at, tr) = (caller.actor.clone(), env.clone(), caller.tr.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        let scope = actor.scope();
        store::request(tx, &scope, id)?;
        answer(tx, &actor, &at, &tr, &body.answer(id)?)?;
        Answer::new(
            StatusCode::OK,
            &RequestBody::from(&store::request(tx, &scope, id)?),
        )
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}
