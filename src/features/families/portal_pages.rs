//! The portal's pages: who can see the patient's messages, and the people somebody cares for, with what they have asked.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::ask::{Wish, ask, ask_to_end, withdraw};
use super::model::{Request, RequestKind, RequestState, WORDS_CHARS};
use super::store::{self, CaredFor};
use crate::features::audit::{self, Event};
use crate::features::kept_forms::{self, Fields, Place};
use crate::features::patients::{self, Link, Relationship};
use crate::features::staff;
use crate::platform::auth::Who::{Portal, PortalTyping};
use crate::platform::auth::{PortalVisit, Scope};
use crate::platform::ids::{AccessRequestId, PatientId, PortalLinkId, PortalUserId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, PortalPage, Query, Refusal, Routes, html, idempotency};

/// Requests shown, the newest first.
const SHOWN: i64 = 20;

/// The portal's routes.
pub fn routes() -> Routes {
    Routes::new()
        .get("/account/readers", Portal, readers)
        .post("/account/readers/end", Portal, end)
        .get("/account/people", Portal, people)
        .post("/account/people", PortalTyping, ask_for)
        .post("/account/people/withdraw", Portal, take_back)
}

type Outcome = (Vec<Refusal>, StatusCode);

const FRESH: Outcome = (Vec::new(), StatusCode::OK);

#[derive(Debug, Default, Deserialize)]
struct Shown {
    #[serde(default)]
    done: String,
}

/// Somebody who can see the messages, as this person is told.
struct Reader {
    link: PortalLinkId,
    /// None: the clinic keeps from the person who it is.
    name: Option<String>,
    relationship: Relationship,
    since: Timestamp,
    until: Option<Timestamp>,
    own: bool,
}

#[derive(Template)]
#[template(path = "features/families/pages/readers.html")]
struct ReadersPage {
    page: PortalPage,
    patient_name: String,
    readers: Vec<Reader>,
    /// The workgroups of the clinic, by name.
    workgroups: Vec<String>,
    /// Whether the person is the patient, who may ask that somebody's access ends.
    is_self: bool,
    done: bool,
    now: Timestamp,
}

/// `GET /account/readers`.
async fn readers(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    readers_page(&visit, &state, !shown.done.is_empty(), FRESH).await
}

async fn readers_page(
    visit: &PortalVisit,
    state: &State,
    done: bool,
    (refusals, status): Outcome,
) -> Result<Response, Error> {
    let (actor, env, now) = (visit.actor.clone(), state.env.clone(), visit.now);
    let (links, workgroups) = visit
        .db
        .write(move |tx| {
            let scope = Scope {
                clinic: actor.clinic,
                portal: None,
            };
            let links = patients::links(tx, &scope, actor.patient)?;
            let workgroups = staff::workgroups(tx, &scope)?;
            let patient = actor.patient.uuid();
            let event = Event::new(actor.clinic, &actor, "portal.readers", "patient", patient);
            audit::record(tx, &env, &event.patient(actor.patient))?;
            Ok::<_, Error>((links, workgroups))
        })
        .await?;
    let actor = &visit.actor;
    let told = |link: Link| Reader {
        own: link.portal_user_id == actor.portal_user,
        name: (actor.is_self
            || !link.hidden_from_others
            || link.portal_user_id == actor.portal_user)
            .then(|| link.name()),
        link: link.id,
        relationship: link.relationship,
        since: link.starts_at,
        until: link.ends_at,
    };
    let page = ReadersPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/account/readers")
        },
        patient_name: visit.patient_name.clone(),
        readers: links
            .into_iter()
            .filter(|l| l.holds(now))
            .map(told)
            .collect(),
        workgroups: workgroups
            .into_iter()
            .filter(|g| g.retired_at.is_none() && g.members > 0)
            .map(|g| g.name)
            .collect(),
        is_self: actor.is_self,
        done,
        now,
    };
    html(status, &page)
}

#[derive(Debug, Deserialize)]
struct EndForm {
    link: PortalLinkId,
    #[serde(default)]
    words: String,
}

