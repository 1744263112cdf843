//! The page **Labels**: the words, real sentences in them before they are saved, and the way back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::given::{self, Given, GivenLabels, WORD_CHARS};
use super::preview::preview;
use super::store;
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::{Gender, LANGUAGES, Labels, Sound, Term, sound_of};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, StaffPage, html};

/// The form: each word's parts as `patient_fr_one`, `patient_fr_many`, `patient_fr_gender`, `patient_fr_sound`.
type Typed = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "features/labels/pages/labels.html")]
struct LabelsPage {
    page: StaffPage,
    version: i64,
    typed: Typed,
    /// Whether the clinic has words of its own.
    own: bool,
    just_saved: bool,
    /// Whether the sentences show words that are not saved.
    tried: bool,
    sentences: Vec<(&'static str, Vec<String>)>,
}

impl LabelsPage {
    fn languages(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        LANGUAGES.iter().map(|(code, name, _)| (*code, *name))
    }

    fn terms(&self) -> [Term; 3] {
        Term::ALL
    }

    /// The name of a field.
    fn name(&self, term: &Term, language: &str, part: &str) -> String {
        format!("{}_{language}_{part}", term.code())
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn has_gender(&self, term: &Term, language: &str) -> bool {
        given::has_gender(*term, language)
    }

    /// What a word is called where a clinic calls it nothing else, in the language of the word.
    fn built_in(&self, term: &Term, language: &str) -> String {
        let tr = self.page.tr.in_language(language);
        let part = term.code().replace('_', "-");
        tr.with_labels(Labels::default())
            .t(format!("labels-built-in-{part}"))
    }

    /// What the word is for, in the built-in words: the clinic's own would explain themselves by themselves.
    fn meaning(&self, term: &Term) -> String {
        let tr = self.page.tr.with_labels(Labels::default());
        tr.t(format!("labels-term-{}", term.code().replace('_', "-")))
    }

    /// The beginning of the keys that say a part's choices.
    fn choices(&self, part: &str, language: &str) -> &'static str {
        match (part, language) {
            ("gender", _) => "labels-gender",
            (_, "fr") => "labels-sound-fr",
            _ => "labels-sound-en",
        }
    }

    fn longest(&self) -> usize {
        WORD_CHARS
    }

    fn language_name(&self, code: &str) -> &'static str {
        let found = LANGUAGES.iter().find(|(known, ..)| *known == code);
        found.map_or("", |(_, name, _)| name)
    }
}

/// `?saved=1` after a save.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: Option<u8>,
}

/// `GET /staff/settings/labels`.
pub(super) async fn show(visit: StaffVisit, Query(shown): Query<Shown>) -> Result<Response, Error> {
    page(&visit, None, shown.saved.is_some(), None).await
}

/// `POST /staff/settings/labels`: **Save labels**, or **Preview**.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let labels = match given::checked(&read(&typed)).map_err(Error::all_refused) {
        Ok(labels) => labels,
        Err(error) => return page(&visit, Some((typed, None)), false, Some(error)).await,
    };
    if typed.contains_key("preview") {
        return page(&visit, Some((typed, Some(labels))), false, None).await;
    }
    let before = version(&typed);
    let (actor, env, kept) = (visit.actor.clone(), state.env.clone(), labels.clone());
    let saved = visit
        .db
        .write(move |tx| super::save(tx, &actor, &env, &kept, before));
    match saved.await {
        Ok(_) => Ok(Redirect::to("/staff/settings/labels?saved=1").into_response()),
        Err(error @ Error::Refused(..)) => {
            page(&visit, Some((typed, Some(labels))), false, Some(error)).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /staff/settings/labels/reset`: the built-in words again.
pub(super) async fn reset(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let before = version(&typed);
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let saved = visit
        .db
        .write(move |tx| super::save(tx, &actor, &env, &Labels::default(), before));
    match saved.await {
        Ok(_) => Ok(Redirect::to("/staff/settings/labels?saved=1").into_response()),
        Err(error @ Error::Refused(..)) => page(&visit, None, false, Some(error)).await,
        Err(error) => Err(error),
    }
}

fn version(typed: &Typed) -> i64 {
    let version = typed.get("version").and_then(|v| v.parse().ok());
    version.unwrap_or_default()
}

/// The words of the form.
fn read(typed: &Typed) -> GivenLabels {
    let mut all = GivenLabels::new();
    for term in Term::ALL {
        for (language, ..) in LANGUAGES {
            let part = |part: &str| {
                let typed = typed.get(&format!("{}_{language}_{part}", term.code()));
                typed.cloned().unwrap_or_default()
            };
            let given = Given {
                one: part("one"),
                many: part("many"),
                gender: Gender::from_code(&part("gender")),
                sound: Sound::from_code(&part("sound")),
            };
            let of_term = all.entry(term.code().to_owned()).or_default();
            of_term.insert((*language).to_owned(), given);
        }
    }
    all
}

/// The form of what is saved.
fn form(labels: &Labels) -> Typed {
    let mut typed = Typed::new();
    for (term, words) in given::given_of(labels) {
        for (language, given) in words {
            // What was worked out is worked out again for another word.
            let worked_out = sound_of(&given.one, &language);
            let sound = given.sound.filter(|sound| *sound != worked_out);
            let mut put = |part, value: &str| {
                typed.insert(format!("{term}_{language}_{part}"), value.to_owned());
            };
            put("one", &given.one);
            put("many", &given.many);
            put("gender", given.gender.map_or("", |g| g.code()));
            put("sound", sound.map_or("", |s| s.code()));
        }
    }
    typed
}

/// The page with what is saved, or with what was typed and, where it can be said, in those words.
async fn page(
    visit: &StaffVisit,
    typed: Option<(Typed, Option<Labels>)>,
    just_saved: bool,
    refused: Option<Error>,
) -> Result<Response, Error> {
    let clinic = visit.actor.clinic;
    let (stored, newest) = visit.db.read(move |tx| store::load(tx, clinic)).await?;
    let saved = Labels::read(&stored);
    let status = refused.as_ref().map_or(StatusCode::OK, Error::status);
    let mut page = StaffPage::new(visit, "settings");
    page.refusals = refused.map(|e| e.refusals()).unwrap_or_default();
    // After a conflict one saves over what the other has saved knowingly.
    let version = match &typed {
        Some((typed, _)) if status != StatusCode::CONFLICT => version(typed),
        _ => newest,
    };
    let own = saved != Labels::default();
    let (typed, tried) = typed.unwrap_or_else(|| (form(&saved), None));
    let shown = LabelsPage {
        sentences: preview(&page.tr, tried.as_ref().unwrap_or(&saved)),
        tried: tried.is_some(),
        page,
        version,
        typed,
        own,
        just_saved,
    };
    html(status, &shown)
}
