//! RelatedPerson: a portal link; Person: a portal user, whatever they are linked to.

use fhir::{CodeableConcept, Period, Person, PersonLink, Reference, RelatedPerson};
use serde_json::Value;
use uuid::Uuid;

use super::body::{self, wrong};
use super::kind::{Context, Create, Deed, Item, Kind, param, paths};
use super::person::{self, At};
use super::query::Query;
use crate::features::patients::{
    self, Editor, Link, LinkFilter, NewLink, NewPortalUser, PersonFilter, Relationship,
};
use crate::platform::auth::{ApiScope, Permission};
use crate::platform::ids::{PatientId, PortalLinkId, PortalUserId};
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

const ROLES: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
const GUARDIAN: &str = "GUARD";
const REPRESENTATIVE: &str = "RESPRSN";

/// Guardians and representatives of patients.
pub(super) const RELATED_PERSON: Kind = Kind {
    name: "RelatedPerson",
    paths: paths!("RelatedPerson"),
    reads: (ApiScope::PatientsRead, None),
    audit: ["portal_link", "portal_user.list", "portal_user.list"],
    about: "Portal links of guardians and authorised representatives, those that are over too (`active` false). A patient who reads \
            for themselves has none: the Patient stands for them. A create adds a person and links them; with the `identifier` of a \
            Person in place of name and contact points it links that person. `relationship` is GUARD (guardian) or \
            RESPRSN (authorised representative) of v3-RoleCode. The region of a language, `name.use` and an email's `use` are not kept.",
    versioned: false,
    params: &[
        param("patient", "reference", "The patient."),
        param("active", "token", "Whether the link holds now."),
    ],
    find,
    create: Some(Create {
        writes: (ApiScope::PatientsWrite, Some(Permission::EditDemographics)),
        conditional: false,
        make: create,
    }),
};

/// People who read and write for patients.
pub(super) const PERSON: Kind = Kind {
    name: "Person",
    paths: paths!("Person"),
    reads: (ApiScope::PatientsRead, None),
    audit: ["portal_user", "portal_user.list", "portal_user.list"],
    about: "Portal users: the same human being behind several RelatedPersons, or behind a Patient.",
    versioned: false,
    params: &[
        param(
            "patient",
            "reference",
            "Somebody who is or was linked to this patient.",
        ),
        param("relatedperson", "reference", "The person of this link."),
    ],
    find: find_people,
    create: None,
};

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let ids = query.ids.as_ref();
    let filter = LinkFilter {
        ids: ids.map(|ids| ids.iter().copied().map(PortalLinkId::from).collect()),
        patient: query
            .reference(cx, &["patient"], "Patient")?
            .map(PatientId::from),
        holds: query.flag("active")?,
    };
    let after: Option<Uuid> = query.place()?;
    let page = (after.map(PortalLinkId::from), query.fetch());
    let found = patients::find_links(tx, &cx.scope(), &filter, page, cx.now)?;
    Ok(found
        .iter()
        .map(|l| Item::new(l.id.uuid(), related(cx, l)).about(l.patient_id))
        .collect())
}

fn related(cx: &Context, link: &Link) -> RelatedPerson {
    let ends = [link.ends_at, link.revoked_at].into_iter().flatten().min();
    RelatedPerson {
        id: Some(link.id.to_string()),
        identifier: vec![cx.base.identifier("portal-user", link.portal_user_id)],
        active: Some(link.holds(cx.now)),
        patient: Some(Reference::to("Patient", link.patient_id)),
        relationship: relationship(link.relationship).into_iter().collect(),
        name: vec![person::name(&link.given_name, &link.family_name)],
        telecom: person::telecom(link.email.as_deref(), link.mobile.as_deref(), None),
        period: Some(Period {
            start: Some(link.starts_at.rfc3339()),
            end: ends.map(Timestamp::rfc3339),
        }),
        ..RelatedPerson::default()
    }
}

