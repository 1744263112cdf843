//! The pages of the way in and out.

use axum::extract::{DefaultBodyLimit, Request, State as AxumState};
use axum::handler::Handler as _;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::account;
use super::back::Back;
use super::gate::{self, Gate};
use super::model::{self, RESEND_MS};
use super::page::{self, Carried, Door, Sent, Typed};
use super::request_passcode::{Requested, request_passcode};
use super::send_passcode::send_passcode;
use super::sign_in::{self, Attempt, Outcome, Proof};
use super::store;
use super::visit::Visit;
use super::{birth_date, model::code};
use crate::features::attachments;
use crate::features::conversations::Typing;
use crate::features::kept_forms::Fields;
use crate::features::patients::{self, Channel, IdentifierKind};
use crate::features::settings::{self, SignInMethod};
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::{PortalVisit, ProvenVisit, sessions};
use crate::platform::ids::{PatientId, PortalUserId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Network, Query, Refusal, Routes};

/// Largest form that keeps what was typed, in bytes.
const FORM_BYTES: usize = 40 * 1024 * 1024;

/// The routes of the way in and out.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/", Anyone, home)
        .get("/m/{token}", Anyone, follow)
        .get("/sign-in", Anyone, door)
        .post("/sign-in", Anyone, enter)
        .post("/sign-in/passcode", Anyone, passcode)
        .post(
            "/sign-in/keep",
            Anyone,
            keep.layer(DefaultBodyLimit::disable()),
        )
}

async fn home(visit: Result<PortalVisit, Error>) -> Redirect {
    Redirect::to(if visit.is_ok() {
        "/messages"
    } else {
        "/sign-in"
    })
}

/// Opens a notification's link: nothing changes, and the address without the token is where one lands.
async fn follow(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Id(token): Id<String>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    let (followed, accounts) = state
        .db
        .across()
        .read(move |tx| {
            let followed = gate::follow(tx, &env, &token)?;
            Ok::<_, db::Error>((followed, account::store::accounts_offered(tx)?))
        })
        .await?;
    let Some(followed) = followed else {
        let tr = page::words(&state, &headers, None);
        return page::dead_link(tr, &Carried::default(), accounts);
    };
    let visit = Visit::begin(
        &state.env,
        &headers,
        followed.clinic,
        followed.link,
        followed.language,
    );
    let cookie = AppendHeaders([(header::SET_COOKIE, visit.cookie(&state.env))]);
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

/// A gate with what its pages need.
pub(super) struct Standing {
    pub(super) gate: Gate,
    /// Whether the person has an account.
    has_account: bool,
    kinds: Vec<IdentifierKind>,
    notice: Option<Channel>,
    passcode: Option<store::PasscodeRow>,
}

pub(super) async fn standing(state: &State, visit: &Visit) -> Result<Option<Standing>, Error> {
    let (env, visit) = (state.env.clone(), visit.clone());
    let found = state
        .db
        .within(visit.clinic)
        .read(move |tx| {
            let Some(gate) = Gate::load(tx, visit.clinic, visit.link, env.now())? else {
                return Ok(None);
            };
            Ok::<_, db::Error>(Some(Standing {
                has_account: account::store::account(tx, visit.clinic, gate.link.portal_user_id)?
                    .is_some(),
                kinds: patients::identifier_kinds(tx, visit.clinic)?,
                notice: store::notice_channel(tx, &gate.link)?,
                passcode: store::passcode(tx, visit.clinic, visit.link, &visit.browser_hash(&env))?,
                gate,
            }))
        })
        .await?;
    Ok(found)
}

impl Standing {
    /// Where the last passcode went, while it can still be used.
    fn sent(&self, state: &State, headers: &HeaderMap) -> Option<Sent> {
        let now = state.env.now();
        let passcode = self.passcode.as_ref()?;
        let address = model::address(self.gate.person.as_ref()?, passcode.channel)?;
        let waiting = passcode.used_at.is_none() && now < passcode.expires_at;
        waiting.then(|| Sent {
            channel: passcode.channel,
            masked: model::masked(passcode.channel, address),
            until: page::words(state, headers, Some(&self.gate)).time(passcode.expires_at),
            wait: (passcode.sent_at.plus(RESEND_MS).since(now) + 999).max(0) / 1_000,
        })
    }
}

#[derive(Deserialize, Default)]
struct DoorQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    again: String,
    /// Another account than that of the link's person.
    #[serde(default)]
    other: String,
}

