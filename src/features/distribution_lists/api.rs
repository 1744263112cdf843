//! Distribution lists in the API.

use axum::Json;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{List, ListMember, Wanted};
use super::{find, save};
use crate::features::audit::{self, Event};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::DistributionListId;
use crate::platform::state::State;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query};

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, replace))
        .routes(routes!(retire))
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

/// A distribution list: staff members out of whom hidden copies of a message are given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DistributionList)]
struct ListBody {
    id: Uuid,
    name: String,
    /// Grows with each save; to replace, the one that was read.
    version: i64,
    /// Whether it can be used; a retired one stays on record.
    active: bool,
    /// Whether everybody who may send messages can use it.
    for_everybody: bool,
    /// Otherwise the workgroups whose members can.
    workgroup_ids: Vec<Uuid>,
    members: Vec<ListMemberBody>,
}

/// Somebody on a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DistributionListMember)]
struct ListMemberBody {
    staff_id: Uuid,
    display_name: String,
    /// Whether they are still at the clinic; who has left gets no copy.
    active: bool,
}

impl From<&ListMember> for ListMemberBody {
    fn from(member: &ListMember) -> ListMemberBody {
        ListMemberBody {
            staff_id: member.id.uuid(),
            display_name: member.name.clone(),
            active: !member.left,
        }
    }
}

impl From<&List> for ListBody {
    fn from(list: &List) -> ListBody {
        ListBody {
            id: list.id.uuid(),
            name: list.name.clone(),
            version: list.version,
            active: list.retired_at.is_none(),
            for_everybody: list.for_everybody,
            workgroup_ids: list.workgroups.iter().map(|id| id.uuid()).collect(),
            members: list.members.iter().map(ListMemberBody::from).collect(),
        }
    }
}

/// A list to be created.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDistributionList)]
struct NewList {
    /// Required; at most 120 characters, and no other list's.
    name: String,
    /// Whether everybody who may send messages can use it.
    #[serde(default)]
    for_everybody: bool,
    /// Otherwise the workgroups whose members can; at least one.
    #[serde(default)]
    workgroup_ids: Vec<Uuid>,
    /// Members of the clinic, at most 200.
    #[serde(default)]
    member_ids: Vec<Uuid>,
}

/// A list as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DistributionListChange)]
struct Change {
    /// The version that was read.
    version: i64,
    /// Required; at most 120 characters, and no other list's.
    name: String,
    /// Whether everybody who may send messages can use it.
    #[serde(default)]
    for_everybody: bool,
    /// Otherwise the workgroups whose members can; at least one.
    #[serde(default)]
    workgroup_ids: Vec<Uuid>,
    /// Exactly these are on it, at most 200.
    #[serde(default)]
    member_ids: Vec<Uuid>,
}

impl NewList {
    fn wanted(&self) -> Wanted {
        Wanted {
            name: self.name.clone(),
            for_everybody: self.for_everybody,
            workgroups: self.workgroup_ids.iter().copied().map(Into::into).collect(),
            members: self.member_ids.iter().copied().map(Into::into).collect(),
        }
    }
}

impl Change {
    fn wanted(&self) -> Wanted {
        let new = NewList {
            name: self.name.clone(),
            for_everybody: self.for_everybody,
            workgroup_ids: self.workgroup_ids.clone(),
            member_ids: self.member_ids.clone(),
        };
        new.wanted()
    }
}

/// The lists that the member can use; for who manages staff every list, retired ones too.
#[utoipa::path(get, path = "/api/v1/distribution-lists", tag = "staff", security(("key" = ["staff:read"])), params(ListQuery), responses(
    (status = 200, description = "A page, in the order they were created", body = Page<ListBody>),
    (status = 422, description = "An unknown limit or cursor"),
))]
async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ListBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<Uuid> = paging::key(query.cursor.as_deref())?;
    let (env, actor) = (state.env.clone(), caller.actor);
    let found = caller
        .db
        .write(move |tx| {
            let mut lists = find::seen(tx, &actor)?;
            lists.retain(|list| after.is_none_or(|after| list.id.uuid() > after));
            lists.sort_by_key(|list| list.id);
            lists.truncate(usize::try_from(limit + 1).unwrap_or(1));
            let action = "distribution_list.list";
            let event = Event::new(actor.clinic, &actor, action, "distribution_list", None);
            audit::record(tx, &env, &event.detail(format!("shown={}", lists.len())))?;
            Ok::<_, Error>(lists)
        })
        .await?;
    let page = Page::cut(found, limit, |list| list.id.uuid());
    Ok(Json(page.map(|list| ListBody::from(&list))))
}

/// One list with who is on it.
#[utoipa::path(get, path = "/api/v1/distribution-lists/{id}", tag = "staff", security(("key" = ["staff:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The list", body = ListBody),
    (status = 404, description = "No such list that the member can use"),
))]
async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
) -> Result<Json<ListBody>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let read = move |tx: &mut db::Tx<'_>| {
        let list = find::one(tx, &actor, id)?;
        let action = "distribution_list.read";
        let event = Event::new(actor.clinic, &actor, action, "distribution_list", id.uuid());
        audit::record(tx, &env, &event)?;
        Ok::<_, Error>(ListBody::from(&list))
    };
    Ok(Json(caller.db.write(read).await?))
}

/// Create a list.
#[utoipa::path(post, path = "/api/v1/distribution-lists", tag = "staff", security(("key" = ["settings", "manage_staff"])), request_body = NewList,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "Created", body = ListBody),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
async fn create(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    write: Write<NewList>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        let id = save::create(tx, &actor, &at, &body.wanted())?;
        answer(tx, &actor, (StatusCode::CREATED, id))
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

/// Replace a list: its name, who may use it, who is on it. What was sent before stays as it was sent.
#[utoipa::path(put, path = "/api/v1/distribution-lists/{id}", tag = "staff", security(("key" = ["settings", "manage_staff"])), request_body = Change,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The list as it is now", body = ListBody),
        (status = 404, description = "No such list"),
        (status = 409, description = "Somebody saved in between, or the list is retired"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
async fn replace(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
    write: Write<Change>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        save::save(tx, &actor, &at, (id, body.version), &body.wanted())?;
        answer(tx, &actor, (StatusCode::OK, id))
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

/// Retire a list: nobody can use it any more. A retired one stays so.
#[utoipa::path(post, path = "/api/v1/distribution-lists/{id}/retire", tag = "staff", security(("key" = ["settings", "manage_staff"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The list as it is now", body = ListBody),
    (status = 404, description = "No such list"),
))]
async fn retire(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
) -> Result<Json<ListBody>, Error> {
    let (env, actor): (Env, StaffActor) = (state.env.clone(), caller.actor);
    let act = move |tx: &mut db::Tx<'_>| {
        save::retire(tx, &actor, &env, id)?;
        Ok::<_, Error>(ListBody::from(&find::one(tx, &actor, id)?))
    };
    Ok(Json(caller.db.write(act).await?))
}

/// The list as it is now, as an answer that can be kept.
fn answer(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (status, id): (StatusCode, DistributionListId),
) -> Result<Answer, Error> {
    Answer::new(status, &ListBody::from(&find::one(tx, actor, id)?))
}
