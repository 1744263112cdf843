//! Each resource, read and searched.

use carepost::features::patients::ChartKind;
use carepost::platform::ids::PatientId;
use serde_json::{Value, json};

use super::{ALL, Fhir, entries, ids, recorded};
use crate::support::{TestApp, both_engines};

both_engines!(
    what_it_can_do_is_told_to_anybody_and_can_be_done,
    async |app: TestApp| {
        let fhir = Fhir::new(&app, &app.clinic().await.owner, ALL).await;
        let told = app.browser().get("/fhir/r4/metadata?_format=json").await;
        assert_eq!(told.is(200).header("content-type"), "application/fhir+json");
        fhir.remember(&told);
        let statement = told.json();
        assert_eq!(statement["fhirVersion"], "4.0.1");
        let listed = statement["rest"][0]["resource"]
            .as_array()
            .expect("resources")
            .clone();
        let named = |name: &str| listed.iter().any(|r| r["type"] == name);
        assert!(named("Communication") && named("Binary") && named("AuditEvent"));
        assert!(named("Invoice") && !named("Task"), "there is none yet");
        for resource in listed.iter().filter(|r| r["type"] != "Binary") {
            let kind = resource["type"].as_str().expect("a type");
            for param in resource["searchParam"].as_array().expect("parameters") {
                let (name, of) = (param["name"].as_str().expect("a name"), &param["type"]);
                let value = match of.as_str() {
                    Some("date") => "ge2026-01-01",
                    Some("number") => "7",
                    _ if name == "active" => "true",
                    _ => "x",
                };
                let asked = format!("{kind}?{name}={value}");
                fhir.get_with(&asked, &[("prefer", "handling=strict")])
                    .await
                    .is(200);
            }
        }
        fhir.check();
    }
);

both_engines!(
    the_clinic_and_its_people_are_resources,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let fhir = Fhir::new(&app, &clinic.nurse, "staff:read").await;
        let organizations = fhir.all("Organization").await;
        assert_eq!(ids(&organizations), [clinic.id.to_string()]);
        assert_eq!(organizations[0]["name"], "Riverside Family Practice");
        fhir.get(&format!("Organization/{}", other.id))
            .await
            .is(404);
        assert_eq!(fhir.all("Practitioner").await.len(), 4);
        let marc = fhir.all("Practitioner?name=tremb&active=true").await;
        assert_eq!(ids(&marc), [clinic.nurse.id.to_string()]);
        assert_eq!(marc[0]["telecom"][0]["value"], "marc@riverside.example");
        fhir.get(&format!("Practitioner/{}", other.nurse.id))
            .await
            .is(404);
        let role = fhir
            .get(&format!("PractitionerRole/{}", clinic.receptionist.id))
            .await;
        let role = role.is(200).json();
        assert_eq!(role["code"][0]["text"], "Receptionist");
        assert_eq!(
            role["healthcareService"][0]["reference"],
            format!("HealthcareService/{}", clinic.front_desk)
        );
        let serving = format!(
            "PractitionerRole?service=HealthcareService/{}",
            clinic.nurses
        );
        assert_eq!(fhir.all(&serving).await.len(), 2);
        let desk = fhir
            .get(&format!("HealthcareService/{}", clinic.front_desk))
            .await;
        assert_eq!(
            desk.is(200).json()["providedBy"]["reference"],
            format!("Organization/{}", clinic.id)
        );
        fhir.get("Patient").await.is(403);
        fhir.check();
    }
);

