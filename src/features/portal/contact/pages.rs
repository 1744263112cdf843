//! The page **How we reach you**: email, mobile number, the channel of notices, and the codes of a change.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::change::{self, Asked, Given};
use super::store::{self, Pending};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Channel, OwnContact, PortalUser, Preference};
use crate::features::portal::model::masked;
use crate::features::portal::send_passcode::send_passcode;
use crate::platform::auth::PortalVisit;
use crate::platform::auth::Who::Portal;
use crate::platform::state::State;
use crate::platform::time::MINUTE;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Network, PortalPage, Query, Refusal, Routes, html};

const PATH: &str = "/account/contact";

/// The routes of one's own contact.
pub(in crate::features::portal) fn routes() -> Routes {
    Routes::new()
        .get(PATH, Portal, show)
        .post(PATH, Portal, prefer)
        .post("/account/contact/address", Portal, ask)
        .post("/account/contact/codes", Portal, give)
        .post("/account/contact/give-up", Portal, give_up)
}

/// One address with the form that changes it.
struct AddressForm {
    channel: Channel,
    field: &'static str,
    /// What is on file.
    on_file: Option<String>,
    /// What was typed and not taken.
    typed: String,
}

/// A change that waits for its codes.
struct Waiting {
    address: String,
    /// Where the second code went, as much as its owner recognises.
    old: Option<String>,
    until: String,
}

#[derive(Template)]
#[template(path = "features/portal/pages/contact.html")]
struct ContactPage {
    page: PortalPage,
    forms: [AddressForm; 2],
    preferred: Preference,
    waiting: Option<Waiting>,
    saved: bool,
}

impl ContactPage {
    fn sent_to(&self, waiting: &Waiting) -> String {
        let (tr, new) = (&self.page.tr, waiting.address.as_str());
        match &waiting.old {
            Some(old) => tr.t2("contact-codes-both", ("new", new), ("old", old.as_str())),
            None => tr.t1("contact-codes-one", "new", new),
        }
    }

    /// The ways of being told that there are, in their order: those of an address that is missing can't be chosen.
    fn preferences(&self) -> [Preference; 4] {
        Preference::ALL
    }

    fn has_address(&self, preference: &Preference) -> bool {
        let of = |form: &&AddressForm| form.channel == preference.first();
        (self.forms.iter())
            .find(of)
            .is_some_and(|form| form.on_file.is_some())
    }
}

/// What a page says besides what is on file.
#[derive(Default)]
struct Said {
    saved: bool,
    refusals: Vec<Refusal>,
    typed: Option<(Channel, String)>,
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    saved: String,
}

async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Query(query): Query<Shown>,
) -> Result<Response, Error> {
    let said = Said {
        saved: !query.saved.is_empty(),
        ..Said::default()
    };
    contact_page(&visit, &state, said, StatusCode::OK).await
}

