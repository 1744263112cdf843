//! Signing in to an account: with the password, from a link or without one.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enter::{self, Coming, Entered, Step, Whose};
use super::model::{login, minutes};
use super::{choice, store};
use crate::features::portal::back::Back;
use crate::features::portal::gate::Gate;
use crate::features::portal::page::{self, Carried};
use crate::features::portal::passkeys;
use crate::features::portal::portal_pages::standing;
use crate::features::portal::visit::Visit;
use crate::features::settings;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::sessions;
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Network, PublicPage, Refusal, Routes, html};

/// The routes of signing in to an account.
pub(super) fn routes() -> Routes {
    Routes::new().post("/sign-in/account", Anyone, answer).post(
        "/sign-in/account/choose",
        Anyone,
        choose,
    )
}

/// The page that asks for the password, and for the login where no link says who is meant.
#[derive(Template)]
#[template(path = "features/portal/pages/account_in.html")]
pub(in crate::features::portal) struct AccountPage {
    page: PublicPage,
    by_login: bool,
    login: String,
    stay: bool,
    back: String,
    kept: String,
    phone: String,
    /// Whether browsers make passkeys for the portal's address.
    passkeys: bool,
    /// Whether nobody needs to be told how to come by a link.
    staff: bool,
    /// Whether people can register themselves as patients (M59).
    registers: bool,
}

impl AccountPage {
    /// For the person of a link.
    pub(in crate::features::portal) fn of_link(
        state: &State,
        tr: Tr,
        gate: &Gate,
        carried: &Carried,
        refusals: Vec<Refusal>,
    ) -> AccountPage {
        AccountPage {
            page: page::frame(tr, Some(gate), refusals),
            by_login: false,
            login: String::new(),
            stay: gate.settings.stay_signed_in_days > 0,
            back: carried.back(),
            kept: carried.kept.clone(),
            phone: gate.clinic.phone.clone(),
            passkeys: passkeys::possible(&state.env.config),
            staff: false,
            registers: false,
        }
    }

    /// For whoever came by no link; none where no clinic of the installation has accounts.
    pub(in crate::features::portal) async fn without_link(
        state: &State,
        tr: Tr,
        carried: &Carried,
    ) -> Result<Option<AccountPage>, Error> {
        let (offered, stay, registers) = state
            .db
            .across()
            .read(|tx| {
                let registers = !settings::registering(tx)?.is_empty();
                let (offered, stay) = (store::accounts_offered(tx)?, store::stay_offered(tx)?);
                Ok::<_, db::Error>((offered, stay, registers))
            })
            .await?;
        Ok(offered.then(|| AccountPage {
            page: page::frame(tr, None, Vec::new()),
            by_login: true,
            login: String::new(),
            stay,
            back: carried.back(),
            kept: carried.kept.clone(),
            phone: String::new(),
            passkeys: passkeys::possible(&state.env.config),
            staff: true,
            registers,
        }))
    }

    /// The same with what is in the way.
    #[must_use]
    pub(in crate::features::portal) fn refused(mut self, refusals: Vec<Refusal>) -> AccountPage {
        self.page.refusals = refusals;
        self
    }
}

/// The page.
pub(in crate::features::portal) fn page(
    status: StatusCode,
    page: &AccountPage,
) -> Result<Response, Error> {
    html(status, page)
}

#[derive(Deserialize)]
struct SignInForm {
    /// Not there where the link says who is meant.
    login: Option<String>,
    #[serde(default)]
    password: String,
    #[serde(default)]
    stay: bool,
    #[serde(default)]
    back: String,
    #[serde(default)]
    kept: String,
}

/// Who is meant by a form, and where they go: the person of the link this browser came by, unless a login was typed.
pub(super) async fn meant(
    state: &State,
    headers: &HeaderMap,
    typed: Option<&str>,
    coming: &mut Coming,
) -> Result<(Whose, Option<Gate>), Error> {
    coming.old_session = Cookie::Portal
        .read(&state.env.config, headers)
        .map(|secret| sessions::token_hash(&state.env, &secret));
    if let Some(typed) = typed {
        // What can't be a login is counted and checked like one that can, so that both take the same time.
        return Ok((Whose::Login(login(typed).unwrap_or_default()), None));
    }
    Ok(match came_by(state, headers, coming).await? {
        Some(gate) => {
            let whose = Whose::Person(gate.link.clinic_id, gate.link.portal_user_id);
            (whose, Some(gate))
        }
        None => (Whose::Login(String::new()), None),
    })
}