both_engines!(a_patient_reads_back_as_r4_has_it, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app
        .new_patient(&clinic)
        .identifier("health_number", "1234-567-890")
        .create()
        .await;
    let fhir = Fhir::new(&app, &clinic.nurse, "patients:read").await;
    let answer = fhir.get(&format!("Patient/{patient}")).await;
    let read = answer.is(200).json();
    assert_eq!(answer.header("content-type"), "application/fhir+json");
    assert_eq!(answer.header("etag"), "W/\"1\"");
    assert_eq!(
        answer.header("last-modified"),
        "Thu, 02 Jul 2026 14:20:00 GMT"
    );
    assert_eq!(read["meta"]["versionId"], "1");
    assert_eq!(read["name"][0]["family"], "Tremblay");
    assert_eq!(
        (&read["gender"], &read["birthDate"]),
        (&json!("unknown"), &json!("1988-03-14"))
    );
    assert_eq!(
        read["telecom"][0],
        json!({ "system": "email", "value": "amelie@home.example", "rank": 1 })
    );
    assert_eq!(read["telecom"][1]["value"], "+16135550142");
    assert_eq!(read["identifier"][0]["type"]["coding"][0]["code"], "JHN");
    assert_eq!(read["communication"][0]["preferred"], true);
    let unchanged = fhir
        .get_with(
            &format!("Patient/{patient}"),
            &[("if-none-match", "W/\"1\"")],
        )
        .await;
    unchanged.is(304);
    let stranger = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
    stranger.get(&format!("Patient/{patient}")).await.is(404);
    assert_eq!(stranger.all("Patient").await, Vec::<Value>::new());
    let reads = recorded(&app, "patient.read").await;
    assert_eq!(
        reads.len(),
        2,
        "each read is on record, the unchanged one too"
    );
    assert_eq!(reads[0].1, Some(patient.uuid()));
    fhir.check();
});

both_engines!(
    guardians_are_related_persons_and_one_person,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let child = app.patient_named(&clinic, "Sam", "Lee").await;
        let other = app.patient_named(&clinic, "Kim", "Lee").await;
        let (person, link) = app.guardian(&child, "Ann", "Lee").await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let body = json!({
            "resourceType": "RelatedPerson",
            "patient": { "reference": format!("Patient/{}", other.id) },
            "identifier": [{ "system": format!("{}/ns/portal-user", app.base_url), "value": person }],
            "relationship": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "GUARD" }] }],
        });
        let second = fhir.post("RelatedPerson", &body, &[]).await.is(201).json();
        let of_child = fhir
            .all(&format!("RelatedPerson?patient=Patient/{}", child.id))
            .await;
        assert_eq!(ids(&of_child), [link.to_string()]);
        assert_eq!(of_child[0]["active"], true);
        assert_eq!(of_child[0]["name"][0]["text"], "Ann Lee");
        let people = fhir
            .all(&format!("Person?relatedperson=RelatedPerson/{link}"))
            .await;
        assert_eq!(ids(&people), [person.to_string()]);
        let links: Vec<&str> = people[0]["link"]
            .as_array()
            .expect("links")
            .iter()
            .filter_map(|l| l["target"]["reference"].as_str())
            .collect();
        assert_eq!(
            links,
            [
                format!("RelatedPerson/{link}"),
                format!("RelatedPerson/{}", second["id"].as_str().expect("an id"))
            ]
        );
        let own = fhir
            .get(&format!("Person/{}", child.person))
            .await
            .is(200)
            .json();
        assert_eq!(
            own["link"][0]["target"]["reference"],
            format!("Patient/{}", child.id)
        );
        fhir.check();
    }
);

