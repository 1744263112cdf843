//! Who writes and who is chosen: the identity that the patient sees, further staff, those who have registered.

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const DRAFT: &str = "/staff/compose/0198f000-0000-7000-8000-000000000011";

/// Changes one of the clinic's switches.
async fn switch(app: &TestApp, clinic: &Clinic, sql: &'static str, on: bool) {
    let id = clinic.id;
    let changed = app.state.db.write(move |tx| tx.exec(sql, &[&id, &on]));
    let changed: Result<u64, db::Error> = changed.await;
    assert_eq!(changed.expect("the clinic's settings"), 1);
}

/// The value that is chosen in the window's list of identities.
fn preset(window: &str) -> &str {
    let list = window.split("<select id=\"from\"").nth(1).unwrap_or("");
    let before = list.split(" selected").next().unwrap_or("");
    let value = before.rsplit("value=\"").next().unwrap_or("");
    value.trim_end_matches('"')
}

/// The patient who was told of what has just been sent, signed in, with the path of the conversation.
async fn told(app: &TestApp, sent: &Answer) -> (Browser, String) {
    let id = sent.url.rsplit('/').next().unwrap_or_default();
    app.run_jobs().await;
    let texts = app.texts.texts();
    let words = &texts.last().expect("a text").body;
    let token = words.split("/m/").nth(1).expect("a link");
    let browser = app.reader(&format!("/m/{}", &token[..43])).await;
    (browser, format!("/messages/{id}"))
}

/// The first page of a member's inbox.
async fn inbox(browser: &Browser) -> String {
    browser.get("/staff/inbox").await.is(200).body.clone()
}

both_engines!(
    m16_further_staff_are_seen_by_the_patient_and_get_the_answer,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let desk = app.signed_in(&clinic.receptionist).await;
        let priya = clinic.receptionist.id.to_string();
        let own = format!("staff:{}", clinic.nurse.id);
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("to_staff_ids", &*priya),
            ("from", &*own),
            ("subject", "Your brace"),
            ("body", "Priya has it at the desk."),
            ("allow_response", "on"),
        ];
        let sent = nurse.post(DRAFT, &fields).await;
        sent.is(200).shows("Priya Shah");
        let (patient, path) = told(&app, &sent).await;
        patient.get(&path).await.is(200).shows("Priya Shah");
        let answer = [("body", "I come at four."), ("key", "one")];
        patient
            .post(&format!("{path}/reply"), &answer)
            .await
            .is(200);
        for browser in [&nurse, &desk] {
            assert!(inbox(browser).await.contains("Your brace"));
        }
        // Who neither writes, reads along nor is in the workgroup has nothing of it.
        let owner = app.signed_in(&clinic.owner).await;
        assert!(!inbox(&owner).await.contains("Your brace"));
    }
);

both_engines!(
    m17_a_workgroup_is_preset_unless_one_takes_messages_oneself_and_answers_land_there,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = format!("/staff/compose?patient={}", patient.id);
        let own = format!("staff:{}", clinic.nurse.id);
        assert_eq!(preset(&nurse.get(&window).await.body), own);
        let account = [("language", "en"), ("undo_seconds", "0")];
        nurse.post("/staff/account", &account).await.is(200);
        let opened = nurse.get(&window).await;
        assert!(preset(&opened.body).starts_with("workgroup:"));

        let nurses = format!("workgroup:{}", clinic.nurses);
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("from", &*nurses),
            ("subject", "Your dressing"),
            ("body", "Please come on Friday."),
            ("allow_response", "on"),
        ];
        let sent = nurse.post(DRAFT, &fields).await;
        sent.is(200);
        let (patient, path) = told(&app, &sent).await;
        let list = patient.get("/messages").await;
        list.is(200).shows("Nurses").hides("Marc Tremblay");
        let answer = [("body", "I will."), ("key", "one")];
        let answered = patient.post(&format!("{path}/reply"), &answer).await;
        answered.is(200);
        let owner = app.signed_in(&clinic.owner).await;
        assert!(inbox(&owner).await.contains("Your dressing"));
        let desk = app.signed_in(&clinic.receptionist).await;
        assert!(!inbox(&desk).await.contains("Your dressing"));
    }
);

both_engines!(
    m4_where_registration_is_required_only_the_registered_can_be_chosen,
    async |app: TestApp| {
        const REQUIRE: &str =
            "UPDATE portal_settings SET require_registration = $2 WHERE clinic_id = $1";
        let clinic = app.clinic().await;
        let (sam, kim) = (
            app.patient(&clinic).await,
            app.patient_named(&clinic, "Kim", "Ode").await,
        );
        let nurse = app.signed_in(&clinic.nurse).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &sam).await;
        app.new_account(&letter.link, "sam.lee@mail.example").await;
        switch(&app, &clinic, REQUIRE, true).await;
        let write = async |patient: &Patient| {
            let fields = [
                ("patient_id", &*patient.id.to_string()),
                ("subject", "Your results"),
                ("body", "Words to keep."),
            ];
            let path = format!("/staff/compose/{}", app.state.env.id::<uuid::Uuid>());
            nurse.post(&path, &fields).await
        };
        write(&kim)
            .await
            .is(422)
            .shows("nobody who reads for this patient has registered")
            .shows("Words to keep.");
        write(&sam).await.is(200).shows("Words to keep.");
    }
);

both_engines!(
    m60_the_clinic_presets_whether_a_patient_may_answer,
    async |app: TestApp| {
        const RESPONSES: &str =
            "UPDATE portal_settings SET conversation_responses = $2 WHERE clinic_id = $1";
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = format!("/staff/compose?patient={}", patient.id);
        let ticked = "name=\"allow_response\" value=\"on\" checked";
        switch(&app, &clinic, RESPONSES, true).await;
        nurse.get(&window).await.is(200).shows(ticked);
        switch(&app, &clinic, RESPONSES, false).await;
        nurse.get(&window).await.is(200).hides(ticked);
    }
);
