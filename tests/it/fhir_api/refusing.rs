//! Errors: the right status, and an OperationOutcome that is one.

use serde_json::json;

use super::{ALL, Fhir, codes, places};
use crate::support::{TestApp, both_engines};

both_engines!(
    errors_are_outcomes_with_the_right_status,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let body = json!({ "resourceType": "Patient" });
        let nobody = app.browser().get("/fhir/r4/Patient").await;
        assert_eq!(nobody.is(401).header("www-authenticate"), "Bearer");
        fhir.remember(&nobody);
        for path in [
            "Patient/nonsense",
            "Patient/0190a000-0000-7000-8000-000000000000",
            "Nonsense",
            "Nonsense/1",
            "Task",
            "Binary",
        ] {
            let answer = fhir.get(path).await;
            assert_eq!(
                answer.is(404).header("content-type"),
                "application/fhir+json",
                "{path}"
            );
        }
        fhir.post("Practitioner", &body, &[]).await.is(404);
        fhir.get_with("Patient", &[("accept", "application/fhir+xml")])
            .await
            .is(406);
        fhir.get("Patient?_format=xml").await.is(406);
        let key = fhir.secret.clone();
        let form = app
            .browser()
            .send(|http, url| {
                http.post(url("/fhir/r4/Patient"))
                    .bearer_auth(&key)
                    .header("content-type", "application/fhir+xml")
                    .body("<Patient/>")
            })
            .await;
        form.is(415);
        fhir.remember(&form);
        let wrong = json!({ "resourceType": "Person" });
        assert_eq!(
            places(&fhir.post("Patient", &wrong, &[]).await.is(400).json()),
            ["resourceType"]
        );
        fhir.post("Patient", &json!("x"), &[]).await.is(400);
        assert_eq!(
            codes(&fhir.post("Patient", &body, &[]).await.is(422).json()),
            ["fhir_one_expected"]
        );
        let reader = Fhir::new(&app, &clinic.nurse, "patients:read").await;
        let denied = reader.post("Patient", &body, &[]).await;
        fhir.remember(&denied);
        denied.is(403);
        fhir.check();
    }
);

both_engines!(
    a_search_that_is_not_understood_says_so,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.new_patient(&clinic).create().await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let strict = [("prefer", "respond-async, handling=strict")];
        let refused = fhir
            .get_with("Patient?favourite=x", &strict)
            .await
            .is(400)
            .json();
        assert_eq!(
            (codes(&refused), places(&refused)),
            (vec!["fhir_parameter_unknown"], vec!["favourite"])
        );
        assert_eq!(fhir.all("Patient?favourite=x").await.len(), 1);
        for asked in [
            "family:exact=Lee",
            "birthdate=yesterday",
            "birthdate=ne1990",
            "_count=0",
            "_count=x",
            "active=perhaps",
            "email=a&email=b",
        ] {
            let outcome = fhir.get(&format!("Patient?{asked}")).await.is(400).json();
            let name = asked.split('=').next().unwrap_or_default();
            assert_eq!(places(&outcome), [name], "{asked}");
        }
        assert_eq!(
            fhir.get("Patient?_count=100000").await.is(200).json()["entry"]
                .as_array()
                .map(Vec::len),
            Some(1)
        );
        fhir.check();
    }
);
