//! Patients, related persons and documents that come in.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{ALL, Fhir, codes, ids, places, recorded};
use crate::support::{TestApp, both_engines, files};

fn patient(app: &TestApp) -> Value {
    json!({
        "resourceType": "Patient",
        "identifier": [{ "system": format!("{}/ns/identifier/health_number", app.base_url), "value": "99 88 77" }],
        "active": true,
        "name": [{ "use": "official", "family": "Côté", "given": ["Anne", "Marie"] }],
        "telecom": [
            { "system": "phone", "use": "mobile", "value": "613 555 0177", "rank": 1 },
            { "system": "email", "value": "anne@home.example", "rank": 2 },
        ],
        "gender": "female",
        "birthDate": "1979-05-06",
        "communication": [{ "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "fr-CA" }] }, "preferred": true }],
    })
}

both_engines!(
    a_patient_is_created_once_and_keeps_everything,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let condition = format!(
            "identifier={}/ns/identifier/health_number|998877",
            app.base_url
        );
        let unless = [("if-none-exist", condition.as_str())];
        let answer = fhir.post("Patient", &patient(&app), &unless).await;
        let made = answer.is(201).json();
        assert_eq!(answer.header("etag"), "W/\"1\"");
        assert_eq!(made["name"][0]["given"], json!(["Anne Marie"]));
        assert_eq!(
            made["telecom"][1],
            json!({ "system": "phone", "use": "mobile", "value": "+16135550177", "rank": 1 })
        );
        assert_eq!(
            made["communication"][0]["language"]["coding"][0]["code"],
            "fr"
        );
        assert_eq!(made["identifier"][0]["value"], "99 88 77");
        let again = fhir.post("Patient", &patient(&app), &unless).await;
        assert_eq!(again.is(200).json(), made);
        assert_eq!(again.header("location"), answer.header("location"));
        assert_eq!(fhir.all("Patient").await.len(), 1);
        let taken = fhir
            .post("Patient", &patient(&app), &[])
            .await
            .is(422)
            .json();
        assert_eq!(
            (codes(&taken), places(&taken)),
            (vec!["identifier_taken"], vec!["Patient.identifier"])
        );
        let other = [("if-none-exist", "unheard=1")];
        fhir.post("Patient", &patient(&app), &other).await.is(400);
        let mut twin = patient(&app);
        twin["identifier"] = json!([]);
        twin.as_object_mut()
            .expect("an object")
            .remove("identifier");
        fhir.post("Patient", &twin, &[]).await.is(201);
        let both = [("if-none-exist", "family=cote")];
        fhir.post("Patient", &twin, &both).await.is(412);
        assert_eq!(recorded(&app, "patient.create").await.len(), 2);
        fhir.check();
    }
);

both_engines!(
    what_a_patient_cannot_keep_is_refused_with_its_path,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let mut more = patient(&app);
        more["maritalStatus"] = json!({ "text": "married" });
        more["modifierExtension"] = json!([{ "url": "http://x", "valueBoolean": true }]);
        more["name"][0]["prefix"] = json!(["Dr"]);
        let outcome = fhir.post("Patient", &more, &[]).await.is(422).json();
        assert_eq!(
            places(&outcome),
            [
                "Patient.maritalStatus.text",
                "Patient.modifierExtension[0].url",
                "Patient.modifierExtension[0].valueBoolean",
                "Patient.name[0].prefix[0]"
            ]
        );
        let mut wrong = patient(&app);
        wrong["birthDate"] = json!("2999-01-01");
        wrong["gender"] = json!("femme");
        let outcome = fhir.post("Patient", &wrong, &[]).await.is(422).json();
        assert_eq!(places(&outcome), ["Patient.birthDate", "Patient.gender"]);
        let mut stranger = patient(&app);
        stranger["identifier"][0]["system"] = json!("http://elsewhere.example");
        let outcome = fhir.post("Patient", &stranger, &[]).await.is(422).json();
        assert_eq!(places(&outcome), ["Patient.identifier[0].system"]);
        let mut two = patient(&app);
        two["name"] = json!([{ "family": "A" }, { "family": "B" }]);
        assert_eq!(
            places(&fhir.post("Patient", &two, &[]).await.is(422).json()),
            ["Patient.name"]
        );
        assert_eq!(fhir.all("Patient").await.len(), 0, "nothing was created");
        fhir.check();
    }
);

