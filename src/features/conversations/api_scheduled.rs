//! Messages that programs send later (M25): scheduling one, looking after it, taking it back.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::submit::{self, Submitted, When};
use crate::features::audit;
use crate::features::drafts::{self, Save};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::DraftId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Refusal};

/// A message that is sent later.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct ScheduledMessage {
    /// The message's own until it is sent; then it leads to `conversation_id`.
    id: Uuid,
    /// `scheduled`; `sent`; or `draft`: it was taken back, or something was in the way at its time.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient_id: Option<Uuid>,
    /// The conversation that it answers in, or that it was sent as.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<Uuid>,
    /// What it was sent as.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<Uuid>,
    /// When it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    send_at: Option<String>,
    /// What was in the way at its time, in the language of the member that the key acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<String>,
}

/// Schedules what a program sends, as the same kind of draft that the pages schedule.
pub(super) fn schedule(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    save: &Save,
    send_at: &str,
) -> Result<ScheduledMessage, Error> {
    let wrong = || Refusal::field("send_at", "send_at_wrong");
    let at = send_at.trim().parse::<jiff::Timestamp>();
    let at = at.map(|at| Timestamp(at.as_millisecond()));
    let when = When::Later(at.map_err(|_| wrong()));
    match submit::submit(tx, actor, env, save, &when)? {
        Submitted::Scheduled { .. } => load(tx, actor, save.id),
        Submitted::Sent(_) => Err(Error::NotFound),
    }
}

/// A message that was scheduled through the API or on a page by the member that the key acts for: how it stands.
#[utoipa::path(get, path = "/api/v1/scheduled-messages/{id}", tag = "conversations", security(("key" = ["messages:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "How it stands", body = ScheduledMessage),
    (status = 404, description = "No such message of the member's"),
))]
pub(super) async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<AxumJson<ScheduledMessage>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let look = move |tx: &mut db::Tx<'_>| {
        let found = load(tx, &actor, id)?;
        let event = audit::Event::new(actor.clinic, &actor, "draft.read", "draft", id.uuid());
        let event = audit::Event {
            patient: found.patient_id.map(Into::into),
            ..event
        };
        audit::record(tx, &env, &event)?;
        Ok::<_, Error>(found)
    };
    Ok(AxumJson(caller.db.write(look).await?))
}

/// Take a scheduled message back: it is a draft of the member's again, and is not sent.
#[utoipa::path(post, path = "/api/v1/scheduled-messages/{id}/take-back", tag = "conversations", security(("key" = ["messages:write"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "How it stands now", body = ScheduledMessage),
    (status = 404, description = "No such message of the member's"),
    (status = 409, description = "It has been sent, and stays sent"),
))]
pub(super) async fn take_back(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<AxumJson<ScheduledMessage>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let take = move |tx: &mut db::Tx<'_>| {
        if drafts::already_sent(tx, &actor, id)?.is_some() {
            return Err(Error::conflict(Refusal::new("scheduled_sent")));
        }
        drafts::take_back(tx, &actor, &env, id)?;
        load(tx, &actor, id)
    };
    Ok(AxumJson(caller.db.write(take).await?))
}

fn load(tx: &mut db::Tx<'_>, actor: &StaffActor, id: DraftId) -> Result<ScheduledMessage, Error> {
    let mut shown = ScheduledMessage {
        id: id.uuid(),
        status: "sent".to_owned(),
        patient_id: None,
        conversation_id: None,
        message_id: None,
        send_at: None,
        returned: None,
    };
    if let Some((conversation, message)) = drafts::already_sent(tx, actor, id)? {
        shown.conversation_id = Some(conversation.uuid());
        shown.message_id = Some(message.uuid());
        return Ok(shown);
    }
    let waits = drafts::scheduled(tx, actor.clinic, id)?.filter(|w| w.staff == actor.staff);
    let draft = match waits {
        Some(waits) => {
            shown.status = "scheduled".to_owned();
            shown.send_at = Some(waits.send_at.rfc3339());
            waits.draft
        }
        None => {
            shown.status = "draft".to_owned();
            drafts::load(tx, actor, id)?.ok_or(Error::NotFound)?
        }
    };
    shown.patient_id = draft.patient.map(|id| id.uuid());
    shown.conversation_id = draft.conversation.map(|id| id.uuid());
    shown.returned = draft.returned;
    Ok(shown)
}
