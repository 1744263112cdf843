use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::features::import::record::{
    ChartItemRecord, Content, GuardianRecord, PatientRecord, Record, Relationship, StaffRecord,
};

fn mapped_with(shelf: &Shelf, value: &Value) -> Result<Mapped, Refusal> {
    let context = Context {
        today: date(2026, 3, 1),
        full_url: None,
        shelf,
    };
    map(
        value["resourceType"].as_str().unwrap(),
        value.to_string().as_bytes(),
        &context,
    )
}

fn mapped(value: &Value) -> Result<Mapped, Refusal> {
    mapped_with(&Shelf::default(), value)
}

fn record(value: &Value) -> Record {
    match mapped(value).unwrap() {
        Mapped::Record(record) => *record,
        Mapped::LeftOut(why) => panic!("left out: {why}"),
    }
}

fn patient(more: Value) -> PatientRecord {
    let mut value = json!({"resourceType": "Patient", "id": "1", "birthDate": "1980-02-29",
        "name": [{"family": "Roy", "given": ["Élise", "Anne"]}]});
    value
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    match record(&value) {
        Record::Patient(patient) => patient,
        other => panic!("{other:?}"),
    }
}

fn item(value: &Value) -> ChartItemRecord {
    match record(value) {
        Record::ChartItem(item) => item,
        other => panic!("{other:?}"),
    }
}

fn text(item: &ChartItemRecord) -> String {
    match &item.content {
        Content::File(file) => String::from_utf8(file.bytes.clone()).unwrap(),
        Content::Link(link) => link.clone(),
    }
}

#[test]
fn a_patient_is_named_by_the_name_in_use_now() {
    let names = json!({"name": [
        {"use": "maiden", "family": "Tremblay", "given": ["Élise"]},
        {"use": "old", "text": "Someone Else"},
        {"use": "official", "family": "O'Keefe54", "given": ["Zoë", null, "ليلى"]}
    ]});
    let named = patient(names);
    assert_eq!(
        (named.given_name.as_str(), named.family_name.as_str()),
        ("Zoë ليلى", "O'Keefe54")
    );
    for (name, expected) in [
        (json!({"text": "Suharto"}), "Suharto"),
        (json!({"given": ["Björk"]}), "Björk"),
        (json!({"family": "Ng"}), "Ng"),
    ] {
        let named = patient(json!({"name": [name]}));
        assert_eq!(
            (named.given_name.as_str(), named.family_name.as_str()),
            ("", expected)
        );
    }
    let nameless = mapped(
        &json!({"resourceType": "Patient", "id": "1", "birthDate": "1980-01-01", "name": [{}]}),
    );
    assert_eq!(nameless.unwrap_err().field, "name");
}

#[test]
fn contact_points_follow_rank_use_and_end() {
    let reach = patient(json!({"telecom": [
        {"system": "phone", "use": "home", "value": "416 555 0100"},
        {"system": "email", "value": "second@example.org", "rank": 2},
        {"system": "email", "value": "old@example.org", "use": "old"},
        {"system": "phone", "use": "mobile", "value": "+1 416-555-0101", "rank": 1},
        {"system": "sms", "value": "4165550102", "rank": 3},
        {"system": "email", "value": "ended@example.org", "rank": 1, "period": {"end": "2019-01-01"}}
    ]}));
    assert_eq!(reach.email.as_deref(), Some("second@example.org"));
    assert_eq!(reach.mobile.as_deref(), Some("+1 416-555-0101"));
    assert_eq!(
        reach.preferred,
        Some(crate::features::patients::Preference::Text)
    );
}

#[test]
fn language_and_status_come_from_the_record() {
    let communication = json!({"communication": [
        {"language": {"coding": [{"code": "en-US"}]}},
        {"language": {"coding": [{"code": "fr-CA"}]}, "preferred": true}
    ]});
    assert_eq!(patient(communication).language, Some("fr"));
    assert_eq!(
        patient(json!({"communication": [{"language": {"coding": [{"code": "de"}]}}]})).language,
        None
    );
    assert_eq!(patient(json!({})).active, Some(true));
    assert_eq!(patient(json!({"active": false})).active, Some(false));
    assert_eq!(
        patient(json!({"deceasedDateTime": "1989-05-09T20:35:22-04:00"})).active,
        Some(false)
    );
    assert_eq!(
        patient(json!({"deceasedBoolean": false})).active,
        Some(true)
    );
}

