//! The content of a chart item, for staff.

use axum::extract::State as AxumState;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::features::attachments;
use crate::features::audit::{self, Event};
use crate::features::patients;
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::ids::ChartItemId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id};

/// `GET /staff/chart-items/{id}/content`: the file as a download, or on to the address of a video.
pub(super) async fn give(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ChartItemId>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    give_item(&state, &visit.actor, id, &headers).await
}

/// Gives out the file of a chart item, or sends on to its address, and records it.
pub async fn give_item(
    state: &State,
    actor: &StaffActor,
    id: ChartItemId,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let (scope, clinic) = (actor.scope(), actor.clinic);
    let (item, file) = state
        .db
        .read(move |tx| {
            let item = patients::chart_item(tx, &scope, id)?;
            let file = match item.file_id {
                Some(file) => Some(attachments::given_file(tx, clinic, file)?),
                None => None,
            };
            Ok::<_, Error>((item, file))
        })
        .await?;
    let event = Event::new(
        clinic,
        actor,
        "chart_item.download",
        "chart_item",
        id.uuid(),
    );
    let event = event.patient(item.patient_id);
    match (file, item.link) {
        (Some(file), _) => {
            attachments::give(state, clinic, &file, headers, async |_| {
                audit::recorded(state, event).await?;
                Ok(None)
            })
            .await
        }
        (None, Some(link)) => {
            audit::recorded(state, event).await?;
            Ok(Redirect::to(&link).into_response())
        }
        (None, None) => Err(Error::NotFound),
    }
}