both_engines!(
    a_related_person_is_a_link_that_can_be_written_to,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let body = json!({
            "resourceType": "RelatedPerson",
            "patient": { "reference": format!("{}/fhir/r4/Patient/{}", app.base_url, patient.id) },
            "relationship": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "RESPRSN" }] }],
            "name": [{ "family": "Lee", "given": ["Ann"] }],
            "telecom": [{ "system": "email", "value": "ann@mail.example" }],
            "period": { "end": "2026-12-31" },
        });
        let made = fhir.post("RelatedPerson", &body, &[]).await.is(201).json();
        assert_eq!(made["period"]["end"], "2026-12-31T05:00:00.000Z");
        let person = made["identifier"][0]["value"].as_str().expect("a person");
        let people = fhir.all(&format!("Person?patient={}", patient.id)).await;
        assert!(ids(&people).contains(&person));
        let mut aunt = body.clone();
        aunt["relationship"][0]["coding"][0]["code"] = json!("AUNT");
        assert_eq!(
            places(&fhir.post("RelatedPerson", &aunt, &[]).await.is(422).json()),
            ["RelatedPerson.relationship"]
        );
        let mut over = body.clone();
        over["period"]["end"] = json!("2020-01-01");
        assert_eq!(
            places(&fhir.post("RelatedPerson", &over, &[]).await.is(422).json()),
            ["RelatedPerson.period.end"]
        );
        let desk = Fhir::new(&app, &clinic.receptionist, ALL).await;
        desk.post("RelatedPerson", &body, &[]).await.is(403);
        let stranger = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
        assert_eq!(
            codes(
                &stranger
                    .post("RelatedPerson", &body, &[])
                    .await
                    .is(422)
                    .json()
            ),
            ["patient_unknown"]
        );
        assert_eq!(
            recorded(&app, "portal_link.create").await.len(),
            2,
            "the patient's own, and this one"
        );
        fhir.check();
    }
);

both_engines!(a_document_goes_into_the_chart, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
    let form = Form::new().part("file", Part::bytes(files::PDF).file_name("Note.pdf"));
    let key = fhir.secret.clone();
    let uploaded = app
        .browser()
        .send(|http, url| {
            http.post(url("/api/v1/attachments"))
                .bearer_auth(&key)
                .multipart(form)
        })
        .await;
    let file = uploaded.is(201).json()["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let body = json!({
        "resourceType": "DocumentReference",
        "status": "current",
        "category": [{ "coding": [{ "system": format!("{}/ns/chart-item-kind", app.base_url), "code": "encounter_note" }] }],
        "subject": { "reference": format!("Patient/{}", patient.id) },
        "date": "2026-06-30T23:30:00-04:00",
        "author": [{ "display": "Dr. Okafor" }],
        "description": "Visit of June",
        "content": [{ "attachment": { "url": format!("Binary/{file}"), "contentType": "application/pdf" } }],
    });
    let made = fhir
        .post("DocumentReference", &body, &[])
        .await
        .is(201)
        .json();
    assert_eq!(
        made["date"], "2026-06-30T04:00:00.000Z",
        "the day, where the clinic is"
    );
    assert_eq!(made["author"][0]["display"], "Dr. Okafor");
    let attachment = &made["content"][0]["attachment"];
    assert_eq!(
        (&attachment["contentType"], &attachment["title"]),
        (&json!("application/pdf"), &json!("Visit of June"))
    );
    let charts = Fhir::new(&app, &clinic.nurse, "patients:read").await;
    let content = charts
        .get(attachment["url"].as_str().expect("an address"))
        .await;
    assert_eq!(content.is(200).bytes, files::PDF);
    assert_eq!(recorded(&app, "chart_item.download").await.len(), 1);
    let twice = fhir
        .post("DocumentReference", &body, &[])
        .await
        .is(422)
        .json();
    assert_eq!(
        places(&twice),
        ["DocumentReference.content[0].attachment.url"]
    );
    let mut result = body.clone();
    result["category"][0]["coding"][0]["code"] = json!("lab_result");
    assert_eq!(
        places(
            &fhir
                .post("DocumentReference", &result, &[])
                .await
                .is(422)
                .json()
        ),
        ["DocumentReference.category"]
    );
    fhir.check();
});

