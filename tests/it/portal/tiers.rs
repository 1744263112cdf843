//! Tiers are one rule: what portal pages, API and FHIR say of it (M7-M12, M34).

use carepost::features::conversations::{self, NewMessage, Options, Sent};
use carepost::platform::richtext::RichText;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{
    Answer, Browser, Clinic, MAX_UPLOAD, Patient, Program, TestApp, both_engines, files,
};

/// The nurse writes, with **Allow attachments** ticked or not.
async fn asking(
    app: &TestApp,
    clinic: &Clinic,
    patient: &Patient,
    allow_attachments: bool,
) -> Sent {
    let message = NewMessage {
        patient: patient.id,
        draft: None,
        recipients: Vec::new(),
        to_staff: Vec::new(),
        from: None,
        subject: "Your rash".to_owned(),
        body: RichText::from_html("<p>Please send a picture.</p>"),
        attachments: Vec::new(),
        options: Options {
            allow_attachments,
            ..Options::new(true)
        },
        mask_name: false,
        fee_code: None,
    };
    let nurse = clinic.nurse.actor();
    app.write(move |tx, env| conversations::send(tx, &nurse, env, &message))
        .await
}

/// Answers with one file, as a browser without scripts does.
async fn answer(browser: &Browser, sent: Sent, name: &str, file: &[u8]) -> Answer {
    let form = Form::new()
        .text("body", "Here it is")
        .text("after", "")
        .part(
            "files",
            Part::bytes(file.to_vec()).file_name(name.to_owned()),
        );
    browser
        .send(|http, url| {
            http.post(url(&format!("/messages/{}/reply", sent.conversation)))
                .header("accept", "text/html")
                .header("sec-fetch-site", "same-origin")
                .multipart(form)
        })
        .await
}

both_engines!(
    m9_m34_files_come_with_the_answer_where_tier_and_box_agree,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let reader = app.account_of(&patient, patient.person).await;
        let asked = asking(&app, &clinic, &patient, true).await;
        let page = format!("/messages/{}", asked.conversation);
        reader
            .get(&page)
            .await
            .is(200)
            .shows("multipart/form-data")
            .shows("name=\"files\"");
        // What a file is counts, not what it is called.
        answer(&reader, asked, "picture.png", b"no picture at all")
            .await
            .is(422)
            .shows("picture.png")
            .shows("Here it is</textarea>");
        answer(&reader, asked, "plan.bin", files::PDF)
            .await
            .is(200)
            .shows("Your reply was sent")
            .shows("plan.bin");
        let nurse = app.signed_in(&clinic.nurse).await;
        let thread = nurse
            .get(&format!("/staff/conversations/{}", asked.conversation))
            .await;
        thread.is(200).shows("Here it is").shows("plan.bin");
        let (_, rest) = thread
            .body
            .split_once("/staff/attachments/")
            .expect("a file");
        let (id, _) = rest.split_once('"').expect("its end");
        let file = nurse.get(&format!("/staff/attachments/{id}")).await;
        assert_eq!(file.is(200).bytes, files::PDF);

        let not_asked = asking(&app, &clinic, &patient, false).await;
        reader
            .get(&format!("/messages/{}", not_asked.conversation))
            .await
            .is(200)
            .hides("name=\"files\"");
        answer(&reader, not_asked, "plan.pdf", files::PDF)
            .await
            .is(422)
            .shows("The clinic has not asked for files")
            .hides("Your reply was sent");
    }
);

both_engines!(
    m9_m35_a_file_that_cannot_be_taken_is_named_with_the_way_out_and_the_words_stay,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let reader = app.account_of(&patient, patient.person).await;
        let asked = asking(&app, &clinic, &patient, true).await;
        let too_large = vec![b'a'; MAX_UPLOAD + 1];
        for (name, file, why) in [
            (
                "IMG_2.HEIC",
                b"\0\0\0\x18ftypheic\0\0\0\0heic".as_slice(),
                "Save or export the picture as JPEG",
            ),
            (
                "form.pdf",
                b"%PDF-1.7 <</S /JavaScript>> %%EOF",
                "contains a program",
            ),
            ("album.jpg", &too_large, "larger than 12 MB"),
        ] {
            answer(&reader, asked, name, file)
                .await
                .is(422)
                .shows(name)
                .shows(why)
                .shows("Here it is</textarea>")
                .hides("Your reply was sent");
        }
    }
);