/// The sign-in page: asks for a passcode to be sent, or for the one that was.
async fn door(
    AxumState(state): AxumState<State>,
    proven: Result<ProvenVisit, Error>,
    headers: HeaderMap,
    Query(query): Query<DoorQuery>,
) -> Result<Response, Error> {
    let carried = Carried::of(&query.next, String::new());
    let visit = Visit::read(&state.env, &headers);
    let standing = match &visit {
        Some(visit) if query.other.is_empty() => standing(&state, visit).await?,
        _ => None,
    };
    if let Ok(proven) = proven
        && let Some(to) = go_on(&state, proven, standing.as_ref(), &carried).await?
    {
        return Ok(to);
    }
    first_page(
        &state,
        &headers,
        standing,
        &carried,
        !query.again.is_empty(),
    )
    .await
}

/// Where somebody who is signed in goes on; none where they have to sign in for what the link is about.
async fn go_on(
    state: &State,
    proven: ProvenVisit,
    standing: Option<&Standing>,
    carried: &Carried,
) -> Result<Option<Response>, Error> {
    let (actor, needs_account) = (proven.visit.actor, proven.needs_account);
    let of_link = standing.map(|s| &s.gate.link);
    let to = carried
        .back
        .or(of_link.map(|link| Back::conversation(link.conversation_id)));
    let same_person = of_link.is_none_or(|link| link.portal_user_id == actor.portal_user);
    let same_patient = of_link.is_none_or(|link| link.patient_id == actor.patient);
    if needs_account && !actor.by_account {
        let first_visit = same_person && standing.is_none_or(|s| !s.has_account);
        return Ok(first_visit.then(|| to_new_account(to)));
    }
    match (same_person && same_patient, of_link) {
        (true, None) => Ok(Some(Redirect::to("/messages").into_response())),
        (true, Some(link)) => {
            let to = to.unwrap_or(Back::conversation(link.conversation_id));
            Ok(Some(Redirect::to(&to.page()).into_response()))
        }
        (false, Some(link)) if same_person && actor.by_account => {
            // A link about somebody else whom the person reads for: their account is good for that patient too.
            let (env, patient) = (state.env.clone(), link.patient_id);
            let switched = state
                .db
                .within(actor.clinic)
                .write(move |tx| account::switch(tx, &env, &actor, patient))
                .await;
            match switched {
                Ok(secret) => Ok(Some(signed_in(
                    state,
                    &secret,
                    Redirect::to(&Back::conversation(link.conversation_id).page()).into_response(),
                ))),
                Err(Error::NotFound) => Ok(None),
                Err(other) => Err(other),
            }
        }
        _ => Ok(None),
    }
}

/// Whether some clinic lets people register themselves (M59).
async fn registers(state: &State) -> Result<bool, Error> {
    let open = state.db.across().read(settings::registering).await?;
    Ok(!open.is_empty())
}

async fn first_page(
    state: &State,
    headers: &HeaderMap,
    standing: Option<Standing>,
    carried: &Carried,
    again: bool,
) -> Result<Response, Error> {
    let tr = page::words(state, headers, standing.as_ref().map(|s| &s.gate));
    let came_by_link = standing.is_some();
    // Who has an account needs no link: where the one they came by has ended, they sign in all the same.
    let open = standing.filter(|s| s.gate.person(state.env.now()).is_some());
    let dead = came_by_link && open.is_none();
    let Some(standing) = open else {
        return match account::AccountPage::without_link(state, tr.clone(), carried).await? {
            Some(page) => account::sign_in_page(StatusCode::OK, &page),
            None if dead => page::dead_link(tr, carried, false),
            None => page::no_link(tr, carried, registers(state).await?),
        };
    };
    let gate = &standing.gate;
    if gate.settings.tier.needs_account() && standing.has_account {
        let page = account::AccountPage::of_link(state, tr, gate, carried, Vec::new());
        return account::sign_in_page(StatusCode::OK, &page);
    }
    let sent = standing.sent(state, headers).filter(|_| !again);
    if sent.is_none() && gate.settings.sign_in_method == SignInMethod::Passcode {
        return page::ask(tr, gate, standing.notice, carried, Vec::new());
    }
    page::enter(
        page::frame(tr, Some(gate), Vec::new()),
        &Door::of(gate, &standing.kinds),
        sent,
        &Typed::default(),
        carried,
        StatusCode::OK,
    )
}

