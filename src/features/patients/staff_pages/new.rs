//! A new patient.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::super::create::{NewPatient, create};
use super::super::editor::Editor;
use super::super::form::PatientForm;
use super::super::store::patients::{IdentifierKind, identifier_kinds};
use crate::features::settings;
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Refusal, StaffPage, html};

#[derive(Template)]
#[template(path = "features/patients/pages/new.html")]
struct NewPage {
    page: StaffPage,
    form: PatientForm,
    kinds: Vec<IdentifierKind>,
}

/// `GET /staff/patients/new`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let preset = state.db.read(move |tx| settings::load(tx, clinic)).await?;
    let form = PatientForm {
        access: preset.accessible_to_new_patients,
        language: Some(visit.tr.language().to_owned()),
        ..PatientForm::default()
    };
    render(&visit, &state, form, (StatusCode::OK, Vec::new())).await
}

/// `POST /staff/patients/new`.
pub(super) async fn create_patient(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<PatientForm>,
) -> Result<Response, Error> {
    let editor = Editor::of(&visit.actor)?;
    let (env, typed) = (state.env.clone(), form.clone());
    let done = state
        .db
        .write(move |tx| {
            let new = NewPatient {
                demographics: typed.demographics().map_err(Error::all_refused)?,
                portal_access: Some(typed.access),
                own_access: match typed.own_access.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                identifiers: typed.identifiers(),
                source_key: None,
            };
            create(tx, &editor, &env, &new)
        })
        .await;
    match done {
        Ok(id) => Ok(Redirect::to(&format!("/staff/patients/{id}")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            render(&visit, &state, form, (status, refusals)).await
        }
        Err(error) => Err(error),
    }
}

async fn render(
    visit: &StaffVisit,
    state: &State,
    form: PatientForm,
    (status, refusals): (StatusCode, Vec<Refusal>),
) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let kinds = state
        .db
        .read(move |tx| identifier_kinds(tx, clinic))
        .await?;
    let mut page = StaffPage::new(visit, "patients");
    page.refusals = refusals;
    html(status, &NewPage { page, form, kinds })
}
