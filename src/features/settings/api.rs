//! The portal's settings in the API.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use serde::Serialize;
use utoipa::ToSchema;

use super::change::Change;
use super::model::PortalSettings;
use super::store;
use crate::platform::auth::ApiCaller;
use crate::platform::state::State;
use crate::platform::web::Error;
use crate::platform::web::api::Json;

/// The settings of the clinic's portal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PortalSettings)]
pub(super) struct SettingsBody {
    #[serde(flatten)]
    settings: Change,
}

/// Read the portal's settings.
#[utoipa::path(
    get,
    path = "/api/v1/portal-settings",
    tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])),
    responses(
        (status = 200, description = "The settings", body = SettingsBody),
        (status = 401, description = "No valid key"),
        (status = 403, description = "The key lacks the scope `settings`, or its member the permission `manage_portal_settings`"),
    )
)]
pub(super) async fn read(caller: ApiCaller) -> Result<AxumJson<SettingsBody>, Error> {
    let clinic = caller.actor.clinic;
    let settings = caller.db.read(move |tx| store::load(tx, clinic)).await?;
    Ok(AxumJson(settings.into()))
}

/// Replace the portal's settings.
#[utoipa::path(
    put,
    path = "/api/v1/portal-settings",
    tag = "settings",
    security(("key" = ["settings", "manage_portal_settings"])),
    request_body = Change,
    responses(
        (status = 200, description = "The settings as they are now", body = SettingsBody),
        (status = 401, description = "No valid key"),
        (status = 403, description = "The key lacks the scope `settings`, or its member the permission `manage_portal_settings`"),
        (status = 409, description = "Somebody saved in between: read again"),
        (status = 422, description = "A field can't be taken; each is named with its reason"),
    )
)]
pub(super) async fn replace(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Json(change): Json<Change>,
) -> Result<AxumJson<SettingsBody>, Error> {
    let (actor, env) = (caller.actor, state.env.clone());
    let settings = caller
        .db
        .write(move |tx| super::save(tx, &actor, &env, &change))
        .await?;
    Ok(AxumJson(settings.into()))
}

impl From<PortalSettings> for SettingsBody {
    fn from(settings: PortalSettings) -> SettingsBody {
        SettingsBody {
            settings: Change::of(&settings),
        }
    }
}
