//! What somebody was not allowed to do is on record too (M81): who, which route, which method.

use axum::extract::{FromRequestParts as _, MatchedPath, Request, State as AxumState};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::features::audit::{self, Event};
use crate::platform::auth::{ApiCaller, StaffActor, StaffVisit};
use crate::platform::state::State;
use crate::platform::web::Error;

/// Records each request that ends as forbidden, for a member or an API key; if that can't be written, the answer says so.
pub async fn record(AxumState(state): AxumState<State>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut asked = remembered(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::FORBIDDEN {
        return response;
    }
    let Some(actor) = actor(&mut asked, &state).await else {
        return response;
    };
    let route = asked
        .extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let detail = format!("{} {route}", asked.method);
    let env = state.env.clone();
    let event = Event::new(actor.clinic, &actor, "access.denied", "route", None).detail(detail);
    match state
        .db
        .within(actor.clinic)
        .write(move |tx| audit::record(tx, &env, &event))
        .await
    {
        Ok(()) => response,
        Err(error) => Error::from(error).into_response(),
    }
}

/// Who asks and for what: a request's head without its body.
fn remembered(parts: &Parts) -> Parts {
    let (mut head, ()) = axum::http::Request::new(()).into_parts();
    head.method = parts.method.clone();
    head.uri = parts.uri.clone();
    head.headers = parts.headers.clone();
    if let Some(route) = parts.extensions.get::<MatchedPath>() {
        head.extensions.insert(route.clone());
    }
    head
}

async fn actor(asked: &mut Parts, state: &State) -> Option<StaffActor> {
    if let Ok(visit) = StaffVisit::from_request_parts(asked, state).await {
        return Some(visit.actor);
    }
    ApiCaller::from_request_parts(asked, state)
        .await
        .ok()
        .map(|caller| caller.actor)
}
