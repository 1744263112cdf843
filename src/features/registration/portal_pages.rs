//! The public pages: the form, the code, and what happens next (M59). They work without a script, and what they answer never
//! depends on who is a patient.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::apply::{self, Applied, Browser};
use super::confirm::Given;
use super::form::Asked;
use super::model::{Form as Shape, Need, Pending, RegistrationState, Typed};
use super::{confirm, form, read, store};
use crate::features::patients::{self, Channel, IdentifierKind, SEXES};
use crate::features::portal::{self, ClinicRow, masked, public_words, send_passcode};
use crate::features::settings;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::i18n::{LANGUAGES, Tr};
use crate::platform::ids::ClinicId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Look, Network, PublicPage, Refusal, Routes, html};

/// The routes of registering.
pub fn routes() -> Routes {
    Routes::new()
        .get("/register", Anyone, choose)
        .get("/register/{clinic}", Anyone, show)
        .post("/register/{clinic}", Anyone, send)
        .get("/register/{clinic}/code", Anyone, ask_code)
        .post("/register/{clinic}/code", Anyone, give)
        .post("/register/{clinic}/code/again", Anyone, again)
        .get("/register/{clinic}/done", Anyone, done)
}

/// A clinic that lets people register, with what its page needs.
struct Door {
    id: ClinicId,
    clinic: ClinicRow,
    form: Shape,
    kinds: Vec<IdentifierKind>,
}

/// The door of a clinic; none where it lets nobody register, or is none.
async fn door(state: &State, id: ClinicId) -> Result<Option<Door>, Error> {
    let found = state
        .db
        .within(id)
        .read(move |tx| {
            if !settings::load(tx, id)?.registers() {
                return Ok(None);
            }
            Ok::<_, db::Error>(Some(Door {
                id,
                clinic: portal::clinic(tx, id)?,
                form: read::form(tx, id)?,
                kinds: patients::identifier_kinds(tx, id)?,
            }))
        })
        .await;
    match found {
        Err(db::Error::NotFound) => Ok(None),
        other => Ok(other?),
    }
}

#[derive(Template)]
#[template(path = "features/registration/pages/choose.html")]
struct ChoosePage {
    page: PublicPage,
    /// The clinics to choose from; none where nobody can register.
    clinics: Vec<(ClinicId, String)>,
}

fn nowhere(state: &State, headers: &HeaderMap) -> Result<Response, Error> {
    let page = ChoosePage {
        page: bare(state, headers),
        clinics: Vec::new(),
    };
    html(StatusCode::NOT_FOUND, &page)
}

fn bare(state: &State, headers: &HeaderMap) -> PublicPage {
    let none = ClinicRow {
        name: String::new(),
        phone: String::new(),
        time_zone: "UTC".to_owned(),
        labels: String::new(),
        look: None,
    };
    frame(public_words(state, headers, &none), &none, Vec::new())
}

/// The frame of a clinic's page.
fn frame(tr: Tr, clinic: &ClinicRow, refusals: Vec<Refusal>) -> PublicPage {
    PublicPage {
        tr,
        clinic: clinic.name.clone(),
        refusals,
        look: Look::read(clinic.look.as_deref()),
    }
}

async fn choose(AxumState(state): AxumState<State>, headers: HeaderMap) -> Result<Response, Error> {
    let clinics = state.db.across().read(settings::registering).await?;
    match clinics.as_slice() {
        [] => nowhere(&state, &headers),
        [(only, _)] => Ok(Redirect::to(&format!("/register/{only}")).into_response()),
        _ => {
            let page = bare(&state, &headers);
            html(StatusCode::OK, &ChoosePage { page, clinics })
        }
    }
}

#[derive(Template)]
#[template(path = "features/registration/pages/register.html")]
struct RegisterPage {
    page: PublicPage,
    door: Door,
    typed: Typed,
}

impl RegisterPage {
    fn path(&self) -> String {
        format!("/register/{}", self.door.id)
    }

    /// What the page says first, by paragraphs.
    fn words(&self) -> Vec<String> {
        match self.door.form.words(self.page.tr.language()) {
            "" => self.page.tr.paragraphs("register-words"),
            own => own.split("\n\n").map(str::to_owned).collect(),
        }
    }

    fn asks(&self, field: &str) -> bool {
        self.door.form.need(field) != Need::Hidden
    }

