//! Files to import, all made up.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A file with this text. It goes when the value is dropped.
pub fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

/// Resources as NDJSON.
pub fn lines(resources: &[Value]) -> String {
    resources
        .iter()
        .map(|resource| format!("{resource}\n"))
        .collect()
}

/// A patient with an id that is also the record number.
pub fn patient(id: &str, family: &str, given: &str, birth_date: &str) -> Value {
    json!({
        "resourceType": "Patient", "id": id, "birthDate": birth_date,
        "identifier": [{"system": "http://hospital.example.org", "value": id}],
        "name": [{"use": "official", "family": family, "given": [given]}]
    })
}

/// A note about a patient.
pub fn note(id: &str, patient: &str, text: &str) -> Value {
    json!({
        "resourceType": "DocumentReference", "id": id, "status": "current", "date": "2025-05-06T10:00:00Z",
        "type": {"text": "Progress note"}, "subject": {"reference": patient},
        "content": [{"attachment": {"contentType": "text/plain", "data": STANDARD.encode(text)}}]
    })
}

/// The smallest PDF that is one.
pub const PDF: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

/// A transaction bundle of one family: a mother and her son, their doctor, and one of each kind of chart entry. What
/// points to others stands before them, and points by full URL, by id, by identifier and into itself.
pub fn family() -> Value {
    let entry = |url: &str, resource: Value| json!({"fullUrl": url, "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}});
    json!({"resourceType": "Bundle", "type": "transaction", "entry": [
        entry("urn:uuid:0a", json!({"resourceType": "Encounter", "id": "enc", "status": "finished",
            "class": {"code": "AMB"}, "type": [{"text": "Well child visit"}], "subject": {"reference": "urn:uuid:02"},
            "period": {"start": "2024-03-04T09:00:00-05:00"}})),
        entry("urn:uuid:0b", json!({"resourceType": "DocumentReference", "id": "doc", "status": "superseded",
            "date": "1987-11-19T00:22:16.824-05:00", "subject": {"reference": "Patient?identifier=http://hospital.example.org|M-1"},
            "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2", "display": "History and physical note"}]},
            "author": [{"display": "Dr. Roy"}],
            "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": STANDARD.encode("Café, no fever.\n")}}]})),
        entry("urn:uuid:0c", json!({"resourceType": "DiagnosticReport", "id": "rep", "status": "final", "code": {"text": "Lipid panel"},
            "subject": {"reference": "Patient/mother"}, "effectiveDateTime": "2025-01-02",
            "presentedForm": [{"contentType": "application/pdf", "data": STANDARD.encode(PDF)}]})),
        entry("urn:uuid:0d", json!({"resourceType": "QuestionnaireResponse", "id": "que", "status": "completed",
            "subject": {"reference": "Patient/mother"}, "authored": "2025-02-03T10:00:00Z",
            "item": [{"text": "Do you smoke?", "answer": [{"valueBoolean": false}]}]})),
        entry("urn:uuid:0e", json!({"resourceType": "Appointment", "id": "app", "status": "booked",
            "start": "2026-08-01T09:30:00-04:00", "end": "2026-08-01T09:45:00-04:00", "description": "Check-up",
            "participant": [{"actor": {"reference": "urn:uuid:01"}, "status": "accepted"}]})),
        entry("urn:uuid:03", json!({"resourceType": "RelatedPerson", "id": "rel", "patient": {"reference": "urn:uuid:02"},
            "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}],
            "name": [{"family": "Okwara", "given": ["Élodie"]}]})),
        entry("urn:uuid:04", json!({"resourceType": "Person", "id": "per", "link": [
            {"target": {"reference": "Patient/mother"}}, {"target": {"reference": "RelatedPerson/rel"}}]})),
        entry("urn:uuid:05", json!({"resourceType": "PractitionerRole", "practitioner": {"reference": "Practitioner/dr"},
            "code": [{"text": "Family physician"}]})),
        entry("urn:uuid:06", json!({"resourceType": "Practitioner", "id": "dr", "name": [{"family": "Roy", "given": ["Ana"], "prefix": ["Dr."]}],
            "telecom": [{"system": "email", "use": "work", "value": "ana.roy@example.org"}]})),
        entry("urn:uuid:07", json!({"resourceType": "Organization", "name": "Hospital"})),
        entry("urn:uuid:01", json!({"resourceType": "Patient", "id": "mother", "gender": "female", "birthDate": "1988-03-14",
            "identifier": [{"system": "http://hospital.example.org", "value": "M-1"},
                {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "JHN"}]}, "value": "1234 567 890"}],
            "name": [{"family": "Okwara", "given": ["Élodie"]}],
            "telecom": [{"system": "email", "value": "elodie@example.org", "rank": 2}, {"system": "phone", "use": "mobile", "value": "613 555 0142", "rank": 1}],
            "communication": [{"language": {"coding": [{"code": "fr-CA"}]}, "preferred": true}]})),
        entry("urn:uuid:02", json!({"resourceType": "Patient", "id": "son", "gender": "male", "birthDate": "2019-06-02",
            "identifier": [{"system": "http://hospital.example.org", "value": "S-1"}],
            "name": [{"family": "Okwara", "given": ["Sam"]}]})),
    ]})
}
