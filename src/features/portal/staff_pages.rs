//! Staff see whether a patient's sign-in rests, and re-arm it. The chart's **Portal** tab leads here.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::rearm::{self, SignInState};
use crate::features::audit;
use crate::features::patients::{self, Patient};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, StaffPage, html};

/// The routes of this page.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/staff/patients/{patient}/sign-in", get(show))
        .route("/staff/patients/{patient}/rearm", post(rearm_sign_in))
}

#[derive(Template)]
#[template(path = "features/portal/pages/staff_sign_in.html")]
struct SignInPage {
    page: StaffPage,
    patient: Patient,
    standing: SignInState,
    may_rearm: bool,
    now: Timestamp,
}

async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Path(patient): Path<PatientId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (patient, standing) = state
        .db
        .write(move |tx| {
            let found = patients::load(tx, &actor.scope(), patient)?;
            let standing = rearm::sign_in_state(tx, &actor, patient)?;
            let event = audit::Event::new(
                actor.clinic,
                &actor,
                "portal.sign_in_state",
                "patient",
                patient.uuid(),
            );
            audit::record(tx, &env, &event.patient(patient))?;
            Ok::<_, Error>((found, standing))
        })
        .await?;
    let page = SignInPage {
        page: StaffPage::new(&visit, "patients"),
        may_rearm: visit.actor.may(Permission::EditDemographics),
        patient,
        standing,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

async fn rearm_sign_in(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Path(patient): Path<PatientId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    state
        .db
        .write(move |tx| rearm::rearm(tx, &actor, &env, patient))
        .await?;
    Ok(Redirect::to(&format!("/staff/patients/{patient}/sign-in")).into_response())
}