both_engines!(m8_no_file_comes_in_the_tier_portal, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let asked = asking(&app, &clinic, &patient, true).await;
    let link = app.link(asked, &patient, patient.person).await;
    let reader = app.reader(&link).await;
    reader
        .get(&format!("/messages/{}", asked.conversation))
        .await
        .is(200)
        .hides("name=\"files\"");
    answer(&reader, asked, "plan.pdf", files::PDF)
        .await
        .is(422)
        .shows("files cannot be sent");
});

both_engines!(
    m9_in_connect_a_link_alone_opens_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        app.tier(&clinic, "connect").await;
        for path in [letter.page().as_str(), "/messages", "/account"] {
            let answer = reader.get(path).await;
            assert!(
                answer.url.contains("/account/new"),
                "{path}: {}",
                answer.url
            );
            answer.is(200).hides("All is well.");
        }
        let reply = format!("{}/reply", letter.page());
        reader
            .post(&reply, &[("body", "Kept")])
            .await
            .hides("Your reply was sent");
        // The clinic goes back: the link is enough again.
        app.tier(&clinic, "portal").await;
        reader
            .get(&letter.page())
            .await
            .is(200)
            .shows("All is well.");
    }
);

both_engines!(
    another_way_in_signs_everybody_out_and_is_on_record,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let key = app
            .program(&clinic.owner, "settings messages:read audit:read")
            .await;
        let mut settings = key.get("/api/v1/portal-settings").await.is(200).json();
        assert_eq!(settings["tier"], "portal");
        settings["tier"] = "connect_pro".into();
        let saved = key
            .put("/api/v1/portal-settings", &settings)
            .await
            .is(200)
            .json();
        assert_eq!(saved["tier"], "connect_pro");
        reader.get("/messages").await.shows("Send me a passcode");
        let left: Vec<(i64,)> = app
            .state
            .db
            .read(|tx| {
                tx.all(
                    "SELECT count(*) FROM session WHERE portal_user_id IS NOT NULL",
                    &[],
                )
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(left, [(0,)]);
        let audit = key.get("/api/v1/audit-events").await.is(200).body.clone();
        assert!(
            audit.contains(r#"tier: \"portal\" -> \"connect_pro\""#),
            "{audit}"
        );
        // A change that leaves the way in as it is signs nobody out.
        let reader = app.account_of(&patient, patient.person).await;
        settings["version"] = saved["version"].clone();
        settings["tier"] = "connect".into();
        key.put("/api/v1/portal-settings", &settings).await.is(200);
        reader
            .get(&letter.page())
            .await
            .is(200)
            .shows("All is well.");
    }
);

async fn told(key: &Program, sent: Sent) -> (Value, Value) {
    let api = key
        .get(&format!("/api/v1/conversations/{}", sent.conversation))
        .await
        .is(200)
        .json();
    let fhir = key
        .get(&format!("/fhir/r4/Communication/{}", sent.conversation))
        .await
        .is(200)
        .json();
    (api, fhir["statusReason"]["coding"][0]["code"].clone())
}

both_engines!(api_and_fhir_say_what_the_rule_says, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let sent = asking(&app, &clinic, &patient, true).await;
    let key = app
        .program(&clinic.owner, "settings messages:read audit:read")
        .await;

    let (api, fhir) = told(&key, sent).await;
    assert_eq!(
        (&api["can_reply"], &api["can_attach"]),
        (&true.into(), &false.into())
    );
    assert_eq!(api["attach_blocked_reason"], "attachments_not_in_tier");
    assert_eq!(fhir, Value::Null);

    app.tier(&clinic, "connect").await;
    let (api, _) = told(&key, sent).await;
    assert_eq!(
        (&api["can_reply"], &api["can_attach"]),
        (&true.into(), &true.into())
    );
    assert_eq!(api["attach_blocked_reason"], Value::Null);

    let (nurse, id) = (clinic.nurse.actor(), sent.conversation);
    app.write(move |tx, env| conversations::close(tx, &nurse, env, id))
        .await;
    let (api, fhir) = told(&key, sent).await;
    for blocked in [
        &api["reply_blocked_reason"],
        &api["attach_blocked_reason"],
        &fhir,
    ] {
        assert_eq!(blocked, "conversation_closed");
    }

    let of = clinic.id;
    app.write(move |tx, _| {
        let sql = "UPDATE portal_settings SET accessible = FALSE WHERE clinic_id = $1";
        Ok(tx.exec(sql, &[&of])?)
    })
    .await;
    let (api, fhir) = told(&key, sent).await;
    assert_eq!(api["reply_blocked_reason"], "portal_switched_off");
    assert_eq!(fhir, "portal_switched_off");
});
