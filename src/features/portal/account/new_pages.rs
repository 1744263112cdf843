//! The page where the account is made, between the proof of who one is and the message (M9).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enter::Coming;
use super::model::login;
use super::sign_in_pages::go;
use super::{create, store};
use crate::features::patients;
use crate::features::portal::page;
use crate::features::settings;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, ProvenVisit, passwords, sessions};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, PublicPage, Query, Refusal, Routes, html};

/// The routes of making an account.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account/new", Anyone, show)
        .post("/account/new", Anyone, make)
}

#[derive(Template)]
#[template(path = "features/portal/pages/account_new.html")]
struct NewPage {
    page: PublicPage,
    login: String,
    stay: bool,
    stay_days: i64,
    back: String,
    min: usize,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// Who may make an account here: whoever has proven who they are, where one is needed, and has none. Else where to go.
async fn maker(proven: Result<ProvenVisit, Error>) -> Result<PortalVisit, Response> {
    let Ok(proven) = proven else {
        return Err(Redirect::to("/sign-in").into_response());
    };
    if !proven.needs_account || proven.visit.actor.by_account {
        return Err(Redirect::to("/messages").into_response());
    }
    Ok(proven.visit)
}

async fn show(
    proven: Result<ProvenVisit, Error>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    let visit = match maker(proven).await {
        Ok(visit) => visit,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let actor = visit.actor.clone();
    let (has, user, stay_days) = visit
        .db
        .read(move |tx| {
            Ok::<_, db::Error>((
                store::account(tx, actor.clinic, actor.portal_user)?.is_some(),
                patients::portal_user(tx, actor.clinic, actor.portal_user)?,
                settings::load(tx, actor.clinic)?.stay_signed_in_days,
            ))
        })
        .await?;
    if has {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let page = NewPage {
        page: frame(&visit, Vec::new()),
        login: user.email.or(user.mobile).unwrap_or_default(),
        stay: false,
        stay_days,
        back: query.next,
        min: passwords::MIN_CHARS,
    };
    html(StatusCode::OK, &page)
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
    let visit = match maker(proven).await {
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
    let made = match (login, weak) {
        (Ok(login), None) => {
            let hash = passwords::hash(&state.env, &form.password).await?;
            let coming = Coming {
                back: page::conversation_of(&form.back),
                stay: form.stay,
                patient: Some(visit.actor.patient),
                old_session: Cookie::Portal
                    .read(&state.env.config, &headers)
                    .map(|secret| sessions::token_hash(&state.env, &secret)),
                ..Coming::default()
            };
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
            let clinic = visit.actor.clinic;
            let settings = visit.db.read(move |tx| settings::load(tx, clinic)).await?;
            let page = NewPage {
                page: frame(&visit, error.refusals()),
                login: form.login,
                stay: form.stay,
                stay_days: settings.stay_signed_in_days,
                back: form.back,
                min: passwords::MIN_CHARS,
            };
            html(error.status(), &page)
        }
        Err(other) => Err(other),
    }
}

fn frame(visit: &PortalVisit, refusals: Vec<Refusal>) -> PublicPage {
    PublicPage {
        tr: visit.tr.clone(),
        clinic: visit.clinic_name.clone(),
        refusals,
    }
}
