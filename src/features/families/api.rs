//! Families in the API: what people ask and what staff answer, links and their ends, invitations, the clinic's age.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::answer;
use super::api_bodies::{
    AccessRequestBody, AnswerBody, EndBody, FamilySettingsBody, HideBody, InvitationBody,
    InviteBody, LinkBody, NoFields, moment,
};
use super::model::Request;
use super::store;
use super::{invite, save};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Editor};
use crate::platform::auth::{ApiCaller, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AccessRequestId, PatientId, PortalLinkId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::api::Json;
use crate::platform::web::idempotency::{Answer, Once, Write};
use crate::platform::web::paging::Page;
use crate::platform::web::{Error, Id, Query, paging};

/// Links and invitations shown at once.
const SHOWN: i64 = 200;

/// The API, with its documentation.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(requests))
        .routes(routes!(request))
        .routes(routes!(answer_it))
        .routes(routes!(links))
        .routes(routes!(reviews))
        .routes(routes!(end))
        .routes(routes!(hide))
        .routes(routes!(keep))
        .routes(routes!(revoke))
        .routes(routes!(invitations))
        .routes(routes!(invite_one))
        .routes(routes!(invite_again))
        .routes(routes!(settings, set_settings))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What people ask about who may read for a patient, and waits for staff.
#[utoipa::path(get, path = "/api/v1/access-requests", tag = "families", security(("key" = ["patients:read", "edit_demographics"])), params(ListQuery), responses(
    (status = 200, description = "A page, the oldest first", body = Page<AccessRequestBody>),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn requests(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<AccessRequestBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<(Timestamp, AccessRequestId)> = paging::key(query.cursor.as_deref())?;
    let clinic = caller.actor.clinic;
    let found = caller
        .db
        .read(move |tx| store::open_requests(tx, clinic, after, limit + 1))
        .await?;
    let page = Page::cut(found, limit, |r: &Request| (r.asked_at, r.id));
    shown(
        &state,
        &caller.actor,
        "access_request.list",
        page.items.len(),
    )
    .await?;
    Ok(AxumJson(page.map(|r| AccessRequestBody::from(&r))))
}

/// One request, answered or not.
#[utoipa::path(get, path = "/api/v1/access-requests/{id}", tag = "families", security(("key" = ["patients:read", "edit_demographics"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The request", body = AccessRequestBody),
    (status = 404, description = "No such request"),
))]
pub(super) async fn request(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<AccessRequestId>,
) -> Result<AxumJson<AccessRequestBody>, Error> {
    let clinic = caller.actor.clinic;
    let found = caller
        .db
        .read(move |tx| store::request(tx, clinic, id))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(
        clinic,
        actor,
        "access_request.read",
        "access_request",
        id.uuid(),
    );
    audit::recorded(&state, event).await?;
    Ok(AxumJson(AccessRequestBody::from(&found)))
}

/// Answer a request: give the access that is asked for, to a patient whom you have identified, or end the access that is
/// meant; or refuse. The person is told that there is an answer.
#[utoipa::path(post, path = "/api/v1/access-requests/{id}/answer", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = AnswerBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The request as it is now", body = AccessRequestBody),
        (status = 404, description = "No such request or patient"),
        (status = 409, description = "Somebody else has answered, or the person has withdrawn it"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn answer_it(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<AccessRequestId>,
    write: Write<AnswerBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        store::request(tx, actor.clinic, id)?;
        answer(tx, &actor, &at, &body.answer(id)?)?;
        let now = store::request(tx, actor.clinic, id)?;
        Answer::new(StatusCode::OK, &AccessRequestBody::from(&now))
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

/// Who reads and writes for a patient, those whose access is over too, with what waits for them.
#[utoipa::path(get, path = "/api/v1/patients/{id}/portal-links", tag = "families", security(("key" = ["patients:read", "edit_demographics"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "Every link of the patient", body = Vec<LinkBody>),
    (status = 404, description = "No such patient"),
))]
pub(super) async fn links(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
) -> Result<AxumJson<Vec<LinkBody>>, Error> {
    let (scope, now) = (caller.actor.scope(), caller.now);
    let found: Vec<LinkBody> = caller
        .db
        .read(move |tx| {
            let links = patients::links(tx, &scope, id)?;
            let waiting = store::invitations_of(tx, scope.clinic, id)?;
            let body = |link: &patients::Link| {
                let invitation = waiting.iter().find(|i| i.link_id == link.id);
                LinkBody::new(link, invitation, now)
            };
            Ok::<_, Error>(links.iter().map(body).collect())
        })
        .await?;
    let actor = &caller.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "portal_link.list",
        "patient",
        id.uuid(),
    );
    let event = event.patient(id).detail(format!("shown={}", found.len()));
    audit::recorded(&state, event).await?;
    Ok(AxumJson(found))
}

