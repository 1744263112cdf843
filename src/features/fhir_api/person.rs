//! Words for people that several types share: names, contact points, languages.

use fhir::{CodeableConcept, ContactPoint, HumanName, Identifier, PatientCommunication};

use crate::features::patients::{Channel, Preference};
use crate::platform::web::Error;

use super::body::wrong;

const LANGUAGES: &str = "urn:ietf:bcp:47";

/// A name of two parts.
pub(super) fn name(given: &str, family: &str) -> HumanName {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    HumanName {
        r#use: some("official"),
        text: some(format!("{given} {family}").trim()),
        family: some(family),
        given: some(given).into_iter().collect(),
        ..HumanName::default()
    }
}

/// Email and mobile number, the preferred one first in rank. FHIR has no word for a channel that must not be used.
pub(super) fn telecom(
    email: Option<&str>,
    mobile: Option<&str>,
    preferred: Option<Preference>,
) -> Vec<ContactPoint> {
    let point = |system: &str, r#use: Option<&str>, value: &str, channel: Channel| ContactPoint {
        system: Some(system.to_owned()),
        value: Some(value.to_owned()),
        r#use: r#use.map(str::to_owned),
        rank: preferred.map(|p| if p.first() == channel { 1 } else { 2 }),
        ..ContactPoint::default()
    };
    let email = email.map(|e| point("email", None, e, Channel::Email));
    let mobile = mobile.map(|m| point("phone", Some("mobile"), m, Channel::Text));
    email.into_iter().chain(mobile).collect()
}

/// The one language that somebody is written to in.
pub(super) fn languages(code: &str) -> Vec<PatientCommunication> {
    vec![PatientCommunication {
        language: Some(CodeableConcept {
            coding: vec![fhir::Coding {
                system: Some(LANGUAGES.to_owned()),
                code: Some(code.to_owned()),
                ..fhir::Coding::default()
            }],
            text: None,
        }),
        preferred: Some(true),
    }]
}

/// The elements of a person that a create keeps.
pub(super) const KEPT: &[&str] = &[
    "name[].use",
    "name[].text",
    "name[].family",
    "name[].given[]",
    "telecom[].system",
    "telecom[].value",
    "telecom[].use",
    "telecom[].rank",
    "communication[].language.coding[].system",
    "communication[].language.coding[].code",
    "communication[].language.coding[].display",
    "communication[].language.text",
    "communication[].preferred",
];

/// What a body says of a person.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub given: String,
    pub family: String,
    pub email: Option<String>,
    pub mobile: Option<String>,
    pub preferred: Preference,
    pub language: String,
}

/// The paths of what can be wrong with a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub name: &'static str,
    pub telecom: &'static str,
    pub communication: &'static str,
}

/// Reads a person: one name, at most one email and one mobile number, one language. A second one couldn't be kept.
pub(super) fn said(
    names: &[HumanName],
    telecom: &[ContactPoint],
    communication: &[PatientCommunication],
    at: At,
) -> Result<Said, Error> {
    let [one] = names else {
        return Err(wrong("fhir_one_expected", at.name));
    };
    let usual = one
        .r#use
        .as_deref()
        .is_none_or(|u| matches!(u, "official" | "usual"));
    let (given, family) = (one.given.join(" "), one.family.clone().unwrap_or_default());
    let written = [given.as_str(), family.as_str()].join(" ");
    let same = one
        .text
        .as_deref()
        .is_none_or(|text| text.trim() == written.trim());
    if !usual || !same {
        return Err(wrong("fhir_name_wrong", at.name));
    }
    let (email, mobile, preferred) = reach(telecom, at.telecom)?;
    Ok(Said {
        given,
        family,
        email,
        mobile,
        preferred,
        language: language(communication, at.communication)?,
    })
}

type Reach = (Option<String>, Option<String>, Preference);

fn reach(telecom: &[ContactPoint], path: &'static str) -> Result<Reach, Error> {
    let (mut email, mut mobile) = (None, None);
    for point in telecom {
        let place = match (point.system.as_deref(), point.r#use.as_deref()) {
            (Some("email"), None | Some("home" | "work")) => &mut email,
            (Some("phone"), Some("mobile")) | (Some("sms"), None | Some("mobile")) => &mut mobile,
            _ => return Err(wrong("fhir_telecom_wrong", path)),
        };
        if place
            .replace((point.value.clone().unwrap_or_default(), point.rank))
            .is_some()
        {
            return Err(wrong("fhir_telecom_wrong", path));
        }
    }
    let rank =
        |p: &Option<(String, Option<u32>)>| p.as_ref().map(|(_, rank)| rank.unwrap_or(u32::MAX));
    let preferred = match (rank(&email), rank(&mobile)) {
        (Some(email), Some(mobile)) if mobile < email => Preference::Text,
        (None, Some(_)) => Preference::Text,
        _ => Preference::Email,
    };
    let value = |p: Option<(String, Option<u32>)>| p.map(|(value, _)| value);
    Ok((value(email), value(mobile), preferred))
}

fn language(communication: &[PatientCommunication], path: &'static str) -> Result<String, Error> {
    let [one] = communication else {
        return if communication.is_empty() {
            Ok("en".to_owned())
        } else {
            Err(wrong("fhir_one_expected", path))
        };
    };
    let codes = one
        .language
        .iter()
        .flat_map(|l| &l.coding)
        .filter_map(|c| c.code.as_deref());
    let mut codes = codes.map(|c| c.split('-').next().unwrap_or(c).to_ascii_lowercase());
    codes.next().ok_or_else(|| wrong("fhir_value_wrong", path))
}

/// The system and value of a token: `system|value`, `|value` or `value`.
pub(super) fn token(text: &str) -> (Option<&str>, &str) {
    match text.split_once('|') {
        Some((system, value)) if !system.is_empty() => (Some(system), value),
        Some((_, value)) => (None, value),
        None => (None, text),
    }
}

/// The codes of HL7 v2 table 0203 that say what kind of number an identifier is.
pub(super) const IDENTIFIER_TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

/// The v2-0203 code of one of the clinic's kinds, where there is one.
pub(super) fn identifier_type(kind: &str) -> Option<&'static str> {
    match kind {
        "emr" | "emr_id" => Some("MR"),
        "health_number" => Some("JHN"),
        _ => None,
    }
}

/// Whether an identifier's type says that it is of this kind.
pub(super) fn is_typed(identifier: &Identifier, kind: &str) -> bool {
    let code = identifier_type(kind);
    code.is_some_and(|code| {
        identifier
            .r#type
            .as_ref()
            .is_some_and(|t| t.has(IDENTIFIER_TYPES, code))
    })
}
