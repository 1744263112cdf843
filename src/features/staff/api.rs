//! Members and workgroups in the API: who can be a participant, which inboxes there are.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{Member, Workgroup};
use super::store::{members, workgroups};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::{StaffId, WorkgroupId};
use crate::platform::state::State;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Query};

/// The routes of the API.
pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_staff))
        .routes(routes!(list_workgroups))
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    /// Entries of a page, 1 to 200; 50 where it is not said.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A member of the clinic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffMember)]
struct StaffJson {
    /// The member.
    id: Uuid,
    /// The name that others see.
    display_name: String,
    /// What the member is here; may be empty.
    role_title: String,
    /// Email address.
    email: String,
    /// `en` or `fr`.
    language: String,
    /// Whether the member is the clinic's owner.
    is_owner: bool,
    /// Whether patients may be answered under the member's own name.
    accepts_direct_messages: bool,
    /// Whether the member can sign in and receives messages.
    active: bool,
}

impl From<Member> for StaffJson {
    fn from(member: Member) -> StaffJson {
        StaffJson {
            active: member.is_active(),
            id: member.id.uuid(),
            display_name: member.display_name,
            role_title: member.role_title,
            email: member.email,
            language: member.language,
            is_owner: member.is_owner,
            accepts_direct_messages: member.accepts_direct_messages,
        }
    }
}

/// A workgroup: a shared inbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Workgroup)]
struct WorkgroupJson {
    /// The workgroup.
    id: Uuid,
    /// Its name.
    name: String,
    /// How many active members it has.
    member_count: i64,
    /// Whether it takes new conversations.
    active: bool,
    /// Whether patients may start a conversation with it, where the portal lets them (M10).
    open_to_patients: bool,
    /// Within how many working days it usually answers, as patients are told (M72).
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_days: Option<i64>,
}

impl From<Workgroup> for WorkgroupJson {
    fn from(group: Workgroup) -> WorkgroupJson {
        WorkgroupJson {
            id: group.id.uuid(),
            name: group.name,
            member_count: group.members,
            active: group.retired_at.is_none(),
            open_to_patients: group.open_to_patients,
            answer_days: group.answer_days,
        }
    }
}

/// The clinic's members, in the order they were created, disabled ones too.
#[utoipa::path(get, path = "/api/v1/staff", tag = "staff", security(("key" = ["staff:read"])), params(PageQuery), responses((status = 200, body = Page<StaffJson>)))]
async fn list_staff(
    caller: ApiCaller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<StaffJson>>, Error> {
    let limit = paging::limit(query.limit)?;
    let (scope, after) = (
        caller.actor.scope(),
        paging::key::<StaffId>(query.cursor.as_deref())?,
    );
    let found = caller
        .db
        .read(move |tx| members::members_after(tx, &scope, after, limit + 1))
        .await?;
    Ok(Json(Page::cut(found, limit, |m| m.id).map(StaffJson::from)))
}

/// The clinic's workgroups, in the order they were created, retired ones too.
#[utoipa::path(get, path = "/api/v1/workgroups", tag = "staff", security(("key" = ["staff:read"])), params(PageQuery), responses((status = 200, body = Page<WorkgroupJson>)))]
async fn list_workgroups(
    caller: ApiCaller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<WorkgroupJson>>, Error> {
    let limit = paging::limit(query.limit)?;
    let (scope, after) = (
        caller.actor.scope(),
        paging::key::<WorkgroupId>(query.cursor.as_deref())?,
    );
    let found = caller
        .db
        .read(move |tx| workgroups::workgroups_after(tx, &scope, after, limit + 1))
        .await?;
    Ok(Json(
        Page::cut(found, limit, |g| g.id).map(WorkgroupJson::from),
    ))
}
