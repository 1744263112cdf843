//! Labels in the API.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::given::{self, GivenLabels};
use super::store;
use crate::platform::auth::ApiCaller;
use crate::platform::i18n::Labels;
use crate::platform::ids::ClinicId;
use crate::platform::state::State;
use crate::platform::web::Error;
use crate::platform::web::api::Json;

/// What the clinic calls its patients and staff.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Labels)]
pub(super) struct LabelsBody {
    /// Grows with each save; to replace, the one that was read.
    version: i64,
    /// The words by term (`patient`, `clinic_staff`, `staff_member`) and language (`en`, `fr`). What is left out is the built-in
    /// word.
    labels: GivenLabels,
}

fn loaded(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<LabelsBody, db::Error> {
    let (stored, version) = store::load(tx, clinic)?;
    Ok(LabelsBody {
        version,
        labels: given::given_of(&Labels::read(&stored)),
    })
}

/// Read the clinic's own words.
#[utoipa::path(
    get,
    path = "/api/v1/labels",
    tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])),
    responses(
        (status = 200, description = "The words", body = LabelsBody),
        (status = 401, description = "No valid key"),
        (status = 403, description = "The key lacks the scope `settings`, or its member the permission `manage_portal_settings`"),
    )
)]
pub(super) async fn read(caller: ApiCaller) -> Result<AxumJson<LabelsBody>, Error> {
    let clinic = caller.actor.clinic;
    Ok(AxumJson(
        caller.db.read(move |tx| loaded(tx, clinic)).await?,
    ))
}

/// Replace the clinic's own words.
#[utoipa::path(
    put,
    path = "/api/v1/labels",
    tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])),
    request_body = LabelsBody,
    responses(
        (status = 200, description = "The words as they are now", body = LabelsBody),
        (status = 401, description = "No valid key"),
        (status = 403, description = "The key lacks the scope `settings`, or its member the permission `manage_portal_settings`"),
        (status = 409, description = "Somebody saved in between: read again"),
        (status = 422, description = "A word can't be taken; each is named with its reason"),
    )
)]
pub(super) async fn replace(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Json(body): Json<LabelsBody>,
) -> Result<AxumJson<LabelsBody>, Error> {
    let (actor, env) = (caller.actor, state.env.clone());
    let now = caller.db.write(move |tx| {
        let labels = given::checked(&body.labels).map_err(Error::all_refused)?;
        super::save(tx, &actor, &env, &labels, body.version)?;
        Ok::<_, Error>(loaded(tx, actor.clinic)?)
    });
    Ok(AxumJson(now.await?))
}
