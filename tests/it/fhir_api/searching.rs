//! Searches: pages, parameters, and what is not understood.

use serde_json::json;

use super::{ALL, Fhir, entries, ids, link, recorded};
use crate::support::{TestApp, both_engines};

both_engines!(
    pages_are_complete_and_each_entry_comes_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let mut made = Vec::new();
        for n in 0..7 {
            let patient = app
                .new_patient(&clinic)
                .named("Ann", &format!("Lee{n}"))
                .create()
                .await;
            made.push(patient.to_string());
        }
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let first = fhir
            .get("Patient?_count=3&name=lee&unheard=x")
            .await
            .is(200)
            .json();
        assert_eq!(first["entry"].as_array().map(Vec::len), Some(3));
        assert_eq!(first["entry"][0]["search"]["mode"], "match");
        assert_eq!(
            first["entry"][0]["fullUrl"],
            format!("{}/fhir/r4/Patient/{}", app.base_url, made[0])
        );
        assert_eq!(
            link(&first, "self"),
            Some(format!(
                "{}/fhir/r4/Patient?_count=3&name=lee",
                app.base_url
            ))
        );
        // Somebody who comes in meanwhile moves nobody.
        app.new_patient(&clinic).named("Zoe", "Zed").create().await;
        assert_eq!(ids(&fhir.all("Patient?_count=3&name=lee").await), made);
        assert_eq!(fhir.all("Patient?_count=2").await.len(), 8);
        let later = fhir.get("Patient?_count=3&_cursor=nonsense").await;
        later.is(400);
        for n in 0..3 {
            let patient = app.patient_named(&clinic, "Sam", &format!("Fox{n}")).await;
            for _ in 0..2 {
                app.write_to(&clinic, &patient, "S", "<p>x</p>", true).await;
            }
        }
        let whole = fhir.all("Communication").await;
        assert_eq!(whole.len(), 12, "six conversations with a message each");
        assert_eq!(fhir.all("Communication?_count=5").await, whole);
        let manager = Fhir::new(&app, &clinic.manager, ALL).await;
        let sends = manager
            .all("AuditEvent?_count=4&subtype=conversation.send")
            .await;
        assert_eq!(sends.len(), 6);
        app.run_jobs().await;
        fhir.check();
    }
);

both_engines!(
    patients_are_found_by_each_parameter,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let amelie = app
            .new_patient(&clinic)
            .identifier("health_number", "1234 567 890")
            .create()
            .await
            .to_string();
        app.clock.advance(60_000);
        let noel = app
            .new_patient(&clinic)
            .named("Noël", "de la Cruz")
            .born("1990-12-01")
            .email(Some("noel@home.example"))
            .mobile(Some("+1 416 555 0199"))
            .create()
            .await
            .to_string();
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let system = format!("{}%2Fns%2Fidentifier%2Fhealth_number", app.base_url);
        for (asked, found) in [
            ("family=TREM".to_owned(), vec![&amelie]),
            ("family=cruz&given=noel".to_owned(), vec![&noel]),
            ("given=trem".to_owned(), vec![]),
            ("name=No%C3%ABl%20Cruz".to_owned(), vec![&noel]),
            ("name=e&family=tremblay&given=a".to_owned(), vec![]),
            ("birthdate=1988-03-14".to_owned(), vec![&amelie]),
            (
                "birthdate=ge1988&birthdate=lt1990-12".to_owned(),
                vec![&amelie],
            ),
            ("birthdate=1990".to_owned(), vec![&noel]),
            ("email=amelie%40home.example".to_owned(), vec![&amelie]),
            ("email=amelie".to_owned(), vec![]),
            ("phone=416-555-0199".to_owned(), vec![&noel]),
            (format!("identifier={system}%7C1234567890"), vec![&amelie]),
            ("identifier=1234567890".to_owned(), vec![&amelie]),
            (
                "identifier=http%3A%2F%2Felsewhere%7C1234567890".to_owned(),
                vec![],
            ),
            (
                format!("_id={amelie},{noel},nonsense"),
                vec![&amelie, &noel],
            ),
            (format!("_id={amelie}&family=cruz"), vec![]),
            ("active=false".to_owned(), vec![]),
            (
                "_lastUpdated=gt2026-07-02T14:20:30Z".to_owned(),
                vec![&noel],
            ),
        ] {
            let strict = [("prefer", "handling=strict")];
            let bundle = fhir.get_with(&format!("Patient?{asked}"), &strict).await;
            let found_here = entries(&bundle.is(200).json());
            assert_eq!(ids(&found_here), found, "{asked}");
        }
        let searches = recorded(&app, "patient.search").await;
        assert_eq!(searches.len(), 18);
        assert_eq!(searches[0].2, "fhir=Patient shown=1");
        fhir.check();
    }
);