#[test]
fn identifiers_get_kinds_and_the_record_number_is_the_emr_id() {
    let of = |identifiers: Value| -> Vec<(String, String)> {
        let identifiers = patient(json!({"identifier": identifiers})).identifiers;
        identifiers.into_iter().map(|i| (i.kind, i.value)).collect()
    };
    let typed = |code: &str, text: &str, value: &str| json!({"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": code}], "text": text}, "value": value});
    let pair = |kind: &str, value: &str| (kind.to_owned(), value.to_owned());
    assert_eq!(
        of(json!([
            {"system": "https://ehr.example/synthea", "value": "abc"},
            typed("MR", "Medical Record Number", "7"),
            typed("JHN", "Health card", "1234 567 890"),
            typed("DL", "Driver's license", "S1"),
            {"use": "old", "value": "gone"}
        ])),
        [
            pair("emr_id", "7"),
            pair("health_number", "1234 567 890"),
            pair("driver_s_license", "S1"),
            pair("synthea", "abc")
        ]
    );
    assert_eq!(of(json!([{"value": "abc"}])), [pair("emr_id", "abc")]);
    assert_eq!(
        of(json!([typed("MR", "MRN", "7"), typed("MR", "MRN", "8")])),
        [pair("emr_id", "7"), pair("emr_id", "8")]
    );
}

#[test]
fn what_is_wrong_is_named_by_field_and_never_quoted() {
    let mut value = json!({"resourceType": "Patient", "id": "1", "name": [{"family": "Canary"}]});
    for (birth_date, part) in [
        (json!("1980"), "only a year"),
        (json!("31/12/1980"), "1980-12-31"),
        (json!(1980), "wrong type"),
    ] {
        value["birthDate"] = birth_date;
        let refusal = mapped(&value).unwrap_err();
        assert_eq!(refusal.field, "birthDate");
        assert!(
            refusal.reason.contains(part) && !refusal.reason.contains("Canary"),
            "{refusal:?}"
        );
    }
    let anonymous =
        json!({"resourceType": "Patient", "birthDate": "1980-01-01", "name": [{"family": "Roy"}]});
    assert_eq!(mapped(&anonymous).unwrap_err().field, "id");
}

fn related(more: Value) -> Result<Mapped, Refusal> {
    let mut value = json!({"resourceType": "RelatedPerson", "id": "m", "name": [{"family": "Roy"}],
        "patient": {"reference": "Patient?identifier=http://h.example|7"}});
    value
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let mut shelf = Shelf::default();
    shelf
        .persons
        .insert("RelatedPerson/m".into(), "Person/p".into());
    mapped_with(&shelf, &value)
}

#[test]
fn guardians_and_the_authorised_are_linked_and_nobody_else() {
    let with =
        |code: &str| related(json!({"relationship": [{"coding": [{"code": code}]}]})).unwrap();
    let linked = |mapped: Mapped| -> GuardianRecord {
        match mapped {
            Mapped::Record(record) => match *record {
                Record::Guardian(guardian) => guardian,
                other => panic!("{other:?}"),
            },
            Mapped::LeftOut(why) => panic!("{why}"),
        }
    };
    let mother = linked(with("MTH"));
    assert_eq!(mother.relationship, Relationship::Guardian);
    assert_eq!(mother.person.as_deref(), Some("Person/p"));
    assert_eq!(mother.patient.0, ["Patient?http://h.example|7"]);
    assert_eq!(
        linked(with("HPOWATT")).relationship,
        Relationship::Representative
    );
    assert_eq!(
        linked(related(json!({"relationship": [{"text": "Mère"}]})).unwrap()).relationship,
        Relationship::Guardian
    );
    assert!(matches!(with("FRND"), Mapped::LeftOut(_)));
    assert!(matches!(related(json!({})).unwrap(), Mapped::LeftOut(_)));
    let astray = related(
        json!({"relationship": [{"coding": [{"code": "MTH"}]}], "patient": {"reference": "Group/7"}}),
    );
    assert_eq!(astray.unwrap_err().field, "patient");
}

