//! Calls to make in the API (M75).

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::calls::{self, Calls, Made};
use super::read;
use crate::features::audit::{self, Event};
use crate::features::notifications::{CallOutcome, Said};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, StaffId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::api::Json;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::{Error, Id};

/// Whether somebody is to call in a conversation, who, and whom.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallToMake)]
pub(super) struct TaskBody {
    /// Whether a call is to be made: nobody has opened a message after all its reminders.
    due: bool,
    /// That message.
    message_id: Option<Uuid>,
    /// When it was sent: since then it is unread.
    unread_since: Option<String>,
    /// When somebody is to call, or to call again.
    next_at: Option<String>,
    /// The member whose call it is; none where nobody has taken it.
    owner_id: Option<Uuid>,
    /// Whom to call.
    people: Vec<PersonBody>,
}

/// Somebody to call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonToCall)]
pub(super) struct PersonBody {
    portal_user_id: Uuid,
    name: String,
    /// The number on file.
    mobile: Option<String>,
}

impl From<Calls> for TaskBody {
    fn from(calls: Calls) -> TaskBody {
        let task = calls.task.as_ref();
        TaskBody {
            due: task.is_some(),
            message_id: task.map(|t| t.message_id.uuid()),
            unread_since: task.map(|t| t.sent_at.rfc3339()),
            next_at: task.map(|t| t.next_at.rfc3339()),
            owner_id: task.and_then(|t| t.owner_staff_id).map(StaffId::uuid),
            people: (calls.people.into_iter())
                .map(|p| PersonBody {
                    portal_user_id: p.portal_user_id.uuid(),
                    name: p.name,
                    mobile: p.mobile,
                })
                .collect(),
        }
    }
}

fn shown(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: ConversationId,
    now: Timestamp,
) -> Result<TaskBody, Error> {
    let patient = read::patient_of(tx, actor, id)?;
    let event = Event::new(
        actor.clinic,
        actor,
        "call_task.read",
        "conversation",
        id.uuid(),
    );
    audit::record(tx, env, &event.patient(patient))?;
    Ok(calls::calls(tx, actor, id, now)?.into())
}

/// Whether somebody is to call in a conversation, since nobody has opened a message after all its reminders. The calls that
/// were made are at `/calls`.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/call-task", tag = "conversations",
    security(("key" = ["messages:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The call to make, where there is one", body = TaskBody),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<TaskBody>, Error> {
    let (env, actor, now) = (state.env.clone(), caller.actor, caller.now);
    let found = caller.db.write(move |tx| shown(tx, &actor, &env, id, now));
    Ok(AxumJson(found.await?))
}

/// Whose call it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallOwner)]
pub(super) struct OwnerBody {
    /// A member in whose inbox the conversation is; `null`: nobody's.
    owner_id: Option<Uuid>,
}

/// Give the call to a member, or to nobody.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/call-task/owner", tag = "conversations",
    security(("key" = ["messages:write", "send_messages"])), params(("id" = Uuid, Path)), request_body = OwnerBody, responses(
    (status = 200, description = "The call as it is now", body = TaskBody),
    (status = 404, description = "No such conversation"),
    (status = 409, description = "No call is to be made any more"),
    (status = 422, description = "The member does not find the conversation in their inbox"),
))]
pub(super) async fn assign(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    Json(body): Json<OwnerBody>,
) -> Result<AxumJson<TaskBody>, Error> {
    let (env, actor, now) = (state.env.clone(), caller.actor, caller.now);
    let done = caller.db.write(move |tx| {
        calls::assign(tx, &actor, &env, id, body.owner_id.map(StaffId::from_uuid))?;
        shown(tx, &actor, &env, id, now)
    });
    Ok(AxumJson(done.await?))
}

/// A call that was made.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CallAboutUnread)]
pub(super) struct MadeBody {
    /// Who was called.
    portal_user_id: Uuid,
    /// What came of it.
    outcome: CallOutcome,
    /// What was agreed with somebody who was reached.
    #[serde(default)]
    said: Option<Said>,
    /// What the caller notes, up to 500 characters; required where it ends without anybody reached.
    #[serde(default)]
    note: String,
    /// After how many days somebody is to call again, 1 to 30; left out: it is done.
    #[serde(default)]
    again_in_days: Option<i64>,
}

/// Write down a call about a message that nobody has opened.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/call-task/calls", tag = "conversations",
    security(("key" = ["messages:write", "send_messages"])), request_body = MadeBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key writes nothing again")),
    responses(
    (status = 201, description = "It is on record; the call to make as it is now", body = TaskBody),
    (status = 404, description = "No such conversation"),
    (status = 409, description = "No call is to be made any more"),
    (status = 422, description = "What is in the way, with its field"),
))]
pub(super) async fn record(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    write: Write<MadeBody>,
) -> Result<Response, Error> {
    let Write { body, once } = write;
    let (env, actor, now) = (state.env.clone(), caller.actor.clone(), caller.now);
    let write = move |tx: &mut db::Tx<'_>| {
        let made = Made {
            id: env.id(),
            person: body.portal_user_id.into(),
            outcome: body.outcome,
            said: body.said,
            note: body.note.clone(),
            again_in_days: body.again_in_days,
        };
        calls::record(tx, &actor, &env, id, &made)?;
        let task = shown(tx, &actor, &env, id, now)?;
        Answer::new(StatusCode::CREATED, &task)
    };
    let written = once.write(&caller.db, &state.env, &caller.actor, write);
    Ok(written.await?.into_response())
}