    /// What is said at the email: the code goes there, where there is one.
    fn email_hint(&self) -> &'static str {
        if self.asks("mobile") {
            "register-email-or-mobile-hint"
        } else {
            "register-email-hint"
        }
    }

    fn optional(&self, field: &str) -> bool {
        self.door.form.need(field) == Need::Optional
    }

    /// The kinds of identifiers that are asked, and whether each may be left out.
    fn kinds(&self) -> Vec<(&IdentifierKind, bool)> {
        let need = |kind: &IdentifierKind| self.door.form.need_of_kind(&kind.kind);
        (self.door.kinds.iter())
            .filter(|kind| need(kind) != Need::Hidden)
            .map(|kind| (kind, need(kind) == Need::Optional))
            .collect()
    }

    fn sexes(&self) -> [&'static str; 4] {
        SEXES
    }

    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        LANGUAGES
            .iter()
            .map(|(code, name, _)| (*code, *name))
            .collect()
    }

    /// What is to be agreed to, with its version.
    fn consent(&self) -> Option<(String, &str)> {
        let consent = self.door.form.consent.as_ref()?;
        let text = consent.text(self.page.tr.language());
        Some((consent.version.to_string(), text))
    }
}

fn register_page(
    (tr, door): (Tr, Door),
    typed: Typed,
    (status, refusals): (StatusCode, Vec<Refusal>),
) -> Result<Response, Error> {
    let page = RegisterPage {
        page: frame(tr, &door.clinic, refusals),
        door,
        typed,
    };
    html(status, &page)
}

async fn show(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
) -> Result<Response, Error> {
    let Some(door) = door(&state, id).await? else {
        return nowhere(&state, &headers);
    };
    let tr = public_words(&state, &headers, &door.clinic);
    let typed = Typed {
        form: state.env.id(),
        language: tr.language().to_owned(),
        ..Typed::default()
    };
    register_page((tr, door), typed, (StatusCode::OK, Vec::new()))
}

async fn send(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some(door) = door(&state, id).await? else {
        return nowhere(&state, &headers);
    };
    if typed.form.is_nil() {
        typed.form = state.env.id();
    }
    let tr = public_words(&state, &headers, &door.clinic);
    let now = state.env.now();
    let asked = Asked {
        form: &door.form,
        kinds: &door.kinds,
        today: door.clinic.today(now),
        now,
        language: tr.language(),
    };
    let new = match form::read(&typed, &asked) {
        Ok(new) => new,
        Err(refusals) => {
            let wrong = (StatusCode::UNPROCESSABLE_ENTITY, refusals);
            return register_page((tr, door), typed, wrong);
        }
    };
    let env = state.env.clone();
    let applied = state
        .db
        .within(id)
        .write(move |tx| apply::apply(tx, &env, id, network.as_str(), &new))
        .await?;
    let (browser, outgoing, to) = match applied {
        Applied::Code(browser, outgoing) => (browser, outgoing, "code"),
        Applied::Waits(browser) => (browser, None, "done"),
        Applied::Refused(refusal) => {
            let refused = (StatusCode::TOO_MANY_REQUESTS, vec![refusal]);
            return register_page((tr, door), typed, refused);
        }
        Applied::Closed => return nowhere(&state, &headers),
    };
    if let Some(outgoing) = outgoing {
        send_passcode(&state, *outgoing);
    }
    let cookie = Cookie::Registration.set(&state.env.config, &browser.cookie(), None);
    let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((headers, Redirect::to(&format!("/register/{id}/{to}"))).into_response())
}

#[derive(Template)]
#[template(path = "features/registration/pages/code.html")]
struct CodePage {
    page: PublicPage,
    id: ClinicId,
    channel: Channel,
    masked: String,
    until: String,
    typed: String,
    phone: String,
}

impl CodePage {
    fn back(&self) -> String {
        format!("/register/{}/code", self.id)
    }

    fn sent(&self) -> String {
        let key = format!("register-code-sent-{}", self.channel.code());
        let (address, until) = (self.masked.as_str(), self.until.as_str());
        self.page.tr.t2(&key, ("address", address), ("time", until))
    }
}

