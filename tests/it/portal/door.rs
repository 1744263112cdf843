//! From the notification's link to the message (M49, M51-M53).

use carepost::features::patients::{self, Editor, NewIdentifier};
use carepost::platform::time::{DAY, MINUTE, SECOND};
use carepost::platform::web::Error;

use crate::support::{BIRTH_DATE, TestApp, both_engines};

both_engines!(
    m51_a_passcode_and_the_date_of_birth_open_the_message,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let browser = app.browser();

        let ask = browser.get(&letter.link).await;
        ask.is(200)
            .shows("Send me a passcode")
            .hides("Lee")
            .hides("Your results");
        assert!(ask.url.ends_with("/sign-in"), "{}", ask.url);
        assert!(app.texts.texts().is_empty() && app.mail.letters().is_empty());

        let enter = browser.post("/sign-in/passcode", &[]).await;
        enter.shows("name=\"code\"").shows("name=\"birth_date\"");
        enter.shows("autocomplete=\"one-time-code\"").hides("Lee");
        let code = app.passcode().await;
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let thread = browser.try_in(&spaced, "14 March 1988").await;
        thread.is(200).shows("Your results").shows("All is well.");
        assert!(thread.url.ends_with(&letter.page()), "{}", thread.url);
    }
);

both_engines!(
    the_passcode_takes_the_other_channel_unless_asked_otherwise,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let browser = app.browser();
        let ask = browser.get(&letter.link).await;
        ask.shows("By email to s•••@mail.example")
            .shows("ending in •••23")
            .hides("sam.lee");
        browser.post("/sign-in/passcode", &[]).await.is(200);
        let first = app.passcode().await;
        // The notice goes by text, so the passcode went by email.
        assert!(app.texts.texts().is_empty());
        app.clock.advance(31 * SECOND);
        browser
            .post("/sign-in/passcode", &[("way", "text")])
            .await
            .shows("by text to the number ending in •••23");
        let second = app.passcode().await;
        assert_ne!(first, second);
        browser
            .try_in(&first, BIRTH_DATE)
            .await
            .is(422)
            .shows("did not fit");
        browser.try_in(&second, BIRTH_DATE).await.is(200);
    }
);

both_engines!(
    a_passcode_names_nobody_and_is_stored_nowhere,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let browser = app.browser();
        browser.get(&letter.link).await;
        browser.post("/sign-in/passcode", &[("way", "text")]).await;
        for _ in 0..100 {
            if !app.texts.texts().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let text = app.texts.texts().remove(0).body;
        for said in ["Sam", "Lee", "Riverside", "result"] {
            assert!(!text.contains(said), "{said}: {text}");
        }
        // A phone offers the code on this origin's page only.
        assert!(text.contains("\n@127.0.0.1 #"), "{text}");
        let code = app.passcode().await;
        let stored: Vec<(Vec<u8>,)> = app
            .state
            .db
            .read(|tx| tx.all("SELECT code_hash FROM passcode", &[]))
            .await
            .expect("a row");
        assert_eq!(stored.len(), 1);
        assert!(!stored[0].0.windows(6).any(|w| w == code.as_bytes()));
    }
);

both_engines!(
    m52_a_passcode_is_late_after_ten_minutes,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        app.clock.advance(10 * MINUTE);
        browser.try_in(&code, BIRTH_DATE).await.is(422);
        let (browser, code) = app.at_the_door(&letter.link).await;
        app.clock.advance(10 * MINUTE - 1);
        browser.try_in(&code, BIRTH_DATE).await.is(200);
    }
);

both_engines!(m52_the_owner_chooses_how_long, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    set(&app, "UPDATE portal_settings SET passcode_minutes = 60").await;
    let (browser, code) = app.at_the_door(&letter.link).await;
    app.clock.advance(59 * MINUTE);
    browser.try_in(&code, BIRTH_DATE).await.is(200);
});

both_engines!(a_passcode_works_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let (browser, code) = app.at_the_door(&letter.link).await;
    browser.try_in(&code, BIRTH_DATE).await.is(200);
    browser.post("/session", &[]).await.is(200);
    browser.try_in(&code, BIRTH_DATE).await.is(422);
});

both_engines!(
    the_pause_between_two_passcodes_is_kept,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        browser
            .post("/sign-in/passcode", &[])
            .await
            .is(429)
            .shows("A passcode is on its way");
        browser.try_in(&code, BIRTH_DATE).await.is(200);
    }
);

