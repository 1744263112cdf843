//! Lenient reading, exact writing.

use fhir::{Bundle, Head, Patient, Resource, Wrong, head, read};
use serde_json::{Value, json};

fn patient(value: Value) -> Result<Patient, fhir::ReadError> {
    read(value.to_string().as_bytes())
}

#[test]
fn unknown_fields_nulls_and_primitive_extensions_are_tolerated() {
    let patient = patient(json!({
        "resourceType": "Patient", "id": "p1",
        "birthDate": "1927-05-21",
        "_birthDate": {"extension": [{"url": "http://x.example/time", "valueDateTime": "1927-05-21T08:00:00Z"}]},
        "name": [{"family": "O'Keefe54", "given": [null, "Zoé"], "_given": [{"id": "a"}, null]}],
        "telecom": null, "maritalStatus": {"text": "Married"},
        "address": {"line": "1 Main St"}
    }))
    .unwrap();
    assert_eq!(patient.birth_date.as_deref(), Some("1927-05-21"));
    assert_eq!(patient.name[0].given, ["Zoé"]);
    assert!(patient.telecom.is_empty());
    assert_eq!(patient.address[0].line, ["1 Main St"]);
}

#[test]
fn what_was_read_is_written_back_without_what_is_empty_or_unknown() {
    let source = json!({
        "resourceType": "Patient", "id": "p1",
        "contained": [{"resourceType": "Practitioner", "id": "d", "name": [{"family": "Roy"}]}],
        "identifier": [{"use": "official", "type": {"text": "Record"}, "system": "http://h.example", "value": "7"}],
        "active": true,
        "name": [{"family": "Roy", "given": ["Élise"]}],
        "telecom": [{"system": "email", "value": "elise@example.org", "rank": 1}],
        "birthDate": "1990-02-03"
    });
    let mut more = source.clone();
    more["favouriteColour"] = json!("blue");
    more["photo"] = json!([]);
    let written = serde_json::to_string(&patient(more).unwrap()).unwrap();
    assert!(
        written.starts_with(r#"{"resourceType":"Patient""#),
        "{written}"
    );
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), source);
}

#[test]
fn a_wrong_value_is_named_by_its_path_and_never_shown() {
    let wrong = patient(
        json!({"resourceType": "Patient", "telecom": [{"value": "x"}, {"rank": "Secret Name"}]}),
    );
    let error = wrong.unwrap_err();
    assert_eq!(
        (error.path.as_str(), error.reason),
        ("telecom[1].rank", Wrong::Type)
    );
    assert!(!format!("{error} {error:?}").contains("Secret"));
    assert_eq!(
        read::<Patient>(b"{\"id\": \"1").unwrap_err().reason,
        Wrong::CutOff
    );
    assert_eq!(
        read::<Patient>(b"<Patient/>").unwrap_err().reason,
        Wrong::Syntax
    );
    assert_eq!(read::<Patient>(b"{} {}").unwrap_err().reason, Wrong::Syntax);
}

#[test]
fn a_bundle_holds_known_and_unknown_resources() {
    let bundle: Bundle = read(
        json!({"resourceType": "Bundle", "type": "transaction", "entry": [
            {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "1"},
             "request": {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=a|b"}},
            {"resource": {"resourceType": "Claim", "id": "2", "total": {"value": 1.5}}}
        ]})
        .to_string()
        .as_bytes(),
    )
    .unwrap();
    let kinds: Vec<_> = bundle
        .entry
        .iter()
        .filter_map(|e| e.resource.as_ref())
        .collect();
    assert_eq!(kinds[0].type_name(), "Patient");
    assert_eq!(kinds[1], &Resource::Other("Claim".into()));
    assert!(
        serde_json::to_string(&bundle).is_err(),
        "what was not read is not written as something else"
    );
}

#[test]
fn a_head_is_read_from_anything() {
    assert_eq!(
        head(br#"{"id":"1","deep":[{"x":{}}],"resourceType":"Claim"}"#).unwrap(),
        Head {
            resource_type: "Claim".into(),
            id: Some("1".into())
        }
    );
    assert_eq!(head(b"{}").unwrap().resource_type, "");
}

#[test]
fn debug_tells_nothing_of_the_patient() {
    let patient =
        patient(json!({"resourceType": "Patient", "name": [{"family": "Secret"}]})).unwrap();
    assert_eq!(
        format!("{patient:?} {:?}", Resource::from(patient.clone())),
        "Patient Patient"
    );
}