/// The gate of the link that this browser came by, while it lets somebody in; what the link is about is where they go.
pub(in crate::features::portal) async fn came_by(
    state: &State,
    headers: &HeaderMap,
    coming: &mut Coming,
) -> Result<Option<Gate>, Error> {
    coming.old_session = Cookie::Portal
        .read(&state.env.config, headers)
        .map(|secret| sessions::token_hash(&state.env, &secret));
    let standing = match Visit::read(&state.env, headers) {
        Some(visit) => standing(state, &visit).await?,
        None => None,
    };
    let now = state.env.now();
    let gate = standing
        .map(|s| s.gate)
        .filter(|gate| gate.person(now).is_some());
    if let Some(gate) = &gate {
        coming.patient = Some(gate.link.patient_id);
        coming.back = coming
            .back
            .or(Some(Back::conversation(gate.link.conversation_id)));
    }
    Ok(gate)
}

async fn answer(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Error> {
    let carried = Carried::of(&form.back, form.kept);
    let mut coming = Coming::with(&carried, form.stay);
    let (whose, gate) = meant(&state, &headers, form.login.as_deref(), &mut coming).await?;
    let step = enter::enter(&state, whose, &form.password, &network, coming).await?;
    let tr = page::words(&state, &headers, gate.as_ref());
    let (status, refusal) = match step {
        Step::Entered(entered) => return Ok(go(&state, &entered)),
        Step::Choose(choices) => {
            let page = ChoicePage {
                page: page::frame(tr, None, Vec::new()),
                choices,
                stay: form.stay,
                back: carried.back(),
                kept: carried.kept,
            };
            return html(StatusCode::OK, &page);
        }
        Step::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::field("password", "account_sign_in_failed"),
        ),
        Step::TooMany(wait) => (
            StatusCode::TOO_MANY_REQUESTS,
            Refusal::new("sign_in_too_many").with("minutes", minutes(wait)),
        ),
    };
    again(&state, tr, (gate, form.login), &carried, (status, refusal)).await
}

async fn again(
    state: &State,
    tr: Tr,
    (gate, login): (Option<Gate>, Option<String>),
    carried: &Carried,
    (status, refusal): (StatusCode, Refusal),
) -> Result<Response, Error> {
    if let Some(gate) = gate {
        let shown = AccountPage::of_link(state, tr, &gate, carried, vec![refusal]);
        return page(status, &shown);
    }
    match AccountPage::without_link(state, tr.clone(), carried).await? {
        Some(mut shown) => {
            shown.login = login.unwrap_or_default();
            page(status, &shown.refused(vec![refusal]))
        }
        None => page::no_link(tr, carried, false),
    }
}

#[derive(Template)]
#[template(path = "features/portal/pages/account_choose.html")]
struct ChoicePage {
    page: PublicPage,
    /// Clinic, person, and the value that chooses them.
    choices: Vec<(String, String, String)>,
    stay: bool,
    back: String,
    kept: String,
}

#[derive(Deserialize)]
struct ChoiceForm {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    stay: bool,
    #[serde(default)]
    back: String,
    #[serde(default)]
    kept: String,
}

async fn choose(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Form(form): Form<ChoiceForm>,
) -> Result<Response, Error> {
    let again = || Redirect::to("/sign-in?other=1").into_response();
    let Some(of) = choice::open(&state.env, &form.choice) else {
        return Ok(again());
    };
    let coming = Coming {
        old_session: Cookie::Portal
            .read(&state.env.config, &headers)
            .map(|secret| sessions::token_hash(&state.env, &secret)),
        ..Coming::with(&Carried::of(&form.back, form.kept), form.stay)
    };
    let env = state.env.clone();
    let entered = state
        .db
        .across()
        .write(move |tx| enter::begin(tx, &env, of, &coming, "password"))
        .await?;
    Ok(entered.map_or_else(again, |entered| go(&state, &entered)))
}

/// On with the new session.
pub(in crate::features::portal) fn go(state: &State, entered: &Entered) -> Response {
    let config = &state.env.config;
    let cookies = AppendHeaders([
        (
            header::SET_COOKIE,
            Cookie::Portal.set(config, &entered.secret, entered.max_age),
        ),
        (header::SET_COOKIE, Cookie::Recovery.clear(config)),
    ]);
    (cookies, Redirect::to(&entered.to)).into_response()
}