async fn refused(
    visit: &PortalVisit,
    state: &State,
    refusals: Vec<Refusal>,
) -> Result<Response, Error> {
    let said = Said {
        refusals,
        ..Said::default()
    };
    contact_page(visit, state, said, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn contact_page(
    visit: &PortalVisit,
    state: &State,
    said: Said,
    status: StatusCode,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let (user, pending) = visit
        .db
        .write(move |tx| {
            let user = patients::portal_user(tx, actor.clinic, actor.portal_user)?;
            let person = actor.portal_user.uuid();
            let event = Event::new(
                actor.clinic,
                &actor,
                "portal.contact_read",
                "portal_user",
                person,
            );
            audit::record(tx, &env, &event.patient(actor.patient))?;
            Ok::<_, db::Error>((user, store::pending(tx, &actor)?))
        })
        .await?;
    let form = |channel: Channel| AddressForm {
        channel,
        field: change::field(channel),
        on_file: user.address(channel).map(str::to_owned),
        typed: (said.typed.iter())
            .find(|(of, _)| *of == channel)
            .map(|(_, typed)| typed.clone())
            .unwrap_or_default(),
    };
    let page = ContactPage {
        forms: [form(Channel::Email), form(Channel::Text)],
        preferred: user.preferred_channel,
        waiting: pending
            .filter(|pending| change::stands(pending, visit.now))
            .map(|pending| waiting(visit, &user, pending)),
        saved: said.saved,
        page: PortalPage {
            refusals: said.refusals,
            ..PortalPage::new(visit, PATH)
        },
    };
    html(status, &page)
}

fn waiting(visit: &PortalVisit, user: &PortalUser, pending: Pending) -> Waiting {
    let old = pending.old_channel.and_then(|channel| {
        let address = user.address(channel)?;
        Some(masked(channel, address))
    });
    Waiting {
        old,
        until: visit.tr.time(pending.expires_at),
        address: pending.address,
    }
}

#[derive(Deserialize)]
struct PreferForm {
    #[serde(default)]
    preferred_channel: String,
}

async fn prefer(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<PreferForm>,
) -> Result<Response, Error> {
    let Some(preference) = Preference::from_code(&form.preferred_channel) else {
        let refusal = Refusal::field("preferred_channel", "choice_unknown");
        return refused(&visit, &state, vec![refusal]).await;
    };
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let set = visit
        .db
        .write(move |tx| {
            patients::set_own_contact(tx, &env, &actor, &OwnContact::Preferred(preference))
        })
        .await;
    match set {
        Err(Error::Refused(_, refusals)) => refused(&visit, &state, refusals).await,
        other => other.map(|()| saved()),
    }
}

fn saved() -> Response {
    Redirect::to("/account/contact?saved=1").into_response()
}

#[derive(Deserialize)]
struct AskForm {
    /// The new email; absent from the form of the mobile number.
    email: Option<String>,
    mobile: Option<String>,
}

async fn ask(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    network: Network,
    Form(form): Form<AskForm>,
) -> Result<Response, Error> {
    let wish = match (form.email, form.mobile) {
        (Some(email), _) => (Channel::Email, email),
        (None, mobile) => (Channel::Text, mobile.unwrap_or_default()),
    };
    let (actor, env, typed) = (visit.actor.clone(), state.env.clone(), wish.clone());
    let asked = visit
        .db
        .write(move |tx| change::ask(tx, &env, &actor, &network, (typed.0, &typed.1)))
        .await?;
    let (refusal, status) = match asked {
        Asked::Codes(codes) => {
            codes.into_iter().for_each(|out| send_passcode(&state, out));
            return Ok(Redirect::to(PATH).into_response());
        }
        Asked::Refused(refusal) => (refusal, StatusCode::UNPROCESSABLE_ENTITY),
        Asked::TooMany(wait_ms) => {
            let minutes = wait_ms.div_euclid(MINUTE) + 1;
            let refusal = Refusal::field(change::field(wish.0), "passcode_too_many");
            (
                refusal.with("minutes", minutes),
                StatusCode::TOO_MANY_REQUESTS,
            )
        }
    };
    let said = Said {
        refusals: vec![refusal],
        typed: Some(wish),
        ..Said::default()
    };
    contact_page(&visit, &state, said, status).await
}

#[derive(Deserialize)]
struct CodesForm {
    #[serde(default)]
    new_code: String,
    #[serde(default)]
    old_code: String,
}

async fn give(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<CodesForm>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let given = visit
        .db
        .write(move |tx| change::give(tx, &env, &actor, (&form.new_code, &form.old_code)))
        .await?;
    match given {
        Given::Changed => Ok(saved()),
        Given::Refused(refusals) => refused(&visit, &state, refusals).await,
        Given::Over => refused(&visit, &state, vec![Refusal::new("contact_over")]).await,
    }
}

async fn give_up(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| change::give_up(tx, &env, &actor))
        .await?;
    Ok(Redirect::to(PATH).into_response())
}
