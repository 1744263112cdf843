//! One template: writing it, changing it, reading its versions, retiring it and bringing it back.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::whose;
use crate::features::audit::{self, Event};
use crate::features::message_templates::fields::Field;
use crate::features::message_templates::find::{self, Named, Reach};
use crate::features::message_templates::model::{
    FOLDER_CHARS, NAME_CHARS, SUBJECT_CHARS, Version, Wording,
};
use crate::features::message_templates::{save as verbs, store};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::MessageTemplateId;
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    owner: String,
    name: String,
    folder: String,
    subject: String,
    body: String,
    body_html: Option<String>,
}

impl Typed {
    async fn wording(&self) -> Wording {
        let body = match &self.body_html {
            Some(html) => RichText::sanitised(html.clone()).await,
            None => RichText::from_plain(&self.body),
        };
        Wording {
            name: self.name.clone(),
            folder: self.folder.clone(),
            subject: self.subject.clone(),
            body,
        }
    }
}

/// Which version is read.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    version: Option<i64>,
    #[serde(default)]
    saved: Option<u8>,
}

/// A template as it is stored.
struct Stored {
    id: MessageTemplateId,
    /// Whose it is, in words.
    whose: String,
    current: i64,
    retired: bool,
    may_change: bool,
    versions: Vec<(i64, String, Timestamp)>,
    /// An earlier version that is read.
    earlier: Option<Version>,
}

#[derive(Template)]
#[template(path = "features/message_templates/pages/edit.html")]
struct EditPage {
    page: StaffPage,
    stored: Option<Stored>,
    /// The owners to choose among, for a new one: value, label.
    owners: Vec<(String, String)>,
    folders: Vec<String>,
    typed: Typed,
    body_html: String,
    just_saved: bool,
    now: Timestamp,
}

impl EditPage {
    fn fields(&self) -> &'static [Field] {
        Field::ALL
    }

    fn may_change(&self) -> bool {
        self.stored
            .as_ref()
            .is_none_or(|s| s.may_change && !s.retired && s.earlier.is_none())
    }

    fn longest(&self) -> (usize, usize, usize) {
        (NAME_CHARS, FOLDER_CHARS, SUBJECT_CHARS)
    }
}

/// `GET /staff/templates/new`.
pub(super) async fn blank(visit: StaffVisit) -> Result<Response, Error> {
    let typed = Typed {
        owner: "own".to_owned(),
        ..Typed::default()
    };
    new_page(&visit, typed, String::new(), Ok(())).await
}

/// `POST /staff/templates`.
pub(super) async fn create(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let wording = typed.wording().await;
    let (actor, env, kept, owner) = (
        visit.actor.clone(),
        state.env.clone(),
        wording.clone(),
        typed.owner.clone(),
    );
    let created = visit
        .db
        .write(move |tx| verbs::create(tx, &actor, &env, &owner, &kept))
        .await;
    match created {
        Ok(id) => Ok(Redirect::to(&format!("/staff/templates/{id}?saved=1")).into_response()),
        Err(refused) => {
            let body = wording.body.html().to_owned();
            new_page(&visit, typed, body, Err(refused)).await
        }
    }
}

/// `GET /staff/templates/{template}?version=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    stored_page(&visit, &state, id, (None, shown), Ok(())).await
}

/// `POST /staff/templates/{template}`.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let wording = typed.wording().await;
    let (actor, env, kept, before) = (
        visit.actor.clone(),
        state.env.clone(),
        wording.clone(),
        typed.version,
    );
    let saved = visit
        .db
        .write(move |tx| verbs::save(tx, &actor, &env, (id, before), &kept))
        .await;
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("/staff/templates/{id}?saved=1")).into_response()),
        Err(refused) => {
            let body = wording.body.html().to_owned();
            let shown = Shown {
                version: None,
                saved: None,
            };
            stored_page(
                &visit,
                &state,
                id,
                (Some((typed, body)), shown),
                Err(refused),
            )
            .await
        }
    }
}

