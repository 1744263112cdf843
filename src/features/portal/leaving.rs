//! Staying a little longer, and leaving.

use axum::extract::State as AxumState;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde_json::json;

use super::{page, sign_in, store};
use crate::platform::auth::Who::{Anyone, Portal};
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, sessions};
use crate::platform::state::State;
use crate::platform::web::{Error, Routes};

/// The routes of signed-in people who stay or leave.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/session", Portal, extend)
        .post("/sign-out", Anyone, sign_out)
        .get("/signed-out", Anyone, signed_out)
}

/// Ends the session; the browser forgets the link too, so that the next person at it starts from nothing.
async fn sign_out(
    AxumState(state): AxumState<State>,
    visit: Result<PortalVisit, Error>,
) -> Result<Response, Error> {
    if let Ok(visit) = visit {
        let (actor, env) = (visit.actor, state.env.clone());
        state
            .db
            .write(move |tx| sign_in::sign_out(tx, &env, &actor))
            .await?;
    }
    let config = &state.env.config;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, Cookie::Portal.clear(config)),
        (header::SET_COOKIE, Cookie::Visit.clear(config)),
    ]);
    Ok((cookies, Redirect::to("/signed-out")).into_response())
}

async fn signed_out(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    page::signed_out(page::words(&state, &headers, None))
}

/// Goes on with the session: answers how many seconds it has from now.
async fn extend(AxumState(state): AxumState<State>, visit: PortalVisit) -> Result<Response, Error> {
    let (actor, now) = (visit.actor, state.env.now());
    let ends = state
        .db
        .write(move |tx| {
            sessions::touch(tx, actor.clinic, actor.session, now)?;
            store::session_end(tx, actor.clinic, actor.session)
        })
        .await?;
    let seconds = ends.since(now).max(0) / 1_000;
    Ok(axum::Json(json!({ "seconds": seconds })).into_response())
}