both_engines!(
    what_is_typed_wrong_is_kept_named_and_not_counted,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        for (typed, born, says) in [
            ("", BIRTH_DATE, "Enter the passcode"),
            ("12345", BIRTH_DATE, "A passcode has 6 digits"),
            (code.as_str(), "", "Enter the date of birth of the person"),
            (code.as_str(), "14/3/88", "as year, month and day"),
            (code.as_str(), "03/04/1988", "two different dates"),
            (code.as_str(), "2088-03-14", "as year, month and day"),
        ] {
            let answer = browser.try_in(typed, born).await;
            answer.is(422).shows(says).shows("Error:");
            answer
                .shows(&format!("value=\"{born}\""))
                .shows(&format!("value=\"{typed}\""))
                .shows("aria-invalid=\"true\"");
        }
        browser.try_in(&code, BIRTH_DATE).await.is(200);
    }
);

both_engines!(
    m51_m53_an_identifier_and_the_date_of_birth,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (env, id, of) = (app.state.env.clone(), clinic.id, patient.id);
        app.state
            .db
            .write(move |tx| {
                let editor = Editor::system(id);
                patients::define_usual_identifier_kinds(tx, &editor, &env)?;
                patients::define_identifier_kind(tx, &editor, &env, "student", "Student card")?;
                for (kind, value) in [("health_number", "1234-567-890 AB"), ("student", "S77")] {
                    let (kind, value) = (kind.to_owned(), value.to_owned());
                    patients::add_identifier(
                        tx,
                        &editor,
                        &env,
                        of,
                        &NewIdentifier { kind, value },
                    )?;
                }
                Ok::<_, Error>(())
            })
            .await
            .expect("identifiers");
        set(
            &app,
            "UPDATE portal_settings SET sign_in_method = 'identifier'",
        )
        .await;
        let browser = app.browser();
        let page = browser.get(&letter.link).await;
        page.shows("name=\"identifier\"")
            .shows("Health number")
            .hides("Student card")
            .hides("name=\"code\"");
        let try_in = async |identifier: &str| {
            let fields = [("identifier", identifier), ("birth_date", BIRTH_DATE)];
            browser.post("/sign-in", &fields).await
        };
        try_in("S77").await.is(422).shows("did not fit");
        try_in("")
            .await
            .is(422)
            .shows("Enter one of the identifiers");
        set(
            &app,
            "UPDATE portal_settings SET extra_identifications = 1 = 1",
        )
        .await;
        try_in("s 77").await.is(200).shows("All is well.");
        let other = app.browser();
        other.get(&letter.link).await;
        let fields = [("identifier", "1234567890ab"), ("birth_date", BIRTH_DATE)];
        other.post("/sign-in", &fields).await.is(200);
    }
);

both_engines!(a_link_ends_after_its_days, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    app.clock.advance(14 * DAY - 1);
    app.browser().get(&letter.link).await.is(200);
    app.clock.advance(1);
    app.browser()
        .get(&letter.link)
        .await
        .is(404)
        .shows("ask for a new link");
});

both_engines!(
    without_a_link_one_is_told_what_to_do,
    async |app: TestApp| {
        let browser = app.browser();
        for path in ["/", "/sign-in", "/messages"] {
            browser
                .get(path)
                .await
                .is(200)
                .shows("Open the link in your message");
        }
        browser.keep("carepost-visit=AAAA; Path=/");
        browser.get("/sign-in").await.shows("Open the link");
        browser
            .try_in("123456", BIRTH_DATE)
            .await
            .shows("Open the link");
    }
);

pub(super) async fn set(app: &TestApp, sql: &'static str) {
    app.state
        .db
        .write(move |tx| tx.exec(sql, &[]))
        .await
        .expect("a change");
}

both_engines!(m51_born_on_a_leap_day_in_any_order, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let (id, editor) = (patient.id, Editor::system(clinic.id));
    app.write(move |tx, env| {
        let changes = patients::Changes {
            birth_date: Some("2004-02-29".to_owned()),
            ..patients::Changes::default()
        };
        patients::update(tx, &editor, env, (id, None), &changes)
    })
    .await;
    for typed in ["29/02/2004", "Feb 29, 2004", "20040229", "29 février 2004"] {
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        // A day that was not in that year is no wrong guess: it is asked again.
        let asked_again = browser.try_in(&code, "29/02/2003").await;
        asked_again.is(422).hides("did not fit");
        browser.try_in(&code, typed).await.is(200);
    }
});
