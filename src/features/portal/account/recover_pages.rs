//! The pages of a forgotten password: who, the code, the new password. What they show depends on nobody's account.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enter::{Coming, Whose};
use super::model::{login, minutes};
use super::recover::{self, Proven};
use super::sign_in_pages::{go, meant};
use crate::features::portal::birth_date;
use crate::features::portal::model::code;
use crate::features::portal::page;
use crate::features::portal::send_passcode::send_passcode;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::passwords;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Network, PublicPage, Query, Refusal, Routes, html};

/// The routes of a forgotten password.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in/recover", Anyone, ask)
        .post("/sign-in/recover", Anyone, send)
        .get("/sign-in/recover/code", Anyone, ask_code)
        .post("/sign-in/recover/code", Anyone, take_code)
        .get("/sign-in/recover/password", Anyone, ask_password)
        .post("/sign-in/recover/password", Anyone, set_password)
}

/// Which of the three steps is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StepShown {
    Who,
    Code,
    Password,
}

#[derive(Template)]
#[template(path = "features/portal/pages/recover.html")]
struct RecoverPage {
    page: PublicPage,
    step: StepShown,
    /// Whether a login is asked for: no link says who is meant.
    by_login: bool,
    login: String,
    code: String,
    birth_date: String,
    min: usize,
}

impl RecoverPage {
    fn new(state: &State, headers: &HeaderMap, step: StepShown) -> RecoverPage {
        RecoverPage {
            page: page::frame(page::words(state, headers, None), None, Vec::new()),
            step,
            by_login: true,
            login: String::new(),
            code: String::new(),
            birth_date: String::new(),
            min: passwords::MIN_CHARS,
        }
    }

    fn key(&self, stem: &str) -> String {
        let step = match self.step {
            StepShown::Who => "who",
            StepShown::Code => "code",
            StepShown::Password => "password",
        };
        format!("{stem}-{step}")
    }
}

#[derive(Deserialize)]
struct AskQuery {
    /// Whether the login is asked for although the browser came by a link.
    #[serde(default)]
    other: String,
}

async fn ask(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Query(query): Query<AskQuery>,
) -> Result<Response, Error> {
    let (_, gate) = meant(&state, &headers, None, &mut Coming::default()).await?;
    let mut page = RecoverPage::new(&state, &headers, StepShown::Who);
    page.by_login = gate.is_none() || !query.other.is_empty();
    html(StatusCode::OK, &page)
}

#[derive(Deserialize)]
struct SendForm {
    login: Option<String>,
    #[serde(default)]
    other_way: bool,
}

async fn send(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<SendForm>,
) -> Result<Response, Error> {
    if let Some(Err(wrong)) = form.login.as_deref().map(login) {
        let mut page = RecoverPage::new(&state, &headers, StepShown::Who);
        page.page.refusals = vec![wrong];
        page.login = form.login.unwrap_or_default();
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (whose, _) = meant(
        &state,
        &headers,
        form.login.as_deref(),
        &mut Coming::default(),
    )
    .await?;
    // A browser keeps its secret, and with it the tries that it has used up.
    let secret = secret(&state, &headers).unwrap_or_else(|| state.env.token());
    let (env, asked) = (state.env.clone(), (whose.clone(), secret.clone()));
    let requested = state
        .db
        .across()
        .write(move |tx| recover::request(tx, &env, (&asked.0, &asked.1), &network, form.other_way))
        .await?;
    match requested {
        Ok(codes) => codes.into_iter().for_each(|out| send_passcode(&state, out)),
        Err(wait) => {
            let mut page = RecoverPage::new(&state, &headers, StepShown::Who);
            page.by_login = matches!(whose, Whose::Login(_));
            page.page.refusals = vec![too_many(wait)];
            return html(StatusCode::TOO_MANY_REQUESTS, &page);
        }
    }
    let cookie = Cookie::Recovery.set(&state.env.config, &secret, None);
    let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((headers, Redirect::to("/sign-in/recover/code")).into_response())
}

fn secret(state: &State, headers: &HeaderMap) -> Option<String> {
    Cookie::Recovery.read(&state.env.config, headers)
}

fn too_many(wait_ms: i64) -> Refusal {
    Refusal::new("sign_in_too_many").with("minutes", minutes(wait_ms))
}

async fn ask_code(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if secret(&state, &headers).is_none() {
        return Ok(Redirect::to("/sign-in/recover").into_response());
    }
    html(
        StatusCode::OK,
        &RecoverPage::new(&state, &headers, StepShown::Code),
    )
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    birth_date: String,
}

async fn take_code(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    let Some(secret) = secret(&state, &headers) else {
        return Ok(Redirect::to("/sign-in/recover").into_response());
    };
    let mut page = RecoverPage::new(&state, &headers, StepShown::Code);
    let today = page.page.tr.local_date(state.env.now());
    let read = (code(&form.code), birth_date::read(&form.birth_date, today));
    let (status, refusals) = match read {
        (Ok(code), Ok(born)) => {
            let env = state.env.clone();
            let proven = state
                .db
                .across()
                .write(move |tx| recover::prove(tx, &env, &secret, &network, (&code, &born)))
                .await?;
            match proven {
                Proven::Yes => {
                    return Ok(Redirect::to("/sign-in/recover/password").into_response());
                }
                Proven::No => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    vec![Refusal::new("recovery_failed")],
                ),
                Proven::TooMany(wait) => (StatusCode::TOO_MANY_REQUESTS, vec![too_many(wait)]),
            }
        }
        (code, born) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            [code.err(), born.err()].into_iter().flatten().collect(),
        ),
    };
    page.page.refusals = refusals;
    (page.code, page.birth_date) = (form.code, form.birth_date);
    html(status, &page)
}

async fn ask_password(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let env = state.env.clone();
    let proven = match secret(&state, &headers) {
        Some(secret) => {
            let read = move |tx: &mut db::Tx<'_>| recover::proven(tx, &env, &secret);
            state.db.across().read(read).await?
        }
        None => None,
    };
    if proven.is_none() {
        return Ok(Redirect::to("/sign-in/recover").into_response());
    }
    html(
        StatusCode::OK,
        &RecoverPage::new(&state, &headers, StepShown::Password),
    )
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    password: String,
}

async fn set_password(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Error> {
    let Some(secret) = secret(&state, &headers) else {
        return Ok(Redirect::to("/sign-in/recover").into_response());
    };
    if let Some(weak) = passwords::weakness(&form.password, &[]) {
        let mut page = RecoverPage::new(&state, &headers, StepShown::Password);
        page.page.refusals = vec![weak];
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let mut coming = Coming::default();
    meant(&state, &headers, None, &mut coming).await?;
    let hash = passwords::hash(&state.env, &form.password).await?;
    let env = state.env.clone();
    let entered = state
        .db
        .across()
        .write(move |tx| recover::renew(tx, &env, (&secret, &hash), &coming))
        .await?;
    Ok(entered.map_or_else(
        || Redirect::to("/sign-in/recover").into_response(),
        |entered| go(&state, &entered),
    ))
}
