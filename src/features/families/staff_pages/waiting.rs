//! What waits for staff: requests, and links that reached the clinic's age.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::families::model::{Request, RequestKind};
use crate::features::families::review;
use crate::features::families::store::{self, Invitation, ToReview};
use crate::features::patients::Editor;
use crate::platform::auth::StaffVisit;
use crate::platform::i18n;
use crate::platform::ids::PortalLinkId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Rows of each part.
const SHOWN: i64 = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "features/families/pages/waiting.html")]
struct WaitingPage {
    page: StaffPage,
    requests: Vec<Request>,
    review: Vec<ToReview>,
    invitations: Vec<Invitation>,
    done: bool,
    now: Timestamp,
}

impl WaitingPage {
    fn age(&self, link: &ToReview) -> i16 {
        i18n::age(&link.birth_date, self.now).unwrap_or_default()
    }
}

/// `GET /staff/families`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    page(&visit, &state, !shown.done.is_empty(), Vec::new()).await
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    done: bool,
    refusals: Vec<Refusal>,
) -> Result<Response, Error> {
    let (clinic, now) = (visit.actor.clinic, visit.now);
    let (requests, review, invitations) = visit
        .db
        .read(move |tx| {
            let requests = store::open_requests(tx, clinic, None, SHOWN)?;
            let invitations = store::invitations(tx, clinic, SHOWN)?;
            let review = store::to_review(tx, clinic, now, SHOWN)?;
            Ok::<_, db::Error>((requests, review, invitations))
        })
        .await?;
    let event = Event::new(
        clinic,
        &visit.actor,
        "access_request.list",
        "access_request",
        None,
    );
    let waiting = requests.len() + review.len() + invitations.len();
    audit::recorded(state, event.detail(format!("shown={waiting}"))).await?;
    let status = match refusals.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut frame = StaffPage::new(visit, "families");
    frame.refusals = refusals;
    let page = WaitingPage {
        page: frame,
        requests,
        review,
        invitations,
        done,
        now,
    };
    html(status, &page)
}

/// Until when a link is kept, as the page sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct KeepForm {
    ends_at: String,
}

/// `POST /staff/families/links/{link}/keep`: the link goes on, until a day or as it is.
pub(super) async fn keep(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(link): Id<PortalLinkId>,
    Form(form): Form<KeepForm>,
) -> Result<Response, Error> {
    let (editor, env, tr) = (
        Editor::of(&visit.actor)?,
        state.env.clone(),
        visit.tr.clone(),
    );
    let done = visit
        .db
        .write(move |tx| {
            let until = match form.ends_at.trim() {
                "" => None,
                typed => Some(
                    tr.typed_moment(typed)
                        .ok_or(Error::refused(Refusal::new("link_keep_until")))?,
                ),
            };
            review::keep(tx, &editor, &env, (link, until))
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/staff/families?done=1").into_response()),
        Err(Error::Refused(_, refusals)) => page(&visit, &state, false, refusals).await,
        Err(other) => Err(other),
    }
}

/// `POST /staff/families/links/{link}/revoke`: the link ends.
pub(super) async fn end(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(link): Id<PortalLinkId>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    visit
        .db
        .write(move |tx| review::end(tx, &editor, &env, link))
        .await?;
    Ok(Redirect::to("/staff/families?done=1").into_response())
}
