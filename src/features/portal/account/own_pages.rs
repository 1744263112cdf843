//! The page **Account**: the login, another password, signing out everywhere.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::proof::prove;
use super::{own, store};
use crate::features::portal::passkeys::{self, Row};
use crate::platform::auth::Who::Portal;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, passwords};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Network, PortalPage, Query, Refusal, Routes, html};

/// The routes of one's own account.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account", Portal, show)
        .post("/account/password", Portal, change_password)
        .post("/account/sign-out-everywhere", Portal, everywhere)
}

#[derive(Template)]
#[template(path = "features/portal/pages/account.html")]
struct OwnPage {
    page: PortalPage,
    /// The login; none for who came by a link.
    login: Option<String>,
    has_password: bool,
    /// The passkeys: id, since when, and when last used.
    keys: Vec<Row>,
    /// Whether browsers make passkeys for the portal's address.
    passkeys: bool,
    now: Timestamp,
    saved: bool,
    min: usize,
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    saved: String,
}

async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(query): Query<Shown>,
) -> Result<Response, Error> {
    own_page(
        &state,
        &visit,
        !query.saved.is_empty(),
        Vec::new(),
        StatusCode::OK,
    )
    .await
}

/// The page, with what is in the way.
pub(in crate::features::portal) async fn own_page(
    state: &State,
    visit: &PortalVisit,
    saved: bool,
    refusals: Vec<Refusal>,
    status: StatusCode,
) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let (account, keys) = visit
        .db
        .read(move |tx| {
            let (clinic, person) = (actor.clinic, actor.portal_user);
            if !actor.by_account {
                return Ok((None, Vec::new()));
            }
            let keys = passkeys::passkeys_of(tx, clinic, person)?;
            Ok::<_, db::Error>((store::account(tx, clinic, person)?, keys))
        })
        .await?;
    let page = OwnPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/account")
        },
        has_password: account.as_ref().is_some_and(|a| a.password_hash.is_some()),
        login: account.map(|a| a.login),
        keys,
        passkeys: passkeys::possible(&state.env.config),
        now: visit.now,
        saved,
        min: passwords::MIN_CHARS,
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

async fn change_password(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Error> {
    let about = [visit.name.as_str(), &visit.clinic_name];
    let weak = passwords::weakness(&form.password, &about);
    let (mut refusals, mut status) = (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY);
    // Who signed in with a passkey and has no password yet may set one.
    if let Err(refused) = prove(&state, &visit, &network, ("current", &form.current)).await {
        let Error::Refused(..) = refused else {
            return Err(refused);
        };
        status = refused.status();
        refusals = refused.refusals();
    }
    refusals.extend(weak);
    if !refusals.is_empty() {
        return own_page(&state, &visit, false, refusals, status).await;
    }
    let hash = passwords::hash(&state.env, &form.password).await?;
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let secret = visit
        .db
        .write(move |tx| own::change_password(tx, &env, &actor, &hash))
        .await?;
    let cookie = Cookie::Portal.set(&state.env.config, &secret, None);
    let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((headers, Redirect::to("/account?saved=1")).into_response())
}

async fn everywhere(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| own::sign_out_everywhere(tx, &env, &actor))
        .await?;
    let config = &state.env.config;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, Cookie::Portal.clear(config)),
        (header::SET_COOKIE, Cookie::Visit.clear(config)),
    ]);
    Ok((cookies, Redirect::to("/signed-out")).into_response())
}