fn relationship(what: Relationship) -> Option<CodeableConcept> {
    match what {
        Relationship::Guardian => Some(CodeableConcept::code(ROLES, GUARDIAN, "guardian")),
        Relationship::Representative => Some(CodeableConcept::code(
            ROLES,
            REPRESENTATIVE,
            "responsible party",
        )),
        Relationship::Itself => None,
    }
}

fn find_people(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let ids = query.ids.as_ref();
    let filter = PersonFilter {
        ids: ids.map(|ids| ids.iter().copied().map(PortalUserId::from).collect()),
        patient: query
            .reference(cx, &["patient"], "Patient")?
            .map(PatientId::from),
        link: query
            .reference(cx, &["relatedperson"], "RelatedPerson")?
            .map(PortalLinkId::from),
    };
    let after: Option<Uuid> = query.place()?;
    let page = (after.map(PortalUserId::from), query.fetch());
    let people = patients::find_portal_users(tx, &cx.scope(), &filter, page)?;
    let ids: Vec<PortalUserId> = people.iter().map(|p| p.id).collect();
    let links = patients::links_of_portal_users(tx, &cx.scope(), &ids)?;
    let target = |reference: Reference| PersonLink {
        target: Some(reference),
        assurance: None,
    };
    Ok(people
        .into_iter()
        .map(|p| {
            let own = p
                .self_patient_id
                .map(|id| target(Reference::to("Patient", id)));
            let others = links
                .iter()
                .filter(|l| l.portal_user_id == p.id && l.relationship != Relationship::Itself);
            let resource = Person {
                id: Some(p.id.to_string()),
                identifier: vec![cx.base.identifier("portal-user", p.id)],
                name: vec![person::name(&p.given_name, &p.family_name)],
                telecom: person::telecom(
                    p.email.as_deref(),
                    p.mobile.as_deref(),
                    Some(p.preferred_channel),
                ),
                link: own
                    .into_iter()
                    .chain(others.map(|l| target(Reference::to("RelatedPerson", l.id))))
                    .collect(),
                ..Person::default()
            };
            Item {
                patient: p.self_patient_id,
                ..Item::new(p.id.uuid(), resource)
            }
        })
        .collect())
}

const KEPT: &[&str] = &[
    "active",
    "patient.reference",
    "identifier[].system",
    "identifier[].value",
    "relationship[].coding[].system",
    "relationship[].coding[].code",
    "relationship[].coding[].display",
    "period.start",
    "period.end",
];

const AT: At = At {
    name: "RelatedPerson.name",
    telecom: "RelatedPerson.telecom",
    communication: "RelatedPerson.communication",
};

const ELEMENTS: &[(&str, &str)] = &[
    ("given_name", "RelatedPerson.name[0].given"),
    ("family_name", "RelatedPerson.name[0].family"),
    ("email", "RelatedPerson.telecom"),
    ("mobile", "RelatedPerson.telecom"),
    ("language", "RelatedPerson.communication"),
    ("relationship", "RelatedPerson.relationship"),
    ("portal_user_id", "RelatedPerson.identifier"),
    ("ends_at", "RelatedPerson.period.end"),
];

