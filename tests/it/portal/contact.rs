//! How a person is reached, changed by themselves (M67).

use carepost::platform::time::MINUTE;

use crate::support::{Browser, PASSWORD, TestApp, both_engines};

const OLD: &str = "sam.lee@mail.example";
const NEW: &str = "sam@new.example";

/// The code that each of these addresses was sent.
async fn codes(app: &TestApp, to: [&str; 2]) -> [String; 2] {
    for _ in 0..500 {
        let letters = app.mail.letters().into_iter().map(|l| (l.to.email, l.text));
        let texts = app.texts.texts().into_iter().map(|t| (t.to, t.body));
        let sent: Vec<(String, String)> = letters.chain(texts).collect();
        let code = |address: &str| {
            let words = sent.iter().rev().find(|(to, _)| to == address)?;
            let mut runs = words.1.split(|c: char| !c.is_ascii_digit());
            runs.find(|run| run.len() == 6).map(str::to_owned)
        };
        if let (Some(first), Some(second)) = (code(to[0]), code(to[1])) {
            return [first, second];
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the codes were not sent");
}

/// Asks for another email and answers with the codes that were sent to it and to the old one.
async fn asked(app: &TestApp, browser: &Browser) -> [String; 2] {
    app.mail.take();
    app.texts.take();
    let page = browser.post("/account/contact/address", &[("email", NEW)]);
    page.await.is(200).shows("Enter the codes").shows(NEW);
    codes(app, [NEW, OLD]).await
}

async fn give(browser: &Browser, new: &str, old: &str) -> crate::support::Answer {
    let fields = [("new_code", new), ("old_code", old)];
    browser.post("/account/contact/codes", &fields).await
}

both_engines!(
    m67_another_email_holds_once_both_codes_are_given,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let chart = format!("/staff/patients/{}/information", patient.id);
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let [new, old] = asked(&app, &reader).await;
        assert_ne!(new, old, "each address has a code of its own");
        give(&reader, &old, &new)
            .await
            .is(422)
            .shows("The codes do not fit. 4 tries are left.");
        give(&reader, &new, "")
            .await
            .is(422)
            .shows("href=\"#old_code\"");
        nurse.get(&chart).await.is(200).shows(OLD).hides(NEW);

        app.texts.take();
        give(&reader, &new, &old)
            .await
            .is(200)
            .shows("Saved.")
            .shows(NEW);
        nurse.get(&chart).await.is(200).shows(NEW).hides(OLD);
        app.run_jobs().await;
        let told = app.texts.texts();
        let told: Vec<&str> = told.iter().map(|text| text.body.as_str()).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("was changed") && !told[0].contains(NEW));
        give(&reader, &new, &old)
            .await
            .is(422)
            .shows("no longer work");
        let audit = app.signed_in(&clinic.manager).await;
        audit
            .get("/staff/audit")
            .await
            .is(200)
            .shows("Changed an email or mobile number with codes")
            .shows("Gave wrong codes");
    }
);

both_engines!(
    m67_codes_are_void_after_five_tries_after_their_time_and_after_newer_ones,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let [new, old] = asked(&app, &reader).await;
        for _ in 0..5 {
            give(&reader, "000000", "000000").await.is(422);
        }
        give(&reader, &new, &old)
            .await
            .is(422)
            .shows("no longer work");
        let [first_new, first_old] = asked(&app, &reader).await;
        let [new, old] = asked(&app, &reader).await;
        give(&reader, &first_new, &first_old).await.is(422);
        app.clock.advance(11 * MINUTE);
        give(&reader, &new, &old)
            .await
            .is(422)
            .shows("no longer work");
        asked(&app, &reader).await;
        let page = reader.post("/account/contact/give-up", &[]).await;
        page.is(200).hides("Enter the codes").shows(OLD);
    }
);

both_engines!(
    m67_what_cannot_be_an_address_is_named_and_kept,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let post = async |field: &str, typed: &str| {
            reader
                .post("/account/contact/address", &[(field, typed)])
                .await
        };
        post("email", " ").await.is(422).shows("href=\"#email\"");
        let wrong = post("email", "sam at home").await;
        wrong.is(422).shows("value=\"sam at home\"");
        post("mobile", "12").await.is(422).shows("href=\"#mobile\"");
        let same = post("email", OLD).await;
        same.is(422).shows("what we have on file already");
        app.mail.take();
        for n in 0..10 {
            post("email", &format!("sam{n}@new.example")).await.is(200);
        }
        post("email", "sam10@new.example").await.is(429);
    }
);

both_engines!(
    m67_a_guardian_changes_their_own_and_signs_in_with_it,
    async |app: TestApp| {
        const ANN: &str = "ann@mail.example";
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let sent = app
            .write_to(
                &clinic,
                &patient,
                "Your results",
                "<p>All is well.</p>",
                true,
            )
            .await;
        let link = app.link(sent, &patient, ann).await;
        let browser = app.new_account(&link, ANN).await;
        browser
            .post("/account/contact", &[("preferred_channel", "text")])
            .await
            .is(422)
            .shows("We have no address of this kind");
        let asked = [("mobile", "416 555 0177")];
        browser
            .post("/account/contact/address", &asked)
            .await
            .is(200);
        let [new, old] = codes(&app, ["+14165550177", ANN]).await;
        give(&browser, &new, &old).await.is(200).shows("Saved.");
        let by_text = [("preferred_channel", "text")];
        browser.post("/account/contact", &by_text).await.is(200);
        app.mail.take();
        let asked = [("email", NEW)];
        browser
            .post("/account/contact/address", &asked)
            .await
            .is(200);
        let [new, old] = codes(&app, [NEW, ANN]).await;
        give(&browser, &new, &old).await.is(200);
        let chart = format!("/staff/patients/{}/information?tab=portal", patient.id);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(&chart).await.is(200).shows(NEW).shows(OLD);
        for (login, status) in [(ANN, 422), (NEW, 200)] {
            let fields = [("login", login), ("password", PASSWORD)];
            app.browser()
                .post("/sign-in/account", &fields)
                .await
                .is(status);
        }
    }
);
