//! The CapabilityStatement: written from the same table that the routes and searches are made of.

use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fhir::{
    CapabilityImplementation, CapabilityInteraction, CapabilityResource, CapabilityRest,
    CapabilitySearchParam, CapabilitySecurity, CapabilitySoftware, CapabilityStatement,
    CodeableConcept,
};

use super::handlers::{Pairs, format};
use super::kind::{Kind, Param};
use super::query::COMMON;
use super::{KINDS, address::Base, media};
use crate::platform::state::State;
use crate::platform::web::{Error, Query};

/// When what this server can do last changed.
const SINCE: &str = "2026-11-22";

const ABOUT: &str = "Read and search by logical id and the parameters listed. Searches give at most 200 entries and an opaque `next` link; \
they have no total, no includes and no other order than their own. A parameter that is not listed is left out of the search and \
of its self link; with `Prefer: handling=strict` it is refused. Modifiers and chains are refused or unknown. Creates take \
`Idempotency-Key`; an element that Carepost can't keep is refused with its path, except `id`, `meta.versionId`, \
`meta.lastUpdated` and a generated narrative, which the server writes itself.";

/// `GET metadata`: for anybody.
pub(super) async fn show(
    AxumState(state): AxumState<State>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    media::require_json(format(&pairs), &headers)?;
    let base = Base::new(&state.env.config.server.public_url);
    media::answer(StatusCode::OK, &statement(&base))
}

fn statement(base: &Base) -> CapabilityStatement {
    let some = |text: &str| Some(text.to_owned());
    CapabilityStatement {
        url: Some(format!("{}/metadata", base.url())),
        version: some(env!("CARGO_PKG_VERSION")),
        name: some("Carepost"),
        title: some("Carepost FHIR R4 API"),
        status: some("active"),
        date: some(SINCE),
        kind: some("instance"),
        software: Some(CapabilitySoftware {
            name: some("Carepost"),
            version: some(env!("CARGO_PKG_VERSION")),
        }),
        implementation: Some(CapabilityImplementation {
            description: some("Secure messaging between a clinic and its patients"),
            url: Some(base.url()),
        }),
        fhir_version: some("4.0.1"),
        format: vec!["application/fhir+json".to_owned(), "json".to_owned()],
        rest: vec![CapabilityRest {
            mode: some("server"),
            documentation: some(ABOUT),
            security: Some(CapabilitySecurity {
                cors: Some(false),
                service: vec![CodeableConcept::words("Bearer API key")],
                description: some(
                    "`Authorization: Bearer …` with an API key of the clinic. A key acts for one staff member and has scopes.",
                ),
            }),
            resource: KINDS
                .iter()
                .map(|kind| resource(kind))
                .chain([binary()])
                .collect(),
        }],
        ..CapabilityStatement::default()
    }
}

fn resource(kind: &Kind) -> CapabilityResource {
    let create = kind.create.as_ref();
    let codes = ["read", "search-type"]
        .into_iter()
        .chain(create.map(|_| "create"));
    let scopes =
        std::iter::once(("read", kind.reads.0)).chain(create.map(|c| ("create", c.writes.0)));
    let scopes: Vec<String> = scopes
        .map(|(verb, scope)| format!("{verb} `{}`", scope.code()))
        .collect();
    CapabilityResource {
        r#type: Some(kind.name.to_owned()),
        interaction: codes.map(interaction).collect(),
        documentation: Some(format!("{} Scopes: {}.", kind.about, scopes.join(", "))),
        versioning: Some(
            if kind.versioned {
                "versioned"
            } else {
                "no-version"
            }
            .to_owned(),
        ),
        conditional_create: create.map(|c| c.conditional),
        reference_policy: vec!["literal".to_owned(), "local".to_owned()],
        search_param: COMMON.iter().chain(kind.params).map(search_param).collect(),
        ..CapabilityResource::default()
    }
}

/// The one type that is not searched.
fn binary() -> CapabilityResource {
    CapabilityResource {
        r#type: Some("Binary".to_owned()),
        interaction: vec![interaction("read")],
        documentation: Some(
            "The content of an attachment, a chart item or an upload of the key's own member, as it is, with `Range`; as a \
             Binary in JSON where `Accept` or `_format` asks for that. Upload with `POST /api/v1/attachments`. \
             Scopes: read `messages:read`, or `patients:read` for chart items."
                .to_owned(),
        ),
        versioning: Some("no-version".to_owned()),
        ..CapabilityResource::default()
    }
}

fn interaction(code: &str) -> CapabilityInteraction {
    CapabilityInteraction {
        code: Some(code.to_owned()),
    }
}

fn search_param(param: &Param) -> CapabilitySearchParam {
    CapabilitySearchParam {
        name: Some(param.name.to_owned()),
        r#type: Some(param.kind.to_owned()),
        documentation: Some(param.about.to_owned()),
    }
}
