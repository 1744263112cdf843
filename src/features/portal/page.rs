//! What the pages before sign-in show. None of them names a person.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::back::Back;
use super::gate::Gate;
use super::model;
use super::store::ClinicRow;
use super::visit::Visit;
use crate::features::patients::{Channel, IdentifierKind};
use crate::features::settings::SignInMethod;
use crate::platform::auth::cookies::Cookie;
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::web::{Error, Look, PublicPage, Refusal, html};

/// What is carried through the sign-in pages: where to come back to, and what was typed there.
#[derive(Debug, Clone, Default)]
pub(super) struct Carried {
    pub(super) back: Option<Back>,
    pub(super) kept: String,
}

impl Carried {
    /// What a form of these pages holds.
    pub(super) fn of(back: &str, kept: String) -> Carried {
        Carried {
            back: Back::at(back),
            kept,
        }
    }

    /// The page to come back to; empty where there is none.
    pub(super) fn back(&self) -> String {
        self.back.map(Back::path).unwrap_or_default()
    }

    /// What was typed, as its author reads it.
    fn in_words(&self) -> String {
        match self.back {
            Some(back) => back.in_words(&self.kept),
            None => self.kept.clone(),
        }
    }
}

/// The language chosen in this browser, as far as one was.
pub(super) fn chosen_language(state: &State, headers: &HeaderMap) -> Option<&'static str> {
    Cookie::Language
        .read(&state.env.config, headers)
        .map(|code| state.catalog.language_for(&code))
}

/// The words for a page: in the language chosen here, else that of the person the link was sent to, else the browser's.
pub(super) fn words(state: &State, headers: &HeaderMap, gate: Option<&Gate>) -> Tr {
    let person = Visit::read(&state.env, headers).map(|visit| visit.language);
    let browser = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok());
    let wish = chosen_language(state, headers)
        .or(person.as_deref())
        .or(browser)
        .unwrap_or("en");
    let (zone, labels) = gate.map_or(("UTC", ""), |g| (&*g.clinic.time_zone, &*g.clinic.labels));
    state.catalog.speak(wish, zone).labelled(labels)
}

/// The words for a page before sign-in that is about a clinic and no person.
pub fn public_words(state: &State, headers: &HeaderMap, clinic: &ClinicRow) -> Tr {
    let browser = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok());
    let wish = chosen_language(state, headers).or(browser).unwrap_or("en");
    (state.catalog)
        .speak(wish, &clinic.time_zone)
        .labelled(&clinic.labels)
}

/// The frame of a page.
pub(super) fn frame(tr: Tr, gate: Option<&Gate>, refusals: Vec<Refusal>) -> PublicPage {
    PublicPage {
        tr,
        clinic: gate.map(|g| g.clinic.name.clone()).unwrap_or_default(),
        look: Look::read(gate.and_then(|g| g.clinic.look.as_deref())),
        refusals,
    }
}

#[derive(Template)]
#[template(path = "features/portal/pages/closed.html")]
struct ClosedPage {
    page: PublicPage,
    title: &'static str,
    words: &'static str,
    staff: bool,
    /// Whether there are accounts to sign in to.
    accounts: bool,
    /// Whether people can register themselves as patients (M59).
    registers: bool,
    /// To be copied: from here one comes to no page that keeps it.
    kept: String,
    back: String,
}

/// The page for a link that lets nobody in: expired, revoked, switched off and unknown look alike.
pub(super) fn dead_link(tr: Tr, carried: &Carried, accounts: bool) -> Result<Response, Error> {
    let page = ClosedPage {
        page: frame(tr, None, Vec::new()),
        title: "portal-dead-title",
        words: "portal-dead-words",
        staff: false,
        accounts,
        registers: false,
        kept: carried.in_words(),
        back: String::new(),
    };
    html(StatusCode::NOT_FOUND, &page)
}

/// The page for somebody who came by no link.
pub(super) fn no_link(tr: Tr, carried: &Carried, registers: bool) -> Result<Response, Error> {
    let page = ClosedPage {
        page: frame(tr, None, Vec::new()),
        title: "portal-no-link-title",
        words: "portal-no-link-words",
        staff: true,
        accounts: false,
        registers,
        kept: carried.in_words(),
        back: "/sign-in".to_owned(),
    };
    html(StatusCode::OK, &page)
}

