//! Identifiers on the information page.

use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::information::{self, Tab};
use crate::features::patients::{self, Editor, NewIdentifier};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id};

/// An identifier as the page sends it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    kind: String,
    value: String,
}

/// `POST /staff/patients/{id}/identifiers`.
pub(super) async fn add(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    let new = NewIdentifier {
        kind: typed.kind,
        value: typed.value.clone(),
    };
    let done = visit
        .db
        .write(move |tx| patients::add_identifier(tx, &editor, &env, id, &new))
        .await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(Error::Refused(status, refusals)) => {
            let typed = information::Typed {
                identifier: typed.value,
                ..information::Typed::default()
            };
            information::again(
                &visit,
                &state,
                (id, Tab::Demographics),
                typed,
                (status, refusals),
            )
            .await
        }
        Err(error) => Err(error),
    }
}

/// `POST /staff/patients/{id}/identifiers/remove`.
pub(super) async fn remove(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    visit
        .db
        .write(move |tx| {
            let which = NewIdentifier {
                kind: typed.kind.clone(),
                value: typed.value.clone(),
            };
            patients::remove_identifier(tx, &editor, &env, id, &which)
        })
        .await?;
    Ok(back(id))
}

fn back(id: PatientId) -> Response {
    Redirect::to(&format!(
        "/staff/patients/{id}/information?saved=1#identifiers"
    ))
    .into_response()
}
