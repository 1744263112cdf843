//! What a server says about itself and its answers.

use crate::{
    CodeableConcept, Coding, Period, Reference,
    lenient::{element, resource},
};

resource! {
    /// What went wrong, or well.
    OperationOutcome {
        /// One or more issues.
        issue: Vec<OutcomeIssue>,
    }
}

element! {
    /// One issue.
    OutcomeIssue {
        /// fatal, error, warning, information.
        severity: Option<String>,
        /// invalid, required, value, not-found, forbidden, conflict, throttled and so on.
        code: Option<String>,
        /// In words.
        details: Option<CodeableConcept>,
        /// More for the one who debugs.
        diagnostics: Option<String>,
        /// FHIRPath of what is wrong.
        expression: Vec<String>,
    }
}

impl OperationOutcome {
    /// An outcome of one error: its code, its words, and the path of what is wrong.
    pub fn error(code: &str, words: &str, expression: Option<&str>) -> Self {
        Self {
            issue: vec![OutcomeIssue {
                severity: Some("error".into()),
                code: Some(code.into()),
                details: Some(CodeableConcept::words(words)),
                diagnostics: None,
                expression: expression.map(Into::into).into_iter().collect(),
            }],
            ..Self::default()
        }
    }
}

resource! {
    /// Bytes with a media type.
    Binary {
        /// Media type.
        content_type: Option<String>,
        /// Whose access rules hold.
        security_context: Option<Reference>,
        /// base64.
        data: Option<String>,
    }
}

resource! {
    /// What a server can do.
    CapabilityStatement {
        /// Canonical URL.
        url: Option<String>,
        /// The software's version of the statement.
        version: Option<String>,
        /// A name for machines.
        name: Option<String>,
        /// A name for people.
        title: Option<String>,
        /// draft, active, retired, unknown.
        status: Option<String>,
        /// When it last changed (dateTime).
        date: Option<String>,
        /// Who publishes it.
        publisher: Option<String>,
        /// In words (markdown).
        description: Option<String>,
        /// instance, capability, requirements.
        kind: Option<String>,
        /// What runs.
        software: Option<CapabilitySoftware>,
        /// Where it runs.
        implementation: Option<CapabilityImplementation>,
        /// 4.0.1.
        fhir_version: Option<String>,
        /// json.
        format: Vec<String>,
        /// What can be asked for.
        rest: Vec<CapabilityRest>,
    }
}

element! {
    /// What runs.
    CapabilitySoftware {
        /// Its name.
        name: Option<String>,
        /// Its version.
        version: Option<String>,
    }
}

element! {
    /// Where it runs.
    CapabilityImplementation {
        /// In words.
        description: Option<String>,
        /// Base URL.
        url: Option<String>,
    }
}

element! {
    /// One side of the exchange.
    CapabilityRest {
        /// client, server.
        mode: Option<String>,
        /// In words (markdown).
        documentation: Option<String>,
        /// How callers are known.
        security: Option<CapabilitySecurity>,
        /// The resources.
        resource: Vec<CapabilityResource>,
    }
}

element! {
    /// How callers are known.
    CapabilitySecurity {
        /// Whether browsers of other origins may call.
        cors: Option<bool>,
        /// OAuth, SMART-on-FHIR, Basic and so on.
        service: Vec<CodeableConcept>,
        /// In words (markdown).
        description: Option<String>,
    }
}

element! {
    /// What can be done with one type.
    CapabilityResource {
        /// The type.
        r#type: Option<String>,
        /// Canonical URL of its profile.
        profile: Option<String>,
        /// What can be done.
        interaction: Vec<CapabilityInteraction>,
        /// What is particular here (markdown).
        documentation: Option<String>,
        /// no-version, versioned, versioned-update.
        versioning: Option<String>,
        /// Whether `If-None-Exist` is understood.
        conditional_create: Option<bool>,
        /// literal, logical, resolves, enforced, local.
        reference_policy: Vec<String>,
        /// By what it can be searched.
        search_param: Vec<CapabilitySearchParam>,
    }
}

element! {
    /// Something that can be done.
    CapabilityInteraction {
        /// read, vread, update, patch, delete, create, search-type.
        code: Option<String>,
    }
}

element! {
    /// Something to search by.
    CapabilitySearchParam {
        /// Its name.
        name: Option<String>,
        /// number, date, string, token, reference, composite, quantity, uri, special.
        r#type: Option<String>,
        /// In words (markdown).
        documentation: Option<String>,
    }
}

resource! {
    /// Who did what, when and to what.
    AuditEvent {
        /// What kind of event.
        r#type: Option<Coding>,
        /// More exactly.
        subtype: Vec<Coding>,
        /// C, R, U, D, E.
        action: Option<String>,
        /// While it happened.
        period: Option<Period>,
        /// When it was recorded (instant).
        recorded: Option<String>,
        /// 0 success, 4 minor failure, 8 serious failure, 12 major failure.
        outcome: Option<String>,
        /// In words.
        outcome_desc: Option<String>,
        /// Who.
        agent: Vec<AuditAgent>,
        /// Who reports it.
        source: Option<AuditSource>,
        /// On what.
        entity: Vec<AuditEntity>,
    }
}

element! {
    /// Someone or something that took part in an event.
    AuditAgent {
        /// In which role.
        r#type: Option<CodeableConcept>,
        /// Who.
        who: Option<Reference>,
        /// In words.
        name: Option<String>,
        /// Whether the agent started it.
        requestor: Option<bool>,
        /// From where.
        network: Option<AuditNetwork>,
    }
}

element! {
    /// From where someone took part.
    AuditNetwork {
        /// Address.
        address: Option<String>,
        /// 1 machine name, 2 IP address, 3 telephone, 4 email, 5 URI.
        r#type: Option<String>,
    }
}

element! {
    /// Who reports an event.
    AuditSource {
        /// Where.
        site: Option<String>,
        /// Who.
        observer: Option<Reference>,
        /// What kind of system.
        r#type: Vec<Coding>,
    }
}

element! {
    /// What an event was done to.
    AuditEntity {
        /// What.
        what: Option<Reference>,
        /// What kind of thing.
        r#type: Option<Coding>,
        /// In which role.
        role: Option<Coding>,
        /// In words.
        name: Option<String>,
        /// The query, in base64.
        query: Option<String>,
    }
}
