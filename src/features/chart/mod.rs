//! The chart: everything about one patient in one place - conversations (M66), chart items (M30), the portal (M58) - and
//! **Update information**.
//!
//! It stands to the right of the features whose things it shows and has no data of its own.

mod access;
mod content;
mod identifiers;
mod information;
mod links;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::state::State;

/// The pages for staff.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/staff/patients/{id}", get(pages::show))
        .route(
            "/staff/patients/{id}/information",
            get(information::show).post(information::save),
        )
        .route("/staff/patients/{id}/identifiers", post(identifiers::add))
        .route(
            "/staff/patients/{id}/identifiers/remove",
            post(identifiers::remove),
        )
        .route("/staff/patients/{id}/access", post(access::switch))
        .route("/staff/patients/{id}/links", post(links::add))
        .route(
            "/staff/patients/{id}/links/{link}/revoke",
            post(links::revoke),
        )
        .route("/staff/patients/{id}/links/{link}/end", post(links::end))
        .route("/staff/chart-items/{id}/content", get(content::give))
}