fn create(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let editor = Editor::of(&cx.actor)?;
    let sent: RelatedPerson = body::read(value, &[KEPT, person::KEPT].concat())?;
    let patient = body::local(
        &cx.base,
        sent.patient.as_ref(),
        "Patient",
        "RelatedPerson.patient",
    )?;
    let patient: PatientId = patient
        .ok_or_else(|| wrong("fhir_missing", "RelatedPerson.patient"))?
        .into();
    if sent.active == Some(false) {
        return Err(wrong("fhir_value_wrong", "RelatedPerson.active"));
    }
    let relationship = read_relationship(&sent.relationship)?;
    let period = sent.period.clone().unwrap_or_default();
    let starts_at = moment(cx, period.start.as_deref(), "RelatedPerson.period.start")?;
    let ends_at = moment(cx, period.end.as_deref(), "RelatedPerson.period.end")?;
    let person = whom(cx, &sent)?;
    Ok(Box::new(move |tx, cx| {
        patients::load(tx, &cx.scope(), patient).map_err(|e| match e {
            db::Error::NotFound => wrong("patient_unknown", "RelatedPerson.patient"),
            other => other.into(),
        })?;
        let portal_user = portal_user(tx, cx, &editor, &person)?;
        let new = NewLink {
            starts_at,
            ends_at,
            ..NewLink::new(portal_user, patient, relationship)
        };
        let made = patients::link_portal_user(tx, &editor, &cx.env, &new);
        Ok(made.map_err(|e| body::at_elements(e, ELEMENTS))?.uuid())
    }))
}

/// Who is to be linked.
enum Whom {
    /// Somebody who is known already.
    Known(PortalUserId),
    /// Somebody new.
    New(Box<NewPortalUser>),
}

fn unknown() -> Error {
    wrong("fhir_person_unknown", "RelatedPerson.identifier")
}

/// The person of the identifier, else a new one.
fn whom(cx: &Context, sent: &RelatedPerson) -> Result<Whom, Error> {
    if let [identifier] = &sent.identifier[..] {
        let own = identifier.system.as_deref() == Some(cx.base.own("portal-user").as_str());
        let bare = sent.name.is_empty() && sent.telecom.is_empty() && sent.communication.is_empty();
        let id: Option<Uuid> = identifier.value.as_deref().and_then(|v| v.parse().ok());
        return Ok(Whom::Known(
            id.filter(|_| own && bare).ok_or_else(unknown)?.into(),
        ));
    }
    if !sent.identifier.is_empty() {
        return Err(wrong("fhir_one_expected", "RelatedPerson.identifier"));
    }
    let said = person::said(&sent.name, &sent.telecom, &sent.communication, AT)?;
    Ok(Whom::New(Box::new(NewPortalUser {
        given_name: said.given,
        family_name: said.family,
        email: said.email,
        mobile: said.mobile,
        preferred_channel: said.preferred,
        language: said.language,
        source_key: None,
    })))
}

fn portal_user(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    editor: &Editor,
    whom: &Whom,
) -> Result<PortalUserId, Error> {
    match whom {
        Whom::Known(id) => match patients::portal_user(tx, cx.actor.clinic, *id) {
            Ok(person) => Ok(person.id),
            Err(db::Error::NotFound) => Err(unknown()),
            Err(other) => Err(other.into()),
        },
        Whom::New(new) => {
            let made = patients::add_portal_user(tx, editor, &cx.env, new);
            made.map_err(|e| body::at_elements(e, ELEMENTS))
        }
    }
}

fn read_relationship(concepts: &[CodeableConcept]) -> Result<Relationship, Error> {
    let refused = || wrong("fhir_relationship_wrong", "RelatedPerson.relationship");
    // Several would have to become one, and what is finer than these two would be lost.
    let [concept] = concepts else {
        return Err(refused());
    };
    let [coding] = &concept.coding[..] else {
        return Err(refused());
    };
    match (coding.system.as_deref(), coding.code.as_deref()) {
        (Some(ROLES), Some(GUARDIAN)) => Ok(Relationship::Guardian),
        (Some(ROLES), Some(REPRESENTATIVE)) => Ok(Relationship::Representative),
        _ => Err(refused()),
    }
}

/// A moment of a body; a day is its first moment where the clinic is.
fn moment(
    cx: &Context,
    text: Option<&str>,
    path: &'static str,
) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text else { return Ok(None) };
    let moments = super::range::moments(text, &cx.zone);
    let start = moments
        .filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))
        .and_then(|r| r.from);
    start
        .map(Some)
        .ok_or_else(|| wrong("fhir_date_wrong", path))
}
