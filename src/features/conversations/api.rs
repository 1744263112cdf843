//! Conversations in the API: the same verbs as the pages, as JSON.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::api_bodies::{Conversation, DeliveryBody, FolderBody, Summary};
use super::api_scheduled::{self, ScheduledMessage};
use super::begun::Begun;
use super::copies::{Bcc, Gone, join};
use super::folder::{self, Folder};
use super::model::{self, Cursor, Identity, NewMessage, NewReply};
use super::send::begin;
use super::{After, Options, close, read, reopen, reply, submit};
use crate::features::distribution_lists::Choice;
use crate::features::{audit, notifications, patients, settings, staff};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::ids::{ChartItemId, ConversationId, FileId, PatientId};
use crate::platform::state::State;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query, Refusal};

/// Who a new conversation is from (M17).
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum FromBody {
    /// The member that the key acts for.
    Staff(Uuid),
    /// A workgroup of that member's.
    Workgroup(Uuid),
}

/// A new conversation's first message.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConversation {
    /// The patient it is about.
    patient_id: Uuid,
    /// Exactly these receive it. Without it: everybody who can.
    #[serde(default)]
    portal_user_ids: Vec<Uuid>,
    /// Further staff members, whom the patient sees.
    #[serde(default)]
    to_staff_ids: Vec<Uuid>,
    /// Distribution lists: each of their members gets a hidden, read-only copy that no answer for the patient's side names or
    /// counts (M48).
    #[serde(default)]
    bcc_list_ids: Vec<Uuid>,
    /// Single members of distribution lists who get one.
    #[serde(default)]
    bcc_staff_ids: Vec<Uuid>,
    /// The identity that the patient sees. Without it: the member's default.
    from: Option<FromBody>,
    /// Required; at most 150 characters.
    subject: String,
    /// Required; sanitised on the server.
    body_html: String,
    /// Files uploaded with `POST /attachments`.
    #[serde(default)]
    attachment_ids: Vec<Uuid>,
    /// Items of the same patient's chart.
    #[serde(default)]
    chart_item_ids: Vec<Uuid>,
    /// Whether the patient may answer. Without it: the clinic's preset (M60).
    allow_response: Option<bool>,
    /// Whether the patient may send files with the answer; it counts where the clinic's tier takes them (M34).
    #[serde(default)]
    allow_attachments: bool,
    /// An answer is required within so many days, 1 to 365; needs `allow_response` (M38).
    require_response_days: Option<i64>,
    /// The sender is told where nobody has opened it after so many days, 1 to 365 (M41).
    notify_if_unread_days: Option<i64>,
    /// The patient sees "Clinic Staff" in place of every name of the clinic's, now and in every reply (M21).
    #[serde(default)]
    mask_name: bool,
    /// The code of the fee that it is billed with; without it, it isn't billable (M22).
    fee_code: Option<String>,
    /// When to send it, such as `2026-07-02T14:20:00Z`, at most a year ahead: it is answered with 202, and everything is
    /// checked again at that time (M25). Without it: now.
    send_at: Option<String>,
}

/// A further message of the clinic.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMessageBody {
    /// Required; sanitised on the server.
    body_html: String,
    /// Files uploaded with `POST /attachments`.
    #[serde(default)]
    attachment_ids: Vec<Uuid>,
    /// Items of the same patient's chart.
    #[serde(default)]
    chart_item_ids: Vec<Uuid>,
    /// Whether the patient may answer; `false` closes the conversation as it is sent. Without it: yes.
    allow_response: Option<bool>,
    /// Whether the patient may send files with the answer; it counts where the clinic's tier takes them (M34).
    #[serde(default)]
    allow_attachments: bool,
    /// An answer is required within so many days, 1 to 365; needs `allow_response` (M38).
    require_response_days: Option<i64>,
    /// The sender is told where nobody has opened it after so many days, 1 to 365 (M41).
    notify_if_unread_days: Option<i64>,
    /// The code of the fee that it is billed with; without it, it isn't billable (M22).
    fee_code: Option<String>,
    /// When to send it, such as `2026-07-02T14:20:00Z`, at most a year ahead: it is answered with 202, and everything is
    /// checked again at that time (M25). Without it: now.
    send_at: Option<String>,
}

