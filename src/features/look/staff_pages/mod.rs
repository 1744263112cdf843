//! The page **Logo, colour and background image**, and its preview.

pub(super) mod sample;

use askama::Template;
use axum::extract::{Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::choice::{Background, Choice};
use super::colour::Rgb;
use super::keep::{self, Wish};
use super::made::Made;
use super::palette::{OWN_BLUE, readable};
use super::upload::{Sent, Typed};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::LookDraftId;
use crate::platform::state::State;
use crate::platform::web::{Error, LOOK_FILES, Query, Refusal, StaffPage, html};

#[derive(Template)]
#[template(path = "features/look/pages/edit.html")]
struct EditPage {
    page: StaffPage,
    /// What is shown in the form: a draft, or the clinic's look.
    choice: Choice,
    version: i64,
    draft: Option<LookDraftId>,
    coloured: bool,
    colour: String,
    just_saved: bool,
}

impl EditPage {
    /// The shade that patients get in place of the colour, where that is another one.
    fn shade(&self) -> Option<String> {
        let wish = self.coloured.then(|| Rgb::typed(&self.colour))??;
        let shade = readable(wish);
        (shade != wish).then(|| shade.to_string())
    }

    /// How well white text on the colour can be read.
    fn contrast(&self, key: &str, colour: &str) -> String {
        let contrast = Rgb::typed(colour).map(|c| c.contrast(Rgb::WHITE));
        let contrast = contrast.map_or_else(String::new, |c| format!("{c:.1}"));
        let tr = &self.page.tr;
        tr.t2(key, ("colour", colour), ("contrast", contrast))
    }

    /// How strong the two watermarks are.
    fn strength(&self, background: &Background) -> String {
        let (light, dark) = background.strength;
        let (light, dark) = (("light", light.to_string()), ("dark", dark.to_string()));
        self.page.tr.t2("look-background-strength", light, dark)
    }

    fn file(&self, name: &str) -> String {
        format!("{LOOK_FILES}{name}")
    }
}

/// `?draft=` after a preview, `?saved=1` after a save.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    draft: Option<LookDraftId>,
    #[serde(default)]
    saved: Option<u8>,
}

/// `GET /staff/settings/look`.
pub(super) async fn show(visit: StaffVisit, Query(shown): Query<Shown>) -> Result<Response, Error> {
    let (version, choice) = base(&visit, shown.draft).await?;
    let page = EditPage {
        page: StaffPage::new(&visit, "settings"),
        version,
        draft: shown.draft,
        coloured: choice.colour.is_some(),
        colour: choice.rgb().to_string(),
        just_saved: shown.saved.is_some(),
        choice,
    };
    html(StatusCode::OK, &page)
}

/// The version that is saved, and the draft's choice or the saved one.
async fn base(visit: &StaffVisit, draft: Option<LookDraftId>) -> Result<(i64, Choice), Error> {
    let clinic = visit.actor.clinic;
    visit
        .db
        .read(move |tx| {
            let (version, saved) = keep::saved(tx, clinic)?;
            match draft {
                None => Ok((version, saved)),
                Some(id) => {
                    let draft = keep::draft(tx, clinic, id)?;
                    Ok((version, draft.ok_or(Error::NotFound)?))
                }
            }
        })
        .await
}

/// `POST /staff/settings/look`: **Preview**, or **Save portal settings** (M64).
pub(super) async fn submit(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request).await?;
    let (_, base) = base(&visit, sent.typed.draft).await?;
    let mut refusals = Vec::new();
    let colour = colour(&sent.typed, &base, &mut refusals);
    let wish = Wish {
        colour,
        logo: sent.logo(&state, &mut refusals).await,
        background: sent.background(&state, &mut refusals).await,
    };
    let made = keep::made(&state, visit.actor.clinic, base, wish).await?;
    let typed = sent.typed;
    if refusals.is_empty() && typed.preview {
        let draft = keep_draft(&visit, &state, made).await?;
        let to = format!("/staff/settings/look?draft={draft}#look-preview");
        return Ok(Redirect::to(&to).into_response());
    }
    if !refusals.is_empty() {
        return again(visit, &state, typed, made, Error::all_refused(refusals)).await;
    }
    let (actor, env, kept) = (visit.actor.clone(), state.env.clone(), made.clone());
    let version = typed.version;
    let saving = visit
        .db
        .write(move |tx| keep::save_made(tx, &actor, &env, version, &kept));
    match saving.await {
        Ok(()) => Ok(Redirect::to("/staff/settings/look?saved=1").into_response()),
        Err(error @ Error::Refused(..)) => again(visit, &state, typed, made, error).await,
        Err(error) => Err(error),
    }
}

/// The colour that is wanted; where what is typed is none, the one before.
fn colour(typed: &Typed, base: &Choice, refusals: &mut Vec<Refusal>) -> Option<String> {
    if !typed.coloured {
        return None;
    }
    match Rgb::typed(&typed.colour) {
        // The portal's own blue is no choice of one's own: it changes with the portal.
        Some(colour) if colour == OWN_BLUE => None,
        Some(colour) => Some(colour.to_string()),
        None => {
            refusals.push(Refusal::field("colour", "look_colour_unknown"));
            base.colour.clone()
        }
    }
}

async fn keep_draft(visit: &StaffVisit, state: &State, made: Made) -> Result<LookDraftId, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    visit
        .db
        .write(move |tx| keep::keep_draft(tx, &actor, &env, &made))
        .await
}

/// The page once more, with everything as typed, the pictures that could be taken, and what is in the way.
async fn again(
    visit: StaffVisit,
    state: &State,
    typed: Typed,
    made: Made,
    error: Error,
) -> Result<Response, Error> {
    let choice = made.choice.clone();
    let draft = keep_draft(&visit, state, made).await?;
    let (version, _) = base(&visit, None).await?;
    let mut page = StaffPage::new(&visit, "settings");
    page.refusals = error.refusals();
    let page = EditPage {
        page,
        choice,
        version,
        draft: Some(draft),
        coloured: typed.coloured,
        colour: typed.colour,
        just_saved: false,
    };
    html(error.status(), &page)
}
