//! The page where the account is made, between the proof of who one is and the message (M9).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enter::Coming;
use super::model::login;
use super::sign_in_pages::go;
use super::{create, join, store};
use crate::features::patients;
use crate::features::portal::back::Back;
use crate::features::portal::passkeys;
use crate::features::settings;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, ProvenVisit, passwords, sessions};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Network, PublicPage, Query, Refusal, Routes, html};

/// The routes of making an account.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account/new", Anyone, show)
        .post("/account/new", Anyone, make)
        .post("/account/join", Anyone, join_mine)
}

#[derive(Template)]
#[template(path = "features/portal/pages/account_new.html")]
struct NewPage {
    page: PublicPage,
    asked: Asked,
    stay_days: i64,
    /// Whether browsers make passkeys for the portal's address.
    passkeys: bool,
    min: usize,
    /// Whether somebody is invited, who may have an account already.
    joins: bool,
}

/// What is asked for with a new account, whichever way it is entered.
#[derive(Debug, Clone, Default)]
pub(in crate::features::portal) struct Asked {
    /// The login as it was typed.
    pub(in crate::features::portal) login: String,
    /// Whether this browser is to stay signed in.
    pub(in crate::features::portal) stay: bool,
    /// The page to come back to.
    pub(in crate::features::portal) back: String,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// Who may make an account here: whoever has proven who they are, where one is needed and they did not come by it. Else
/// where to go.
#[expect(clippy::result_large_err, reason = "the other way is an answer")]
pub(in crate::features::portal) fn maker(
    proven: Result<ProvenVisit, Error>,
) -> Result<PortalVisit, Response> {
    let Ok(proven) = proven else {
        return Err(Redirect::to("/sign-in").into_response());
    };
    if !proven.needs_account || proven.visit.actor.by_account {
        return Err(Redirect::to("/messages").into_response());
    }
    Ok(proven.visit)
}

/// Where somebody goes with the account they make.
pub(in crate::features::portal) fn coming(
    state: &State,
    headers: &HeaderMap,
    visit: &PortalVisit,
    asked: &Asked,
) -> Coming {
    Coming {
        back: Back::at(&asked.back),
        stay: asked.stay,
        patient: Some(visit.actor.patient),
        old_session: Cookie::Portal
            .read(&state.env.config, headers)
            .map(|secret| sessions::token_hash(&state.env, &secret)),
        ..Coming::default()
    }
}

async fn show(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    let visit = match maker(proven) {
        Ok(visit) => visit,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let actor = visit.actor.clone();
    let (has, user) = visit
        .db
        .read(move |tx| {
            Ok::<_, db::Error>((
                store::account(tx, actor.clinic, actor.portal_user)?.is_some(),
                patients::portal_user(tx, actor.clinic, actor.portal_user)?,
            ))
        })
        .await?;
    if has {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let asked = Asked {
        login: user.email.or(user.mobile).unwrap_or_default(),
        stay: false,
        back: query.next,
    };
    shown(&state, &visit, asked, Vec::new(), StatusCode::OK).await
}

/// The page, with what was asked for and what is in the way.
pub(in crate::features::portal) async fn shown(
    state: &State,
    visit: &PortalVisit,
    asked: Asked,
    refusals: Vec<Refusal>,
    status: StatusCode,
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (settings, joins) = visit
        .db
        .read(move |tx| {
            let joins = join::invited(tx, &actor, now)?.is_some();
            Ok::<_, db::Error>((settings::load(tx, actor.clinic)?, joins))
        })
        .await?;
    let page = NewPage {
        page: PublicPage {
            tr: visit.tr.clone(),
            clinic: visit.clinic_name.clone(),
            look: visit.look.clone(),
            refusals,
        },
        asked,
        stay_days: settings.stay_signed_in_days,
        passkeys: passkeys::possible(&state.env.config),
        min: passwords::MIN_CHARS,
        joins,
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct NewForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    stay: bool,
    #[serde(default)]
    back: String,
}

async fn make(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
    headers: HeaderMap,
    Form(form): Form<NewForm>,
) -> Result<Response, Error> {
    let visit = match maker(proven) {
        Ok(visit) => visit,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let login = login(&form.login);
    let about = [
        visit.name.as_str(),
        &visit.clinic_name,
        &visit.patient_name,
        &form.login,
    ];
    let weak = passwords::weakness(&form.password, &about);
    let asked = Asked {
        login: form.login,
        stay: form.stay,
        back: form.back,
    };
    let made = match (login, weak) {
        (Ok(login), None) => {
            let hash = passwords::hash(&state.env, &form.password).await?;
            let coming = coming(&state, &headers, &visit, &asked);
            let (actor, env) = (visit.actor.clone(), state.env.clone());
            let write = move |tx: &mut db::Tx<'_>| {
                create::create(tx, &env, &actor, (&login, Some(&hash)), &coming)
            };
            visit.db.write(write).await
        }
        (login, weak) => Err(Error::all_refused(
            login.err().into_iter().chain(weak).collect(),
        )),
    };
    match made {
        Ok(entered) => Ok(go(&state, &entered)),
        Err(error @ Error::Refused(..)) => {
            shown(&state, &visit, asked, error.refusals(), error.status()).await
        }
        Err(other) => Err(other),
    }
}

#[derive(Deserialize)]
struct JoinForm {
    #[serde(default)]
    join_login: String,
    #[serde(default)]
    join_password: String,
}

/// `POST /account/join`: the patient of an invitation comes to an account that there is.
async fn join_mine(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<JoinForm>,
) -> Result<Response, Error> {
    let visit = match maker(proven) {
        Ok(visit) => visit,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let coming = coming(&state, &headers, &visit, &Asked::default());
    let joined = match login(&form.join_login) {
        Ok(login) => {
            let typed = (login.as_str(), form.join_password.as_str());
            join::join(&state, &visit.actor, typed, (&network, coming)).await
        }
        Err(mut wrong) => {
            wrong.field = Some("join_login");
            Err(Error::refused(wrong))
        }
    };
    match joined {
        Ok(entered) => Ok(go(&state, &entered)),
        Err(error @ Error::Refused(..)) => {
            let asked = Asked {
                login: form.join_login,
                ..Asked::default()
            };
            shown(&state, &visit, asked, error.refusals(), error.status()).await
        }
        Err(other) => Err(other),
    }
}
