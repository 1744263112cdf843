//! The page of API keys.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::model::{ApiKey, NewApiKey};
use super::verbs;
use crate::features::{audit, staff};
use crate::platform::auth::{ApiScope, StaffVisit};
use crate::platform::ids::{ApiKeyId, StaffId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, StaffPage, html};

#[derive(Template)]
#[template(path = "features/api_keys/pages/keys.html")]
struct KeysPage {
    page: StaffPage,
    keys: Vec<ApiKey>,
    members: Vec<(StaffId, String)>,
    typed: Typed,
    secret: Option<String>,
    now: Timestamp,
}

/// What the form carries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    staff_id: Uuid,
    scopes: Vec<String>,
}

impl KeysPage {
    fn scopes(&self) -> &'static [ApiScope] {
        ApiScope::ALL
    }

    fn ticked(&self, scope: &ApiScope) -> bool {
        self.typed.scopes.iter().any(|s| s == scope.code())
    }

    fn chosen(&self, id: &StaffId) -> bool {
        self.typed.staff_id == id.uuid()
    }
}

/// `GET /staff/api-keys`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    render(
        &visit,
        &state,
        StaffPage::new(&visit, "api-keys"),
        Typed::default(),
        None,
        StatusCode::OK,
    )
    .await
}

/// `POST /staff/api-keys`: shows the secret of the new key, once.
pub(super) async fn create(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let new = NewApiKey {
        name: typed.name.clone(),
        staff: typed.staff_id.into(),
        scopes: typed
            .scopes
            .iter()
            .filter_map(|s| verbs::scope(s))
            .collect(),
    };
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let mut page = StaffPage::new(&visit, "api-keys");
    match state
        .db
        .write(move |tx| verbs::create(tx, &actor, &env, &new))
        .await
    {
        Ok((_, secret)) => {
            render(
                &visit,
                &state,
                page,
                Typed::default(),
                Some(secret),
                StatusCode::CREATED,
            )
            .await
        }
        Err(Error::Refused(status, refusals)) => {
            page.refusals = refusals;
            render(&visit, &state, page, typed, None, status).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/api-keys/{key}/revoke`.
pub(super) async fn revoke(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(key): Id<ApiKeyId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    state
        .db
        .write(move |tx| verbs::revoke(tx, &visit.actor, &env, key))
        .await?;
    Ok(Redirect::to("/staff/api-keys").into_response())
}

async fn render(
    visit: &StaffVisit,
    state: &State,
    page: StaffPage,
    typed: Typed,
    secret: Option<String>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (keys, members) = state
        .db
        .write(move |tx| {
            let keys = verbs::list(tx, &actor)?;
            let members = staff::members(tx, &actor.scope())?
                .into_iter()
                .filter(|m| m.is_active());
            let members = members.map(|m| (m.id, m.display_name)).collect();
            audit::record(
                tx,
                &env,
                &audit::Event::new(actor.clinic, &actor, "api_key.list", "api_key", None),
            )?;
            Ok::<_, Error>((keys, members))
        })
        .await?;
    html(
        status,
        &KeysPage {
            page,
            keys,
            members,
            typed,
            secret,
            now: visit.now,
        },
    )
}
