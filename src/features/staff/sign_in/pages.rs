//! The pages before one is signed in.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enrolment::{self, Enrolled};
use super::limit::minutes;
use super::password::{self, Step};
use super::pending::Pending;
use super::second_factor::{self, Checked};
use super::totp::{self, Offer};
use super::{limit::Attempt, place};
use crate::features::audit::{self, By, Event};
use crate::features::staff::store::sign_in as store;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{StaffVisit, sessions};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::web::Network;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Look, PublicPage, Query, Refusal, Routes, html};

/// The routes of signing in and out.
pub(in crate::features::staff) fn routes() -> Routes {
    Routes::new()
        .get("/staff/sign-in", Anyone, ask)
        .post("/staff/sign-in", Anyone, answer)
        .get("/staff/sign-in/code", Anyone, ask_code)
        .post("/staff/sign-in/code", Anyone, answer_code)
        .get("/staff/sign-in/set-up", Anyone, ask_set_up)
        .post("/staff/sign-in/set-up", Anyone, answer_set_up)
        .post("/staff/sign-out", Anyone, sign_out)
}

/// Where to go afterwards, in the address.
#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    /// Why the page is shown: `password` after a password was set.
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "features/staff/pages/sign_in.html")]
struct SignInPage {
    page: PublicPage,
    email: String,
    next: String,
    after_password: bool,
}

#[derive(Template)]
#[template(path = "features/staff/pages/code.html")]
struct CodePage {
    page: PublicPage,
    next: String,
}

#[derive(Template)]
#[template(path = "features/staff/pages/set_up.html")]
pub(in crate::features::staff) struct SetUpPage {
    pub page: PublicPage,
    pub offer: Offer,
    pub next: String,
    pub action: &'static str,
    /// Whether the password is asked for again: where somebody is signed in already.
    pub ask_password: bool,
}

#[derive(Template)]
#[template(path = "features/staff/pages/recovery_codes.html")]
pub(in crate::features::staff) struct RecoveryPage {
    pub page: PublicPage,
    pub codes: Vec<String>,
    pub next: String,
}

#[derive(Deserialize)]
struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    next: String,
}

async fn ask(
    visit: Result<StaffVisit, Error>,
    AxumState(state): AxumState<State>,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if visit.is_ok() {
        return Ok(Redirect::to(place::own(&query.next)).into_response());
    }
    let page = SignInPage {
        page: public(wish(&state, &headers), String::new(), Vec::new()),
        email: String::new(),
        after_password: query.after == "password",
        next: query.next,
    };
    html(StatusCode::OK, &page)
}

async fn answer(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Error> {
    let old = Cookie::Staff.read(&state.env.config, &headers);
    let step = password::enter(&state, &network, &form.email, &form.password, old).await?;
    let (status, refusal) = match step {
        Step::Done(secret) => return Ok(go(&state.env, &secret, place::own(&form.next))),
        Step::Code(secret) => {
            return Ok(go(
                &state.env,
                &secret,
                &place::with_next("/staff/sign-in/code", &form.next),
            ));
        }
        Step::SetUp(secret) => {
            return Ok(go(
                &state.env,
                &secret,
                &place::with_next("/staff/sign-in/set-up", &form.next),
            ));
        }
        Step::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::field("email", "sign_in_refused"),
        ),
        Step::TooMany(wait) => (StatusCode::TOO_MANY_REQUESTS, too_many(wait)),
    };
    let page = SignInPage {
        page: public(wish(&state, &headers), String::new(), vec![refusal]),
        email: form.email,
        after_password: false,
        next: form.next,
    };
    html(status, &page)
}

async fn ask_code(
    pending: Pending,
    AxumState(state): AxumState<State>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    if !pending.has_factor {
        return Ok(
            Redirect::to(&place::with_next("/staff/sign-in/set-up", &query.next)).into_response(),
        );
    }
    code_page(&state, &pending, query.next, None)
}

async fn answer_code(
    pending: Pending,
    AxumState(state): AxumState<State>,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    let (env, who, code) = (state.env.clone(), pending.clone(), form.code);
    let checked = state
        .db
        .within(pending.whose.clinic)
        .write(move |tx| second_factor::check(tx, &env, &who, &code))
        .await?;
    match checked {
        Checked::Done(secret) => Ok(go(&state.env, &secret, place::own(&form.next))),
        Checked::Refused => code_page(
            &state,
            &pending,
            form.next,
            Some((
                StatusCode::UNPROCESSABLE_ENTITY,
                Refusal::field("code", "code_wrong"),
            )),
        ),
        Checked::TooMany(wait) => code_page(
            &state,
            &pending,
            form.next,
            Some((StatusCode::TOO_MANY_REQUESTS, too_many(wait))),
        ),
    }
}

fn code_page(
    state: &State,
    pending: &Pending,
    next: String,
    wrong: Option<(StatusCode, Refusal)>,
) -> Result<Response, Error> {
    let (status, refusals) = wrong.map_or((StatusCode::OK, Vec::new()), |(s, r)| (s, vec![r]));
    let page = public(
        pending_tr(state, pending),
        pending.clinic_name.clone(),
        refusals,
    );
    html(status, &CodePage { page, next })
}