both_engines!(
    conversations_and_messages_are_found_by_each_parameter,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, kim) = (
            app.patient(&clinic).await,
            app.patient_named(&clinic, "Kim", "Lee").await,
        );
        let open = app.write_to(&clinic, &sam, "Open", "<p>x</p>", true).await;
        app.clock.advance(3_600_000);
        let closed = app
            .write_to(&clinic, &kim, "Closed", "<p>x</p>", false)
            .await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let (oc, om) = (open.conversation.to_string(), open.message.to_string());
        let (cc, cm) = (closed.conversation.to_string(), closed.message.to_string());
        for (asked, found) in [
            (format!("patient=Patient/{}", sam.id), vec![&om, &oc]),
            (format!("subject:Patient={}", kim.id), vec![&cm, &cc]),
            (format!("part-of=Communication/{cc}"), vec![&cm]),
            ("category=conversation".to_owned(), vec![&cc, &oc]),
            (
                "category=conversation&status=completed".to_owned(),
                vec![&cc],
            ),
            ("status=in-progress".to_owned(), vec![&oc]),
            (
                "category=message&status=completed".to_owned(),
                vec![&cm, &om],
            ),
            ("category=message&status=in-progress".to_owned(), vec![]),
            (
                "category=message&sent=lt2026-07-02T14:30:00Z".to_owned(),
                vec![&om],
            ),
            (
                "category=conversation&_lastUpdated=ge2026-07-02T15:00:00Z".to_owned(),
                vec![&cc],
            ),
            (format!("_id={om},{cc}"), vec![&cc, &om]),
            (format!("_id={om}&patient={}", kim.id), vec![]),
            ("status=on-hold".to_owned(), vec![]),
            ("patient=Practitioner/7".to_owned(), vec![]),
        ] {
            let strict = [("prefer", "handling=strict")];
            let bundle = fhir
                .get_with(&format!("Communication?{asked}"), &strict)
                .await;
            let found_here = entries(&bundle.is(200).json());
            assert_eq!(ids(&found_here), found, "{asked}");
        }
        let stranger = Fhir::new(&app, &app.other_clinic().await.owner, ALL).await;
        assert_eq!(stranger.all("Communication").await.len(), 0);
        stranger.get(&format!("Communication/{oc}")).await.is(404);
        stranger.get(&format!("Communication/{om}")).await.is(404);
        let of_sam = recorded(&app, "conversation.list").await;
        assert_eq!(of_sam[0].1, Some(sam.id.uuid()));
        app.run_jobs().await;
        fhir.check();
    }
);

both_engines!(
    a_form_searches_without_naming_anybody_in_the_address,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.new_patient(&clinic).create().await;
        let fhir = Fhir::new(&app, &clinic.nurse, ALL).await;
        let key = fhir.secret.clone();
        let answer = app
            .browser()
            .send(|http, url| {
                http.post(url("/fhir/r4/Patient/_search"))
                    .bearer_auth(&key)
                    .form(&[("family", "tremblay"), ("_count", "5")])
            })
            .await;
        fhir.remember(&answer);
        let found = entries(&answer.is(200).json());
        assert_eq!(ids(&found), [patient.to_string()]);
        assert_eq!(found[0]["resourceType"], json!("Patient"));
        fhir.check();
    }
);
