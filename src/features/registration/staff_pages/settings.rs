//! Shaping the form: what it says, what it asks, what people agree to.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::patients::{self, IdentifierKind};
use crate::features::registration::model::{Form as Shape, Need};
use crate::features::registration::read;
use crate::features::registration::save::{CONSENT_CHARS, FormChange, WORDS_CHARS, askable, save};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, Refusal, StaffPage, html};

const PATH: &str = "/staff/settings/registration";

/// The form as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    words_en: String,
    words_fr: String,
    consent_en: String,
    consent_fr: String,
    /// The fields below, in their order.
    field: Vec<String>,
    need: Vec<String>,
}

impl Typed {
    fn of(form: &Shape) -> Typed {
        let consent = form.consent.as_ref();
        let text = |of: fn(&crate::features::registration::Consent) -> &String| {
            consent.map(|c| of(c).clone()).unwrap_or_default()
        };
        Typed {
            version: form.version,
            words_en: form.words_en.clone(),
            words_fr: form.words_fr.clone(),
            consent_en: text(|c| &c.text_en),
            consent_fr: text(|c| &c.text_fr),
            field: form.fields.iter().map(|(f, _)| f.clone()).collect(),
            need: form
                .fields
                .iter()
                .map(|(_, n)| n.code().to_owned())
                .collect(),
        }
    }

    fn change(&self) -> Result<FormChange, Refusal> {
        let unknown = || Refusal::field("fields", "choice_unknown");
        let pairs = self.field.iter().zip(&self.need);
        let fields: Option<Vec<(String, Need)>> = pairs
            .map(|(field, need)| Some((field.clone(), Need::from_code(need)?)))
            .collect();
        Ok(FormChange {
            version: self.version,
            words: (self.words_en.clone(), self.words_fr.clone()),
            consent: (self.consent_en.clone(), self.consent_fr.clone()),
            fields: fields.ok_or_else(unknown)?,
        })
    }

    fn need(&self, field: &str) -> &str {
        let at = self.field.iter().position(|f| f == field);
        at.and_then(|at| self.need.get(at))
            .map_or("hidden", String::as_str)
    }
}

/// `?saved=1` after a save.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: Option<u8>,
}

#[derive(Template)]
#[template(path = "features/registration/pages/settings.html")]
struct SettingsPage {
    page: StaffPage,
    portal: PortalSettings,
    kinds: Vec<IdentifierKind>,
    form: Shape,
    typed: Typed,
    saved: bool,
    /// Where people register.
    address: String,
}

impl SettingsPage {
    /// Each field that can be asked, with its name.
    fn fields(&self) -> Vec<(String, String)> {
        let name = |field: &String| match field.strip_prefix("identifier:") {
            Some(kind) => {
                let kind = self.kinds.iter().find(|k| k.kind == kind);
                kind.map(|k| k.label.clone()).unwrap_or_default()
            }
            None => self.page.tr.t(format!("patients-field-{field}")),
        };
        let fields = askable(&self.kinds).into_iter();
        fields.map(|field| (name(&field), field)).collect()
    }

    fn texts(&self, of: &str) -> [(String, &'static str, &str, usize); 2] {
        let typed = &self.typed;
        let (en, fr, most) = match of {
            "words" => (&typed.words_en, &typed.words_fr, WORDS_CHARS),
            _ => (&typed.consent_en, &typed.consent_fr, CONSENT_CHARS),
        };
        [
            (format!("{of}_en"), "en", en, most),
            (format!("{of}_fr"), "fr", fr, most),
        ]
    }
}

/// `GET /staff/settings/registration`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let said = (None, Vec::new(), StatusCode::OK);
    page(&visit, &state, shown.saved.is_some(), said).await
}

/// `POST /staff/settings/registration`.
pub(super) async fn save_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, form) = (visit.actor.clone(), state.env.clone(), typed.clone());
    let done = visit
        .db
        .write(move |tx| {
            let change = form.change().map_err(Error::refused)?;
            save(tx, &actor, &env, &change)
        })
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?saved=1")).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&visit, &state, false, (Some(typed), refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    saved: bool,
    (typed, refusals, status): (Option<Typed>, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let (portal, kinds, form) = visit
        .db
        .read(move |tx| {
            let portal = settings::load(tx, clinic)?;
            let kinds = patients::identifier_kinds(tx, clinic)?;
            Ok::<_, db::Error>((portal, kinds, read::form(tx, clinic)?))
        })
        .await?;
    let public = state.env.config.server.public_url.trim_end_matches('/');
    let mut frame = StaffPage::new(visit, "settings");
    frame.refusals = refusals;
    let typed = typed.map_or_else(
        || Typed::of(&form),
        |typed| Typed {
            version: form.version,
            ..typed
        },
    );
    let page = SettingsPage {
        page: frame,
        portal,
        kinds,
        typed,
        form,
        saved,
        address: format!("{public}/register/{clinic}"),
    };
    html(status, &page)
}
