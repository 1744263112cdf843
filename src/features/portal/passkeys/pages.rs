//! What the page's script asks, and the forms that it fills in.

use axum::Json;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::ceremony::{self, refused};
use super::{make, sign_in};
use crate::features::portal::account::{self, AccountPage, Coming, Entered, may_attempt};
use crate::features::portal::page::{self, Carried};
use crate::platform::auth::Who::{Anyone, Portal};
use crate::platform::auth::{PortalVisit, ProvenVisit};
use crate::platform::ids::PasskeyId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Area, Error, Network, Refusal, Routes};

/// The routes of passkeys.
pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/sign-in/passkey/options", Anyone, sign_in_options)
        .post("/sign-in/passkey", Anyone, enter)
        .post("/account/passkeys/options", Anyone, make_options)
        .post("/account/new/passkey", Anyone, make_account)
        .post("/account/passkeys", Portal, add)
        .post("/account/passkeys/remove", Portal, remove)
}

async fn sign_in_options(
    AxumState(state): AxumState<State>,
    network: Network,
) -> Result<Json<Value>, Error> {
    let webauthn = ceremony::webauthn(&state.env.config)?;
    may_attempt(&state, &network).await?;
    let env = state.env.clone();
    let options = state
        .db
        .across()
        .write(move |tx| sign_in::options(tx, &env, &webauthn))
        .await?;
    Ok(Json(options))
}

#[derive(Deserialize)]
struct EnterForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    stay: bool,
    #[serde(default)]
    back: String,
    #[serde(default)]
    kept: String,
}

async fn enter(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<EnterForm>,
) -> Result<Response, Error> {
    let carried = Carried::of(&form.back, form.kept);
    let mut coming = Coming::with(&carried, form.stay);
    let gate = account::came_by(&state, &headers, &mut coming).await?;
    let entered = entered(&state, &network, (form.token, &form.credential), coming).await?;
    if let Some(entered) = entered {
        return Ok(account::go(&state, &entered));
    }
    let tr = page::words(&state, &headers, gate.as_ref());
    let why = vec![refused()];
    let shown = match gate {
        Some(gate) => AccountPage::of_link(&state, tr, &gate, &carried, why),
        None => match AccountPage::without_link(&state, tr.clone(), &carried).await? {
            Some(shown) => shown.refused(why),
            None => return page::no_link(tr, &carried),
        },
    };
    account::sign_in_page(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

async fn entered(
    state: &State,
    network: &Network,
    (token, credential): (String, &str),
    coming: Coming,
) -> Result<Option<Entered>, Error> {
    let Ok(webauthn) = ceremony::webauthn(&state.env.config) else {
        return Ok(None);
    };
    may_attempt(state, network).await?;
    let Ok(credential) = serde_json::from_str::<PublicKeyCredential>(credential) else {
        return Ok(None);
    };
    let env = state.env.clone();
    state
        .db
        .across()
        .write(move |tx| sign_in::enter(tx, &env, &webauthn, (&token, &credential), &coming))
        .await
}

async fn make_options(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
) -> Result<Json<Value>, Error> {
    let visit = proven.map_err(|_| Error::SignIn(Area::Portal))?.visit;
    let webauthn = ceremony::webauthn(&state.env.config)?;
    let (actor, env) = (visit.actor, state.env.clone());
    let (name, clinic) = (visit.name, visit.clinic_name);
    let options = visit
        .db
        .write(move |tx| make::options(tx, &env, &webauthn, &actor, (&name, &clinic)))
        .await?;
    Ok(Json(options))
}

#[derive(Deserialize)]
struct MakeForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    login: String,
    /// The present password, where a passkey is added to an account that has one.
    #[serde(default)]
    passkey_current: String,
    #[serde(default)]
    stay: bool,
    #[serde(default)]
    back: String,
}

/// Makes the account with a passkey in place of a password.
async fn make_account(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
    headers: HeaderMap,
    Form(form): Form<MakeForm>,
) -> Result<Response, Error> {
    let visit = match account::maker(proven) {
        Ok(visit) => visit,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked = account::Asked {
        login: form.login,
        stay: form.stay,
        back: form.back,
    };
    let login = account::login(&asked.login);
    let credential = serde_json::from_str::<RegisterPublicKeyCredential>(&form.credential);
    let made = match (login, credential) {
        (Ok(login), Ok(credential)) => {
            let webauthn = ceremony::webauthn(&state.env.config)?;
            let coming = account::coming(&state, &headers, &visit, &asked);
            let (actor, env, token) = (visit.actor.clone(), state.env.clone(), form.token);
            let write = move |tx: &mut db::Tx<'_>| {
                let passkey = make::made(tx, &env, &webauthn, &actor, (&token, &credential))?;
                let Some(passkey) = passkey else {
                    return Err(Error::refused(refused()));
                };
                let entered = account::create(tx, &env, &actor, (&login, None), &coming)?;
                make::add(tx, &env, &actor, &passkey)?;
                Ok(entered)
            };
            visit.db.write(write).await
        }
        (login, _) => Err(Error::refused(login.err().unwrap_or_else(refused))),
    };
    match made {
        Ok(entered) => Ok(account::go(&state, &entered)),
        Err(error @ Error::Refused(..)) => {
            account::new_page(&state, &visit, asked, error.refusals(), error.status()).await
        }
        Err(other) => Err(other),
    }
}

async fn add(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<MakeForm>,
) -> Result<Response, Error> {
    let credential = serde_json::from_str::<RegisterPublicKeyCredential>(&form.credential);
    let (Ok(credential), true) = (credential, visit.actor.by_account) else {
        return again(&state, &visit, vec![refused()]).await;
    };
    // A browser that was left open must not become somebody else's way in for ever.
    let typed = ("passkey_current", form.passkey_current.as_str());
    if let Err(error) = account::prove(&state, &visit, &network, typed).await {
        return finish(&state, &visit, Err(error)).await;
    }
    let webauthn = ceremony::webauthn(&state.env.config)?;
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let write = move |tx: &mut db::Tx<'_>| match make::made(
        tx,
        &env,
        &webauthn,
        &actor,
        (&form.token, &credential),
    )? {
        Some(passkey) => make::add_and_tell(tx, &env, &actor, &passkey),
        None => Err(Error::refused(refused())),
    };
    finish(&state, &visit, visit.db.write(write).await).await
}

#[derive(Deserialize)]
struct RemoveForm {
    #[serde(default)]
    passkey: String,
}

async fn remove(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<RemoveForm>,
) -> Result<Response, Error> {
    let Ok(id) = form.passkey.parse::<PasskeyId>() else {
        let unknown = Refusal::field("passkey", "choice_unknown");
        return again(&state, &visit, vec![unknown]).await;
    };
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let removed = visit
        .db
        .write(move |tx| make::remove(tx, &env, &actor, id))
        .await;
    let removed = removed.map_err(|error| match error {
        Error::NotFound => Error::refused(Refusal::field("passkey", "choice_unknown")),
        other => other,
    });
    finish(&state, &visit, removed).await
}

async fn finish(
    state: &State,
    visit: &PortalVisit,
    done: Result<(), Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to("/account").into_response()),
        Err(error @ Error::Refused(..)) => {
            account::own_page(state, visit, false, error.refusals(), error.status()).await
        }
        Err(other) => Err(other),
    }
}

async fn again(
    state: &State,
    visit: &PortalVisit,
    refusals: Vec<Refusal>,
) -> Result<Response, Error> {
    finish(state, visit, Err(Error::all_refused(refusals))).await
}
