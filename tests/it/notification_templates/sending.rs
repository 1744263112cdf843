//! What leaves the house: the text in force when it is sent, in the reader's language.

use carepost::features::conversations::Options;
use carepost::platform::time::DAY;

use super::{page, save};
use crate::support::{BIRTH_DATE, TestApp, both_engines};

/// The next text: a code is sent after the answer.
async fn text(app: &TestApp) -> String {
    for _ in 0..500 {
        if let Some(text) = app.texts.take().pop() {
            return text.body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no text was sent");
}

both_engines!(
    m44_what_is_queued_is_sent_as_the_text_in_force_says_in_the_readers_language,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let owner = app.signed_in(&clinic.owner).await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Zoé", "Lee").await;
        let elsewhere = app.patient(&other).await;
        app.state
            .db
            .write(|tx| {
                tx.exec(
                    "UPDATE portal_user SET language = 'fr' WHERE given_name = 'Zoé'",
                    &[],
                )
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        // Queued before anything is saved, sent after it.
        app.write_to(&clinic, &patient, "Your axolotl", "<p>A narwhal.</p>", true)
            .await;
        app.write_to(&other, &elsewhere, "Hello", "<p>Hello.</p>", true)
            .await;
        let english = "Hi {{ given_name }}! Something waits at {{clinic_name}}:\r\n{{link}}";
        save(&owner, ("message", "text", "en"), ("", english))
            .await
            .is(200)
            .shows("Saved. Whatever is sent from now on says this.");
        let french = "Bonjour {{given_name}},\r\n\r\nLisez : {{link}} (jusqu’au {{link_until}})\r\n\r\n{{clinic_phone}}";
        save(
            &owner,
            ("message", "email", "fr"),
            ("Pour vous, {{given_name}}", french),
        )
        .await
        .is(200);
        app.run_jobs().await;
        let mut texts = app.texts.take();
        texts.sort_by_key(|text| text.body.clone());
        let begins = format!(
            "Hi Sam! Something waits at Riverside Family Practice:\n{}/m/",
            app.base_url
        );
        assert!(texts[0].body.starts_with(&begins), "{}", texts[0].body);
        assert!(
            texts[1]
                .body
                .starts_with("New message from Hillside Clinic: ")
        );
        let letter = app.mail.take().remove(0);
        assert_eq!(letter.subject, "Pour vous, Zoé");
        assert!(
            letter.text.starts_with("Bonjour Zoé,\n\nLisez : http"),
            "{}",
            letter.text
        );
        assert!(letter.text.contains("(jusqu’au 16 juillet 2026)"));
        let html = letter.html.expect("HTML");
        assert!(html.contains("<p>Bonjour Zoé,</p>") && html.contains("<html lang=\"fr\">"));
        assert!(html.contains(">Lisez : <a href=\"") || html.contains("<p>Lisez : <a href=\""));
        for secret in ["axolotl", "narwhal", "Marc"] {
            assert!(!html.contains(secret) && !texts[0].body.contains(secret));
        }
    }
);

both_engines!(
    m44_an_overdue_alert_and_codes_have_texts_of_their_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let patient = app.patient(&clinic).await;
        let code = "{{code}}, good for {{code_minutes}} min, from {{clinic_name}}";
        save(&owner, ("passcode", "text", "en"), ("", code))
            .await
            .is(200);
        let overdue = "{{clinic_name}} awaits your answer: {{link}}";
        save(&owner, ("overdue", "text", "en"), ("", overdue))
            .await
            .is(200);
        let options = Options {
            require_response_days: Some(1),
            ..Options::new(true)
        };
        let sent = app.ask(&clinic, &patient, options).await;
        app.run_jobs().await;
        assert!(text(&app).await.starts_with("New message from"));
        app.clock.advance(DAY);
        app.run_jobs().await;
        let begins = format!(
            "Riverside Family Practice awaits your answer: {}/m/",
            app.base_url
        );
        assert!(text(&app).await.starts_with(&begins));
        let link = app.link(sent, &patient, patient.person).await;
        let browser = app.browser();
        browser.get(&link).await.is(200);
        // The notice went by text: unless it is wished otherwise, the passcode goes by email.
        let by_text = [("way", "text")];
        browser.post("/sign-in/passcode", &by_text).await.is(200);
        let text = text(&app).await;
        let code = &text[..6];
        let wanted = format!(
            "{code}, good for 10 min, from Riverside Family Practice\n\n@127.0.0.1 #{code}"
        );
        assert_eq!(text, wanted);
        browser.try_in(code, BIRTH_DATE).await.is(200);
    }
);

both_engines!(
    m44_a_person_with_an_account_is_told_in_the_clinics_words,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let recovery = "{{given_name}}: {{code}}";
        save(&owner, ("recovery_code", "text", "en"), ("", recovery))
            .await
            .is(200);
        let changed = "Was it you, {{given_name}}? Else call {{clinic_phone}}.";
        save(
            &owner,
            ("password_changed", "email", "en"),
            ("A change", changed),
        )
        .await
        .is(200);
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, "sam.lee@mail.example").await;
        app.run_jobs().await;
        let (_, _) = (app.mail.take(), app.texts.take());
        let browser = app.browser();
        let login = [("login", "sam.lee@mail.example")];
        browser.post("/sign-in/recover", &login).await.is(200);
        let text = text(&app).await;
        assert!(text.starts_with("Sam: "), "{text}");
        let proof = [("code", &text[5..11]), ("birth_date", BIRTH_DATE)];
        browser.post("/sign-in/recover/code", &proof).await.is(200);
        let new = [("password", "grey goose at dawn")];
        browser
            .post("/sign-in/recover/password", &new)
            .await
            .is(200);
        app.run_jobs().await;
        let letter = app.mail.take().remove(0);
        assert_eq!(letter.subject, "A change");
        assert!(
            letter.text.starts_with("Was it you, Sam? Else call "),
            "{}",
            letter.text
        );
    }
);

both_engines!(
    m44_a_broken_text_stops_nothing_and_the_owner_sees_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let patient = app.patient(&clinic).await;
        app.broken(&clinic, ("message", "text", "en"), "{{diagnosis}} {{link}}")
            .await;
        app.write_to(&clinic, &patient, "Hello", "<p>Hello.</p>", true)
            .await;
        app.run_jobs().await;
        let text = app.texts.take().remove(0).body;
        assert!(
            text.starts_with("New message from Riverside Family Practice: http"),
            "{text}"
        );
        owner
            .get("/staff/settings/notifications")
            .await
            .is(200)
            .shows("Your own text can’t be used, so the default text is sent.")
            .shows("{{diagnosis}} can’t be filled in here.");
        page(&owner, ("message", "text", "en"))
            .await
            .is(200)
            .shows("Default text is sent")
            .shows("{{diagnosis}} {{link}}</textarea>");
    }
);

both_engines!(
    m27_the_compose_window_shows_the_clinics_own_text,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let patient = app.patient(&clinic).await;
        save(
            &owner,
            ("message", "text", "en"),
            ("", "{{given_name}}, look: {{link}}"),
        )
        .await
        .is(200);
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = nurse
            .get(&format!("/staff/compose?patient={}", patient.id))
            .await;
        window
            .is(200)
            .shows("Sam, look: http")
            .hides("New message from");
    }
);