#[test]
fn a_practitioner_is_invited_by_email() {
    let value = json!({"resourceType": "Practitioner", "identifier": [{"system": "s", "value": "9"}],
        "name": [{"family": "Kunze215", "given": ["Liane379"], "prefix": ["Dr."]}],
        "telecom": [{"system": "email", "use": "work", "value": "Liane379.Kunze215@example.com"}]});
    let Record::Staff(StaffRecord {
        source,
        display_name,
        email,
        ..
    }) = record(&value)
    else {
        panic!()
    };
    assert_eq!(
        (source.key.as_str(), display_name.as_str()),
        ("Practitioner?s|9", "Dr. Liane379 Kunze215")
    );
    assert_eq!(email, "Liane379.Kunze215@example.com");
    let unreachable =
        json!({"resourceType": "Practitioner", "id": "1", "name": [{"family": "Roy"}]});
    assert!(matches!(mapped(&unreachable).unwrap(), Mapped::LeftOut(_)));
    let role = json!({"resourceType": "PractitionerRole", "practitioner": {"reference": "Practitioner/1"},
        "code": [{"text": "Nurse"}], "telecom": [{"system": "email", "value": "roy@example.org"}]});
    let mut shelf = Shelf::default();
    shelf.put(
        serde_json::from_value::<fhir::PractitionerRole>(role)
            .unwrap()
            .into(),
        None,
        date(2026, 3, 1),
    );
    let Mapped::Record(record) = mapped_with(&shelf, &unreachable).unwrap() else {
        panic!()
    };
    let Record::Staff(StaffRecord { email, title, .. }) = *record else {
        panic!()
    };
    assert_eq!(
        (email.as_str(), title.as_str()),
        ("roy@example.org", "Nurse")
    );
}

fn document(more: Value) -> Value {
    let mut value = json!({"resourceType": "DocumentReference", "id": "d", "status": "superseded",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2", "display": "History and physical note"}]},
        "subject": {"reference": "Patient/1"}, "date": "1928-11-05T23:50:16.824-05:00",
        "author": [{"display": "Dr. Liane379 Kunze215"}],
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": "Q2Fmw6k="}}]});
    value
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    value
}

#[test]
fn a_note_comes_in_with_its_text_author_and_day() {
    let note = item(&document(json!({})));
    assert_eq!(
        (note.kind, note.date.as_str(), note.title.as_str()),
        ("encounter_note", "1928-11-05", "History and physical note")
    );
    assert_eq!(note.author, "Dr. Liane379 Kunze215");
    assert_eq!(text(&note), "Café");
    let Content::File(file) = note.content else {
        panic!()
    };
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str()),
        ("History and physical note.txt", "text/plain")
    );
}

#[test]
fn a_documents_kind_follows_code_type_and_words() {
    let kind = |more: Value| item(&document(more)).kind;
    assert_eq!(
        kind(json!({"type": {"coding": [{"system": "http://loinc.org", "code": "11502-2"}]}})),
        "lab_result"
    );
    for (words, expected) in [
        ("Laboratory requisition", "lab_requisition"),
        ("Résultat de laboratoire", "lab_result"),
        ("Consent form", "form"),
        ("Facture", "invoice"),
        ("Intake questionnaire", "questionnaire"),
        ("Referral letter", "inbox_item"),
        ("Progress note", "encounter_note"),
        ("Something else", "document"),
    ] {
        assert_eq!(kind(json!({"type": {"text": words}})), expected, "{words}");
    }
    let video = json!({"type": {"text": "How to use an inhaler"},
        "content": [{"attachment": {"contentType": "video/mp4", "url": "https://videos.example.org/inhaler"}}]});
    let video = item(&document(video));
    assert_eq!(
        (video.kind, text(&video).as_str()),
        ("educational_video", "https://videos.example.org/inhaler")
    );
}

