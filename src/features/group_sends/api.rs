//! Group sends in the API: the same verbs as the pages, as JSON. Every step needs the scope and the permission (M46).

use axum::Json as AxumJson;
use axum::extract::{DefaultBodyLimit, State as AxumState};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::api_bodies::{
    AddedBody, GroupSendBody, ListBody, ListedAnswer, ListedBody, PatientsBody, PreviewBody,
    RecipientBody, SaveBody, SendBody, SkippedBody, Summary, UnmatchedBody,
};
use super::model::Outcome;
use super::save::record;
use super::{accept, people, preview, read, save};
use crate::features::audit::{self, Event};
use crate::features::settings;
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::ids::{GroupSendId, PatientId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::api::Json;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query, Refusal};

/// Largest body, in bytes: a message at its ceiling with room for escapes, or a long list.
const JSON_BYTES: usize = 32 * 1024 * 1024;

/// The API, with its documentation.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, replace, discard))
        .routes(routes!(add, clear))
        .routes(routes!(remove))
        .routes(routes!(add_list))
        .routes(routes!(preview_it))
        .routes(routes!(skipped))
        .routes(routes!(unmatched))
        .routes(routes!(send))
        .routes(routes!(stop))
        .routes(routes!(go_on))
        .routes(routes!(retry))
        .routes(routes!(recipients))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Entries of a page, 1 to 200; 50 where it is not said.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which page of the report.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportQuery {
    /// Only `waiting`, `sent`, `skipped` or `failed`.
    state: Option<String>,
    /// Entries of a page, 1 to 200; 50 where it is not said.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Does something with a group send; gives it as it is then.
async fn done(
    caller: &ApiCaller,
    id: GroupSendId,
    act: impl Fn(&mut db::Tx<'_>, &StaffActor) -> Result<(), Error> + Send + 'static,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let (actor, now) = (caller.actor.clone(), caller.now);
    let group = caller
        .db
        .write(move |tx| {
            act(tx, &actor)?;
            read::load(tx, &actor, id)
        })
        .await?;
    Ok(AxumJson(GroupSendBody::new(&group, now)))
}

/// The member's drafts of group sends, and what was sent at the clinic.
#[utoipa::path(get, path = "/api/v1/group-sends", tag = "group-sends", security(("key" = ["messages:read", "send_bulk_portal_messages"])), params(ListQuery), responses(
    (status = 200, description = "A page, the latest first", body = ListBody),
    (status = 422, description = "An unknown limit or cursor"),
))]
async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<ListBody>, Error> {
    let limit = paging::limit(query.limit)?;
    let before: Option<(i64, Uuid)> = paging::key(query.cursor.as_deref())?;
    let before = before.map(|(at, id)| (Timestamp(at), id));
    let (env, actor) = (state.env.clone(), caller.actor);
    let (drafts, rows) = caller
        .db
        .write(move |tx| {
            let found = read::list(tx, &actor, before, limit + 1)?;
            let event = Event::new(actor.clinic, &actor, "group_send.list", "group_send", None);
            audit::record(tx, &env, &event)?;
            Ok::<_, Error>(found)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| (row.at.0, row.id.uuid()));
    Ok(AxumJson(ListBody {
        drafts: drafts.iter().map(Summary::from).collect(),
        items: page.items.iter().map(Summary::from).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// Nothing: a draft begins empty.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendNew)]
struct NewBody {}

/// Begin a draft.
#[utoipa::path(post, path = "/api/v1/group-sends", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), request_body = NewBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key begins no second draft")),
    responses((status = 201, description = "The draft", body = GroupSendBody)))]
async fn create(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    write: Write<NewBody>,
) -> Result<Response, Error> {
    let (env, actor, now) = (state.env.clone(), caller.actor.clone(), caller.now);
    let act = move |tx: &mut db::Tx<'_>| {
        let id = save::create(tx, &actor, &env)?;
        let group = read::load(tx, &actor, id)?;
        Answer::new(StatusCode::CREATED, &GroupSendBody::new(&group, now))
    };
    let answer = write.once.write(&caller.db, &state.env, &caller.actor, act);
    Ok(answer.await?.into_response())
}

/// A group send with how far it has come.
#[utoipa::path(get, path = "/api/v1/group-sends/{id}", tag = "group-sends", security(("key" = ["messages:read", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The group send", body = GroupSendBody),
    (status = 404, description = "No such group send"),
))]
async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    done(&caller, id, move |tx, actor| {
        read::load(tx, actor, id)?;
        Ok(record(
            tx,
            actor,
            &env,
            "group_send.read",
            (id, String::new()),
        )?)
    })
    .await
}

