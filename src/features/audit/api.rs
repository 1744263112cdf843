//! The audit in the API.

use axum::Json;
use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::filter::{self, Filter};
use super::record;
use super::staff_pages::read_event;
use super::store::list::{self, Line};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Query};

/// The API of the audit.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_events))
}

/// Which entries, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EventQuery {
    /// From this moment on (RFC 3339), or from this date on (UTC).
    #[serde(default)]
    from: String,
    /// Before this moment (RFC 3339), or up to and with this date (UTC).
    #[serde(default)]
    to: String,
    /// By this member, portal user or API key.
    #[serde(default)]
    actor_id: String,
    /// About this patient.
    #[serde(default)]
    patient_id: String,
    /// Of this action, such as `conversation.send`.
    #[serde(default)]
    action: String,
    /// Entries of a page, 1 to 200; 50 where it is not said.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An entry of the audit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
struct EventJson {
    /// The entry.
    id: Uuid,
    /// When, in UTC.
    at: String,
    /// `staff`, `portal_user`, `api_key`, `system` or `anonymous`.
    actor_kind: String,
    /// Who, where it was somebody.
    actor_id: Option<Uuid>,
    /// The name of who it was.
    actor_name: Option<String>,
    /// What was done, as `resource.verb`.
    action: String,
    /// The kind of what it was done to.
    resource_kind: String,
    /// What it was done to.
    resource_id: Option<Uuid>,
    /// The patient it concerns.
    patient_id: Option<Uuid>,
    /// Field names, counts, reasons.
    detail: String,
}

impl From<Line> for EventJson {
    fn from(line: Line) -> EventJson {
        EventJson {
            id: line.id.uuid(),
            at: line.at.rfc3339(),
            actor_kind: line.actor_kind,
            actor_id: line.actor_id,
            actor_name: line.actor_name,
            action: line.action,
            resource_kind: line.resource_kind,
            resource_id: line.resource_id,
            patient_id: line.patient_id.map(|p| p.uuid()),
            detail: line.detail,
        }
    }
}

/// The clinic's audit, the latest entry first.
#[utoipa::path(
    get,
    path = "/api/v1/audit-events",
    tag = "audit",
    security(("key" = ["audit:read", "view_audit"])),
    params(EventQuery),
    responses(
        (status = 200, description = "A page of entries", body = Page<EventJson>),
        (status = 401, description = "No valid key"),
        (status = 403, description = "The key lacks the scope `audit:read`, or its member the permission `view_audit`"),
        (status = 422, description = "A field can't be taken; each is named with its reason"),
    )
)]
async fn list_events(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<EventQuery>,
) -> Result<Json<Page<EventJson>>, Error> {
    let limit = paging::limit(query.limit)?;
    let place = paging::key(query.cursor.as_deref())?;
    let filter = read(&query)?;
    let (actor, env) = (caller.actor, state.env.clone());
    let found = state
        .db
        .write(move |tx| {
            let found = list::page(tx, &actor.scope(), &filter, place, limit + 1)?;
            record(tx, &env, &read_event(&actor, "audit.read", &filter))?;
            Ok::<_, Error>(found)
        })
        .await?;
    Ok(Json(
        Page::cut(found, limit, Line::place).map(EventJson::from),
    ))
}

fn read(query: &EventQuery) -> Result<Filter, Error> {
    let patient = filter::id("patient_id", &query.patient_id).map_err(Error::refused)?;
    Ok(Filter {
        from: filter::moment("from", &query.from, "UTC").map_err(Error::refused)?,
        to: filter::end("to", &query.to, "UTC").map_err(Error::refused)?,
        actor: filter::id("actor_id", &query.actor_id).map_err(Error::refused)?,
        patients: patient.map(|id| vec![PatientId::from_uuid(id)]),
        action: Some(query.action.clone()).filter(|a| !a.is_empty()),
    })
}
