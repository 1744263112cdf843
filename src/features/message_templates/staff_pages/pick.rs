//! The picker of a draft: templates with their fields filled in for its patient, and putting one in (M20).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{folders, whose};
use crate::features::audit::{self, Event};
use crate::features::drafts;
use crate::features::message_templates::fields::{Field, fill_marked, fill_subject, gaps};
use crate::features::message_templates::find::{self, Named, Reach};
use crate::features::message_templates::insert::{self, About};
use crate::features::message_templates::model::Head;
use crate::features::message_templates::store;
use crate::features::patients::{self, Card};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::{DraftId, MessageTemplateId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, StaffPage, html};

/// Templates that are shown filled in; further ones are found by their name.
const SHOWN: usize = 50;

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    query: String,
}

/// A template filled in for the draft's patient.
struct Offer {
    head: Head,
    subject: String,
    body: String,
    gaps: Vec<Field>,
}

#[derive(Template)]
#[template(path = "features/message_templates/pages/pick.html")]
struct PickPage {
    page: StaffPage,
    card: Card,
    draft: DraftId,
    back: String,
    query: String,
    owners: Vec<Named>,
    folders: Vec<(String, Vec<Offer>)>,
    more: bool,
}

impl PickPage {
    fn whose(&self, head: &Head) -> String {
        whose(head.owner(), &self.owners, &self.page.tr)
    }
}

/// Where a draft is written.
fn window(draft: &drafts::Draft) -> String {
    match draft.conversation {
        Some(conversation) => format!("/staff/conversations/{conversation}#reply"),
        None => format!("/staff/compose?draft={}", draft.id),
    }
}

/// `GET /staff/drafts/{draft}/templates?query=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (actor, env, tr, now, query) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        visit.now,
        wish.query.clone(),
    );
    let (draft, card, owners, offers, more) = visit
        .db
        .write(move |tx| {
            let draft = drafts::load(tx, &actor, id)?.ok_or(Error::NotFound)?;
            let patient = draft.patient.ok_or(Error::NotFound)?;
            let loaded = patients::load(tx, &actor.scope(), patient)?;
            let card = Card::load(tx, &actor.scope(), &loaded, now)?;
            let owners = find::owners(tx, &actor, Reach::Usable)?;
            let mut heads = find::list(tx, &actor, &owners, &query)?;
            heads.retain(|head| head.retired_at.is_none());
            let more = heads.len() > SHOWN;
            heads.truncate(SHOWN);
            let from = insert::sends_from(tx, &actor, &draft)?;
            let about = About {
                patient,
                from,
                mask_name: draft.content.mask_name,
            };
            let values = insert::values(tx, &actor, about, (&tr, now))?;
            let mut offers = Vec::with_capacity(heads.len());
            for head in heads {
                let version = store::version(tx, actor.clinic, head.id, head.version)?;
                let body = fill_marked(&RichText::stored(version.body_html), &values);
                let subject = fill_subject(&version.subject, &values);
                let open = gaps(&format!(
                    "{subject}\n{}",
                    RichText::stored(body.clone()).plain()
                ));
                offers.push(Offer {
                    head,
                    subject,
                    body,
                    gaps: open,
                });
            }
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.list",
                "message_template",
                None,
            );
            let shown = format!("shown={}", offers.len());
            audit::record(tx, &env, &event.patient(patient).detail(shown))?;
            Ok::<_, Error>((draft, card, owners, offers, more))
        })
        .await?;
    let mut inside = offers.into_iter();
    let heads = inside.as_slice().iter().map(|o| o.head.clone()).collect();
    let folders = folders(heads)
        .into_iter()
        .map(|(folder, heads)| (folder, inside.by_ref().take(heads.len()).collect()))
        .collect();
    let page = PickPage {
        page: StaffPage::new(&visit, "compose"),
        card,
        back: window(&draft),
        draft: id,
        query: wish.query,
        owners,
        folders,
        more,
    };
    html(StatusCode::OK, &page)
}

/// What was picked.
#[derive(Debug, Deserialize)]
pub(super) struct Picked {
    template: Option<MessageTemplateId>,
}

/// `POST /staff/drafts/{draft}/templates`: the draft with the template in it.
pub(super) async fn insert(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
    Form(picked): Form<Picked>,
) -> Result<Response, Error> {
    let Some(template) = picked.template else {
        return Ok(Redirect::to(&format!("/staff/drafts/{id}/templates")).into_response());
    };
    let (actor, env, tr) = (visit.actor, state.env.clone(), visit.tr);
    let draft = visit
        .db
        .write(move |tx| insert::insert(tx, &actor, &env, (id, template), &tr))
        .await?;
    Ok(Redirect::to(&window(&draft)).into_response())
}
