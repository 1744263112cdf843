//! Addresses, references, and the names of what is Carepost's own.

use fhir::{Coding, Extension, Identifier, Reference};
use uuid::Uuid;

/// Where this API is, and the root of the URIs that Carepost gives to things of its own.
#[derive(Debug, Clone)]
pub(super) struct Base {
    public_url: String,
}

impl Base {
    /// The API of the installation at `public_url`.
    pub fn new(public_url: &str) -> Base {
        Base {
            public_url: public_url.to_owned(),
        }
    }

    /// `…/fhir/r4`.
    pub fn url(&self) -> String {
        format!("{}/fhir/r4", self.public_url)
    }

    /// The full address of a resource.
    pub fn of(&self, kind: &str, id: impl std::fmt::Display) -> String {
        format!("{}/fhir/r4/{kind}/{id}", self.public_url)
    }

    /// The system of the patients' identifiers of one of the clinic's kinds.
    pub fn identifiers(&self, kind: &str) -> String {
        format!("{}/ns/identifier/{kind}", self.public_url)
    }

    /// The kind of identifier that a system names.
    pub fn identifier_kind<'s>(&self, system: &'s str) -> Option<&'s str> {
        system
            .strip_prefix(&self.public_url)?
            .strip_prefix("/ns/identifier/")
    }

    /// A URI of Carepost's own.
    pub fn own(&self, name: &str) -> String {
        format!("{}/ns/{name}", self.public_url)
    }

    /// An identifier of Carepost's own.
    pub fn identifier(&self, name: &str, value: impl ToString) -> Identifier {
        Identifier {
            system: Some(self.own(name)),
            value: Some(value.to_string()),
            ..Identifier::default()
        }
    }

    /// A code of Carepost's own.
    pub fn coding(&self, system: &str, code: &str) -> Coding {
        Coding {
            system: Some(self.own(system)),
            code: Some(code.to_owned()),
            ..Coding::default()
        }
    }

    /// A boolean that R4 has no field for.
    pub fn flag(&self, name: &str, value: bool) -> Extension {
        Extension {
            url: Some(self.own(name)),
            value_boolean: Some(value),
            ..Extension::default()
        }
    }

    /// The type and id that a reference to this server names; none for anything else.
    pub fn local<'r>(&self, reference: &'r str) -> Option<(&'r str, Uuid)> {
        let own = format!("{}/fhir/r4/", self.public_url);
        let path = reference.strip_prefix(&own).unwrap_or(reference);
        let (kind, id) = path.split_once('/')?;
        Some((kind, id.parse().ok()?))
    }
}

/// A reference by an identifier alone: to what is no resource here.
pub(super) fn logical(kind: &str, identifier: Identifier, display: &str) -> Reference {
    Reference {
        r#type: Some(kind.to_owned()),
        identifier: Some(Box::new(identifier)),
        display: Some(display.to_owned()).filter(|d| !d.is_empty()),
        ..Reference::default()
    }
}

/// A reference with words for it, where there are any.
pub(super) fn named(kind: &str, id: impl std::fmt::Display, display: &str) -> Reference {
    let reference = Reference::to(kind, id);
    if display.is_empty() {
        reference
    } else {
        reference.shown_as(display)
    }
}
