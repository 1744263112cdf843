//! The list of drafts, autosave, and discarding.

use askama::Template;
use axum::extract::DefaultBodyLimit;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use super::form::DraftForm;
use super::verbs::{self, Listed};
use crate::features::audit;
use crate::platform::auth::Permission::SendMessages;
use crate::platform::auth::StaffVisit;
use crate::platform::auth::Who::{May, Staff};
use crate::platform::ids::DraftId;
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::text;
use crate::platform::time::{MINUTE, Timestamp};
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Routes, StaffPage, html};

/// Largest form, in bytes: a body at its ceiling (M18) with every character written as `%XX`.
const FORM_BYTES: usize = 48 * 1024 * 1024;

/// Drafts shown on the page.
const SHOWN: i64 = 100;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/drafts", Staff, list)
        .get("/staff/drafts/returned", Staff, returned)
        .post("/staff/drafts/{draft}", May(&[SendMessages]), autosave)
        .post("/staff/drafts/{draft}/discard", Staff, discard)
        .limit(DefaultBodyLimit::max(FORM_BYTES))
}

#[derive(Template)]
#[template(path = "features/drafts/pages/list.html")]
struct ListPage {
    page: StaffPage,
    drafts: Vec<Listed>,
    now: Timestamp,
}

impl ListPage {
    fn subject(&self, draft: &Listed) -> String {
        let subject = draft.content.subject.trim();
        if subject.is_empty() {
            self.page.tr.t("drafts-no-subject")
        } else {
            subject.to_owned()
        }
    }

    fn snippet(&self, draft: &Listed) -> String {
        text::shorten(
            &RichText::stored(draft.content.body_html.clone())
                .plain()
                .replace('\n', " "),
            140,
        )
    }

    fn address(&self, draft: &Listed) -> String {
        format!("/staff/drafts/{}", draft.id)
    }
}

async fn list(visit: StaffVisit, AxumState(state): AxumState<State>) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let drafts = visit
        .db
        .write(move |tx| {
            let drafts = verbs::list(tx, &actor, Timestamp(i64::MAX), SHOWN)?;
            let event = audit::Event::new(actor.clinic, &actor, "draft.list", "draft", None);
            audit::record(tx, &env, &event.detail(format!("shown={}", drafts.len())))?;
            Ok::<_, Error>(drafts)
        })
        .await?;
    html(
        StatusCode::OK,
        &ListPage {
            page: StaffPage::new(&visit, "drafts"),
            drafts,
            now: visit.now,
        },
    )
}

#[derive(Template)]
#[template(path = "features/drafts/pages/returned.html")]
struct Returned {
    page: StaffPage,
    /// Each with the patient's name, where there is one.
    drafts: Vec<(DraftId, Option<String>)>,
}

/// `GET /staff/drafts/returned`: what has just come back unsent, for open pages (M25).
async fn returned(visit: StaffVisit) -> Result<Response, Error> {
    let (actor, since) = (visit.actor.clone(), visit.now.plus(-MINUTE));
    let drafts = visit
        .db
        .read(move |tx| verbs::returned(tx, &actor, since))
        .await?;
    let page = StaffPage::new(&visit, "drafts");
    html(StatusCode::OK, &Returned { page, drafts })
}

async fn autosave(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(draft): Id<DraftId>,
    Form(form): Form<DraftForm>,
) -> Result<Response, Error> {
    if let Some(refusal) = form.over_ceiling(state.env.config.messages.max_body_bytes) {
        return Err(Error::refused(refusal));
    }
    let save = form.save(draft).await;
    let env = state.env.clone();
    let version = visit
        .db
        .write(move |tx| verbs::save(tx, &visit.actor, &env, &save))
        .await?;
    Ok(
        axum::Json(json!({ "id": draft, "version": version, "saved_at": visit.now.0 }))
            .into_response(),
    )
}

async fn discard(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(draft): Id<DraftId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    visit
        .db
        .write(move |tx| verbs::discard(tx, &visit.actor, &env, draft))
        .await?;
    Ok(Redirect::to("/staff/drafts").into_response())
}
