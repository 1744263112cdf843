//! The API's own description, generated from its handlers: OpenAPI 3.1. What it asks of a key is what the gate asks.

use axum::http::Method;
use serde_json::Value;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::features;
use crate::platform::auth::Who;
use crate::platform::state::State;
use crate::platform::web::{Route, Routes};

/// The JSON API: every route with its documentation.
fn api() -> OpenApiRouter<State> {
    OpenApiRouter::default()
        .merge(features::appointments::api_routes())
        .merge(features::registration::api_routes())
        .merge(features::attachments::api_routes())
        .merge(features::audit::api_routes())
        .merge(features::conversations::api_routes())
        .merge(features::group_sends::api_routes())
        .merge(features::families::api_routes())
        .merge(features::distribution_lists::api_routes())
        .merge(features::invoices::api_routes())
        .merge(features::labels::api_routes())
        .merge(features::message_templates::api_routes())
        .merge(features::notifications::api_routes())
        .merge(features::patients::api_routes())
        .merge(features::reports::api_routes())
        .merge(features::settings::api_routes())
        .merge(features::staff::api())
}

/// The API's routes. Each row is read from its handler's documentation, `security(("key" = ["scope", "permission"]))`;
/// an operation without it has no row, and nobody gets through to it.
pub fn routes() -> Routes {
    let (router, description) = api().split_for_parts();
    let rows = description
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| rows_of(path, item))
        .collect();
    Routes::new().described(router, rows)
}

fn rows_of(path: &str, item: &PathItem) -> Vec<Route> {
    operations(item)
        .into_iter()
        .filter_map(|(method, operation)| {
            Some(Route {
                method,
                path: path.to_owned(),
                who: who(operation)?,
            })
        })
        .collect()
}

fn operations(item: &PathItem) -> Vec<(Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    .collect()
}

fn who(operation: &Operation) -> Option<Who> {
    let security = operation.security.as_ref()?.first()?;
    // The codes of a requirement can be read only as they are written.
    let written: Value = serde_json::to_value(security).ok()?;
    let codes: Vec<String> = serde_json::from_value(written.get("key")?.clone()).ok()?;
    Who::from_codes(&codes)
}

/// The description served at `/api/v1/openapi.json` and kept in `docs/generated/openapi.json`.
pub fn description() -> OpenApi {
    let (_, mut description) = api().split_for_parts();
    let mut info = Info::new("Carepost", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Secure messaging between a clinic and its patients. Keys belong to one clinic and act for one staff member. What an operation \
         asks of a key stands below `security`: the key's scope, then the permission that its member must have, if any. Errors are \
         RFC 9457 problem documents that name the field. Lists are paged by `limit`, `cursor` and `next_cursor`. Unknown fields are refused."
            .to_owned(),
    );
    description.info = info;
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    description
        .components
        .get_or_insert_default()
        .add_security_scheme("key", bearer);
    description
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_says_who_may_call_it() {
        let (_, description) = api().split_for_parts();
        assert!(!description.paths.paths.is_empty());
        for (path, item) in &description.paths.paths {
            for (method, operation) in operations(item) {
                assert!(
                    who(operation).is_some(),
                    "{method} {path} lacks `security((\"key\" = [...]))` with a scope and perhaps a permission"
                );
            }
        }
    }
}