/// What a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// `inbox`, `awaiting_response`, `overdue`, `unread_by_patient`, `to_call`, `sent`, `failed_delivery`, `closed` or `all`
    /// (the default). What is awaited or to be called about comes with the soonest due first.
    folder: Option<String>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The conversations in the inboxes of the member that the key acts for.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", security(("key" = ["messages:read"])), params(ListQuery), responses(
    (status = 200, description = "A page, newest first", body = FolderBody),
    (status = 422, description = "An unknown folder, limit or cursor"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<FolderBody>, Error> {
    let folder = match query.folder.as_deref() {
        None => Folder::All,
        Some(code) => Folder::from_code(code)
            .ok_or_else(|| Error::refused(Refusal::field("folder", "folder_unknown")))?,
    };
    let limit = usize::try_from(paging::limit(query.limit)?).unwrap_or(1);
    let cursor = cursor(query.cursor.as_deref())?;
    let (actor, now) = (caller.actor.clone(), caller.now);
    let page = caller
        .db
        .read(move |tx| {
            let inboxes = staff::inboxes_of(tx, actor.clinic, actor.staff)?;
            folder::folder(tx, &actor, &inboxes, (folder, now), cursor, limit)
        })
        .await?;
    let event = audit::Event::new(
        caller.actor.clinic,
        &caller.actor,
        "conversation.list",
        "folder",
        None,
    );
    audit::recorded(
        &state,
        event.detail(format!("folder={} shown={}", folder.code(), page.len())),
    )
    .await?;
    Ok(AxumJson(page.into()))
}

/// A patient's conversations.
#[utoipa::path(get, path = "/api/v1/patients/{id}/conversations", tag = "conversations", security(("key" = ["messages:read"])), params(("id" = Uuid, Path), ListQuery), responses(
    (status = 200, description = "A page, newest first", body = Page<Summary>),
    (status = 404, description = "No such patient"),
))]
pub(super) async fn of_patient(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<Summary>>, Error> {
    if query.folder.is_some() {
        return Err(Error::refused(Refusal::field("folder", "folder_unknown")));
    }
    let limit = usize::try_from(paging::limit(query.limit)?).unwrap_or(1);
    let (cursor, actor) = (cursor(query.cursor.as_deref())?, caller.actor.clone());
    let page = caller
        .db
        .read(move |tx| {
            patients::load(tx, &actor.scope(), id)?;
            read::of_patient(tx, &actor, id, cursor, limit)
        })
        .await?;
    let event = audit::Event::new(
        caller.actor.clinic,
        &caller.actor,
        "conversation.list",
        "patient",
        id.uuid(),
    );
    audit::recorded(
        &state,
        event
            .patient(id)
            .detail(format!("shown={}", page.rows.len())),
    )
    .await?;
    Ok(AxumJson(Page {
        items: page.rows.iter().map(Summary::from).collect(),
        next_cursor: page.next,
    }))
}

/// Start a conversation: the patient is notified as soon as it is stored.
#[utoipa::path(post, path = "/api/v1/conversations", tag = "conversations", security(("key" = ["messages:write", "send_messages"])), request_body = NewConversation,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key sends nothing again and is answered as the first was")),
    responses(
        (status = 201, description = "Sent", body = Conversation),
        (status = 202, description = "It is sent at `send_at`", body = ScheduledMessage),
        (status = 422, description = "Everything that is in the way, each with its field and the way out"),
    ))]
pub(super) async fn create(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    write: Write<NewConversation>,
) -> Result<Response, Error> {
    let Write { body, once } = write;
    let later = body.send_at.is_some();
    let max = state.env.config.messages.max_body_bytes;
    let text = model::body(&body.body_html, max);
    let (env, actor) = (state.env.clone(), caller.actor.clone());
    let write = move |tx: &mut db::Tx<'_>| {
        let preset = settings::load(tx, actor.clinic)?.conversation_responses;
        let new = NewMessage {
            patient: body.patient_id.into(),
            draft: None,
            recipients: ids(&body.portal_user_ids),
            to_staff: ids(&body.to_staff_ids),
            from: body.from.map(Identity::from),
            subject: body.subject.clone(),
            body: text.clone().map_err(Error::refused)?,
            attachments: attachments(&body.attachment_ids, &body.chart_item_ids),
            options: options(
                body.allow_response.unwrap_or(preset),
                body.allow_attachments,
                body.require_response_days,
                body.notify_if_unread_days,
            ),
            mask_name: body.mask_name,
            fee_code: body.fee_code.clone(),
        };
        let bcc = Bcc {
            choice: Choice {
                lists: ids(&body.bcc_list_ids),
                members: ids(&body.bcc_staff_ids),
            },
            gone: Gone::Tell,
        };
        if let Some(send_at) = &body.send_at {
            let save = submit::save_of_message(env.id(), &new, &bcc);
            let scheduled = api_scheduled::schedule(tx, &actor, &env, &save, send_at)?;
            let answer = Answer::new(StatusCode::ACCEPTED, &scheduled)?;
            return Ok((answer, None));
        }
        let (sent, begun) = begin(tx, &actor, &env, &new, &bcc)?;
        let answer = Answer::new(StatusCode::CREATED, &sent.conversation)?;
        Ok((answer, begun))
    };
    let written = once.write_with(&caller.db, &state.env, &caller.actor, write);
    let (answer, begun) = written.await?;
    if later {
        return Ok(answer.into_response());
    }
    if let Some(Begun { thread, deliveries }) = begun.flatten() {
        let conversation = Conversation::new(&thread, &deliveries);
        return Ok((StatusCode::CREATED, AxumJson(conversation)).into_response());
    }
    Ok(sent(&caller, answer.read()?).await?.into_response())
}

