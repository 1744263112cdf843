//! Delivery in the API: sending again, calls, and what the clinic has set.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{self, Call, CallOutcome, Said};
use super::rules::{self, Rules, Wanted};
use super::store;
use crate::features::audit::{self, Event};
use crate::features::patients::Channel;
use crate::platform::auth::ApiCaller;
use crate::platform::ids::{ConversationId, DeliveryId};
use crate::platform::state::State;
use crate::platform::web::api::Json;
use crate::platform::web::paging::Page;
use crate::platform::web::{Error, Id};

/// How a notice is sent again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SendAgain)]
pub(super) struct SendAgainBody {
    /// The channel; left out, as the person wants to be told.
    #[serde(default)]
    channel: Option<Channel>,
}

/// The conversation that a delivery belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryOf)]
pub(super) struct OfBody {
    /// The conversation.
    #[schema(value_type = Uuid)]
    conversation_id: ConversationId,
}

/// Send a notification again, by the address that is on file now.
#[utoipa::path(post, path = "/api/v1/deliveries/{id}/send-again", tag = "conversations",
    security(("key" = ["messages:write", "send_messages"])), params(("id" = Uuid, Path)), request_body = SendAgainBody, responses(
    (status = 200, description = "It is on its way", body = OfBody),
    (status = 404, description = "No such delivery"),
    (status = 422, description = "It is on its way already, was sent to this address, or the person can't be told this way"),
))]
pub(super) async fn again(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DeliveryId>,
    Json(body): Json<SendAgainBody>,
) -> Result<AxumJson<OfBody>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let sent = caller
        .db
        .write(move |tx| super::send_again(tx, &actor, &env, (id, body.channel)));
    let conversation_id = sent.await?;
    Ok(AxumJson(OfBody { conversation_id }))
}

/// A call to be written down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCall)]
pub(super) struct NewCallBody {
    /// What came of it.
    outcome: CallOutcome,
    /// What the caller notes, up to 500 characters.
    #[serde(default)]
    note: String,
}

/// Write down a call to the person whom a notification did not reach.
#[utoipa::path(post, path = "/api/v1/deliveries/{id}/calls", tag = "conversations",
    security(("key" = ["messages:write", "send_messages"])), params(("id" = Uuid, Path)), request_body = NewCallBody, responses(
    (status = 201, description = "It is on record", body = OfBody),
    (status = 404, description = "No such delivery"),
    (status = 422, description = "The notification has not failed, or the note is too long"),
))]
pub(super) async fn call_made(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<DeliveryId>,
    Json(body): Json<NewCallBody>,
) -> Result<(StatusCode, AxumJson<OfBody>), Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let called = caller
        .db
        .write(move |tx| super::called(tx, &actor, &env, id, (body.outcome, &body.note)));
    let conversation_id = called.await?;
    Ok((StatusCode::CREATED, AxumJson(OfBody { conversation_id })))
}

/// A call about a message that no notification of had arrived.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call)]
pub(super) struct CallBody {
    /// The call.
    #[schema(value_type = Uuid)]
    id: crate::platform::ids::PatientCallId,
    /// The message.
    #[schema(value_type = Uuid)]
    message_id: crate::platform::ids::MessageId,
    /// Who was called.
    #[schema(value_type = Uuid)]
    portal_user_id: crate::platform::ids::PortalUserId,
    /// Who called, by name.
    called_by: String,
    /// What came of it.
    outcome: CallOutcome,
    /// What was agreed with somebody who was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<Said>,
    /// The caller's note.
    note: String,
    /// When, as RFC 3339.
    called_at: String,
}

impl From<&Call> for CallBody {
    fn from(call: &Call) -> CallBody {
        CallBody {
            id: call.id,
            message_id: call.message_id,
            portal_user_id: call.portal_user_id,
            called_by: call.staff_name.clone(),
            outcome: call.outcome,
            said: call.said,
            note: call.note.clone(),
            called_at: call.called_at.rfc3339(),
        }
    }
}

/// The calls about a conversation, the latest first.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/calls", tag = "conversations",
    security(("key" = ["messages:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The calls", body = Page<CallBody>),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn calls(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<Page<CallBody>>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let found = caller.db.write(move |tx| {
        let (patient, ..) = store::inboxes::conversation(tx, actor.clinic, id)?;
        let event = Event::new(
            actor.clinic,
            &actor,
            "delivery.list",
            "conversation",
            id.uuid(),
        );
        audit::record(tx, &env, &event.patient(patient))?;
        Ok::<_, Error>(call::calls(tx, &actor, id)?)
    });
    let found = found.await?;
    Ok(AxumJson(Page {
        items: found.iter().map(CallBody::from).collect(),
        next_cursor: None,
    }))
}

/// What the clinic has set for the delivery of its notifications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeliverySettings)]
pub(super) struct RulesBody {
    /// Grows with each save; to replace, the one that was read.
    version: i64,
    /// Quiet hours on the clinic's clock begin, such as `21:00`; empty: there are none.
    quiet_from: String,
    /// They end.
    quiet_until: String,
    /// Seconds after a notice in which further ones to the same person wait and then go together, 0 to 600; 0: each goes by itself;
    /// null or left out: as the installation says.
    #[serde(default)]
    bundle_seconds: Option<i64>,
}

impl From<Rules> for RulesBody {
    fn from(rules: Rules) -> RulesBody {
        let wanted = Wanted::of(rules);
        RulesBody {
            version: wanted.version,
            quiet_from: wanted.quiet_from,
            quiet_until: wanted.quiet_until,
            bundle_seconds: rules.bundle_seconds,
        }
    }
}

/// Read what the clinic has set for the delivery of its notifications.
#[utoipa::path(get, path = "/api/v1/delivery-settings", tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])), responses(
    (status = 200, description = "The settings", body = RulesBody),
))]
pub(super) async fn read_rules(caller: ApiCaller) -> Result<AxumJson<RulesBody>, Error> {
    let clinic = caller.actor.clinic;
    let rules = caller.db.read(move |tx| rules::load(tx, clinic)).await?;
    Ok(AxumJson(rules.into()))
}

/// Replace what the clinic has set for the delivery of its notifications.
#[utoipa::path(put, path = "/api/v1/delivery-settings", tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])), request_body = RulesBody, responses(
    (status = 200, description = "The settings as they are now", body = RulesBody),
    (status = 409, description = "Somebody saved in between: read again"),
    (status = 422, description = "A time can't be taken; each is named with its reason"),
))]
pub(super) async fn replace_rules(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Json(body): Json<RulesBody>,
) -> Result<AxumJson<RulesBody>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let wanted = Wanted {
        version: body.version,
        quiet_from: body.quiet_from,
        quiet_until: body.quiet_until,
        bundle_seconds: body.bundle_seconds.map_or(String::new(), |s| s.to_string()),
    };
    let saved = caller
        .db
        .write(move |tx| rules::save(tx, &actor, &env, &wanted));
    Ok(AxumJson(saved.await?.into()))
}
