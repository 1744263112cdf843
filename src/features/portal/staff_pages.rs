//! Staff re-arm a patient's sign-in from the chart's **Portal** tab, which shows how it stands.

use axum::extract::State as AxumState;
use axum::response::{IntoResponse, Redirect, Response};

use super::rearm;
use crate::platform::auth::Permission::EditDemographics;
use crate::platform::auth::StaffVisit;
use crate::platform::auth::Who::May;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id, Routes};

/// `POST /staff/patients/{id}/rearm`.
pub(super) fn routes() -> Routes {
    Routes::new().post(
        "/staff/patients/{id}/rearm",
        May(&[EditDemographics]),
        rearm_sign_in,
    )
}

async fn rearm_sign_in(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(patient): Id<PatientId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    state
        .db
        .write(move |tx| rearm::rearm(tx, &actor, &env, patient))
        .await?;
    let tab = format!("/staff/patients/{patient}/information?tab=portal#sign-in");
    Ok(Redirect::to(&tab).into_response())
}
