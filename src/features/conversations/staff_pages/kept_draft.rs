//! A draft that can't be sent as it stands (M23): it opens, says what is in the way with the way out, and its text can be
//! copied. A draft that can be sent opens where it is written.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::compose::{Piece, pieces};
use crate::features::conversations::obstacles::{Obstacle, obstacles};
use crate::features::drafts::{self, Draft};
use crate::features::{audit, patients};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::ids::DraftId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, StaffPage, html};

#[derive(Template)]
#[template(path = "features/conversations/pages/kept_draft.html")]
struct KeptPage {
    page: StaffPage,
    draft: Draft,
    /// The patient's name, where there is still one.
    patient: Option<String>,
    obstacles: Vec<Obstacle>,
    pieces: Vec<Piece>,
    now: Timestamp,
}

/// `GET /staff/drafts/{draft}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let found = visit.db.read(move |tx| look(tx, &actor, id, now)).await?;
    let (draft, patient, obstacles, pieces) = found;
    if !obstacles.iter().any(|o| o.keeps_closed) {
        let to = match draft.conversation {
            Some(conversation) => format!("/staff/conversations/{conversation}#reply"),
            None => format!("/staff/compose?draft={id}"),
        };
        return Ok(Redirect::to(&to).into_response());
    }
    let actor = &visit.actor;
    let event = audit::Event::new(actor.clinic, actor, "draft.read", "draft", id.uuid());
    let event = audit::Event {
        patient: draft.patient,
        ..event
    };
    audit::recorded(&state, event).await?;
    html(
        StatusCode::OK,
        &KeptPage {
            page: StaffPage::new(&visit, "drafts"),
            draft,
            patient,
            obstacles,
            pieces,
            now,
        },
    )
}

type Looked = (Draft, Option<String>, Vec<Obstacle>, Vec<Piece>);

fn look(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    now: Timestamp,
) -> Result<Looked, Error> {
    let draft = drafts::load(tx, actor, id)?.ok_or(Error::NotFound)?;
    let patient = match draft.patient {
        Some(patient) => match patients::load(tx, &actor.scope(), patient) {
            Ok(patient) => Some(patient.name()),
            Err(db::Error::NotFound) => None,
            Err(other) => return Err(other.into()),
        },
        None => None,
    };
    let obstacles = obstacles(tx, actor, &draft, now)?;
    let pieces = pieces(tx, actor, &draft.content)?;
    Ok((draft, patient, obstacles, pieces))
}
