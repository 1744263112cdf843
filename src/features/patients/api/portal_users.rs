//! `/portal-users`.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::bodies::PortalUserBody;
use crate::features::audit::{self, Event};
use crate::features::patients::store::links as rows;
use crate::features::patients::{self, Editor, OwnContact, PortalUser, Preference};
use crate::platform::auth::{ApiCaller, Scope};
use crate::platform::ids::{PatientId, PortalUserId};
use crate::platform::state::State;
use crate::platform::web::api::Json;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query};

/// Which portal users.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PeopleQuery {
    /// Only those who are or were linked to this patient.
    patient_id: Option<Uuid>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The people who read and write for patients, with their links.
#[utoipa::path(get, path = "/api/v1/portal-users", tag = "patients", security(("key" = ["patients:read"])), params(PeopleQuery), responses(
    (status = 200, description = "A page, in the order they were made", body = Page<PortalUserBody>),
    (status = 404, description = "No such patient"),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<PeopleQuery>,
) -> Result<AxumJson<Page<PortalUserBody>>, Error> {
    let limit = paging::limit(query.limit)?;
    let after: Option<PortalUserId> = paging::key(query.cursor.as_deref())?;
    let patient = query.patient_id.map(PatientId::from);
    let (scope, now) = (caller.actor.scope(), caller.now);
    let page = caller
        .db
        .read(move |tx| {
            let after = after.unwrap_or(Uuid::nil().into());
            let people = match patient {
                Some(patient) => linked_to(tx, &scope, patient, after)?,
                None => rows::portal_users_after(tx, scope.clinic, after, limit + 1)?,
            };
            let page = Page::cut(people, limit, |p| p.id);
            let ids: Vec<PortalUserId> = page.items.iter().map(|p| p.id).collect();
            let links = rows::links_of_portal_users(tx, scope.clinic, &ids)?;
            Ok::<_, Error>(page.map(|p| PortalUserBody::new(&p, &links, now)))
        })
        .await?;
    let actor = &caller.actor;
    let mut event = Event::new(actor.clinic, actor, "portal_user.list", "portal_user", None);
    event.patient = patient;
    audit::recorded(&state, event.detail(format!("shown={}", page.items.len()))).await?;
    Ok(AxumJson(page))
}

/// By what somebody wants to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PreferredChannel)]
pub(super) struct PreferBody {
    /// `email`, `text`, `email_only` or `text_only`: with `_only`, the other one is not used when it fails.
    preferred_channel: Preference,
}

/// Set by what a person is told that something waits for them.
#[utoipa::path(put, path = "/api/v1/portal-users/{id}/preferred-channel", tag = "patients",
    security(("key" = ["patients:write", "edit_demographics"])), params(("id" = Uuid, Path)), request_body = PreferBody, responses(
    (status = 200, description = "The person as they are on file now", body = PortalUserBody),
    (status = 404, description = "No such person"),
    (status = 422, description = "There is no address for it"),
))]
pub(super) async fn prefer(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PortalUserId>,
    Json(body): Json<PreferBody>,
) -> Result<AxumJson<PortalUserBody>, Error> {
    let (editor, env, now) = (Editor::of(&caller.actor)?, state.env.clone(), caller.now);
    let saved = caller.db.write(move |tx| {
        let new = OwnContact::Preferred(body.preferred_channel);
        patients::set_contact(tx, &env, &editor, id, &new)?;
        let person = patients::portal_user(tx, editor.clinic(), id)?;
        let links = rows::links_of_portal_users(tx, editor.clinic(), &[id])?;
        Ok::<_, Error>(PortalUserBody::new(&person, &links, now))
    });
    Ok(AxumJson(saved.await?))
}

fn linked_to(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
    after: PortalUserId,
) -> Result<Vec<PortalUser>, Error> {
    let mut ids: Vec<PortalUserId> = patients::links(tx, scope, patient)?
        .iter()
        .map(|l| l.portal_user_id)
        .filter(|id| *id > after)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut people = Vec::new();
    for id in ids {
        people.push(patients::portal_user(tx, scope.clinic, id)?);
    }
    Ok(people)
}