both_engines!(
    the_chart_comes_as_documents_reports_answers_and_visits,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient: PatientId = app.new_patient(&clinic).create().await;
        let mut made = Vec::new();
        for (kind, title) in [
            (ChartKind::LabResult, "CBC"),
            (ChartKind::Questionnaire, "PHQ-9"),
            (ChartKind::EncounterNote, "Visit of March"),
            (ChartKind::Document, "Letter"),
        ] {
            made.push(
                app.chart_item(&clinic, patient, kind, title, "2026-03-02")
                    .await,
            );
        }
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let of = |kind: &str| format!("{kind}?patient=Patient/{patient}");
        assert_eq!(
            ids(&fhir.all(&of("DiagnosticReport")).await),
            [made[0].to_string()]
        );
        assert_eq!(
            ids(&fhir.all(&of("QuestionnaireResponse")).await),
            [made[1].to_string()]
        );
        assert_eq!(
            ids(&fhir.all(&of("Encounter")).await),
            [made[2].to_string()]
        );
        // The latest first; the note is a document too.
        assert_eq!(
            ids(&fhir.all(&of("DocumentReference")).await),
            [made[3].to_string(), made[2].to_string()]
        );
        let note = fhir
            .get(&format!("DocumentReference/{}", made[2]))
            .await
            .is(200)
            .json();
        assert_eq!(
            note["context"]["encounter"][0]["reference"],
            format!("Encounter/{}", made[2])
        );
        assert_eq!(note["content"][0]["attachment"]["title"], "Visit of March");
        fhir.get(&format!("DocumentReference/{}", made[0]))
            .await
            .is(404);
        assert_eq!(
            fhir.all(&format!("{}&date=ge2026-03-03", of("DocumentReference")))
                .await
                .len(),
            0
        );
        assert_eq!(
            fhir.all(&format!("{}&date=2026-03", of("DiagnosticReport")))
                .await
                .len(),
            1
        );
        assert_eq!(
            fhir.all(&format!("{}&category=document", of("DocumentReference")))
                .await
                .len(),
            1
        );
        let stranger = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
        stranger
            .get(&format!("Encounter/{}", made[2]))
            .await
            .is(404);
        assert_eq!(stranger.all(&of("DiagnosticReport")).await.len(), 0);
        assert!(
            recorded(&app, "chart.read")
                .await
                .iter()
                .any(|r| r.1 == Some(patient.uuid()))
        );
        fhir.check();
    }
);

both_engines!(
    appointments_and_the_audit_are_resources,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (of, who) = (clinic.id, patient.id);
        app.write(move |tx, env| {
            for (status, days) in [("booked", 1), ("rescheduled", 2)] {
                let starts = env.now().plus(days * 24 * 60 * 60 * 1_000);
                tx.exec(
                    "INSERT INTO appointment (clinic_id, id, patient_id, starts_at, ends_at, status, description) VALUES ($1, $2, $3, $4, NULL, $5, 'Check-up')",
                    &[&of, &env.id::<uuid::Uuid>(), &who, &starts, &status],
                )?;
            }
            Ok(())
        })
        .await;
        let fhir = Fhir::new(&app, &clinic.manager, ALL).await;
        let booked = fhir.all(&format!("Appointment?patient={who}")).await;
        assert_eq!((booked.len(), &booked[0]["status"]), (2, &json!("booked")));
        assert_eq!(booked[1]["comment"], "rescheduled");
        assert_eq!(fhir.all("Appointment?date=ge2026-07-04").await.len(), 1);
        assert_eq!(fhir.all("Appointment?status=booked,arrived").await.len(), 1);
        fhir.get(&format!("Patient/{who}")).await.is(200);
        let events = fhir
            .all(&format!(
                "AuditEvent?patient=Patient/{who}&subtype=patient.read"
            ))
            .await;
        assert_eq!(events.len(), 1);
        assert_eq!(
            (&events[0]["action"], &events[0]["outcome"]),
            (&json!("R"), &json!("0"))
        );
        assert_eq!(
            events[0]["entity"][0]["what"]["reference"],
            format!("Patient/{who}")
        );
        let one = fhir
            .get(&format!(
                "AuditEvent/{}",
                events[0]["id"].as_str().expect("an id")
            ))
            .await;
        assert_eq!(one.is(200).json(), events[0]);
        Fhir::new(&app, &clinic.nurse, ALL)
            .await
            .get("AuditEvent")
            .await
            .is(403);
        let stranger = Fhir::new(&app, &app.other_clinic().await.manager, ALL).await;
        stranger
            .get(&format!(
                "AuditEvent/{}",
                events[0]["id"].as_str().expect("an id")
            ))
            .await
            .is(404);
        let bundle = stranger.get("Appointment").await.is(200).json();
        assert_eq!(entries(&bundle).len(), 0);
        fhir.check();
    }
);