#[test]
fn content_comes_from_the_best_form_or_from_a_binary() {
    let forms = json!({"content": [
        {"attachment": {"contentType": "text/html", "data": "PHA+SGk8L3A+"}},
        {"attachment": {"contentType": "application/pdf", "data": "JVBERi0xLjQK", "title": "a/b: c"}}
    ]});
    let Content::File(file) = item(&document(forms)).content else {
        panic!()
    };
    assert_eq!(
        (file.name.as_str(), file.bytes.as_slice()),
        ("a-b- c.pdf", b"%PDF-1.4\n".as_slice())
    );
    let html = json!({"content": [{"attachment": {"contentType": "text/html", "data": "PHA+SGkgPGI+eW91PC9iPjwvcD48c2NyaXB0PngoKTwvc2NyaXB0Pg=="}}]});
    assert_eq!(text(&item(&document(html))).trim(), "Hi you");
    let contained = json!({"contained": [{"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "SGk="}],
        "content": [{"attachment": {"url": "#b"}}]});
    assert_eq!(text(&item(&document(contained))), "Hi");

    let mut shelf = Shelf::default();
    let binary = fhir::Binary {
        content_type: Some("text/plain".into()),
        data: Some("SGk=".into()),
        ..Default::default()
    };
    shelf.resources.insert("Binary/b".into(), binary.into());
    let apart = document(json!({"content": [{"attachment": {"url": "Binary/b"}}]}));
    assert!(matches!(
        mapped_with(&shelf, &apart).unwrap(),
        Mapped::Record(_)
    ));
    assert_eq!(
        mapped(&apart).unwrap_err().field,
        "content[0].attachment.url"
    );
    for (data, field) in [
        ("", "content[0].attachment.data"),
        ("@@", "content[0].attachment.data"),
    ] {
        let broken = document(
            json!({"content": [{"attachment": {"contentType": "text/plain", "data": data}}]}),
        );
        assert_eq!(mapped(&broken).unwrap_err().field, field);
    }
}

#[test]
fn visits_reports_questionnaires_and_bills_are_written_out() {
    let visit = item(
        &json!({"resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Patient/1"},
        "type": [{"text": "Prenatal visit"}], "period": {"start": "1989-10-04T02:25:16-04:00", "end": "1989-10-04T06:20:16-04:00"},
        "reasonCode": [{"coding": [{"display": "Pregnancy"}]}], "participant": [{"individual": {"display": "Dr. Roy"}}]}),
    );
    assert_eq!(
        (visit.kind, visit.date.as_str(), visit.author.as_str()),
        ("encounter_note", "1989-10-04", "Dr. Roy")
    );
    assert_eq!(
        text(&visit),
        "Prenatal visit\nFrom: 1989-10-04 02:25\nTo: 1989-10-04 06:20\nReason: Pregnancy\nWith: Dr. Roy\n"
    );

    let report = item(
        &json!({"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": {"reference": "Patient/1"},
        "code": {"text": "Lipids"}, "effectiveDateTime": "2020-02-03", "conclusion": "All well.",
        "contained": [{"resourceType": "Observation", "id": "o", "code": {"text": "HDL"}, "valueQuantity": {"value": 1.4, "unit": "mmol/L"}}],
        "result": [{"reference": "#o"}, {"reference": "Observation/x", "display": "LDL"}]}),
    );
    assert_eq!(
        (report.kind, text(&report).as_str()),
        (
            "lab_result",
            "Lipids\n\nAll well.\n\nHDL: 1.4 mmol/L\nLDL\n"
        )
    );

    let answers = item(
        &json!({"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "subject": {"reference": "Patient/1"},
        "questionnaire": "https://q.example.org/sleep-diary|1", "authored": "2020-02-03T10:00:00Z",
        "item": [{"text": "Sleep", "item": [{"text": "Tired?", "answer": [{"valueBoolean": true}]}, {"text": "Hours", "answer": [{"valueInteger": 6}]}]}]}),
    );
    assert_eq!(
        (answers.kind, answers.title.as_str()),
        ("questionnaire", "sleep diary")
    );
    assert_eq!(
        text(&answers),
        "sleep diary\n\nSleep\n  Tired?\n    - Yes\n  Hours\n    - 6\n"
    );

    let bill = item(
        &json!({"resourceType": "Invoice", "id": "i", "status": "issued", "subject": {"reference": "Patient/1"},
        "date": "2020-02-03", "totalGross": {"value": 40.5, "currency": "CAD"}}),
    );
    assert_eq!(
        (bill.kind, text(&bill).as_str()),
        (
            "invoice",
            "Invoice\nDate: 2020-02-03\nStatus: issued\nTo pay: 40.5 CAD\n"
        )
    );
}

#[test]
fn an_appointment_belongs_to_the_patient_who_takes_part() {
    let value = json!({"resourceType": "Appointment", "id": "a", "status": "booked", "start": "2026-04-01T09:30:00-04:00",
        "end": "2026-04-01T09:45:00-04:00", "serviceType": [{"text": "Check-up"}],
        "participant": [{"actor": {"reference": "Practitioner/1"}}, {"actor": {"reference": "Patient/7"}}]});
    let Record::Appointment(appointment) = record(&value) else {
        panic!()
    };
    assert_eq!(
        (appointment.starts_at, appointment.ends_at),
        (1_775_050_200_000, Some(1_775_051_100_000))
    );
    assert_eq!(
        (
            appointment.patient.0[0].as_str(),
            appointment.description.as_str()
        ),
        ("Patient/7", "Check-up")
    );
    let mut nobody = value.clone();
    nobody["participant"] = json!([]);
    assert_eq!(mapped(&nobody).unwrap_err().field, "participant.actor");
    let mut backwards = value;
    backwards["end"] = json!("2026-04-01T09:00:00-04:00");
    assert_eq!(mapped(&backwards).unwrap_err().field, "end");
}

#[test]
fn what_was_entered_in_error_stays_out() {
    let wrong = document(json!({"status": "entered-in-error"}));
    assert!(matches!(mapped(&wrong).unwrap(), Mapped::LeftOut(_)));
}