both_engines!(
    an_appointment_is_written_down_and_reads_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let body = json!({
            "resourceType": "Appointment",
            "status": "booked",
            "description": "Knee",
            "start": "2026-07-10T09:00:00-04:00",
            "end": "2026-07-10T09:30:00-04:00",
            "participant": [{ "actor": { "reference": format!("Patient/{}", patient.id) }, "status": "accepted" }],
        });
        let made = fhir.post("Appointment", &body, &[]).await.is(201).json();
        assert_eq!(made["start"], "2026-07-10T13:00:00.000Z");
        assert_eq!(made["description"], "Knee");
        let found = fhir
            .all(&format!("Appointment?patient={}", patient.id))
            .await;
        assert_eq!(ids(&found), [made["id"].as_str().expect("an id")]);
        for (element, value, place) in [
            ("status", json!("moved"), "Appointment.status"),
            (
                "start",
                json!("2026-07-10T10:00:00-04:00"),
                "Appointment.end",
            ),
            ("participant", json!([]), "Appointment.participant"),
            ("comment", json!("Bring a towel"), "Appointment.comment"),
        ] {
            let mut wrong = body.clone();
            wrong[element] = value;
            let outcome = fhir.post("Appointment", &wrong, &[]).await.is(422).json();
            assert_eq!(places(&outcome), [place]);
        }
        let mut stranger = body.clone();
        stranger["participant"][0]["actor"]["reference"] =
            json!("Patient/01980000-0000-7000-8000-000000000000");
        let outcome = fhir
            .post("Appointment", &stranger, &[])
            .await
            .is(422)
            .json();
        assert_eq!(places(&outcome), ["Appointment.participant"]);
        assert_eq!(recorded(&app, "appointment.create").await.len(), 1);
        fhir.check();
    }
);

both_engines!(m61_a_bill_is_issued_and_reads_back, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let fhir = Fhir::new(&app, &clinic.owner, ALL).await;
    let body = json!({
        "resourceType": "Invoice",
        "status": "issued",
        "subject": { "reference": format!("Patient/{}", patient.id) },
        "lineItem": [{
            "sequence": 1,
            "chargeItemCodeableConcept": { "text": "Note" },
            "priceComponent": [{ "type": "base", "amount": { "value": 25.5, "currency": "CAD" } }]
        }],
    });
    let made = fhir.post("Invoice", &body, &[]).await.is(201).json();
    assert_eq!(made["totalGross"]["value"], 25.5);
    assert_eq!(made["identifier"][0]["value"], "1001");
    let id = made["id"].as_str().expect("an id");
    for search in [
        format!("Invoice?patient={}", patient.id),
        "Invoice?status=issued".to_owned(),
        format!("Invoice?_id={id}"),
    ] {
        assert_eq!(ids(&fhir.all(&search).await), [id], "{search}");
    }
    assert!(fhir.all("Invoice?status=balanced").await.is_empty());
    for (element, value, place) in [
        ("status", json!("draft"), "Invoice.status"),
        ("lineItem", json!([]), "Invoice.lineItem"),
        ("paymentTerms", json!("Soon"), "Invoice.paymentTerms"),
    ] {
        let mut wrong = body.clone();
        wrong[element] = value;
        let outcome = fhir.post("Invoice", &wrong, &[]).await.is(422).json();
        assert_eq!(places(&outcome), [place]);
    }
    assert_eq!(recorded(&app, "invoice.create").await.len(), 1);
    fhir.check();
});
