//! The one-time link by which a member sets a password: shown to the manager, mailed where mail goes out.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::sign_in::pages::{public, too_many, wish};
use super::store::sign_in as store;
use crate::features::audit::{self, By, Event};
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::{passwords, sessions};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::keys::Purpose;
use crate::platform::limits::{self, Limit};
use crate::platform::mail::{Address, Letter};
use crate::platform::outcome::Outcome;
use crate::platform::state::State;
use crate::platform::time::MINUTE;
use crate::platform::web::Network;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, PublicPage, Refusal, Routes, html};

/// Passwords that one network may try to set by links in a quarter of an hour.
const TRIES: i64 = 60;

/// The routes of links.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/set-password/{token}", Anyone, ask)
        .post("/staff/set-password/{token}", Anyone, set)
}

#[derive(Template)]
#[template(path = "features/staff/pages/set_password.html")]
struct SetPasswordPage {
    page: PublicPage,
    token: String,
    min: usize,
}

#[derive(Template)]
#[template(path = "features/staff/pages/link_gone.html")]
struct GonePage {
    page: PublicPage,
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    password: String,
}

/// The address of a link, on the configured public origin: never on what a request's Host header says.
pub(super) fn address(env: &Env, secret: &str) -> String {
    format!(
        "{}/staff/set-password/{secret}",
        env.config.server.public_url
    )
}

/// Mails a link; false when it could not be handed over, so that the manager passes it on.
pub(super) async fn mail(
    state: &State,
    (email, name): (&str, &str),
    clinic: &str,
    link: &str,
    tr: &Tr,
) -> bool {
    let env = &state.env;
    let from = &env.config.smtp.from_address;
    let host = from
        .rsplit_once('@')
        .map_or("carepost.invalid", |(_, host)| host);
    let letter = Letter {
        message_id: format!("{}@{host}", env.id::<uuid::Uuid>()),
        written_at: env.now(),
        from: Address::named(clinic, from.clone()),
        bounce_to: None,
        to: Address::named(name, email),
        subject: tr.t("staff-link-mail-subject"),
        text: tr.t2("staff-link-mail-text", ("clinic", clinic), ("link", link)),
        html: None,
    };
    matches!(state.mail.send(&letter).await, Outcome::Sent { .. })
}

async fn ask(
    AxumState(state): AxumState<State>,
    Id(token): Id<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tr = wish(&state, &headers);
    let (hash, now) = (hash(&state.env, &token), state.env.now());
    let found = state
        .db
        .read(move |tx| store::link_owner(tx, &hash, now))
        .await?;
    if found.is_none() {
        return gone(tr);
    }
    page(tr, token, Vec::new())
}

async fn set(
    AxumState(state): AxumState<State>,
    Id(token): Id<String>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<NewPassword>,
) -> Result<Response, Error> {
    let tr = wish(&state, &headers);
    let (env, now, hash) = (state.env.clone(), state.env.now(), hash(&state.env, &token));
    let (bucket, of_link) = (
        limits::bucket(&env, "staff-link", network.as_str()),
        hash.clone(),
    );
    let (limit, account) = state
        .db
        .write(move |tx| {
            let limit = limits::hit(tx, &bucket, 15 * MINUTE, TRIES, now)?;
            let owner = store::link_owner(tx, &of_link, now)?;
            let account = owner
                .map(|(clinic, staff)| store::account(tx, clinic, staff))
                .transpose()?;
            Ok::<_, db::Error>((limit, account))
        })
        .await?;
    if let Limit::Over { wait_ms } = limit {
        return Err(Error::Refused(
            StatusCode::TOO_MANY_REQUESTS,
            vec![too_many(wait_ms)],
        ));
    }
    let Some(account) = account else {
        return gone(tr);
    };
    let about = [
        account.email.as_str(),
        account.display_name.as_str(),
        account.clinic_name.as_str(),
    ];
    if let Some(weak) = passwords::weakness(&form.password, &about) {
        return page(tr, token, vec![weak]);
    }
    let new_hash = passwords::hash(&state.env, &form.password).await?;
    let done = state
        .db
        .write(move |tx| use_up(tx, &env, &hash, &new_hash))
        .await?;
    if !done {
        return gone(tr);
    }
    Ok(Redirect::to("/staff/sign-in?after=password").into_response())
}

/// Sets the password if the link still holds, and uses it up; every session of the member ends.
fn use_up(tx: &mut db::Tx<'_>, env: &Env, link: &[u8], password_hash: &str) -> Result<bool, Error> {
    let Some((clinic, staff)) = store::link_owner(tx, link, env.now())? else {
        return Ok(false);
    };
    store::drop_link(tx, clinic, staff)?;
    store::set_password(tx, clinic, staff, password_hash)?;
    sessions::end_all_of_staff(tx, clinic, staff)?;
    let by = By::Staff(staff.uuid());
    audit::record(
        tx,
        env,
        &Event::new(clinic, by, "account.set_password", "staff", staff.uuid()).detail("by link"),
    )?;
    Ok(true)
}

fn hash(env: &Env, token: &str) -> Vec<u8> {
    env.keys
        .hash_token(Purpose::Tokens, token.as_bytes())
        .to_vec()
}

fn page(tr: Tr, token: String, refusals: Vec<Refusal>) -> Result<Response, Error> {
    let status = if refusals.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = SetPasswordPage {
        page: public(tr, String::new(), refusals),
        token,
        min: passwords::MIN_CHARS,
    };
    html(status, &page)
}

fn gone(tr: Tr) -> Result<Response, Error> {
    html(
        StatusCode::NOT_FOUND,
        &GonePage {
            page: public(tr, String::new(), Vec::new()),
        },
    )
}
