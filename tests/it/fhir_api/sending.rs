//! A Communication that is created is a message that is sent; what came of it reads back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{ALL, Fhir, codes, ids, places, recorded};
use crate::support::{Patient, TestApp, both_engines, files};

/// A message to a patient.
fn message(patient: &Patient) -> Value {
    json!({
        "resourceType": "Communication",
        "status": "completed",
        "subject": { "reference": format!("Patient/{}", patient.id) },
        "topic": { "text": "Your results" },
        "payload": [{ "contentString": "All is well.\n\nSee you <soon>." }],
    })
}

both_engines!(
    creating_one_notifies_the_patient_and_reads_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (_, link) = app.guardian(&patient, "Ann", "Lee").await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let mut body = message(&patient);
        body["sender"] = json!({ "reference": format!("HealthcareService/{}", clinic.nurses) });
        body["recipient"] = json!([
            { "reference": format!("Patient/{}", patient.id) },
            { "reference": format!("RelatedPerson/{link}") },
            { "reference": format!("Practitioner/{}", clinic.receptionist.id) },
        ]);
        let answer = fhir.post("Communication", &body, &[]).await;
        let sent = answer.is(201).json();
        let id = sent["id"].as_str().expect("an id");
        assert_eq!(
            answer.header("location"),
            format!("{}/fhir/r4/Communication/{id}", app.base_url)
        );
        assert_eq!(
            sent["payload"][0]["contentString"],
            "All is well.\nSee you <soon>."
        );
        let html = STANDARD
            .decode(
                sent["payload"][1]["contentAttachment"]["data"]
                    .as_str()
                    .expect("data"),
            )
            .expect("base64");
        assert_eq!(
            String::from_utf8_lossy(&html),
            "<p>All is well.</p><p>See you &lt;soon&gt;.</p>"
        );
        assert_eq!(
            sent["sender"]["reference"],
            format!("HealthcareService/{}", clinic.nurses)
        );
        let to: Vec<&str> = sent["recipient"]
            .as_array()
            .expect("recipients")
            .iter()
            .filter_map(|r| r["reference"].as_str())
            .collect();
        assert_eq!(to.len(), 3, "{to:?}");
        assert_eq!(
            fhir.get(&format!("Communication/{id}"))
                .await
                .is(200)
                .json(),
            sent
        );
        let head = sent["partOf"][0]["reference"]
            .as_str()
            .expect("a header")
            .to_owned();
        let header = fhir.get(&head).await.is(200).json();
        assert_eq!(
            (&header["status"], &header["topic"]["text"]),
            (&json!("in-progress"), &json!("Your results"))
        );
        app.run_jobs().await;
        assert_eq!(
            app.texts.take().len() + app.mail.take().len(),
            2,
            "the patient and the guardian are told"
        );
        assert_eq!(recorded(&app, "conversation.send").await.len(), 1);
        fhir.check();
    }
);

both_engines!(
    a_reply_joins_its_header_and_a_guardian_answers_for_the_child,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (guardian, link) = app.guardian(&patient, "Ann", "Lee").await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let first = app
            .write_to(&clinic, &patient, "Rash", "<p>Any news?</p>", true)
            .await;
        let letter = app.link(first, &patient, guardian).await;
        let reader = app.browser();
        reader.get(&letter).await.is(200);
        reader.post("/sign-in/passcode", &[]).await.is(200);
        let code = app.passcode().await;
        reader
            .try_in(&code, crate::support::BIRTH_DATE)
            .await
            .is(200);
        let thread = format!("/messages/{}/reply", first.conversation);
        reader
            .post(&thread, &[("body", "Better now.")])
            .await
            .is(200);
        let answer = json!({
            "resourceType": "Communication",
            "status": "completed",
            "partOf": [{ "reference": format!("Communication/{}", first.conversation) }],
            "payload": [{ "contentAttachment": { "contentType": "text/html", "data": STANDARD.encode("<p>Good. <b>Bye</b><script>x</script></p>") } }],
            "extension": [{ "url": format!("{}/ns/allow-response", app.base_url), "valueBoolean": false }],
        });
        let sent = fhir
            .post("Communication", &answer, &[])
            .await
            .is(201)
            .json();
        let parts = fhir
            .all(&format!(
                "Communication?part-of=Communication/{}",
                first.conversation
            ))
            .await;
        assert_eq!(ids(&parts)[0], sent["id"].as_str().expect("an id"));
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0]["payload"][0]["contentString"], "Good. Bye");
        let from_guardian = &parts[1];
        assert_eq!(
            from_guardian["sender"],
            json!({ "reference": format!("RelatedPerson/{link}"), "display": "Ann Lee" })
        );
        assert_eq!(
            from_guardian["subject"]["reference"],
            format!("Patient/{}", patient.id)
        );
        let header = fhir
            .get(&format!("Communication/{}", first.conversation))
            .await
            .is(200)
            .json();
        assert_eq!(
            header["status"], "completed",
            "it was closed as it was sent"
        );
        let again = fhir.post("Communication", &answer, &[]).await;
        assert_eq!(
            codes(&again.is(409).json()),
            ["conversation_closed_for_staff"]
        );
        app.run_jobs().await;
        fhir.check();
    }
);

