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
use crate::platform::web::{Error, PortalPage, Query, Refusal, Routes, html};

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
    /// The page to go on to; empty: the messages.
    next: String,
}

impl PeoplePage {
    fn relationship(&self, person: &CaredFor) -> String {
        let key = format!("people-relationship-{}", person.relationship.code());
        self.page.tr.t(key)
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// The pages that one may come from to choose somebody; anything else is no place to go on to.
fn known(next: &str) -> &'static str {
    match next {
        NEW_MESSAGE => NEW_MESSAGE,
        _ => "",
    }
}

const NEW_MESSAGE: &str = "/messages/new";

async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    people_page(&visit, &state, known(&query.next), Ok(())).await
}

async fn people_page(
    visit: &PortalVisit,
    state: &State,
    next: &str,
    outcome: Result<(), Refusal>,
) -> Result<Response, Error> {
    let status = match outcome {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let refusals = outcome.err().into_iter().collect();
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
        next: next.to_owned(),
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct GoForm {
    #[serde(default)]
    patient: String,
    #[serde(default)]
    next: String,
}

async fn go_to(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<GoForm>,
) -> Result<Response, Error> {
    let Ok(to) = form.patient.parse::<PatientId>() else {
        let refusal = Refusal::field("patient", "choice_unknown");
        return people_page(&visit, &state, known(&form.next), Err(refusal)).await;
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
            let to = match known(&form.next) {
                "" => "/messages",
                next => next,
            };
            Ok((headers, Redirect::to(to)).into_response())
        }
        Err(Error::NotFound) => {
            let refusal = Refusal::field("patient", "patient_not_yours");
            people_page(&visit, &state, known(&form.next), Err(refusal)).await
        }
        Err(other) => Err(other),
    }
}
