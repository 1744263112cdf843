//! Patient: a patient's demographics, identifiers and contact points.

use fhir::{CodeableConcept, Coding, Identifier, Patient as Resource, Reference};
use serde_json::Value;
use uuid::Uuid;

use super::address::Base;
use super::body;
use super::kind::{Context, Create, Deed, Item, Kind, meta, param, paths};
use super::person::{self, At, IDENTIFIER_TYPES};
use super::query::Query;
use crate::features::patients::{
    self, Called, Demographics, Editor, NewIdentifier, NewPatient, Patient, PatientFilter,
    PatientStatus,
};
use crate::platform::auth::{ApiScope, Permission};
use crate::platform::ids::PatientId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Patients.
pub(super) const PATIENT: Kind = Kind {
    name: "Patient",
    paths: paths!("Patient"),
    reads: (ApiScope::PatientsRead, None),
    audit: ["patient", "patient.read", "patient.search"],
    about: "Patients. `active` false means discharged. The identifiers' systems are the clinic's kinds; `telecom.rank` 1 is the \
            preferred channel. A create takes one name, at most one email and one mobile number, and identifiers of the clinic's \
            kinds, by system or by the types MR and JHN. The region of a language, `name.use` and an email's `use` are not kept.",
    versioned: true,
    params: &[
        param(
            "identifier",
            "token",
            "`system|value`, or a value of any system, in any spelling.",
        ),
        param(
            "name",
            "string",
            "A part of the family or given name begins so, whatever the case and accents.",
        ),
        param("family", "string", "A part of the family name begins so."),
        param("given", "string", "A part of the given name begins so."),
        param("birthdate", "date", "The birth date."),
        param("email", "token", "The email."),
        param(
            "phone",
            "token",
            "The mobile number, with or without country code.",
        ),
        param("active", "token", "Whether the patient is not discharged."),
        param(
            "_lastUpdated",
            "date",
            "When the demographics last changed.",
        ),
    ],
    find,
    create: Some(Create {
        writes: (ApiScope::PatientsWrite, Some(Permission::EditDemographics)),
        conditional: true,
        make: create,
    }),
};

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let filter = filter(tx, cx, query)?;
    let after: Option<Uuid> = query.place()?;
    let page = (after.map(PatientId::from), query.fetch());
    let found = patients::find_patients(tx, &cx.scope(), &filter, page)?;
    let ids: Vec<PatientId> = found.iter().map(|(p, _)| p.id).collect();
    let numbers = patients::identifiers_of_all(tx, &cx.scope(), &ids)?;
    Ok(found
        .iter()
        .map(|(patient, at)| {
            let own = numbers.iter().filter(|i| i.patient_id == patient.id);
            let identifiers = own
                .map(|i| identifier(&cx.base, &i.kind, &i.label, &i.value))
                .collect();
            let resource = resource(cx, patient, identifiers, *at);
            Item {
                version: Some(patient.version),
                ..Item::new(patient.id.uuid(), resource)
            }
            .about(patient.id)
            .updated(*at)
        })
        .collect())
}

fn filter(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<PatientFilter, Error> {
    let mut ids: Option<Vec<PatientId>> = query
        .ids
        .as_ref()
        .map(|ids| ids.iter().copied().map(PatientId::from).collect());
    if let Some(tokens) = query.values("identifier")? {
        let mut whose = Vec::new();
        for token in tokens {
            let (system, value) = person::token(token);
            let kind = system.map(|s| cx.base.identifier_kind(s).unwrap_or("?"));
            whose.extend(patients::with_identifier(tx, &cx.scope(), kind, value)?);
        }
        whose.retain(|id| ids.as_ref().is_none_or(|ids| ids.contains(id)));
        ids = Some(whose);
    }
    let mut called: Vec<Called> = Vec::new();
    let words = |name: &'static str| {
        query
            .all(name)
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
    };
    called.extend(words("family").map(Called::Family));
    called.extend(words("given").map(Called::Given));
    called.extend(words("name").map(Called::Name));
    called.extend(
        query
            .value("email")
            .map(|v| Called::Email(person::token(v).1.to_owned())),
    );
    called.extend(
        query
            .value("phone")
            .map(|v| Called::Mobile(person::token(v).1.to_owned())),
    );
    let (born, updated) = (query.days("birthdate")?, query.moments(cx, "_lastUpdated")?);
    let status = query.flag("active")?;
    Ok(PatientFilter {
        ids,
        called,
        born: (born.from, born.to),
        status: status.map(|on| {
            if on {
                PatientStatus::Active
            } else {
                PatientStatus::Discharged
            }
        }),
        updated: (updated.from, updated.to),
    })
}

