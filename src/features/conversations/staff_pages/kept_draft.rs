//! A draft that can't be sent as it stands (M23): it opens, says what is in the way with the way out, and its text can be
//! copied. A draft that can be sent opens where it is written, one that waits for its time has a page, and one that was sent
//! leads to its conversation.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::compose::{Piece, pieces};
use super::scheduled::{self, Standing, Waiting, standing};
use crate::features::conversations::obstacles::{Obstacle, obstacles};
use crate::features::drafts::Draft;
use crate::features::{audit, patients};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::ids::{ConversationId, DraftId};
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
    /// Why it came back unsent (M25).
    returned: Option<String>,
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
    let (draft, patient, obstacles, pieces) = match found {
        Looked::Open(open) => *open,
        Looked::Waits(waiting) => return scheduled::page(&visit, &state, *waiting, None).await,
        Looked::Sent(conversation) => {
            let to = format!("/staff/conversations/{conversation}#end");
            return Ok(Redirect::to(&to).into_response());
        }
    };
    if !obstacles.iter().any(|o| o.keeps_closed) {
        return Ok(Redirect::to(&scheduled::place(&draft)).into_response());
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
            returned: draft.returned.clone(),
            draft,
            patient,
            obstacles,
            pieces,
            now,
        },
    )
}

/// The draft, the patient's name, what is in the way, its files.
type Open = (Draft, Option<String>, Vec<Obstacle>, Vec<Piece>);

/// What has become of a draft, with what its page shows.
enum Looked {
    Open(Box<Open>),
    Waits(Box<Waiting>),
    Sent(ConversationId),
}

fn look(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    now: Timestamp,
) -> Result<Looked, Error> {
    let draft = match standing(tx, actor, id, now)? {
        Standing::Open(draft) => *draft,
        Standing::Waits(waiting) => return Ok(Looked::Waits(waiting)),
        Standing::Sent(conversation) => return Ok(Looked::Sent(conversation)),
    };
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
    Ok(Looked::Open(Box::new((draft, patient, obstacles, pieces))))
}
