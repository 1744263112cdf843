//! A member's own account.

use askama::Template;
use axum::Json;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::account::{self, whose};
use super::model::Member;
use super::sign_in::pages::{RecoveryPage, SetUpPage, go, public, show_codes};
use super::sign_in::{enrolment, totp};
use super::store::members;
use super::store::sign_in::{self as store, SessionLine};
use crate::platform::auth::Who::Staff;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{StaffVisit, passwords, sessions};
use crate::platform::ids::SessionId;
use crate::platform::state::State;
use crate::platform::time::SECOND;
use crate::platform::web::Network;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, Routes, StaffPage, html};

/// The routes of the account.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/account", Staff, show)
        .post("/staff/account", Staff, change)
        .post("/staff/account/password", Staff, set_password)
        .get("/staff/account/second-factor", Staff, ask_second_factor)
        .post("/staff/account/second-factor", Staff, set_second_factor)
        .post("/staff/account/recovery-codes", Staff, renew_codes)
        .post("/staff/account/sessions/{session}/end", Staff, end_session)
        .post(
            "/staff/account/sign-out-everywhere",
            Staff,
            sign_out_everywhere,
        )
        .post("/staff/session", Staff, extend)
}

#[derive(Template)]
#[template(path = "features/staff/pages/account.html")]
struct AccountPage {
    page: StaffPage,
    member: Member,
    /// Seconds for an undo, as typed or as they are.
    undo_seconds: String,
    codes_left: i64,
    sessions: Vec<SessionLine>,
    this: Option<SessionId>,
    now: crate::platform::time::Timestamp,
    min: usize,
}

#[derive(Deserialize)]
struct Profile {
    #[serde(default)]
    language: String,
    accepts_direct_messages: Option<String>,
    /// Without it, what is set stays.
    undo_seconds: Option<String>,
}

#[derive(Deserialize)]
struct PasswordChange {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    current: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    sealed: String,
}

async fn show(visit: StaffVisit) -> Result<Response, Error> {
    page(&visit, Ok(()), None).await
}

/// The account page, with what was refused.
async fn page(
    visit: &StaffVisit,
    outcome: Result<(), Error>,
    undo_typed: Option<String>,
) -> Result<Response, Error> {
    let (status, refusals) = match outcome {
        Ok(()) => (StatusCode::OK, Vec::new()),
        Err(Error::Refused(status, refusals)) => (status, refusals),
        Err(other) => return Err(other),
    };
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (member, undo_seconds, codes_left, sessions) = visit
        .db
        .read(move |tx| {
            Ok::<_, db::Error>((
                members::member(tx, &actor.scope(), actor.staff)?,
                members::undo_seconds(tx, actor.clinic, actor.staff)?,
                store::recovery_codes_left(tx, actor.clinic, actor.staff)?,
                store::sessions(tx, actor.clinic, actor.staff, now)?,
            ))
        })
        .await?;
    let mut frame = StaffPage::new(visit, "account");
    frame.refusals = refusals;
    let page = AccountPage {
        page: frame,
        member,
        undo_seconds: undo_typed.unwrap_or_else(|| undo_seconds.to_string()),
        codes_left,
        sessions,
        this: visit.actor.session,
        now,
        min: passwords::MIN_CHARS,
    };
    html(status, &page)
}