fn resource(cx: &Context, p: &Patient, identifier: Vec<Identifier>, at: Timestamp) -> Resource {
    Resource {
        id: Some(p.id.to_string()),
        meta: meta(Some(p.version), Some(at)),
        identifier,
        active: Some(p.status == PatientStatus::Active),
        name: vec![person::name(&p.given_name, &p.family_name)],
        telecom: person::telecom(
            p.email.as_deref(),
            p.mobile.as_deref(),
            Some(p.preferred_channel),
        ),
        gender: Some(p.sex.clone()),
        birth_date: Some(p.birth_date.clone()),
        communication: person::languages(&p.language),
        managing_organization: Some(Reference::to("Organization", cx.actor.clinic)),
        ..Resource::default()
    }
}

fn identifier(base: &Base, kind: &str, label: &str, value: &str) -> Identifier {
    let coding = person::identifier_type(kind).map(|code| Coding {
        system: Some(IDENTIFIER_TYPES.to_owned()),
        code: Some(code.to_owned()),
        ..Coding::default()
    });
    Identifier {
        r#type: Some(CodeableConcept {
            coding: coding.into_iter().collect(),
            text: Some(label.to_owned()),
        }),
        system: Some(base.identifiers(kind)),
        value: Some(value.to_owned()),
        ..Identifier::default()
    }
}

const KEPT: &[&str] = &[
    "active",
    "gender",
    "birthDate",
    "identifier[].system",
    "identifier[].value",
    "identifier[].type.coding[].system",
    "identifier[].type.coding[].code",
    "identifier[].type.coding[].display",
    "identifier[].type.text",
    "managingOrganization.reference",
];

const AT: At = At {
    name: "Patient.name",
    telecom: "Patient.telecom",
    communication: "Patient.communication",
};

/// The elements that the fields of the verb come from.
const ELEMENTS: &[(&str, &str)] = &[
    ("given_name", "Patient.name[0].given"),
    ("family_name", "Patient.name[0].family"),
    ("birth_date", "Patient.birthDate"),
    ("sex", "Patient.gender"),
    ("email", "Patient.telecom"),
    ("mobile", "Patient.telecom"),
    ("language", "Patient.communication"),
    ("identifiers", "Patient.identifier"),
];

fn create(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let editor = Editor::of(&cx.actor)?;
    let sent: Resource = body::read(value, &[KEPT, person::KEPT].concat())?;
    let organization = sent.managing_organization.as_ref();
    let clinic = body::local(
        &cx.base,
        organization,
        "Organization",
        "Patient.managingOrganization",
    )?;
    if clinic.is_some_and(|id| id != cx.actor.clinic.uuid()) {
        return Err(body::wrong(
            "fhir_value_wrong",
            "Patient.managingOrganization",
        ));
    }
    let said = person::said(&sent.name, &sent.telecom, &sent.communication, AT)?;
    let demographics = Demographics {
        given_name: said.given,
        family_name: said.family,
        birth_date: sent.birth_date.clone().unwrap_or_default(),
        sex: sent.gender.clone().unwrap_or_else(|| "unknown".to_owned()),
        status: if sent.active == Some(false) {
            PatientStatus::Discharged
        } else {
            PatientStatus::Active
        },
        email: said.email,
        mobile: said.mobile,
        preferred_channel: said.preferred,
        language: said.language,
    };
    Ok(Box::new(move |tx, cx| {
        let new = NewPatient {
            demographics: demographics.clone(),
            identifiers: identifiers(tx, cx, &sent.identifier)?,
            ..NewPatient::default()
        };
        let made = patients::create(tx, &editor, &cx.env, &new);
        Ok(made.map_err(|e| body::at_elements(e, ELEMENTS))?.uuid())
    }))
}

/// The clinic's kinds that the identifiers are of: by their system, else by their type.
fn identifiers(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    sent: &[Identifier],
) -> Result<Vec<NewIdentifier>, Error> {
    let kinds = patients::identifier_kinds(tx, cx.actor.clinic)?;
    let kind = |i: &Identifier| match i.system.as_deref() {
        Some(system) => cx.base.identifier_kind(system).map(str::to_owned),
        None => kinds
            .iter()
            .map(|k| &k.kind)
            .find(|k| person::is_typed(i, k))
            .cloned(),
    };
    sent.iter()
        .enumerate()
        .map(|(at, i)| match kind(i) {
            Some(kind) => Ok(NewIdentifier {
                kind,
                value: i.value.clone().unwrap_or_default(),
            }),
            None => {
                let path = format!("Patient.identifier[{at}].system");
                Err(Error::refused(
                    Refusal::new("fhir_identifier_unknown").with("path", path),
                ))
            }
        })
        .collect()
}
