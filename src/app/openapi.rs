//! The API's own description, generated from its handlers: OpenAPI 3.1.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, OpenApi, SecurityRequirement};
use utoipa_axum::router::OpenApiRouter;

use crate::features;
use crate::platform::state::State;

/// The JSON API: every route with its documentation.
pub fn api() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .merge(features::attachments::api_routes())
        .merge(features::audit::api_routes())
        .merge(features::conversations::api_routes())
        .merge(features::patients::api_routes())
        .merge(features::settings::api_routes())
        .merge(features::staff::api())
}

/// The description served at `/api/v1/openapi.json` and kept in `docs/generated/openapi.json`.
pub fn description() -> OpenApi {
    let (_, mut description) = api().split_for_parts();
    let mut info = Info::new("Carepost", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Secure messaging between a clinic and its patients. Keys belong to one clinic and act for one staff member. Errors are RFC 9457 \
         problem documents that name the field. Lists are paged by `limit`, `cursor` and `next_cursor`. Unknown fields are refused."
            .to_owned(),
    );
    description.info = info;
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    description
        .components
        .get_or_insert_default()
        .add_security_scheme("key", bearer);
    description.security = Some(vec![SecurityRequirement::new("key", Vec::<String>::new())]);
    description
}