/// `POST /staff/templates/{template}/retire`.
pub(super) async fn retire(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
) -> Result<Redirect, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| verbs::retire(tx, &actor, &env, id))
        .await?;
    Ok(Redirect::to("/staff/templates"))
}

/// `POST /staff/templates/{template}/bring-back`.
pub(super) async fn bring_back(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
) -> Result<Redirect, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| verbs::bring_back(tx, &actor, &env, id))
        .await?;
    Ok(Redirect::to(&format!("/staff/templates/{id}")))
}

async fn new_page(
    visit: &StaffVisit,
    typed: Typed,
    body_html: String,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = outcome_of(outcome)?;
    let actor = visit.actor.clone();
    let (owners, folders) = visit
        .db
        .read(move |tx| {
            let owners = find::owners(tx, &actor, Reach::Managed)?;
            let folders = known_folders(&find::list(tx, &actor, &owners, "")?);
            let mine: Vec<Named> = owners
                .into_iter()
                .filter(|named| named.owner.changed_by(&actor))
                .collect();
            Ok::<_, Error>((mine, folders))
        })
        .await?;
    let mut page = StaffPage::new(visit, "templates");
    page.refusals = refusals;
    let owners = owners
        .iter()
        .map(|named| {
            let label = whose(named.owner, &owners, &visit.tr);
            (named.owner.typed(), label)
        })
        .collect();
    let page = EditPage {
        page,
        stored: None,
        owners,
        folders,
        typed,
        body_html,
        just_saved: false,
        now: visit.now,
    };
    html(status, &page)
}

async fn stored_page(
    visit: &StaffVisit,
    state: &State,
    id: MessageTemplateId,
    (typed, shown): (Option<(Typed, String)>, Shown),
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = outcome_of(outcome)?;
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    let wanted = shown.version;
    let (stored, current, folders) = visit
        .db
        .write(move |tx| {
            let owners = find::owners(tx, &actor, Reach::Managed)?;
            let head = find::head(tx, &actor, Reach::Managed, id)?;
            let current = store::version(tx, actor.clinic, id, head.version)?;
            let earlier = match wanted.filter(|v| *v != head.version) {
                Some(version) => Some(store::version(tx, actor.clinic, id, version)?),
                None => None,
            };
            let stored = Stored {
                id,
                whose: whose(head.owner(), &owners, &tr),
                current: head.version,
                retired: head.retired_at.is_some(),
                may_change: head.owner().changed_by(&actor),
                versions: store::versions(tx, actor.clinic, id)?,
                earlier,
            };
            let folders = known_folders(&find::list(tx, &actor, &owners, "")?);
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.read",
                "message_template",
                id.uuid(),
            );
            audit::record(tx, &env, &event)?;
            Ok::<_, Error>((stored, current, folders))
        })
        .await?;
    let mut page = StaffPage::new(visit, "templates");
    page.refusals = refusals;
    // What was typed is shown with the version it was typed over: saving again meets the same conflict until it is read.
    let (typed, body_html) = typed.unwrap_or_else(|| {
        let typed = Typed {
            version: current.version,
            name: current.name,
            folder: current.folder,
            subject: current.subject,
            ..Typed::default()
        };
        (typed, current.body_html)
    });
    let page = EditPage {
        page,
        stored: Some(stored),
        owners: Vec::new(),
        folders,
        typed,
        body_html,
        just_saved: shown.saved.is_some(),
        now: visit.now,
    };
    html(status, &page)
}

/// The folders there are, each once.
fn known_folders(heads: &[crate::features::message_templates::Head]) -> Vec<String> {
    let mut folders: Vec<String> = heads.iter().map(|h| h.folder.clone()).collect();
    folders.retain(|folder| !folder.is_empty());
    folders.dedup();
    folders
}

fn outcome_of(outcome: Result<(), Error>) -> Result<(StatusCode, Vec<Refusal>), Error> {
    match outcome {
        Ok(()) => Ok((StatusCode::OK, Vec::new())),
        Err(Error::Refused(status, refusals)) => Ok((status, refusals)),
        Err(other) => Err(other),
    }
}
