//! Registrations in the API: who waits, and the clinic's decisions.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api_bodies::{DecisionBody, RegistrationBody};
use super::decide::decide;
use super::model::RegistrationState;
use super::read;
use crate::features::audit::{self, Event};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::RegistrationId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::Page;
use crate::platform::web::{Error, Id, Query, Refusal, paging};

/// The API, with its documentation.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(decision))
}

/// Which registrations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// `waiting` (also where left out), `accepted`, `matched` or `refused`.
    state: Option<String>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// People who registered as patients.
#[utoipa::path(get, path = "/api/v1/registrations", tag = "registrations", security(("key" = ["patients:read", "edit_demographics"])), params(ListQuery), responses(
    (status = 200, description = "A page, the oldest first", body = Page<RegistrationBody>),
    (status = 422, description = "An unknown state, limit or cursor"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<RegistrationBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<(Timestamp, RegistrationId)> = paging::key(query.cursor.as_deref())?;
    let wanted = query.state.as_deref().unwrap_or("waiting");
    let wanted = RegistrationState::from_code(wanted)
        .filter(|s| *s != RegistrationState::Unconfirmed)
        .ok_or_else(|| Error::refused(Refusal::field("state", "choice_unknown")))?;
    let actor = caller.actor.clone();
    let found = caller
        .db
        .read(move |tx| read::in_state(tx, &actor, wanted, after, limit))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "registration.list",
        "registration",
        None,
    );
    let shown = format!("shown={}", found.len());
    audit::recorded(&state, event.detail(shown)).await?;
    let place = |b: &read::Beside| (b.registration.created_at, b.registration.id);
    let page = Page::cut(found, limit, place);
    Ok(AxumJson(page.map(|b| RegistrationBody::from(&b))))
}

/// One registration, with the patients who could be the same person.
#[utoipa::path(get, path = "/api/v1/registrations/{id}", tag = "registrations", security(("key" = ["patients:read", "edit_demographics"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The registration", body = RegistrationBody),
    (status = 404, description = "No such registration, or its code was never entered"),
))]
pub(super) async fn one(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<RegistrationId>,
) -> Result<AxumJson<RegistrationBody>, Error> {
    let actor = caller.actor.clone();
    let found = caller.db.read(move |tx| read::one(tx, &actor, id)).await?;
    let actor = &caller.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "registration.read",
        "registration",
        id.uuid(),
    );
    for likely in &found.likely {
        audit::recorded(&state, event.clone().patient(likely.patient.id)).await?;
    }
    audit::recorded(&state, event).await?;
    Ok(AxumJson(RegistrationBody::from(&found)))
}

/// Decide about a registration: take the person as a new patient, match them with one on file, or refuse. The person is told
/// in their language.
#[utoipa::path(post, path = "/api/v1/registrations/{id}/decision", tag = "registrations", security(("key" = ["patients:write", "edit_demographics"])), request_body = DecisionBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The registration as it is now", body = RegistrationBody),
        (status = 404, description = "No such registration or patient"),
        (status = 409, description = "Somebody else has decided"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn decision(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<RegistrationId>,
    write: Write<DecisionBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at, tr) = (caller.actor.clone(), env.clone(), caller.tr.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        read::one(tx, &actor, id)?;
        decide(tx, &actor, &at, &tr, &body.decision(id)?)?;
        let now = read::one(tx, &actor, id)?;
        Answer::new(StatusCode::OK, &RegistrationBody::from(&now))
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}
