//! What people read: staff pages, the patient's pages, papers, and another clinic's, which says nothing of it.

use carepost::features::conversations::{self, NewMessage, Options};
use carepost::platform::richtext::RichText;

use super::{WORDS, send};
use crate::support::{TestApp, both_engines};

both_engines!(
    m65_m21_the_words_are_said_to_patients_and_staff_alike,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let other = app.other_clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        send(&owner, WORDS, None).await.is(200);
        let patient = app.patient(&clinic).await;
        let message = NewMessage {
            patient: patient.id,
            recipients: Vec::new(),
            to_staff: Vec::new(),
            from: None,
            subject: "A question".to_owned(),
            body: RichText::from_plain("Are you coming?"),
            attachments: Vec::new(),
            options: Options::new(true),
            mask_name: true,
            fee_code: None,
            draft: None,
        };
        let actor = clinic.nurse.actor();
        let sent = app
            .write(move |tx, env| conversations::send(tx, &actor, env, &message))
            .await;
        app.run_jobs().await;
        for letter in app.mail.take() {
            let words = format!("{} {}", letter.subject, letter.text).to_lowercase();
            assert!(!words.contains("patient"), "{words}");
        }
        app.texts.take();
        let link = app.link(sent, &patient, patient.person).await;
        let reader = app.reader(&link).await;
        let thread = format!("/messages/{}", sent.conversation);
        for path in [&*thread, "/messages"] {
            let page = reader.get(path).await;
            page.is(200).shows("Care Team").hides("Clinic Staff");
        }
        reader.post("/language", &[("language", "fr")]).await;
        reader
            .get(&thread)
            .await
            .is(200)
            .shows("Équipe de soins")
            .hides("Personnel de la clinique");

        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&format!("/staff/conversations/{}", sent.conversation))
            .await
            .is(200)
            .shows("Name masked: the individual sees “Care Team”")
            .hides("the patient");
        let theirs = app.signed_in(&other.nurse).await;
        theirs
            .get("/staff/patients")
            .await
            .is(200)
            .shows("New patient")
            .hides("ndividual");
    }
);

both_engines!(
    m65_the_words_stand_on_paper_and_in_the_apis_sentences,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        send(&owner, WORDS, None).await.is(200);
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("subject", "Results"),
            ("body_html", "<p>All is well.</p>"),
            ("after", "file"),
        ];
        let draft = "/staff/compose/0198f000-0000-7000-8000-000000000001";
        nurse.post(draft, &fields).await.is(200);
        app.run_jobs().await;
        let items = format!("/staff/patients/{}?tab=items", patient.id);
        let page = nurse.get(&items).await;
        let item = page.body.split("/staff/chart-items/").nth(1);
        let item = item.and_then(|rest| rest.split(['/', '"', '?']).next());
        let item = item.expect("a chart item");
        let pdf = nurse
            .get(&format!("/staff/chart-items/{item}/content"))
            .await
            .bytes;
        assert!(pdf.starts_with(b"%PDF-"));
        if let Some(words) = crate::conversations::words_of_pdf(&pdf) {
            assert!(words.contains("Individual"), "{words}");
            assert!(
                words.contains("The individual could not respond"),
                "{words}"
            );
            assert!(!words.to_lowercase().contains("patient"), "{words}");
        }

        let key = app.program(&clinic.manager, "settings").await;
        let path = "/api/v1/portal-settings";
        let mut settings = key.get(path).await.is(200).json();
        settings["tier"] = "connect_pro".into();
        settings["patients_start"] = true.into();
        let refused = key.put(path, &settings).await;
        refused
            .is(422)
            .shows("Choose the workgroup that takes what individuals start");
    }
);
