//! `/patients` and `/patients/{id}`.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::bodies::{ChangesBody, Loaded, NewPatientBody, PatientBody, Summary};
use crate::features::audit::{self, Event};
use crate::features::patients::search::{self, Hit, Linked};
use crate::features::patients::terms::compact;
use crate::features::patients::{self, Changes, Editor, NewIdentifier, NewPatient, identifiers_of};
use crate::features::settings;
use crate::platform::auth::{ApiCaller, Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::api::Json;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Id, Query};

/// What the list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Name parts, an identifier, a birth date, an email or a mobile number, also those of a linked portal user. The
    /// best matches come first, all on one page.
    query: Option<String>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before. Not with `query`.
    cursor: Option<String>,
}

/// Find patients, or list them all by family name.
#[utoipa::path(get, path = "/api/v1/patients", tag = "patients", security(("key" = ["patients:read"])), params(ListQuery), responses(
    (status = 200, description = "A page of patients", body = Page<Summary>),
    (status = 400, description = "An unknown parameter"),
    (status = 422, description = "A limit or cursor that can't be"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<ListQuery>,
) -> Result<AxumJson<Page<Summary>>, Error> {
    let limit = paging::limit(query.limit)?;
    let place: Option<(String, PatientId)> = paging::key(query.cursor.as_deref())?;
    let words = query.query.unwrap_or_default().trim().to_owned();
    let action = if words.is_empty() {
        "patient.list"
    } else {
        "patient.search"
    };
    let (scope, now) = (caller.actor.scope(), caller.now);
    let page = caller
        .db
        .read(move |tx| {
            if words.is_empty() {
                let after = place.as_ref().map(|(key, id)| (key.as_str(), *id));
                let hits = search::list(tx, &scope, (after, limit + 1), now)?;
                return Ok::<_, Error>(Page::cut(hits, limit, Hit::list_place));
            }
            let most = usize::try_from(limit).unwrap_or(1);
            let items = search::search(tx, &scope, (&words, most), now)?;
            Ok(Page {
                items,
                next_cursor: None,
            })
        })
        .await?;
    let event = Event::new(caller.actor.clinic, &caller.actor, action, "patient", None);
    audit::recorded(&state, event.detail(format!("shown={}", page.items.len()))).await?;
    Ok(AxumJson(page.map(|hit| Summary::from(&hit))))
}

/// Create a patient.
#[utoipa::path(post, path = "/api/v1/patients", tag = "patients", security(("key" = ["patients:write", "edit_demographics"])), request_body = NewPatientBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "Created", body = PatientBody),
        (status = 403, description = "The key lacks the scope `patients:write`, or its member the permission `edit_demographics`"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn create(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    write: Write<NewPatientBody>,
) -> Result<Answer, Error> {
    let editor = Editor::of(&caller.actor)?;
    let (Write { body, once }, env) = (write, state.env.clone());
    let (tr, at) = (caller.tr, env.clone());
    let create = move |tx: &mut db::Tx<'_>| {
        let id = patients::create(tx, &editor, &at, &NewPatient::from(&body))?;
        let loaded = load(tx, &editor.scope(), id, at.now())?;
        Answer::new(StatusCode::CREATED, &PatientBody::new(&loaded, &tr))
    };
    once.write(&caller.db, &env, &caller.actor, create).await
}

/// A patient.
#[utoipa::path(get, path = "/api/v1/patients/{id}", tag = "patients", security(("key" = ["patients:read"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The patient", body = PatientBody),
    (status = 404, description = "No such patient"),
))]
pub(super) async fn show(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
) -> Result<AxumJson<PatientBody>, Error> {
    let (scope, now) = (caller.actor.scope(), caller.now);
    let loaded = caller.db.read(move |tx| load(tx, &scope, id, now)).await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "patient.read", "patient", id.uuid());
    audit::recorded(&state, event.patient(id)).await?;
    Ok(AxumJson(PatientBody::new(&loaded, &caller.tr)))
}

/// Change a patient.
#[utoipa::path(patch, path = "/api/v1/patients/{id}", tag = "patients", security(("key" = ["patients:write", "edit_demographics"])), params(("id" = Uuid, Path)), request_body = ChangesBody, responses(
    (status = 200, description = "The patient as it is now", body = PatientBody),
    (status = 403, description = "The key lacks the scope `patients:write`, or its member the permission `edit_demographics`"),
    (status = 404, description = "No such patient"),
    (status = 409, description = "Somebody has changed the patient since the version given: read again"),
    (status = 422, description = "Everything that is wrong, each with its field and the way out"),
))]
pub(super) async fn change(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Json(body): Json<ChangesBody>,
) -> Result<AxumJson<PatientBody>, Error> {
    let (actor, env) = (caller.actor, state.env.clone());
    let loaded = caller
        .db
        .write(move |tx| {
            apply(tx, &actor, &env, (id, &body))?;
            load(tx, &actor.scope(), id, env.now())
        })
        .await?;
    Ok(AxumJson(PatientBody::new(&loaded, &caller.tr)))
}

fn apply(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, body): (PatientId, &ChangesBody),
) -> Result<(), Error> {
    let editor = Editor::of(actor)?;
    patients::update(tx, &editor, env, (id, body.version), &Changes::from(body))?;
    if let Some(wanted) = &body.identifiers {
        let wanted: Vec<NewIdentifier> = wanted.iter().map(NewIdentifier::from).collect();
        for old in identifiers_of(tx, &editor.scope(), id)? {
            let same =
                |w: &NewIdentifier| w.kind == old.kind && compact(&w.value) == compact(&old.value);
            if !wanted.iter().any(same) {
                let old = NewIdentifier {
                    kind: old.kind,
                    value: old.value,
                };
                patients::remove_identifier(tx, &editor, env, id, &old)?;
            }
        }
        for new in &wanted {
            patients::add_identifier(tx, &editor, env, id, new)?;
        }
    }
    match body.portal_access {
        Some(on) => patients::set_access(tx, &editor, env, id, on),
        None => Ok(()),
    }
}

fn load(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: PatientId,
    now: Timestamp,
) -> Result<Loaded, Error> {
    let patient = patients::load(tx, scope, id)?;
    let recipients = patients::recipients(tx, scope, id, now)?;
    let portal = settings::load(tx, scope.clinic)?;
    let readers = recipients
        .iter()
        .map(|r| Linked {
            portal_user: r.portal_user_id,
            name: r.name(),
            relationship: r.relationship,
        })
        .collect();
    Ok(Loaded {
        reasons: patients::unreachable(&portal, &patient, &recipients),
        identifiers: identifiers_of(tx, scope, id)?,
        patient,
        readers,
    })
}
