//! One request: who asks and for whom, the patients it could mean beside it, and the answer.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::families::answer::{Answer, Deed, answer};
use crate::features::families::model::{Request, RequestKind, RequestState, WORDS_CHARS};
use crate::features::families::store;
use crate::features::patients::{self, Hit, Relationship};
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AccessRequestId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Patients shown beside a request.
const CANDIDATES: usize = 8;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    deed: String,
    patient: String,
    relationship: String,
    ends_at: String,
    consent: bool,
    words: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    /// Other words to look for the patient by.
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "features/families/pages/one.html")]
struct RequestPage {
    page: StaffPage,
    request: Request,
    candidates: Vec<Hit>,
    /// The link's person, where the request is that their access ends.
    ends: Option<String>,
    typed: Typed,
    q: String,
    most: usize,
    now: Timestamp,
}

impl RequestPage {
    fn waits(&self) -> bool {
        self.request.state == RequestState::Open
    }
}

/// `GET /staff/access-requests/{request}?q=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AccessRequestId>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    page(
        &visit,
        &state,
        (id, wish.q),
        (None, Vec::new(), StatusCode::OK),
    )
    .await
}

/// `POST /staff/access-requests/{request}`.
pub(super) async fn answer_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<AccessRequestId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (tr, form) = (visit.tr.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| {
            // Whoever may not see the request learns nothing of how the form reads.
            store::request(tx, actor.clinic, id)?;
            let read = read(&form, &tr, id).map_err(Error::refused)?;
            answer(tx, &actor, &env, &read)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/staff/families?done=1").into_response()),
        Err(Error::Refused(status, refusals)) => {
            let shown = (Some(typed), refusals, status);
            page(&visit, &state, (id, String::new()), shown).await
        }
        Err(other) => Err(other),
    }
}

fn read(form: &Typed, tr: &Tr, request: AccessRequestId) -> Result<Answer, Refusal> {
    let deed = Deed::from_code(&form.deed).ok_or(Refusal::new("choice_unknown"))?;
    let relationship = Relationship::from_code(&form.relationship)
        .filter(|r| *r != Relationship::Itself)
        .unwrap_or(Relationship::Guardian);
    let ends_at = match form.ends_at.trim() {
        "" => None,
        typed => Some(
            tr.typed_moment(typed)
                .ok_or(Refusal::field("ends_at", "moment_wrong"))?,
        ),
    };
    Ok(Answer {
        request,
        deed,
        patient: form.patient.parse::<PatientId>().ok(),
        relationship,
        ends_at,
        consent: form.consent,
        words: form.words.clone(),
    })
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    (id, q): (AccessRequestId, String),
    (typed, refusals, status): (Option<Typed>, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, now, wanted) = (visit.actor.clone(), visit.now, q.clone());
    let (request, candidates, ends) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let request = store::request(tx, actor.clinic, id)?;
            let ends = match request.about_link {
                Some(link) => Some(patients::link(tx, &scope, link)?.name()),
                None => None,
            };
            let mut queries = vec![
                request.name(),
                format!("{} {}", request.family_name, request.birth_date),
                format!("{} {}", request.given_name, request.birth_date),
            ];
            if !wanted.trim().is_empty() {
                queries = vec![wanted.clone()];
            }
            let mut found: Vec<Hit> = Vec::new();
            for query in queries
                .iter()
                .filter(|_| request.kind == RequestKind::Access)
            {
                for hit in patients::search(tx, &scope, (query, CANDIDATES), now)? {
                    if found.len() < CANDIDATES && !found.iter().any(|f| f.id == hit.id) {
                        found.push(hit);
                    }
                }
            }
            Ok::<_, Error>((request, found, ends))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "access_request.read",
        "access_request",
        id.uuid(),
    );
    let detail = format!("candidates={}", candidates.len());
    audit::recorded(state, event.detail(detail)).await?;
    let mut frame = StaffPage::new(visit, "families");
    frame.refusals = refusals;
    let page = RequestPage {
        page: frame,
        typed: typed.unwrap_or_else(|| Typed {
            relationship: request.relationship.code().to_owned(),
            ..Typed::default()
        }),
        request,
        candidates,
        ends,
        q,
        most: WORDS_CHARS,
        now,
    };
    html(status, &page)
}