async fn change(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<Profile>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let direct = form.accepts_direct_messages.is_some();
    let (language, typed) = (form.language, form.undo_seconds.clone());
    let done = visit
        .db
        .write(move |tx| {
            let seconds = match &typed {
                Some(typed) => typed.trim().parse().unwrap_or(-1),
                None => members::undo_seconds(tx, actor.clinic, actor.staff)?,
            };
            account::change(tx, &actor, &env, (&language, direct, seconds))
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/staff/account").into_response()),
        refused => page(&visit, refused, form.undo_seconds).await,
    }
}

async fn set_password(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<PasswordChange>,
) -> Result<Response, Error> {
    let confirmed = account::confirm(&state, &visit.actor, &network, &form.current).await;
    let own = match confirmed {
        Ok(own) => own,
        Err(refused) => return page(&visit, Err(refused), None).await,
    };
    let about = [
        own.email.as_str(),
        own.display_name.as_str(),
        own.clinic_name.as_str(),
    ];
    if let Some(weak) = passwords::weakness(&form.password, &about) {
        return page(&visit, Err(Error::refused(weak)), None).await;
    }
    let hash = passwords::hash(&state.env, &form.password).await?;
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let secret = visit
        .db
        .write(move |tx| account::set_password(tx, &actor, &env, &hash))
        .await?;
    Ok(go(&state.env, &secret, "/staff/account"))
}

async fn ask_second_factor(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let sealed = totp::fresh(&state.env, whose(&visit.actor));
    set_up_page(&visit, &state, sealed, Ok(())).await
}

async fn set_second_factor(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<Confirmed>,
) -> Result<Response, Error> {
    if let Err(refused) = account::confirm(&state, &visit.actor, &network, &form.current).await {
        return set_up_page(&visit, &state, form.sealed, Err(refused)).await;
    }
    let (who, env) = (whose(&visit.actor), state.env.clone());
    let (sealed, code) = (form.sealed.clone(), form.code);
    let enrolled = visit
        .db
        .write(move |tx| enrolment::enrol(tx, &env, who, &sealed, &code))
        .await?;
    match enrolled {
        Some(enrolled) => {
            let frame = public(visit.tr.clone(), visit.clinic_name.clone(), Vec::new());
            show_codes(&state.env, frame, enrolled, "/staff/account")
        }
        None => {
            let wrong = Error::refused(Refusal::field("code", "code_wrong"));
            set_up_page(&visit, &state, form.sealed, Err(wrong)).await
        }
    }
}

async fn set_up_page(
    visit: &StaffVisit,
    state: &State,
    sealed: String,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = match outcome {
        Ok(()) => (StatusCode::OK, Vec::new()),
        Err(Error::Refused(status, refusals)) => (status, refusals),
        Err(other) => return Err(other),
    };
    let who = whose(&visit.actor);
    let own = visit
        .db
        .read(move |tx| store::account(tx, who.clinic, who.staff))
        .await?;
    let page = SetUpPage {
        page: public(visit.tr.clone(), visit.clinic_name.clone(), refusals),
        offer: totp::offer(&state.env, who, sealed, &own.email)?,
        next: "/staff/account".to_owned(),
        action: "/staff/account/second-factor",
        ask_password: true,
    };
    html(status, &page)
}

async fn renew_codes(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<Confirmed>,
) -> Result<Response, Error> {
    if let Err(refused) = account::confirm(&state, &visit.actor, &network, &form.current).await {
        return page(&visit, Err(at_codes(refused)), None).await;
    }
    let (who, env) = (whose(&visit.actor), state.env.clone());
    let codes = visit
        .db
        .write(move |tx| {
            if store::account(tx, who.clinic, who.staff)?
                .totp_secret
                .is_none()
            {
                return Err(Error::NotFound);
            }
            enrolment::renew_codes(tx, &env, who)
        })
        .await?;
    let page = RecoveryPage {
        page: public(visit.tr.clone(), visit.clinic_name.clone(), Vec::new()),
        codes,
        next: "/staff/account".to_owned(),
    };
    html(StatusCode::OK, &page)
}

/// The page has two fields for the present password: the refusal belongs to the one that was filled in.
fn at_codes(error: Error) -> Error {
    match error {
        Error::Refused(status, refusals) => {
            let moved = refusals.into_iter().map(|mut r| {
                if r.field == Some("current") {
                    r.field = Some("codes_current");
                }
                r
            });
            Error::Refused(status, moved.collect())
        }
        other => other,
    }
}

async fn end_session(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(session): Id<SessionId>,
) -> Result<Redirect, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| account::end_session(tx, &actor, &env, session))
        .await?;
    Ok(Redirect::to("/staff/account"))
}

async fn sign_out_everywhere(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| account::sign_out_everywhere(tx, &actor, &env))
        .await?;
    let cookie = Cookie::Staff.clear(&state.env.config);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to("/staff/sign-in"),
    )
        .into_response())
}

/// One press extends the session by its rest; answers how many seconds it now has.
async fn extend(visit: StaffVisit) -> Result<Response, Error> {
    let session = visit.actor.session.ok_or(Error::NotFound)?;
    let (clinic, now) = (visit.actor.clinic, visit.now);
    let ends = visit
        .db
        .write(move |tx| sessions::extend(tx, clinic, session, now))
        .await?;
    Ok(Json(json!({ "seconds": ends.since(now) / SECOND })).into_response())
}
