//! Templates in the API, as the member that the key acts for can use them.

use axum::Json;
use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::find::{self, Reach};
use super::model::{Head, Version};
use crate::features::audit::{self, Event};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::MessageTemplateId;
use crate::platform::state::State;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query};

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
}

/// Which page of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Entries of a page, 1 to 200; 50 where it is not said.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A template without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageTemplateSummary)]
struct Summary {
    id: Uuid,
    /// `staff` (the member's own), `workgroup` or `clinic`.
    owner: &'static str,
    /// The workgroup, where it is one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    workgroup_id: Option<Uuid>,
    name: String,
    /// Empty where it is in no folder.
    folder: String,
    /// Merge fields stand as `{{patient_given_name}}`.
    subject: String,
    /// The version in use.
    version: i64,
    saved_at: String,
}

impl From<&Head> for Summary {
    fn from(head: &Head) -> Summary {
        let workgroup = matches!(head.owner(), super::Owner::Workgroup(_));
        Summary {
            id: head.id.uuid(),
            owner: head.owner_kind.code(),
            workgroup_id: workgroup.then_some(head.owner_id),
            name: head.name.clone(),
            folder: head.folder.clone(),
            subject: head.subject.clone(),
            version: head.version,
            saved_at: head.saved_at.rfc3339(),
        }
    }
}

/// A template with its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageTemplate)]
struct Whole {
    #[serde(flatten)]
    summary: Summary,
    /// Sanitised; merge fields stand as `{{patient_given_name}}`. A message in which one is left is refused.
    body_html: String,
}

impl Whole {
    fn new(head: &Head, version: Version) -> Whole {
        Whole {
            summary: head.into(),
            body_html: version.body_html,
        }
    }
}

/// The templates that the member can write with: their own, their workgroups' and the clinic's; retired ones are left out.
#[utoipa::path(get, path = "/api/v1/message-templates", tag = "message-templates", security(("key" = ["messages:read"])), params(ListQuery), responses(
    (status = 200, description = "A page, in the order they were created", body = Page<Summary>),
    (status = 422, description = "An unknown limit or cursor"),
))]
async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<Summary>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<Uuid> = paging::key(query.cursor.as_deref())?;
    let (env, actor) = (state.env.clone(), caller.actor);
    let heads = caller
        .db
        .write(move |tx| {
            let owners = find::owners(tx, &actor, Reach::Usable)?;
            let mut heads = find::list(tx, &actor, &owners, "")?;
            heads.retain(|h| h.retired_at.is_none() && after.is_none_or(|a| h.id.uuid() > a));
            heads.sort_by_key(|head| head.id);
            heads.truncate(usize::try_from(limit + 1).unwrap_or(1));
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.list",
                "message_template",
                None,
            );
            audit::record(tx, &env, &event.detail(format!("shown={}", heads.len())))?;
            Ok::<_, Error>(heads)
        })
        .await?;
    let page = Page::cut(heads, limit, |head| head.id.uuid());
    Ok(Json(page.map(|head| Summary::from(&head))))
}

/// A template with its text.
#[utoipa::path(get, path = "/api/v1/message-templates/{id}", tag = "message-templates", security(("key" = ["messages:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The template", body = Whole),
    (status = 404, description = "No such template in use"),
))]
async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
) -> Result<Json<Whole>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let whole = caller
        .db
        .write(move |tx| {
            let (head, version) = find::usable(tx, &actor, id)?;
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.read",
                "message_template",
                id.uuid(),
            );
            audit::record(tx, &env, &event)?;
            Ok::<_, Error>(Whole::new(&head, version))
        })
        .await?;
    Ok(Json(whole))
}
