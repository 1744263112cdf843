//! The clinic's age for guardians' links: what it is, and what saving it would do at once.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::families::model::{AtAge, FamilySettings};
use crate::features::families::save::{self, Change};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, Refusal, StaffPage, html};

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AgeForm {
    version: i64,
    link_age: String,
    at_age: String,
    /// How many links the page listed.
    seen: Option<usize>,
}

impl AgeForm {
    fn of(settings: &FamilySettings) -> AgeForm {
        AgeForm {
            version: settings.version,
            link_age: settings
                .link_age
                .map(|age| age.to_string())
                .unwrap_or_default(),
            at_age: settings.at_age.code().to_owned(),
            seen: None,
        }
    }

    fn read(&self) -> Result<Change, Refusal> {
        let age = match self.link_age.trim() {
            "" => None,
            typed => Some(typed.parse().unwrap_or(-1)),
        };
        Ok(Change {
            version: self.version,
            link_age: age,
            at_age: AtAge::from_code(&self.at_age)
                .ok_or(Refusal::field("at_age", "choice_unknown"))?,
            seen: self.seen,
        })
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    saved: String,
}

#[derive(Template)]
#[template(path = "features/families/pages/age.html")]
struct AgePage {
    page: StaffPage,
    form: AgeForm,
    /// What saving does something to at once: the person's and the patient's name.
    touched: Vec<(String, String)>,
    saved: bool,
}

/// `GET /staff/settings/families`.
pub(super) async fn show(visit: StaffVisit, Query(shown): Query<Shown>) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let settings = visit.db.read(move |tx| save::settings(tx, &actor)).await?;
    let page = AgePage {
        page: StaffPage::new(&visit, "settings"),
        form: AgeForm::of(&settings),
        touched: Vec::new(),
        saved: !shown.saved.is_empty(),
    };
    html(StatusCode::OK, &page)
}

/// `POST /staff/settings/families`.
pub(super) async fn keep(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<AgeForm>,
) -> Result<Response, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    let typed = form.clone();
    let done = visit
        .db
        .write(move |tx| {
            let change = typed.read().map_err(Error::refused)?;
            save::save(tx, (&actor, &env, &tr), &change)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/staff/settings/families?saved=1").into_response()),
        Err(Error::Refused(status, refusals)) => {
            again(visit, state, form, (status, refusals)).await
        }
        Err(other) => Err(other),
    }
}

/// The page once more: as typed, with what is in the way and what saving would do at once.
async fn again(
    visit: StaffVisit,
    state: State,
    mut form: AgeForm,
    (status, refusals): (StatusCode, Vec<Refusal>),
) -> Result<Response, Error> {
    let mut touched = Vec::new();
    if let (Ok(change), true) = (
        form.read(),
        refusals.iter().any(|r| r.code == "link_age_look"),
    ) {
        let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
        let links = visit
            .db
            .read(move |tx| {
                let wished = FamilySettings {
                    link_age: change.link_age,
                    at_age: change.at_age,
                    ..save::settings(tx, &actor)?
                };
                save::at_once(tx, &env, &tr, &wished)
            })
            .await?;
        form.seen = Some(links.len());
        touched = links
            .into_iter()
            .map(|(link, _)| (link.person_name, link.patient_name))
            .collect();
    }
    let mut frame = StaffPage::new(&visit, "settings");
    frame.refusals = refusals;
    let page = AgePage {
        page: frame,
        form,
        touched,
        saved: false,
    };
    html(status, &page)
}