/// Replace a draft's text and criteria.
#[utoipa::path(put, path = "/api/v1/group-sends/{id}", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), request_body = SaveBody, responses(
    (status = 200, description = "The draft as it is now", body = GroupSendBody),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been saved in between, or sent"),
    (status = 422, description = "What can't be kept, each with its field"),
))]
async fn replace(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Json(body): Json<SaveBody>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    let max = env.config.messages.max_body_bytes;
    if body.body_html.len() > max {
        let refusal = Refusal::field("body", "body_over_ceiling");
        return Err(Error::refused(refusal.with("max_mb", max / (1024 * 1024))));
    }
    let text = RichText::sanitised(body.body_html.clone()).await;
    done(&caller, id, move |tx, actor| {
        let preset = settings::load(tx, actor.clinic)?.conversation_responses;
        let audience = body.audience.criteria().map_err(Error::refused)?;
        let what = (&body.content(&text, preset), &audience);
        save::save(tx, actor, &env, (id, body.version), what)
    })
    .await
}

/// Throw a draft away.
#[utoipa::path(delete, path = "/api/v1/group-sends/{id}", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
))]
async fn discard(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<StatusCode, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    caller
        .db
        .write(move |tx| save::discard(tx, &actor, &env, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add patients by name.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/patients", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), request_body = PatientsBody, responses(
    (status = 200, description = "How many were not added yet", body = AddedBody),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
    (status = 422, description = "A patient that the clinic does not know"),
))]
async fn add(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Json(body): Json<PatientsBody>,
) -> Result<AxumJson<AddedBody>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let patients: Vec<PatientId> = body.patient_ids.into_iter().map(PatientId::from).collect();
    let added = caller
        .db
        .write(move |tx| people::add(tx, &actor, &env, id, &patients));
    Ok(AxumJson(AddedBody {
        added: added.await?,
    }))
}

/// Clear all: nobody is in the audience, and no filter is set.
#[utoipa::path(delete, path = "/api/v1/group-sends/{id}/patients", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The draft as it is now", body = GroupSendBody),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
))]
async fn clear(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    done(&caller, id, move |tx, actor| {
        people::clear(tx, actor, &env, id)
    })
    .await
}

/// Take out a patient who was added.
#[utoipa::path(delete, path = "/api/v1/group-sends/{id}/patients/{patient}", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path), ("patient" = Uuid, Path)), responses(
    (status = 204, description = "The patient is not among those who were added"),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
))]
async fn remove(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id((id, patient)): Id<(GroupSendId, PatientId)>,
) -> Result<StatusCode, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let removed = caller
        .db
        .write(move |tx| people::remove(tx, &actor, &env, (id, patient)));
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add the patients of a list of identifiers, pasted or as CSV.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/identifiers", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), request_body = ListedBody, responses(
    (status = 200, description = "What the list came to", body = ListedAnswer),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
    (status = 422, description = "It can't be read as a list"),
))]
async fn add_list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Json(body): Json<ListedBody>,
) -> Result<AxumJson<ListedAnswer>, Error> {
    let of = (&caller.actor, id);
    let listed = people::add_list(&caller.db, &state.env, of, &body.list, &body.kind).await?;
    Ok(AxumJson(listed.into()))
}

