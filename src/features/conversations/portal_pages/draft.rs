//! Saving what is being typed, so that it is there on the next visit.

use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::features::conversations::{keep_portal_draft, of_another};
use crate::platform::auth::PortalVisit;
use crate::platform::ids::ConversationId;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal};

#[derive(Deserialize)]
pub(super) struct DraftForm {
    #[serde(default)]
    body: String,
}

/// `POST /messages/{id}/draft`: the version and the time of what was saved, as the autosave island wants them.
pub(super) async fn save(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    Form(form): Form<DraftForm>,
) -> Result<Response, Error> {
    let max = state.env.config.messages.max_body_bytes;
    if form.body.len() > max {
        let refusal =
            Refusal::field("body", "body_over_ceiling").with("max_mb", max / (1024 * 1024));
        return Err(Error::Refused(StatusCode::PAYLOAD_TOO_LARGE, vec![refusal]));
    }
    let now = visit.now;
    let version = visit
        .db
        .write(move |tx| {
            // The page may have been opened for another patient whom the person is not here for now.
            let another = of_another::scope_of(tx, &visit.actor, id, now)?;
            let scope = another.unwrap_or(visit.actor.scope());
            keep_portal_draft(tx, &scope, id, &form.body, now)
        })
        .await?;
    Ok(axum::Json(json!({ "version": version, "saved_at": now.0 })).into_response())
}