/// The page after signing out.
pub(super) fn signed_out(tr: Tr) -> Result<Response, Error> {
    let page = ClosedPage {
        page: frame(tr, None, Vec::new()),
        title: "portal-out-title",
        words: "portal-out-words",
        staff: false,
        accounts: false,
        registers: false,
        kept: String::new(),
        back: "/signed-out".to_owned(),
    };
    html(StatusCode::OK, &page)
}

/// A way to send a passcode by: its code, and the masked address.
struct Way {
    channel: Channel,
    masked: String,
}

impl Way {
    fn key(&self, stem: &str) -> String {
        format!("{stem}-{}", self.channel.code())
    }
}

#[derive(Template)]
#[template(path = "features/portal/pages/ask.html")]
struct AskPage<'a> {
    page: PublicPage,
    ways: Vec<Way>,
    phone: &'a str,
    kept: &'a str,
    back: String,
}

/// The first step: a passcode is sent when asked for, to an address of the person's.
pub(super) fn ask(
    tr: Tr,
    gate: &Gate,
    notice: Option<Channel>,
    carried: &Carried,
    refusals: Vec<Refusal>,
) -> Result<Response, Error> {
    let mut ways: Vec<Way> = Vec::new();
    if let Some(person) = &gate.person {
        let first = model::destination(person, notice, None).map(|(channel, _)| channel);
        for channel in first.into_iter().flat_map(|c| [c, model::other(c)]) {
            ways.extend(model::address(person, channel).map(|address| Way {
                channel,
                masked: model::masked(channel, address),
            }));
        }
    }
    let status = if refusals.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::TOO_MANY_REQUESTS
    };
    let page = AskPage {
        page: frame(tr, Some(gate), refusals),
        ways,
        phone: &gate.clinic.phone,
        kept: &carried.kept,
        back: carried.back(),
    };
    html(status, &page)
}

/// What was typed into the second step, as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) code: String,
    pub(super) identifier: String,
    pub(super) birth_date: String,
}

/// Where the passcode went, shown right after it was sent.
pub(super) struct Sent {
    pub(super) channel: Channel,
    pub(super) masked: String,
    pub(super) until: String,
    /// Seconds until another one can be asked for.
    pub(super) wait: i64,
}

impl Sent {
    fn sentence(&self, tr: &Tr) -> String {
        let key = format!("portal-enter-sent-{}", self.channel.code());
        let (address, until) = (self.masked.as_str(), self.until.as_str());
        tr.t2(&key, ("address", address), ("time", until))
    }
}

#[derive(Template)]
#[template(path = "features/portal/pages/enter.html")]
struct EnterPage<'a> {
    page: PublicPage,
    sent: Option<Sent>,
    by_identifier: bool,
    identifiers: String,
    typed: &'a Typed,
    phone: &'a str,
    kept: &'a str,
    back: String,
}

impl EnterPage<'_> {
    fn title(&self) -> &'static str {
        if self.by_identifier {
            "portal-enter-title-identifier"
        } else {
            "portal-enter-title"
        }
    }
}

/// The second step. What it shows after a refusal depends on nothing that the refusal keeps to itself.
pub(super) fn enter(
    frame: PublicPage,
    door: &Door,
    sent: Option<Sent>,
    typed: &Typed,
    carried: &Carried,
    status: StatusCode,
) -> Result<Response, Error> {
    let page = EnterPage {
        page: frame,
        sent,
        by_identifier: door.method == SignInMethod::Identifier,
        identifiers: door.identifiers.join(", "),
        typed,
        phone: &door.phone,
        kept: &carried.kept,
        back: carried.back(),
    };
    html(status, &page)
}

/// What the second step shows of the clinic, whatever the link is worth.
pub(super) struct Door {
    pub(super) method: SignInMethod,
    /// Labels of the identifiers that are taken (M51, M53).
    pub(super) identifiers: Vec<String>,
    pub(super) phone: String,
}

impl Door {
    /// The door of a gate, with all the clinic's kinds of identifiers.
    pub(super) fn of(gate: &Gate, kinds: &[IdentifierKind]) -> Door {
        Door {
            method: gate.settings.sign_in_method,
            identifiers: kinds
                .iter()
                .filter(|k| model::takes_identifier(&gate.settings, &k.kind))
                .map(|k| k.label.clone())
                .collect(),
            phone: gate.clinic.phone.clone(),
        }
    }
}