/// What the draft would come to if it were sent now: the count, the skipped, three of those who would receive it.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/preview", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The preview", body = PreviewBody),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been sent"),
))]
async fn preview_it(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<PreviewBody>, Error> {
    let of = (&caller.actor, id);
    let preview = preview::preview(&caller.db, &state.env, of, &caller.tr).await?;
    Ok(AxumJson((&preview).into()))
}

/// Those who would be skipped, by the last preview.
#[utoipa::path(get, path = "/api/v1/group-sends/{id}/skipped", tag = "group-sends", security(("key" = ["messages:read", "send_bulk_portal_messages"])), params(("id" = Uuid, Path), ListQuery), responses(
    (status = 200, description = "A page, in the order of the patients' ids", body = Page<SkippedBody>),
    (status = 404, description = "No such draft of the member's"),
))]
async fn skipped(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<SkippedBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after = paging::key(query.cursor.as_deref())?;
    let (env, actor) = (state.env.clone(), caller.actor);
    let rows = caller
        .db
        .write(move |tx| {
            let rows = preview::left_out(tx, &actor, id, (after, limit + 1))?;
            record(
                tx,
                &actor,
                &env,
                "group_send.skipped",
                (id, format!("shown={}", rows.len())),
            )?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| row.place());
    Ok(AxumJson(page.map(SkippedBody::from)))
}

/// Lines of lists that added nobody.
#[utoipa::path(get, path = "/api/v1/group-sends/{id}/unmatched", tag = "group-sends", security(("key" = ["messages:read", "send_bulk_portal_messages"])), params(("id" = Uuid, Path), ListQuery), responses(
    (status = 200, description = "A page, in their order", body = Page<UnmatchedBody>),
    (status = 404, description = "No such draft of the member's"),
))]
async fn unmatched(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<UnmatchedBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<i64> = paging::key(query.cursor.as_deref())?;
    let (env, actor) = (state.env.clone(), caller.actor);
    let rows = caller
        .db
        .write(move |tx| {
            let rows = preview::unmatched(tx, (&actor, id), after.unwrap_or(0), limit + 1)?;
            record(
                tx,
                &actor,
                &env,
                "group_send.unmatched",
                (id, format!("shown={}", rows.len())),
            )?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| row.position);
    Ok(AxumJson(page.map(UnmatchedBody::from)))
}

/// Send it: the list is frozen, and the conversations are made by the worker. Repeated with the same count, it sends nothing
/// again.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/send", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), request_body = SendBody, responses(
    (status = 202, description = "It is accepted, and its list frozen", body = GroupSendBody),
    (status = 404, description = "No such draft of the member's"),
    (status = 409, description = "It has been saved in between, or sent"),
    (status = 422, description = "Everything that is in the way, another count than the one given among it"),
))]
async fn send(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Json(body): Json<SendBody>,
) -> Result<Response, Error> {
    let of = (&caller.actor, id);
    let group = accept::send(&caller.db, &state.env, of, body.count, &caller.tr).await?;
    let body = GroupSendBody::new(&group, caller.now);
    Ok((StatusCode::ACCEPTED, AxumJson(body)).into_response())
}

/// Stop it: what has been sent stays sent.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/stop", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "It has stopped", body = GroupSendBody),
    (status = 404, description = "No such group send"),
    (status = 409, description = "It does not run"),
))]
async fn stop(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    done(&caller, id, move |tx, actor| {
        accept::stop(tx, actor, &env, id)
    })
    .await
}

/// Let it go on where it stopped.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/continue", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "It runs", body = GroupSendBody),
    (status = 404, description = "No such group send"),
    (status = 409, description = "It has not stopped, or is another member's"),
))]
async fn go_on(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    done(&caller, id, move |tx, actor| {
        accept::go_on(tx, actor, &env, id)
    })
    .await
}

/// Try those again whose conversation could not be written.
#[utoipa::path(post, path = "/api/v1/group-sends/{id}/retry", tag = "group-sends", security(("key" = ["messages:write", "send_bulk_portal_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "It runs", body = GroupSendBody),
    (status = 404, description = "No such group send"),
    (status = 409, description = "None has failed, or it is another member's"),
))]
async fn retry(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<AxumJson<GroupSendBody>, Error> {
    let env = state.env.clone();
    done(&caller, id, move |tx, actor| {
        accept::retry(tx, actor, &env, id)
    })
    .await
}

/// The report for each recipient: what became of them, and how far the notice came.
#[utoipa::path(get, path = "/api/v1/group-sends/{id}/recipients", tag = "group-sends", security(("key" = ["messages:read", "send_bulk_portal_messages"])), params(("id" = Uuid, Path), ReportQuery), responses(
    (status = 200, description = "A page, in the order of the patients' ids", body = Page<RecipientBody>),
    (status = 404, description = "No such group send"),
    (status = 422, description = "An unknown state, limit or cursor"),
))]
async fn recipients(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(query): Query<ReportQuery>,
) -> Result<AxumJson<Page<RecipientBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after = paging::key(query.cursor.as_deref())?;
    let unknown = || Error::refused(Refusal::field("state", "choice_unknown"));
    let outcome = match query.state.as_deref().filter(|s| !s.is_empty()) {
        Some(code) => Some(Outcome::from_code(code).ok_or_else(unknown)?),
        None => None,
    };
    let (env, actor) = (state.env.clone(), caller.actor);
    let rows = caller
        .db
        .write(move |tx| {
            let rows = read::report(tx, &actor, id, outcome, (after, limit + 1))?;
            record(
                tx,
                &actor,
                &env,
                "group_send.report",
                (id, format!("shown={}", rows.len())),
            )?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| row.place());
    Ok(AxumJson(page.map(RecipientBody::from)))
}
