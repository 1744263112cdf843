//! What a resource type is here: its addresses, who may read it, what it is searched by, and the functions behind it.

use fhir::Resource;
use serde_json::Value;
use uuid::Uuid;

use super::address::Base;
use super::query::Query;
use crate::platform::auth::{ApiScope, Permission, Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, paging};

/// One resource type. Its row in [`super::KINDS`] is all that the routes, the searches and the CapabilityStatement know.
#[derive(Debug)]
pub(super) struct Kind {
    /// The type's name.
    pub name: &'static str,
    /// Where it is.
    pub paths: Paths,
    /// What a key must be allowed, and its member.
    pub reads: (ApiScope, Option<Permission>),
    /// How reads are named in the audit: the kind of thing, reading one, searching.
    pub audit: [&'static str; 3],
    /// What the CapabilityStatement says of it.
    pub about: &'static str,
    /// Whether its changes are counted: it has a version and an ETag.
    pub versioned: bool,
    /// What it can be searched by, besides `_id` and `_count`.
    pub params: &'static [Param],
    /// Finds entries in the type's own order, one more than are shown where there is a next page.
    pub find: fn(&mut db::Tx<'_>, &Context, &Query) -> Result<Vec<Item>, Error>,
    /// Makes one, where that can be done here.
    pub create: Option<Create>,
}

/// The addresses of a type.
#[derive(Debug)]
pub(super) struct Paths {
    /// Search and create.
    pub all: &'static str,
    /// Search by form.
    pub search: &'static str,
    /// Read.
    pub one: &'static str,
}

/// The addresses of the type `$name`.
macro_rules! paths {
    ($name:literal) => {
        crate::features::fhir_api::kind::Paths {
            all: concat!("/fhir/r4/", $name),
            search: concat!("/fhir/r4/", $name, "/_search"),
            one: concat!("/fhir/r4/", $name, "/{id}"),
        }
    };
}
pub(super) use paths;

/// How one is made.
#[derive(Debug)]
pub(super) struct Create {
    /// What a key must be allowed, and its member: the verb asks for the permission too.
    pub writes: (ApiScope, Option<Permission>),
    /// Whether `If-None-Exist` is understood.
    pub conditional: bool,
    /// Reads the body, and gives the deed.
    pub make: fn(&Context, &Value) -> Result<Deed, Error>,
}

/// Calls the verb, and gives the id of what was made.
pub(super) type Deed = Box<dyn Fn(&mut db::Tx<'_>, &Context) -> Result<Uuid, Error> + Send>;

/// Something to search by.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Param {
    /// Its name.
    pub name: &'static str,
    /// Its type: token, string, date, reference.
    pub kind: &'static str,
    /// In words.
    pub about: &'static str,
}

/// Shorthand for the rows of a table of parameters.
pub(super) const fn param(name: &'static str, kind: &'static str, about: &'static str) -> Param {
    Param { name, kind, about }
}

/// On whose behalf, and where.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// The member that the key acts for.
    pub actor: StaffActor,
    /// What verbs are handed.
    pub env: Env,
    /// When the request came.
    pub now: Timestamp,
    /// The clinic's time zone, for dates without one.
    pub zone: String,
    /// The address of this API.
    pub base: Base,
}

impl Context {
    /// What the member may see.
    pub fn scope(&self) -> Scope {
        self.actor.scope()
    }
}

/// One resource that was found.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its id.
    pub id: Uuid,
    /// The resource.
    pub resource: Resource,
    /// The patient it is about.
    pub patient: Option<PatientId>,
    /// Grows with each change, where changes are counted.
    pub version: Option<i64>,
    /// When it last changed, where that is known.
    pub updated: Option<Timestamp>,
    /// Where a search goes on after it.
    pub place: Option<String>,
}

impl Item {
    /// A resource whose search goes on after its id.
    pub fn new(id: Uuid, resource: impl Into<Resource>) -> Item {
        Item {
            id,
            resource: resource.into(),
            patient: None,
            version: None,
            updated: None,
            place: paging::cursor(&id),
        }
    }

    /// The item with the patient it is about.
    #[must_use]
    pub fn about(mut self, patient: PatientId) -> Item {
        self.patient = Some(patient);
        self
    }

    /// The item with the time of its last change.
    #[must_use]
    pub fn updated(mut self, at: Timestamp) -> Item {
        self.updated = Some(at);
        self
    }
}

/// What R4 gives every resource, filled from what is known.
pub(super) fn meta(version: Option<i64>, updated: Option<Timestamp>) -> Option<fhir::Meta> {
    (version.is_some() || updated.is_some()).then(|| fhir::Meta {
        version_id: version.map(|v| v.to_string()),
        last_updated: updated.map(Timestamp::rfc3339),
        ..fhir::Meta::default()
    })
}
