//! Staff re-arm a patient's sign-in from the chart's **Portal** tab, which shows how it stands.

use axum::Router;
use axum::extract::State as AxumState;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;

use super::rearm;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id};

/// `POST /staff/patients/{id}/rearm`.
pub(super) fn routes() -> Router<State> {
    Router::new().route("/staff/patients/{id}/rearm", post(rearm_sign_in))
}

async fn rearm_sign_in(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(patient): Id<PatientId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| rearm::rearm(tx, &actor, &env, patient))
        .await?;
    let tab = format!("/staff/patients/{patient}/information?tab=portal#sign-in");
    Ok(Redirect::to(&tab).into_response())
}