/// `POST /account/readers/end`.
async fn end(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<EndForm>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let done = visit
        .db
        .write(move |tx| ask_to_end(tx, &actor, &env, (form.link, &form.words)))
        .await;
    match done {
        Ok(_) => Ok(Redirect::to("/account/readers?done=1").into_response()),
        Err(Error::Refused(status, refusals)) => {
            readers_page(&visit, &state, false, (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AskForm {
    given_name: String,
    family_name: String,
    birth_date: String,
    relationship: String,
    words: String,
    /// The page that it was typed on: the same page asks once, however often it is sent.
    form: String,
    /// Who opened it: what somebody else typed at this browser is theirs.
    person: Option<PortalUserId>,
    /// For whom they were here, to come back to if the session ends.
    patient: Option<PatientId>,
}

impl From<Fields> for AskForm {
    fn from(kept: Fields) -> AskForm {
        AskForm {
            given_name: kept.given_name,
            family_name: kept.family_name,
            birth_date: kept.birth_date,
            relationship: kept.relationship,
            words: kept.words,
            ..AskForm::default()
        }
    }
}

#[derive(Template)]
#[template(path = "features/families/pages/people.html")]
struct PeoplePage {
    page: PortalPage,
    people: Vec<CaredFor>,
    requests: Vec<Request>,
    typed: AskForm,
    /// Whether it was typed before the session ended, and is here again.
    still_here: bool,
    most: usize,
    done: String,
    now: Timestamp,
}

/// `GET /account/people`.
async fn people(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    people_page(&visit, &state, (None, shown.done), FRESH).await
}

async fn people_page(
    visit: &PortalVisit,
    state: &State,
    (typed, done): (Option<AskForm>, String),
    (refusals, status): Outcome,
) -> Result<Response, Error> {
    let (actor, env, fresh) = (visit.actor.clone(), state.env.clone(), typed.is_none());
    let (people, requests, kept) = visit
        .db
        .write(move |tx| {
            let whose = (actor.clinic, actor.portal_user);
            let mut people = store::cared_for(tx, whose, env.now())?;
            people.retain(|p| actor.by_account || p.patient_id == actor.patient);
            let requests = store::requests_of(tx, whose, SHOWN)?;
            let person = actor.portal_user.uuid();
            let event = Event::new(actor.clinic, &actor, "portal.people", "portal_user", person);
            let detail = format!("shown={} requests={}", people.len(), requests.len());
            audit::record(tx, &env, &event.detail(detail))?;
            let kept = match fresh {
                true => kept_forms::kept(tx, &actor.scope(), Place::People)?,
                false => None,
            };
            Ok::<_, Error>((people, requests, kept))
        })
        .await?;
    let still_here = kept.is_some();
    let typed = typed.or(kept.map(AskForm::from)).unwrap_or_default();
    let page = PeoplePage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/account/people")
        },
        people,
        requests,
        typed: AskForm {
            form: match typed.form.is_empty() {
                true => state.env.token(),
                false => typed.form,
            },
            person: Some(visit.actor.portal_user),
            patient: Some(visit.actor.patient),
            ..typed
        },
        still_here,
        most: WORDS_CHARS,
        done: match done.as_str() {
            "asked" | "withdrawn" => done,
            _ => String::new(),
        },
        now: visit.now,
    };
    html(status, &page)
}

/// `POST /account/people`.
async fn ask_for(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Form(form): Form<AskForm>,
) -> Result<Response, Error> {
    let visit = match visit {
        Ok(visit) => visit,
        Err(Error::SignIn(_)) => return Ok(kept_forms::at_sign_in(Place::People)),
        Err(other) => return Err(other),
    };
    if (form.person).is_some_and(|person| person != visit.actor.portal_user) {
        let refusal = Refusal::new("form_of_another_person");
        let refused = (vec![refusal], StatusCode::CONFLICT);
        return people_page(&visit, &state, (None, String::new()), refused).await;
    }
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    let typed = form.clone();
    let done = visit
        .db
        .write(move |tx| {
            let wish = Wish {
                given_name: typed.given_name.clone(),
                family_name: typed.family_name.clone(),
                birth_date: typed.birth_date.clone(),
                relationship: typed.relationship.clone(),
                words: typed.words.clone(),
            };
            let hash = Sha256::digest(format!("{}\0{wish:?}", typed.form)).to_vec();
            let key = format!("access-request:{}", hex::encode(&hash));
            let by = actor.portal_user.uuid();
            if idempotency::first(tx, &env, actor.clinic, by, (&key, &hash))? {
                ask(tx, &actor, &env, &tr, &wish)?;
            }
            kept_forms::sent(tx, &actor.scope(), Place::People)?;
            Ok(())
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/account/people?done=asked").into_response()),
        Err(Error::Refused(status, refusals)) => {
            people_page(
                &visit,
                &state,
                (Some(form), String::new()),
                (refusals, status),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

#[derive(Debug, Deserialize)]
struct TakeBack {
    request: AccessRequestId,
}

/// `POST /account/people/withdraw`.
async fn take_back(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<TakeBack>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let done = visit
        .db
        .write(move |tx| withdraw(tx, &actor, &env, form.request))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/account/people?done=withdrawn").into_response()),
        Err(Error::Refused(status, refusals)) => {
            people_page(&visit, &state, (None, String::new()), (refusals, status)).await
        }
        Err(other) => Err(other),
    }
}
