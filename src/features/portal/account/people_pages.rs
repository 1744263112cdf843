//! Whom one is here for: the patients whom the person reads for, and going from one to another.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::people;
use super::store::CaredFor;
use crate::features::audit;
use crate::platform::auth::PortalVisit;
use crate::platform::auth::Who::Portal;
use crate::platform::auth::cookies::Cookie;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, PortalPage, Refusal, Routes, html};

/// The routes of going from one patient to another.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people", Portal, show)
        .post("/people", Portal, go_to)
}

#[derive(Template)]
#[template(path = "features/portal/pages/people.html")]
struct PeoplePage {
    page: PortalPage,
    people: Vec<CaredFor>,
    current: PatientId,
}

impl PeoplePage {
    fn relationship(&self, person: &CaredFor) -> String {
        let key = format!("people-relationship-{}", person.relationship.code());
        self.page.tr.t(key)
    }
}

async fn show(visit: PortalVisit, AxumState(state): AxumState<State>) -> Result<Response, Error> {
    people_page(&visit, &state, Vec::new(), StatusCode::OK).await
}

async fn people_page(
    visit: &PortalVisit,
    state: &State,
    refusals: Vec<Refusal>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let people = visit
        .db
        .write(move |tx| {
            let people = people::patients_of(tx, &actor, &env)?;
            let person = actor.portal_user.uuid();
            let event =
                audit::Event::new(actor.clinic, &actor, "portal.people", "portal_user", person);
            audit::record(tx, &env, &event.detail(format!("shown={}", people.len())))?;
            Ok::<_, Error>(people)
        })
        .await?;
    let page = PeoplePage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/people")
        },
        people,
        current: visit.actor.patient,
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct GoForm {
    #[serde(default)]
    patient: String,
}

async fn go_to(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<GoForm>,
) -> Result<Response, Error> {
    let Ok(to) = form.patient.parse::<PatientId>() else {
        let refusal = Refusal::field("patient", "choice_unknown");
        return people_page(
            &visit,
            &state,
            vec![refusal],
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    };
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let switched = visit
        .db
        .write(move |tx| {
            let stays = people::browser_keeps(tx, &actor, &env)?;
            Ok::<_, Error>((people::switch(tx, &env, &actor, to)?, stays))
        })
        .await;
    match switched {
        Ok((secret, max_age)) => {
            let cookie = Cookie::Portal.set(&state.env.config, &secret, max_age);
            let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
            Ok((headers, Redirect::to("/messages")).into_response())
        }
        Err(Error::NotFound) => {
            let refusal = Refusal::field("patient", "patient_not_yours");
            people_page(
                &visit,
                &state,
                vec![refusal],
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(other) => Err(other),
    }
}