#[derive(Deserialize)]
struct PasscodeForm {
    #[serde(default)]
    way: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    kept: String,
}

/// Sends a passcode at once.
async fn passcode(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<PasscodeForm>,
) -> Result<Response, Error> {
    let carried = Carried::of(&form.back, form.kept);
    let Some(visit) = Visit::read(&state.env, &headers) else {
        return page::no_link(page::words(&state, &headers, None), &carried, false);
    };
    let (env, asking) = (state.env.clone(), visit.clone());
    let wish = Channel::from_code(&form.way);
    let requested = state
        .db
        .within(visit.clinic)
        .write(move |tx| request_passcode(tx, &env, &asking, &network, wish))
        .await?;
    match requested {
        Requested::Send(outgoing) => send_passcode(&state, outgoing),
        Requested::Closed => {}
        Requested::Refused(refusal) => {
            if let Some(s) = standing(&state, &visit).await? {
                let tr = page::words(&state, &headers, Some(&s.gate));
                return page::ask(tr, &s.gate, s.notice, &carried, vec![refusal]);
            }
        }
    }
    if carried.kept.is_empty() {
        let next = carried
            .back
            .map(|back| format!("/sign-in?next={}", back.path()));
        return Ok(Redirect::to(next.as_deref().unwrap_or("/sign-in")).into_response());
    }
    let standing = standing(&state, &visit).await?;
    first_page(&state, &headers, standing, &carried, false).await
}

#[derive(Deserialize)]
struct KeepQuery {
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct KeepForm {
    /// The subject of a first message that came after the session had ended.
    #[serde(default)]
    subject: String,
    /// Its words, or those of a reply.
    #[serde(default)]
    body: String,
    /// The same, on its way through these pages.
    #[serde(default)]
    kept: String,
    #[serde(default)]
    back: String,
    /// Who filled in another form, and for whom.
    person: Option<PortalUserId>,
    patient: Option<PatientId>,
    #[serde(default)]
    given_name: String,
    #[serde(default)]
    family_name: String,
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    relationship: String,
    #[serde(default)]
    words: String,
}

impl KeepForm {
    /// The fields of a form that is kept as one.
    fn fields(self) -> Fields {
        Fields {
            person: self.person,
            patient: self.patient,
            given_name: self.given_name,
            family_name: self.family_name,
            birth_date: self.birth_date,
            relationship: self.relationship,
            words: self.words,
        }
    }
}

/// The refusal of a form that is longer than any that could be sent: the browser still has it.
fn too_long() -> Error {
    Error::Refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        vec![Refusal::new("kept_form_too_long")],
    )
}

/// Takes up what was typed when a session had ended, and carries it through signing in.
async fn keep(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    Query(query): Query<KeepQuery>,
    request: Request,
) -> Result<Response, Error> {
    let form: KeepForm = attachments::read_fields(&state, request, FORM_BYTES).await?;
    let back = Back::at(&query.back).or_else(|| Back::at(&form.back));
    let kept = match back {
        _ if !form.kept.is_empty() => form.kept,
        Some(Back::Message(Typing::Start(_))) => Typing::first_message(&form.subject, &form.body),
        Some(Back::Form(_)) => form.fields().json().ok_or_else(too_long)?,
        _ => form.body,
    };
    let carried = Carried { back, kept };
    let standing = match Visit::read(&state.env, &headers) {
        Some(visit) => standing(&state, &visit).await?,
        None => None,
    };
    first_page(&state, &headers, standing, &carried, true).await
}

#[derive(Deserialize)]
struct EnterForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    kept: String,
}