/// A conversation with its newest messages.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations", security(("key" = ["messages:read"])), params(("id" = Uuid, Path), ("cursor" = Option<String>, Query, description = "The `older_cursor` of a page, for the messages before it")), responses(
    (status = 200, description = "The conversation", body = Conversation),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    Query(query): Query<Older>,
) -> Result<AxumJson<Conversation>, Error> {
    let cursor = cursor(query.cursor.as_deref())?;
    let (env, actor) = (state.env.clone(), caller.actor);
    let conversation = caller
        .db
        .write(move |tx| {
            let event = audit::Event::new(
                actor.clinic,
                &actor,
                "conversation.read",
                "conversation",
                id.uuid(),
            );
            let conversation = load(tx, &actor, id, cursor)?;
            audit::record(
                tx,
                &env,
                &event.patient(PatientId::from(conversation.patient_id)),
            )?;
            Ok::<_, Error>(conversation)
        })
        .await?;
    Ok(AxumJson(conversation))
}

/// Which messages of a conversation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Older {
    cursor: Option<String>,
}

/// Answer in an open conversation.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "conversations", security(("key" = ["messages:write", "send_messages"])), request_body = NewMessageBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key sends nothing again and is answered as the first was")),
    responses(
        (status = 201, description = "Sent", body = Conversation),
        (status = 202, description = "It is sent at `send_at`", body = ScheduledMessage),
        (status = 404, description = "No such conversation"),
        (status = 409, description = "The conversation is closed"),
        (status = 422, description = "Everything that is in the way, each with its field and the way out"),
    ))]
pub(super) async fn answer(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    write: Write<NewMessageBody>,
) -> Result<Response, Error> {
    let Write { body, once } = write;
    let later = body.send_at.is_some();
    let text = model::body(&body.body_html, state.env.config.messages.max_body_bytes);
    let (env, actor) = (state.env.clone(), caller.actor.clone());
    let write = move |tx: &mut db::Tx<'_>| {
        let new = NewReply {
            conversation: id,
            draft: None,
            body: text.clone().map_err(Error::refused)?,
            attachments: attachments(&body.attachment_ids, &body.chart_item_ids),
            options: options(
                body.allow_response.unwrap_or(true),
                body.allow_attachments,
                body.require_response_days,
                body.notify_if_unread_days,
            ),
            fee_code: body.fee_code.clone(),
        };
        if let Some(send_at) = &body.send_at {
            let patient = read::patient_of(tx, &actor, id)?;
            let save = submit::save_of_reply(env.id(), patient, &new);
            let scheduled = api_scheduled::schedule(tx, &actor, &env, &save, send_at)?;
            return Answer::new(StatusCode::ACCEPTED, &scheduled);
        }
        let sent = reply(tx, &actor, &env, &new)?;
        Answer::new(StatusCode::CREATED, &sent.conversation)
    };
    let written = once.write(&caller.db, &state.env, &caller.actor, write);
    let answer = written.await?;
    if later {
        return Ok(answer.into_response());
    }
    Ok(sent(&caller, answer.read()?).await?.into_response())
}

/// Close a conversation: the patient can read it but not reply.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/close", tag = "conversations", security(("key" = ["messages:write", "send_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The conversation as it is now", body = Conversation),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn close_it(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<Conversation>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let act = move |tx: &mut db::Tx<'_>| {
        close(tx, &actor, &env, id)?;
        load(tx, &actor, id, Cursor::START)
    };
    Ok(AxumJson(caller.db.write(act).await?))
}

