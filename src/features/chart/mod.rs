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

pub use content::give_item;

use crate::platform::auth::Permission::{EditDemographics, SendMessages};
use crate::platform::auth::Who::{May, Staff};
use crate::platform::web::Routes;

/// The pages for staff.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/patients/{id}", Staff, pages::show)
        .get("/staff/patients/{id}/information", Staff, information::show)
        .post(
            "/staff/patients/{id}/information",
            May(&[EditDemographics]),
            information::save,
        )
        .post(
            "/staff/patients/{id}/identifiers",
            May(&[EditDemographics]),
            identifiers::add,
        )
        .post(
            "/staff/patients/{id}/identifiers/remove",
            May(&[EditDemographics]),
            identifiers::remove,
        )
        .post(
            "/staff/patients/{id}/access",
            May(&[EditDemographics]),
            access::switch,
        )
        .post(
            "/staff/patients/{id}/links",
            May(&[EditDemographics]),
            links::add,
        )
        .post(
            "/staff/patients/{id}/links/{link}/revoke",
            May(&[EditDemographics]),
            links::revoke,
        )
        .post(
            "/staff/patients/{id}/links/{link}/end",
            May(&[EditDemographics]),
            links::end,
        )
        .post(
            "/staff/patients/{id}/links/{link}/hide",
            May(&[EditDemographics]),
            links::hide,
        )
        .post(
            "/staff/patients/{id}/links/{link}/notices",
            May(&[EditDemographics]),
            links::notices,
        )
        .post(
            "/staff/patients/{id}/links/{link}/invite",
            May(&[EditDemographics, SendMessages]),
            links::invite_again,
        )
        .get("/staff/chart-items/{id}/content", Staff, content::give)
}