/// Signs in. Whatever is wrong, the answer is the same.
async fn enter(
    AxumState(state): AxumState<State>,
    network: Network,
    headers: HeaderMap,
    Form(form): Form<EnterForm>,
) -> Result<Response, Error> {
    let carried = Carried::of(&form.back, form.kept);
    let typed = Typed {
        code: form.code,
        identifier: form.identifier,
        birth_date: form.birth_date,
    };
    let Some(visit) = Visit::read(&state.env, &headers) else {
        return page::no_link(page::words(&state, &headers, None), &carried, false);
    };
    let Some(standing) = standing(&state, &visit).await? else {
        return page::no_link(page::words(&state, &headers, None), &carried, false);
    };
    let gate = &standing.gate;
    let tr = page::words(&state, &headers, Some(gate));
    let door = Door::of(gate, &standing.kinds);
    let again = |refusals: Vec<Refusal>, status: StatusCode| {
        let frame = page::frame(tr.clone(), Some(gate), refusals);
        page::enter(frame, &door, None, &typed, &carried, status)
    };

    let proof = proof(&state, &visit, &door, &typed);
    let born = birth_date::read(&typed.birth_date, tr.local_date(state.env.now()));
    let (proof, birth_date) = match (proof, born) {
        (Ok(proof), Ok(born)) => (proof, born),
        (proof, born) => {
            let refusals = [proof.err(), born.err()].into_iter().flatten().collect();
            return again(refusals, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let attempt = Attempt {
        visit,
        network,
        proof,
        birth_date,
        old_session: Cookie::Portal
            .read(&state.env.config, &headers)
            .map(|secret| sessions::token_hash(&state.env, &secret)),
        language: page::chosen_language(&state, &headers),
        back: carried.back,
        kept: Some(carried.kept.clone()).filter(|kept| !kept.trim().is_empty()),
    };
    let env = state.env.clone();
    // Across, because the session that this browser had, and that ends now, may be another clinic's.
    let outcome = state
        .db
        .across()
        .write(move |tx| sign_in::sign_in(tx, &env, &attempt))
        .await?;
    match outcome {
        Outcome::SignedIn {
            secret,
            to,
            needs_account,
        } => {
            let to = match needs_account {
                true => to_new_account(Some(to)),
                false => Redirect::to(&to.page()).into_response(),
            };
            Ok(signed_in(&state, &secret, to))
        }
        Outcome::Refused => again(vec![failed(&door)], StatusCode::UNPROCESSABLE_ENTITY),
        Outcome::TooMany { wait_ms } => again(
            vec![Refusal::new("sign_in_too_many").with("minutes", wait_ms / 60_000 + 1)],
            StatusCode::TOO_MANY_REQUESTS,
        ),
    }
}

/// On with the new session; the language chosen here is the person's from now on.
fn signed_in(state: &State, secret: &str, to: Response) -> Response {
    let config = &state.env.config;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, Cookie::Portal.set(config, secret, None)),
        (header::SET_COOKIE, Cookie::Language.clear(config)),
    ]);
    (cookies, to).into_response()
}

/// The one sentence for everything that can be wrong.
fn failed(door: &Door) -> Refusal {
    Refusal::new(match door.method {
        SignInMethod::Passcode => "sign_in_failed",
        SignInMethod::Identifier => "sign_in_failed_identifier",
    })
}

/// What was given besides the date of birth, as it is compared.
fn proof(state: &State, visit: &Visit, door: &Door, typed: &Typed) -> Result<Proof, Refusal> {
    match door.method {
        SignInMethod::Passcode => {
            code(&typed.code).map(|code| Proof::Code(visit.code_hash(&state.env, &code)))
        }
        SignInMethod::Identifier => match sign_in::identifier(&typed.identifier) {
            given if given.is_empty() => Err(Refusal::field("identifier", "identifier_missing")),
            given => Ok(Proof::Identifier(given)),
        },
    }
}

/// To where an account is made, on the way to a place (M9).
fn to_new_account(on_the_way_to: Option<Back>) -> Response {
    let next = on_the_way_to.map(|place| format!("?next={}", place.path()));
    Redirect::to(&format!("/account/new{}", next.unwrap_or_default())).into_response()
}
