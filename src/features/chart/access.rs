//! The patient's own switch (M58).

use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::patients::{self, Editor};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id};

/// What the switch sends.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Access {
    /// An unticked switch sends nothing.
    #[serde(default)]
    access: bool,
}

/// `POST /staff/patients/{id}/access`.
pub(super) async fn switch(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(form): Form<Access>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    visit
        .db
        .write(move |tx| patients::set_access(tx, &editor, &env, id, form.access))
        .await?;
    Ok(back(id))
}

/// Back to the portal tab, which shows how things stand now.
pub(super) fn back(id: PatientId) -> Response {
    Redirect::to(&format!(
        "/staff/patients/{id}/information?tab=portal&saved=1"
    ))
    .into_response()
}