both_engines!(
    a_key_sends_once_and_what_is_in_the_way_is_named,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let once = [("idempotency-key", "k1")];
        let first = fhir
            .post("Communication", &message(&patient), &once)
            .await
            .is(201)
            .json();
        let again = fhir.post("Communication", &message(&patient), &once).await;
        assert_eq!(
            (again.is(201).json(), again.header("location").is_empty()),
            (first, false)
        );
        assert_eq!(fhir.all("Communication?category=message").await.len(), 1);
        let mut wrong = message(&patient);
        wrong["topic"]["text"] = json!("x".repeat(200));
        wrong["payload"][0]["contentString"] = json!(" ");
        let outcome = fhir.post("Communication", &wrong, &[]).await.is(422).json();
        assert_eq!(places(&outcome), ["Communication.payload"]);
        wrong["payload"][0]["contentString"] = json!("x");
        wrong["sender"] = json!({ "reference": format!("Practitioner/{}", clinic.owner.id) });
        let outcome = fhir.post("Communication", &wrong, &[]).await.is(422).json();
        assert_eq!(
            places(&outcome),
            ["Communication.topic.text", "Communication.sender"]
        );
        let mut draft = message(&patient);
        draft["status"] = json!("preparation");
        assert_eq!(
            places(&fhir.post("Communication", &draft, &[]).await.is(422).json()),
            ["Communication.status"]
        );
        let mut stranger = message(&patient);
        stranger["recipient"] = json!([{ "reference": format!("RelatedPerson/{}", patient.id) }]);
        assert_eq!(
            places(
                &fhir
                    .post("Communication", &stranger, &[])
                    .await
                    .is(422)
                    .json()
            ),
            ["Communication.recipient[0]"]
        );
        let nobody = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
        assert_eq!(
            codes(
                &nobody
                    .post("Communication", &message(&patient), &[])
                    .await
                    .is(422)
                    .json()
            ),
            ["patient_unknown"]
        );
        app.run_jobs().await;
        fhir.check();
    }
);

both_engines!(
    a_file_goes_along_and_comes_out_by_its_binary,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let form = Form::new().part("file", Part::bytes(files::PDF).file_name("Result.pdf"));
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
        let mut body = message(&patient);
        let payload = body["payload"].as_array_mut().expect("payload");
        payload.push(json!({ "contentAttachment": { "url": format!("Binary/{file}"), "contentType": "application/pdf" } }));
        let sent = fhir.post("Communication", &body, &[]).await.is(201).json();
        let attachment = &sent["payload"][2]["contentAttachment"];
        assert_eq!(
            (&attachment["title"], &attachment["contentType"]),
            (&json!("Result.pdf"), &json!("application/pdf"))
        );
        let address = attachment["url"].as_str().expect("an address");
        let content = fhir
            .get_with(address, &[("accept", "application/pdf")])
            .await;
        assert_eq!(content.is(200).bytes, files::PDF);
        let part = fhir.get_with(address, &[("range", "bytes=0-4")]).await;
        assert_eq!(part.is(206).bytes, b"%PDF-");
        let wrapped = fhir
            .get_with(address, &[("accept", "application/fhir+json")])
            .await
            .is(200)
            .json();
        assert_eq!(
            STANDARD
                .decode(wrapped["data"].as_str().expect("data"))
                .expect("base64"),
            files::PDF
        );
        let formatted = fhir
            .get(&format!("{address}?_format=json"))
            .await
            .is(200)
            .json();
        assert_eq!(formatted, wrapped);
        assert!(recorded(&app, "attachment.download").await.len() >= 4);
        let charts = Fhir::new(&app, &clinic.nurse, "patients:read").await;
        charts.get(address).await.is(404);
        let staff = Fhir::new(&app, &clinic.nurse, "staff:read").await;
        staff.get(address).await.is(403);
        let stranger = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
        stranger.get(address).await.is(404);
        app.run_jobs().await;
        fhir.check();
    }
);