/// The links that staff should look at, because the patient has reached the clinic's age.
#[utoipa::path(get, path = "/api/v1/portal-link-reviews", tag = "families", security(("key" = ["patients:read", "edit_demographics"])), responses(
    (status = 200, description = "At most 200, the longest waiting first", body = Vec<LinkBody>),
))]
pub(super) async fn reviews(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
) -> Result<AxumJson<Vec<LinkBody>>, Error> {
    let (scope, now) = (caller.actor.scope(), caller.now);
    let found = caller
        .db
        .read(move |tx| {
            let mut found = Vec::new();
            for row in store::to_review(tx, scope.clinic, now, SHOWN)? {
                let link = patients::link(tx, &scope, row.id)?;
                found.push(LinkBody::new(&link, None, now));
            }
            Ok::<_, Error>(found)
        })
        .await?;
    shown(&state, &caller.actor, "portal_link.list", found.len()).await?;
    Ok(AxumJson(found))
}

/// The clinic's invitations that wait for their persons.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "families", security(("key" = ["patients:read", "edit_demographics"])), responses(
    (status = 200, description = "At most 200, those that end first, first", body = Vec<InvitationBody>),
))]
pub(super) async fn invitations(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
) -> Result<AxumJson<Vec<InvitationBody>>, Error> {
    let clinic = caller.actor.clinic;
    let found = caller
        .db
        .read(move |tx| store::invitations(tx, clinic, SHOWN))
        .await?;
    shown(&state, &caller.actor, "portal_invitation.list", found.len()).await?;
    Ok(AxumJson(found.iter().map(InvitationBody::from).collect()))
}

/// Invite somebody to read and write for a patient: a link that waits for its person, and a message to them alone.
#[utoipa::path(post, path = "/api/v1/patients/{id}/invitations", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = InviteBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "The link that waits", body = LinkBody),
        (status = 403, description = "The key's member may not send messages"),
        (status = 404, description = "No such patient"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn invite_one(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    write: Write<InviteBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at, tr) = (caller.actor.clone(), env.clone(), caller.tr.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        patients::load(tx, &actor.scope(), id)?;
        let link = invite::invite(tx, (&actor, &at, &tr), &body.invite(id)?)?;
        Answer::new(StatusCode::CREATED, &one(tx, &actor, &at, link)?)
    };
    once.write(&caller.db, &env, &caller.actor, act).await
}

/// Send an invitation once more, or for the first time; it is open for two weeks from now.
#[utoipa::path(post, path = "/api/v1/portal-links/{id}/invite", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = NoFields,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The link that waits", body = LinkBody),
        (status = 404, description = "No such link"),
        (status = 409, description = "The person has come, the link is over, or it was sent often enough"),
    ))]
pub(super) async fn invite_again(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalLinkId>,
    Write { once, .. }: Write<NoFields>,
) -> Result<Answer, Error> {
    change(&caller, &state, (id, once), move |tx, (actor, env, tr)| {
        let patient = patients::link(tx, &actor.scope(), id)?.patient_id;
        invite::invite_again(tx, (actor, env, tr), (patient, id))
    })
    .await
}

/// Set until when a link holds. A moment that has come ends it at once.
#[utoipa::path(post, path = "/api/v1/portal-links/{id}/end", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = EndBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The link as it is now", body = LinkBody),
        (status = 404, description = "No such link"),
        (status = 422, description = "A moment that can't be, or the link is revoked"),
    ))]
pub(super) async fn end(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalLinkId>,
    Write { body, once }: Write<EndBody>,
) -> Result<Answer, Error> {
    change(&caller, &state, (id, once), move |tx, (actor, env, _)| {
        let until = moment(body.ends_at.as_deref())?;
        patients::end_link_at(tx, &Editor::of(actor)?, env, id, until)
    })
    .await
}

/// Keep from the patient's other readers who somebody is, or no longer. The patient and staff see them in any case.
#[utoipa::path(post, path = "/api/v1/portal-links/{id}/hide", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = HideBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The link as it is now", body = LinkBody),
        (status = 404, description = "No such link"),
    ))]
pub(super) async fn hide(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalLinkId>,
    Write { body, once }: Write<HideBody>,
) -> Result<Answer, Error> {
    change(&caller, &state, (id, once), move |tx, (actor, env, _)| {
        patients::hide_from_others(tx, &Editor::of(actor)?, env, (id, body.hidden))
    })
    .await
}