/// Reopen a closed conversation.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/reopen", tag = "conversations", security(("key" = ["messages:write", "send_messages"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The conversation as it is now", body = Conversation),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn reopen_it(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<Conversation>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let act = move |tx: &mut db::Tx<'_>| {
        reopen(tx, &actor, &env, id)?;
        load(tx, &actor, id, Cursor::START)
    };
    Ok(AxumJson(caller.db.write(act).await?))
}

/// Take part openly in a conversation of which the member holds a hidden copy: colleagues see it, the patient's side does not.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/join", tag = "conversations", security(("key" = ["messages:write"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The conversation as it is now", body = Conversation),
    (status = 404, description = "No such conversation"),
    (status = 409, description = "The member holds no hidden copy of it"),
))]
pub(super) async fn join_it(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<Conversation>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let act = move |tx: &mut db::Tx<'_>| {
        join(tx, &actor, &env, id)?;
        load(tx, &actor, id, Cursor::START)
    };
    Ok(AxumJson(caller.db.write(act).await?))
}

/// How far the notifications of a conversation came, for each message, person and channel.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/deliveries", tag = "conversations", security(("key" = ["messages:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The deliveries", body = Page<DeliveryBody>),
    (status = 404, description = "No such conversation"),
))]
pub(super) async fn deliveries(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<AxumJson<Page<DeliveryBody>>, Error> {
    let (env, actor) = (state.env.clone(), caller.actor);
    let found = caller
        .db
        .write(move |tx| {
            let patient = read::patient_of(tx, &actor, id)?;
            let event = audit::Event::new(
                actor.clinic,
                &actor,
                "delivery.list",
                "conversation",
                id.uuid(),
            );
            audit::record(tx, &env, &event.patient(patient))?;
            Ok::<_, Error>(notifications::deliveries(tx, &actor.scope(), id)?)
        })
        .await?;
    Ok(AxumJson(Page {
        items: found.iter().map(DeliveryBody::from).collect(),
        next_cursor: None,
    }))
}

/// What sending answers: the conversation with the message in it.
type Shown = (StatusCode, AxumJson<Conversation>);

/// The conversation once its message is committed, where it has to be looked up: reading back in the same transaction what it has just written would
/// make senders wait for each other on PostgreSQL, and a page that is open elsewhere wait for all of them.
async fn sent(caller: &ApiCaller, id: ConversationId) -> Result<Shown, Error> {
    let actor = caller.actor.clone();
    let read = caller
        .db
        .read(move |tx| load(tx, &actor, id, Cursor::START))
        .await;
    let conversation = read.map_err(|error| {
        tracing::error!(error = %error.into_cause(), "a message was sent and could not be shown");
        Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "sent_but_not_shown")
    })?;
    Ok((StatusCode::CREATED, AxumJson(conversation)))
}

fn load(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: ConversationId,
    cursor: Cursor,
) -> Result<Conversation, Error> {
    let thread = read::thread(tx, actor, id, cursor)?;
    let deliveries = notifications::deliveries(tx, &actor.scope(), id)?;
    Ok(Conversation::new(&thread, &deliveries))
}

/// What a body asks of the patient's side; nothing follows on a message of the API's.
fn options(
    allow_response: bool,
    allow_attachments: bool,
    require_response_days: Option<i64>,
    notify_if_unread_days: Option<i64>,
) -> Options {
    Options {
        allow_response,
        allow_attachments,
        require_response_days,
        notify_if_unread_days,
        after: After::Nothing,
    }
}

fn cursor(text: Option<&str>) -> Result<Cursor, Error> {
    text.map_or(Ok(Cursor::START), str::parse)
        .map_err(Error::refused)
}

fn attachments(files: &[Uuid], items: &[Uuid]) -> Vec<model::Attach> {
    let (files, items): (Vec<FileId>, Vec<ChartItemId>) = (ids(files), ids(items));
    model::attachments(&files, &items)
}

fn ids<T: From<Uuid>>(given: &[Uuid]) -> Vec<T> {
    given.iter().copied().map(T::from).collect()
}

impl From<FromBody> for Identity {
    fn from(body: FromBody) -> Identity {
        match body {
            FromBody::Staff(id) => Identity::Staff(id.into()),
            FromBody::Workgroup(id) => Identity::Workgroup(id.into()),
        }
    }
}
