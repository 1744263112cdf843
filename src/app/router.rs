//! Every route, and what all of them pass through.

use axum::routing::get;
use axum::{Json, Router, middleware};

use super::{denials, openapi};
use crate::features;
use crate::platform::auth::Who;
use crate::platform::state::State;
use crate::platform::web::compression::{self, Compressors};
use crate::platform::web::gate::{self, Table};
use crate::platform::web::{Error, Routes, assets, error_pages, headers, origin, sse, unread};
use crate::platform::{reserve, watch};

/// The whole application over `state`.
pub fn router(state: State) -> Router {
    router_with(state, Routes::new())
}

/// Every route with who may call it: what `docs/generated/routes.md` lists and the tests of authorisation walk.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/live", Who::Staff, sse::staff)
        .get("/live", Who::Portal, sse::portal)
        .get("/health", Who::Anyone, watch::ready)
        .get("/health/live", Who::Anyone, watch::alive)
        .merge(assets::routes())
        .merge(features::api_keys::staff_routes())
        .merge(features::appointments::portal_routes())
        .merge(features::appointments::staff_routes())
        .merge(features::attachments::routes())
        .merge(features::audit::staff_routes())
        .merge(features::automatic_replies::staff_routes())
        .merge(features::billing::staff_routes())
        .merge(features::chart::routes())
        .merge(features::conversations::portal_routes())
        .merge(features::conversations::staff_routes())
        .merge(features::distribution_lists::staff_routes())
        .merge(features::group_sends::staff_routes())
        .merge(features::drafts::routes())
        .merge(features::families::portal_routes())
        .merge(features::families::staff_routes())
        .merge(features::fhir_api::routes())
        .merge(features::invoices::portal_routes())
        .merge(features::invoices::staff_routes())
        .merge(features::invoices::webhook_routes())
        .merge(features::labels::staff_routes())
        .merge(features::look::routes())
        .merge(features::message_templates::staff_routes())
        .merge(features::notification_templates::staff_routes())
        .merge(features::notifications::staff_routes())
        .merge(features::notifications::webhook_routes())
        .merge(features::patients::staff_routes())
        .merge(features::portal::routes())
        .merge(features::registration::portal_routes())
        .merge(features::registration::staff_routes())
        .merge(features::reports::staff_routes())
        .merge(features::search::staff_routes())
        .merge(features::settings::staff_routes())
        .merge(features::staff::routes())
        .merge(openapi::routes())
        .get("/api/v1/openapi.json", Who::Anyone, async || {
            Json(openapi::description())
        })
}

/// The same, with routes of the command's own, such as the demo's mailbox.
pub fn router_with(state: State, more: Routes) -> Router {
    let routes = routes().merge(more);
    let table = Table::new(routes.rows());
    routes
        .into_router()
        .route_layer(middleware::from_fn_with_state(
            (state.clone(), table),
            gate::admit,
        ))
        .fallback(|| async { Error::NotFound })
        .method_not_allowed_fallback(|| async { Error::NotFound })
        .layer(middleware::from_fn_with_state(
            state.clone(),
            denials::record,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            reserve::guard,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            origin::refuse_other_origins,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            error_pages::render,
        ))
        .layer(middleware::from_fn_with_state(
            Compressors::default(),
            compression::compress,
        ))
        .layer(middleware::from_fn_with_state(state.clone(), headers::set))
        .layer(middleware::from_fn_with_state(state.clone(), watch::log))
        .layer(middleware::from_fn(unread::take_in))
        .with_state(state)
}

/// What operators collect, on an address of its own: `server.metrics_listen`.
pub fn metrics_router(state: State) -> Router {
    Router::new()
        .route("/metrics", get(watch::scrape))
        .with_state(state)
}