async fn ask_set_up(
    pending: Pending,
    AxumState(state): AxumState<State>,
    Query(query): Query<Next>,
) -> Result<Response, Error> {
    if pending.has_factor {
        return Ok(
            Redirect::to(&place::with_next("/staff/sign-in/code", &query.next)).into_response(),
        );
    }
    let sealed = totp::fresh(&state.env, pending.whose);
    set_up_page(&state, &pending, (sealed, query.next), None)
}

async fn answer_set_up(
    pending: Pending,
    AxumState(state): AxumState<State>,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    // With a second factor in place it takes that one to get in: a password alone can't replace it.
    if pending.has_factor {
        return Err(Error::NotFound);
    }
    let (env, who) = (state.env.clone(), pending.whose);
    let (sealed, code) = (form.sealed.clone(), form.code);
    let enrolled = state
        .db
        .within(who.clinic)
        .write(move |tx| {
            let attempt = Attempt::code(&env, who.staff);
            if let Limit::Over { wait_ms } = attempt.count(tx, env.now())? {
                return Ok(Err(too_many(wait_ms)));
            }
            // Read again: another request may have set a factor up since the session was looked at.
            if store::account(tx, who.clinic, who.staff)?
                .totp_secret
                .is_some()
            {
                return Err(Error::NotFound);
            }
            let enrolled = enrolment::enrol(tx, &env, who, &sealed, &code)?;
            if enrolled.is_some() {
                attempt.was_right(tx, env.now())?;
            }
            Ok(enrolled.ok_or_else(|| Refusal::field("code", "code_wrong")))
        })
        .await?;
    match enrolled {
        Ok(enrolled) => show_codes(
            &state.env,
            public(
                pending_tr(&state, &pending),
                pending.clinic_name,
                Vec::new(),
            ),
            enrolled,
            &form.next,
        ),
        Err(refusal) => set_up_page(&state, &pending, (form.sealed, form.next), Some(refusal)),
    }
}

fn set_up_page(
    state: &State,
    pending: &Pending,
    (sealed, next): (String, String),
    wrong: Option<Refusal>,
) -> Result<Response, Error> {
    let status = wrong
        .as_ref()
        .map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let page = SetUpPage {
        page: public(
            pending_tr(state, pending),
            pending.clinic_name.clone(),
            wrong.into_iter().collect(),
        ),
        offer: totp::offer(&state.env, pending.whose, sealed, &pending.email)?,
        next,
        action: "/staff/sign-in/set-up",
        ask_password: false,
    };
    html(status, &page)
}

/// Shows the recovery codes, this once, and hands the browser its new session.
pub(in crate::features::staff) fn show_codes(
    env: &Env,
    page: PublicPage,
    enrolled: Enrolled,
    next: &str,
) -> Result<Response, Error> {
    let page = RecoveryPage {
        page,
        codes: enrolled.codes,
        next: place::own(next).to_owned(),
    };
    let cookie = Cookie::Staff.set(&env.config, &enrolled.session, None);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        html(StatusCode::OK, &page)?,
    )
        .into_response())
}

async fn sign_out(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let env = state.env.clone();
    let old = Cookie::Staff.read(&env.config, &headers);
    if let Some(secret) = old {
        state
            .db
            .across()
            .write(move |tx| {
                let Some(session) = store::session(tx, &sessions::token_hash(&env, &secret))?
                else {
                    return Ok::<_, db::Error>(());
                };
                let staff = session.staff_id.uuid();
                sessions::end(tx, session.clinic_id, session.session_id)?;
                audit::record(
                    tx,
                    &env,
                    &Event::new(
                        session.clinic_id,
                        By::Staff(staff),
                        "sign_out",
                        "staff",
                        staff,
                    ),
                )
            })
            .await?;
    }
    let cookie = Cookie::Staff.clear(&state.env.config);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to("/staff/sign-in"),
    )
        .into_response())
}

/// On to `to` with a new session.
pub(in crate::features::staff) fn go(env: &Env, secret: &str, to: &str) -> Response {
    let cookie = Cookie::Staff.set(&env.config, secret, None);
    (
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to(to),
    )
        .into_response()
}

/// The refusal of one attempt too many.
pub(in crate::features::staff) fn too_many(wait_ms: i64) -> Refusal {
    Refusal::new("too_many_attempts").with("minutes", minutes(wait_ms))
}

/// The frame of a page before sign-in.
pub(in crate::features::staff) fn public(
    tr: Tr,
    clinic: String,
    refusals: Vec<Refusal>,
) -> PublicPage {
    PublicPage {
        tr,
        clinic,
        // Staff sign in to Carepost: the look is the portal's.
        look: Look::default(),
        refusals,
    }
}

/// The words in the language that the browser asks for.
pub(in crate::features::staff) fn wish(state: &State, headers: &HeaderMap) -> Tr {
    let wish = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("en");
    state.catalog.speak(wish, "UTC")
}

fn pending_tr(state: &State, pending: &Pending) -> Tr {
    state.catalog.speak(&pending.language, "UTC")
}
