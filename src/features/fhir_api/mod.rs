//! FHIR R4 (M80) under `/fhir/r4`: what Carepost holds, as R4 resources, and creates that are the same verbs as the pages'
//! and the JSON API's. `docs/fhir.md` describes it for those who call it.
//!
//! [`KINDS`] is the table of the resource types: routes, searches and the CapabilityStatement are made from it. Nothing
//! here decides what may be seen or done: entries are loaded through the actor's scope, and a body that comes in is only
//! taken apart and handed to a verb. What a body has and Carepost can't keep is refused with its path.

mod address;
mod appointment;
mod audit_event;
mod binary;
mod body;
mod capability;
mod chart;
mod clinic;
mod communication;
mod communication_create;
mod communication_options;
mod document_create;
mod handlers;
mod invoice;
mod kind;
mod media;
mod patient;
mod person;
mod query;
mod range;
mod related;
mod store;

use axum::extract::DefaultBodyLimit;

use self::kind::Kind;
use crate::platform::auth::{ApiScope, Who};
use crate::platform::web::Routes;

/// Largest body of a create, in bytes: a message at its ceiling (M18) in base64.
const BODY_BYTES: usize = 32 * 1024 * 1024;

/// The resource types, in the order that the CapabilityStatement lists them. Binary alone has a handler of its own.
static KINDS: &[&Kind] = &[
    &clinic::ORGANIZATION,
    &clinic::PRACTITIONER,
    &clinic::PRACTITIONER_ROLE,
    &clinic::HEALTHCARE_SERVICE,
    &patient::PATIENT,
    &related::RELATED_PERSON,
    &related::PERSON,
    &communication::COMMUNICATION,
    &chart::DOCUMENT_REFERENCE,
    &chart::DIAGNOSTIC_REPORT,
    &chart::QUESTIONNAIRE_RESPONSE,
    &chart::ENCOUNTER,
    &appointment::APPOINTMENT,
    &invoice::INVOICE,
    &audit_event::AUDIT_EVENT,
];

/// The routes of this feature.
pub fn routes() -> Routes {
    let contents = Who::KeyOf(&[ApiScope::MessagesRead, ApiScope::PatientsRead]);
    let mut routes = Routes::new()
        .get("/fhir/r4/metadata", Who::Anyone, capability::show)
        .get("/fhir/r4/Binary/{id}", contents, binary::read);
    for kind in KINDS.iter().copied() {
        let who = Who::Key(kind.reads.0, kind.reads.1);
        routes = routes
            .get(kind.paths.one, who, async move |c, s, i, q, h| {
                handlers::read(kind, c, s, i, q, h).await
            })
            .get(kind.paths.all, who, async move |c, s, q, h| {
                handlers::search(kind, c, s, q, h).await
            })
            .post(kind.paths.search, who, async move |c, s, q, h, f| {
                handlers::search_form(kind, c, s, q, h, f).await
            });
        if let Some(create) = &kind.create {
            let who = Who::Key(create.writes.0, create.writes.1);
            routes = routes.post(kind.paths.all, who, async move |c, s, h, w| {
                handlers::create(kind, create, c, s, h, w).await
            });
        }
    }
    routes.limit(DefaultBodyLimit::max(BODY_BYTES))
}
