//! Whom one is here for: the patients whom the person reads for, and going from one to another.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::people;
use super::store::CaredFor;
use crate::features::audit;
use crate::features::conversations::Typing;
use crate::platform::auth::Who::Portal;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, Scope};
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
    /// Whether that page is a conversation about somebody else than the person is here for.
    of_another: bool,
    /// Whether an answer to it was kept.
    kept: bool,
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
    #[serde(default)]
    kept: String,
}

/// The pages that one may come from to choose somebody; anything else is no place to go on to.
fn known(next: &str) -> String {
    match (next, Typing::at(next)) {
        (NEW_MESSAGE, _) => NEW_MESSAGE.to_owned(),
        (_, Some(reply @ Typing::Reply(_))) => reply.path(),
        _ => String::new(),
    }
}

const NEW_MESSAGE: &str = "/messages/new";

async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    people_page(&visit, &state, &query, Ok(())).await
}

async fn people_page(
    visit: &PortalVisit,
    state: &State,
    to: &Next,
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
        next: known(&to.next),
        of_another: Typing::at(&to.next).is_some(),
        kept: !to.kept.is_empty(),
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct GoForm {
    #[serde(default)]
    patient: String,
    #[serde(flatten)]
    to: Next,
}

async fn go_to(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<GoForm>,
) -> Result<Response, Error> {
    let Ok(to) = form.patient.parse::<PatientId>() else {
        let refusal = Refusal::field("patient", "choice_unknown");
        return people_page(&visit, &state, &form.to, Err(refusal)).await;
    };
    let (actor, env, next) = (visit.actor.clone(), state.env.clone(), known(&form.to.next));
    let switched = visit
        .db
        .write(move |tx| {
            let stays = people::browser_keeps(tx, &actor, &env)?;
            let secret = people::switch(tx, &env, &actor, to)?;
            let scope = Scope {
                clinic: actor.clinic,
                portal: Some((actor.portal_user, to)),
            };
            let page = match Typing::at(&next) {
                Some(reply) if !reply.belongs_to(tx, &scope)? => String::new(),
                _ => next.clone(),
            };
            Ok::<_, Error>((secret, stays, page))
        })
        .await;
    match switched {
        Ok((secret, max_age, page)) => {
            let cookie = Cookie::Portal.set(&state.env.config, &secret, max_age);
            let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
            let to = match page.as_str() {
                "" => "/messages",
                page => page,
            };
            Ok((headers, Redirect::to(to)).into_response())
        }
        Err(Error::NotFound) => {
            let refusal = Refusal::field("patient", "patient_not_yours");
            people_page(&visit, &state, &form.to, Err(refusal)).await
        }
        Err(other) => Err(other),
    }
}