/// Keep a link that was put before the staff at the clinic's age: until a moment, or as it is.
#[utoipa::path(post, path = "/api/v1/portal-links/{id}/keep", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = EndBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The link as it is now", body = LinkBody),
        (status = 404, description = "No such link"),
        (status = 422, description = "A moment that can't be, or has passed"),
    ))]
pub(super) async fn keep(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalLinkId>,
    Write { body, once }: Write<EndBody>,
) -> Result<Answer, Error> {
    change(&caller, &state, (id, once), move |tx, (actor, env, _)| {
        let until = moment(body.ends_at.as_deref())?;
        super::review::keep(tx, &Editor::of(actor)?, env, (id, until))
    })
    .await
}

/// Revoke a link: the person's access to the patient ends at once. Doing it again changes nothing.
#[utoipa::path(post, path = "/api/v1/portal-links/{id}/revoke", tag = "families", security(("key" = ["patients:write", "edit_demographics"])), request_body = NoFields,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 200, description = "The link as it is now", body = LinkBody),
        (status = 404, description = "No such link"),
    ))]
pub(super) async fn revoke(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalLinkId>,
    Write { once, .. }: Write<NoFields>,
) -> Result<Answer, Error> {
    change(&caller, &state, (id, once), move |tx, (actor, env, _)| {
        super::review::end(tx, &Editor::of(actor)?, env, id)
    })
    .await
}

/// Read the clinic's age for guardians' links.
#[utoipa::path(get, path = "/api/v1/family-settings", tag = "settings", security(("key" = ["settings", "manage_portal_settings"])), responses(
    (status = 200, description = "The settings", body = FamilySettingsBody),
))]
pub(super) async fn settings(caller: ApiCaller) -> Result<AxumJson<FamilySettingsBody>, Error> {
    let actor = caller.actor.clone();
    let found = caller.db.read(move |tx| save::settings(tx, &actor)).await?;
    Ok(AxumJson(FamilySettingsBody::from(&found)))
}

/// Replace the clinic's age for guardians' links. Where links that stand are touched at once, the answer says how many; send it
/// as `seen` once somebody has agreed.
#[utoipa::path(put, path = "/api/v1/family-settings", tag = "settings", security(("key" = ["settings", "manage_portal_settings"])), request_body = FamilySettingsBody, responses(
    (status = 200, description = "The settings as they are now", body = FamilySettingsBody),
    (status = 409, description = "Somebody saved in between: read again"),
    (status = 422, description = "An age that can't be, or links that are touched at once and nobody has seen"),
))]
pub(super) async fn set_settings(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Json(body): Json<FamilySettingsBody>,
) -> Result<AxumJson<FamilySettingsBody>, Error> {
    let (actor, env, tr) = (caller.actor, state.env.clone(), caller.tr);
    let now = caller.db.write(move |tx| {
        let change = body.change().map_err(Error::refused)?;
        save::save(tx, (&actor, &env, &tr), &change)?;
        Ok::<_, Error>(save::settings(tx, &actor)?)
    });
    Ok(AxumJson(FamilySettingsBody::from(&now.await?)))
}

/// Changes a link of the clinic's, once for its key; the link as it is then.
async fn change(
    caller: &ApiCaller,
    state: &State,
    (id, once): (PortalLinkId, Once),
    act: impl Fn(&mut db::Tx<'_>, (&StaffActor, &Env, &Tr)) -> Result<(), Error> + Send + 'static,
) -> Result<Answer, Error> {
    let (actor, env, tr) = (caller.actor.clone(), state.env.clone(), caller.tr.clone());
    let act = move |tx: &mut db::Tx<'_>| {
        patients::link(tx, &actor.scope(), id)?;
        act(tx, (&actor, &env, &tr))?;
        Answer::new(StatusCode::OK, &one(tx, &actor, &env, id)?)
    };
    once.write(&caller.db, &state.env, &caller.actor, act).await
}

/// A link with the invitation that waits for its person.
fn one(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: PortalLinkId,
) -> Result<LinkBody, Error> {
    let link = patients::link(tx, &actor.scope(), id)?;
    let waiting = store::invitations_of(tx, actor.clinic, link.patient_id)?;
    let invitation = waiting.iter().find(|i| i.link_id == id);
    Ok(LinkBody::new(&link, invitation, env.now()))
}

/// Puts on record that a list was read.
async fn shown(
    state: &State,
    actor: &StaffActor,
    action: &'static str,
    count: usize,
) -> Result<(), Error> {
    let about = action.split('.').next().unwrap_or_default();
    let event = Event::new(actor.clinic, actor, action, about, None);
    Ok(audit::recorded(state, event.detail(format!("shown={count}"))).await?)
}