/// The request of this browser at a clinic.
async fn own(
    state: &State,
    headers: &HeaderMap,
    id: ClinicId,
) -> Result<Option<(Browser, Pending)>, Error> {
    let cookie = Cookie::Registration.read(&state.env.config, headers);
    let Some(browser) = cookie.as_deref().and_then(Browser::of) else {
        return Ok(None);
    };
    let of = browser.id;
    let pending = state
        .db
        .within(id)
        .read(move |tx| store::pending(tx, id, of))
        .await?;
    Ok(pending
        .filter(|pending| browser.made(&state.env, pending))
        .map(|pending| (browser, pending)))
}

fn to_form(id: ClinicId) -> Response {
    Redirect::to(&format!("/register/{id}")).into_response()
}

fn to_done(id: ClinicId) -> Response {
    Redirect::to(&format!("/register/{id}/done")).into_response()
}

async fn ask_code(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
) -> Result<Response, Error> {
    code_page(
        &state,
        &headers,
        id,
        (String::new(), Vec::new(), StatusCode::OK),
    )
    .await
}

async fn code_page(
    state: &State,
    headers: &HeaderMap,
    id: ClinicId,
    (typed, refusals, status): (String, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let Some(door) = door(state, id).await? else {
        return nowhere(state, headers);
    };
    let Some((_, pending)) = own(state, headers, id).await? else {
        return Ok(to_form(id));
    };
    if pending.state != RegistrationState::Unconfirmed {
        return Ok(to_done(id));
    }
    let tr = public_words(state, headers, &door.clinic);
    let page = CodePage {
        id,
        channel: pending.channel,
        masked: masked(pending.channel, pending.address()),
        until: tr.time(pending.code_expires_at),
        typed,
        page: frame(tr, &door.clinic, refusals),
        phone: door.clinic.phone,
    };
    html(status, &page)
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn give(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
    Form(typed): Form<CodeForm>,
) -> Result<Response, Error> {
    let Some((browser, _)) = own(&state, &headers, id).await? else {
        return Ok(to_form(id));
    };
    let (env, code) = (state.env.clone(), typed.code.clone());
    let given = state
        .db
        .within(id)
        .write(move |tx| confirm(tx, &env, id, &browser, &code))
        .await?;
    match given {
        Given::Confirmed => Ok(to_done(id)),
        Given::Over => Ok(to_form(id)),
        Given::Refused(refusal) => {
            let wrong = StatusCode::UNPROCESSABLE_ENTITY;
            code_page(&state, &headers, id, (typed.code, vec![refusal], wrong)).await
        }
    }
}

async fn again(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
) -> Result<Response, Error> {
    let open = door(&state, id).await?.is_some();
    let Some((browser, _)) = own(&state, &headers, id).await?.filter(|_| open) else {
        return Ok(to_form(id));
    };
    let env = state.env.clone();
    let made = state
        .db
        .within(id)
        .write(move |tx| apply::again(tx, &env, id, network.as_str(), &browser))
        .await?;
    match made {
        Some(Ok(outgoing)) => {
            send_passcode(&state, outgoing);
            Ok(Redirect::to(&format!("/register/{id}/code")).into_response())
        }
        Some(Err(refusal)) => {
            let often = StatusCode::TOO_MANY_REQUESTS;
            let said = (String::new(), vec![refusal], often);
            code_page(&state, &headers, id, said).await
        }
        None => Ok(to_done(id)),
    }
}

#[derive(Template)]
#[template(path = "features/registration/pages/done.html")]
struct DonePage {
    page: PublicPage,
    id: ClinicId,
    masked: String,
    phone: String,
}

impl DonePage {
    fn back(&self) -> String {
        format!("/register/{}/done", self.id)
    }
}

async fn done(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(id): Id<ClinicId>,
) -> Result<Response, Error> {
    let Some((_, pending)) = own(&state, &headers, id).await? else {
        return Ok(to_form(id));
    };
    if pending.state == RegistrationState::Unconfirmed {
        return Ok(Redirect::to(&format!("/register/{id}/code")).into_response());
    }
    let db = state.db.within(id);
    let clinic = db.read(move |tx| portal::clinic(tx, id)).await?;
    let page = DonePage {
        page: frame(public_words(&state, &headers, &clinic), &clinic, Vec::new()),
        id,
        masked: masked(pending.channel, pending.address()),
        phone: clinic.phone,
    };
    html(StatusCode::OK, &page)
}
