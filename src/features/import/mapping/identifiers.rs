//! From FHIR identifiers to the kinds that a clinic searches by.

use fhir::Identifier;

use crate::features::import::{record::IdentifierRecord, words};

const V2_0203: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

/// A patient's identifiers by kind; each kind and value once. The record number is `emr_id`, a number of a health
/// plan of the state is `health_number`, others are kinds named by their type or, without one, by their system.
/// Where no record number is marked as one, the first unmarked identifier is taken for it.
pub(super) fn identifiers(identifiers: &[Identifier]) -> Vec<IdentifierRecord> {
    let usable = identifiers
        .iter()
        .filter(|i| i.r#use.as_deref() != Some("old") && value(i).is_some());
    let mut kept: Vec<IdentifierRecord> = Vec::new();
    let mut unmarked: Vec<&Identifier> = Vec::new();
    for identifier in usable {
        match marked(identifier) {
            Some(record) => add(&mut kept, record),
            None => unmarked.push(identifier),
        }
    }
    for identifier in unmarked {
        let Some(value) = value(identifier) else {
            continue;
        };
        let (kind, label) = if kept.iter().any(|k| k.kind == "emr_id") {
            let label = system_label(identifier.system.as_deref().unwrap_or_default());
            (words::slug(&label), label)
        } else {
            ("emr_id".into(), "EMR id".into())
        };
        add(&mut kept, IdentifierRecord { kind, label, value });
    }
    kept
}

fn value(identifier: &Identifier) -> Option<String> {
    let value = words::line(identifier.value.as_deref()?);
    (!value.is_empty() && value.chars().count() <= 64).then_some(value)
}

/// An identifier whose type says what it is.
fn marked(identifier: &Identifier) -> Option<IdentifierRecord> {
    let concept = identifier.r#type.as_ref()?;
    let is = |codes: &[&str]| codes.iter().any(|code| concept.has(V2_0203, code));
    let (kind, label) = if is(&["MR"]) {
        ("emr_id".into(), "EMR id".into())
    } else if is(&["JHN", "HC", "NH", "NI"]) {
        ("health_number".into(), "Health number".into())
    } else {
        let label = words::short(concept.label()?, 60);
        (words::slug(&label), label)
    };
    Some(IdentifierRecord {
        kind,
        label,
        value: value(identifier)?,
    })
}

fn add(kept: &mut Vec<IdentifierRecord>, record: IdentifierRecord) {
    if !kept.contains(&record) {
        kept.push(record);
    }
}

/// Words for a numbering system: the last part of its URI.
fn system_label(system: &str) -> String {
    let last = system
        .trim_end_matches('/')
        .rsplit(['/', '#'])
        .next()
        .unwrap_or_default();
    if last.is_empty() {
        "Other id".into()
    } else {
        words::short(last, 60)
    }
}