both_engines!(
    what_a_message_asks_for_is_taken_and_reads_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let owner = app.signed_in(&clinic.owner).await;
        crate::billing::fee_code(&owner, "A100", "45.00").await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let own = |name: &str| format!("{}/ns/{name}", app.base_url);
        let mut body = message(&patient);
        body["sender"] = json!({ "reference": format!("Organization/{}", clinic.id) });
        body["extension"] = json!([
            { "url": own("allow-response"), "valueBoolean": true },
            { "url": own("allow-attachments"), "valueBoolean": true },
            { "url": own("require-response-days"), "valueInteger": 7 },
            { "url": own("notify-if-unread-days"), "valueInteger": 3 },
            { "url": own("fee-code"), "valueCode": "A100" },
        ]);
        let sent = fhir.post("Communication", &body, &[]).await.is(201).json();
        assert_eq!(
            sent["extension"],
            json!(body["extension"].as_array().expect("five")[..4])
        );
        let clinic_itself = json!({ "reference": format!("Organization/{}", clinic.id) });
        assert_eq!(sent["sender"], clinic_itself);
        let head = sent["partOf"][0]["reference"].as_str().expect("a header");
        let id = head.trim_start_matches("Communication/");
        let program = app.program(&clinic.nurse, "messages:read").await;
        let thread = program.get(&format!("/api/v1/conversations/{id}")).await;
        let thread = thread.is(200).json();
        assert_eq!(thread["mask_name"], true);
        assert_eq!(thread["messages"][0]["require_response_days"], 7);
        let report = owner.get("/staff/billing").await;
        report.is(200).shows("A100").shows("45.00");

        // With an identity, the name is masked by the extension.
        body["sender"] = json!({ "reference": format!("HealthcareService/{}", clinic.nurses) });
        body["extension"] = json!([{ "url": own("mask-name"), "valueBoolean": true }]);
        let sent = fhir.post("Communication", &body, &[]).await.is(201).json();
        assert_eq!(sent["sender"], clinic_itself);

        // A further message is as its conversation is.
        let further = json!({
            "resourceType": "Communication", "status": "completed", "partOf": sent["partOf"],
            "payload": [{ "contentString": "More." }],
            "extension": [{ "url": own("mask-name"), "valueBoolean": true }],
        });
        let refused = fhir.post("Communication", &further, &[]).await;
        assert_eq!(codes(&refused.is(422).json()), ["fhir_settled_by_header"]);

        // What is wrong is named with its element.
        body["extension"] = json!([
            { "url": own("allow-response"), "valueBoolean": false },
            { "url": own("require-response-days"), "valueInteger": 10_000 },
            { "url": own("fee-code"), "valueCode": "Z9" },
        ]);
        let refused = fhir.post("Communication", &body, &[]).await.is(422).json();
        assert_eq!(
            codes(&refused),
            [
                "require_days_range",
                "require_needs_allow",
                "fee_code_unknown"
            ]
        );
        assert_eq!(places(&refused), ["Communication.extension"; 3]);
        let stranger = app.other_clinic().await.id;
        let mut body = message(&patient);
        body["sender"] = json!({ "reference": format!("Organization/{stranger}") });
        let refused = fhir.post("Communication", &body, &[]).await;
        assert_eq!(codes(&refused.is(422).json()), ["fhir_sender_wrong"]);
        app.run_jobs().await;
        fhir.check();
    }
);
