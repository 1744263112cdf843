//! Accounts: the first visit, later visits, and every way in which they must not open (M9; tests 19, 26, 27).

use carepost::features::patients::{self, Editor, NewLink, Relationship};
use carepost::platform::ids::PatientId;
use carepost::platform::time::{DAY, HOUR, MINUTE};

use crate::support::{Answer, BIRTH_DATE, Browser, PASSWORD, Patient, TestApp, both_engines};

const LOGIN: &str = "sam.lee@mail.example";

async fn enter(browser: &Browser, login: &str, password: &str) -> Answer {
    let fields = [("login", login), ("password", password)];
    browser.post("/sign-in/account", &fields).await
}

async fn set(app: &TestApp, sql: &'static str) {
    app.write(move |tx, _| Ok(tx.exec(sql, &[])?)).await;
}

both_engines!(
    m9_the_first_visit_makes_the_account_on_the_way_to_the_message,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        let new = browser.try_in(&code, BIRTH_DATE).await;
        new.is(200)
            .shows("Make your account")
            .shows("value=\"sam.lee@mail.example\"")
            .shows("autocomplete=\"new-password\"")
            .shows(&format!("name=\"back\" value=\"{}\"", letter.page()))
            .hides("All is well.");
        let page = letter.page();
        let make = |login: &'static str, password: &'static str| {
            let fields = [
                ("login", login),
                ("password", password),
                ("back", page.as_str()),
            ];
            let fields = fields.map(|(n, v)| (n, v.to_owned()));
            let browser = browser.clone();
            async move {
                let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
                browser.post("/account/new", &fields).await
            }
        };
        make("sam", "short")
            .await
            .is(422)
            .shows("Error:")
            .shows("Enter an email address")
            .shows("Use at least 12 characters")
            .shows("value=\"sam\"");
        make(LOGIN, "Sam Lee 1988!")
            .await
            .is(422)
            .shows("easily guessed");
        let message = make("Sam.Lee@mail.example", PASSWORD).await;
        message.is(200).shows("All is well.");
        assert!(message.url.ends_with(&page), "{}", message.url);

        // The link leads on while one is signed in, and to signing in afterwards.
        browser
            .get(&letter.link)
            .await
            .is(200)
            .shows("All is well.");
        browser.post("/sign-out", &[]).await.is(200);
        browser
            .get(&letter.link)
            .await
            .is(200)
            .shows("Sign in to your account to read it")
            .hides("Send me a passcode")
            .hides("name=\"login\"");
        browser
            .post("/sign-in/account", &[("password", "something else")])
            .await
            .is(422)
            .shows("This did not fit");
        let message = browser
            .post("/sign-in/account", &[("password", PASSWORD)])
            .await;
        message.is(200).shows("All is well.");
        assert!(message.url.ends_with(&page), "{}", message.url);

        // Without a link by the login, however it is written.
        let other = app.browser();
        other.get("/sign-in").await.is(200).shows("name=\"login\"");
        let list = enter(&other, " SAM.LEE@mail.example ", PASSWORD).await;
        list.is(200).shows("Your results");
        assert!(list.url.ends_with("/messages"), "{}", list.url);
        let state: Vec<(String,)> = app
            .state
            .db
            .read(|tx| tx.all("SELECT state FROM portal_link", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(state, [("connected".to_owned(),)]);
    }
);

both_engines!(
    an_account_is_never_replaced_by_whoever_holds_a_link_and_a_passcode,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, LOGIN).await;
        let thief = app.browser();
        thief.get(&letter.link).await.is(200);
        thief.post("/sign-in/passcode", &[]).await.is(200);
        let code = app.passcode().await;
        thief
            .try_in(&code, BIRTH_DATE)
            .await
            .is(200)
            .shows("Sign in to your account to read it")
            .hides("All is well.");
        let fields = [("login", LOGIN), ("password", "another good password")];
        thief
            .post("/account/new", &fields)
            .await
            .is(409)
            .shows("There is an account already");
        thief.get(&letter.page()).await.hides("All is well.");
        enter(&app.browser(), LOGIN, "another good password")
            .await
            .is(422);
        enter(&app.browser(), LOGIN, PASSWORD).await.is(200);
    }
);

both_engines!(
    nothing_tells_whether_there_is_an_account,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, LOGIN).await;
        let nobody = enter(&app.browser(), "nobody@mail.example", PASSWORD).await;
        let wrong = enter(&app.browser(), LOGIN, "not the password").await;
        let (editor, env, id) = (Editor::system(clinic.id), app.state.env.clone(), patient.id);
        app.write(move |tx, _| patients::set_access(tx, &editor, &env, id, false))
            .await;
        let off = enter(&app.browser(), LOGIN, PASSWORD).await;
        let body = |answer: &Answer, login: &str| {
            answer.is(422);
            answer.body.replace(login, "LOGIN")
        };
        let said = body(&nobody, "nobody@mail.example");
        assert_eq!(said, body(&wrong, LOGIN));
        assert_eq!(said, body(&off, LOGIN));
        // Neither does a forgotten password.
        let ask = async |login: &str| {
            let browser = app.browser();
            let answer = browser.post("/sign-in/recover", &[("login", login)]).await;
            let code = [("code", "123456"), ("birth_date", BIRTH_DATE)];
            (
                answer.body.clone(),
                browser.post("/sign-in/recover/code", &code).await.body,
            )
        };
        assert_eq!(ask("nobody@mail.example").await, ask(LOGIN).await);
        assert!(app.mail.letters().is_empty() && app.texts.texts().is_empty());
    }
);

both_engines!(guesses_are_few_and_then_rest, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.tier(&clinic, "connect").await;
    let letter = app.letter(&clinic, &patient).await;
    app.new_account(&letter.link, LOGIN).await;
    for _ in 0..10 {
        enter(&app.browser(), LOGIN, "guess after guess")
            .await
            .is(422);
    }
    enter(&app.browser(), LOGIN, PASSWORD)
        .await
        .is(429)
        .shows("too many tries");
    app.clock.advance(15 * MINUTE);
    enter(&app.browser(), LOGIN, PASSWORD).await.is(200);
    // Logins of nobody are counted alike.
    for _ in 0..10 {
        enter(&app.browser(), "nobody@mail.example", "guess")
            .await
            .is(422);
    }
    enter(&app.browser(), "nobody@mail.example", "guess")
        .await
        .is(429);
});

both_engines!(
    two_people_of_one_address_have_two_accounts,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, lou) = (
            app.patient_named(&clinic, "Sam", "Lee").await,
            app.patient_named(&clinic, "Lou", "Lee").await,
        );
        app.tier(&clinic, "connect").await;
        let of_sam = app.letter(&clinic, &sam).await;
        let of_lou = app.letter(&clinic, &lou).await;
        app.new_account(&of_sam.link, LOGIN).await;
        let browser = app.reader(&of_lou.link).await;
        let fields = [("login", LOGIN), ("password", "grey goose at dawn")];
        browser.post("/account/new", &fields).await.is(200);
        // The password says who it is, and nobody sees the other's.
        for (password, own, other) in [
            (PASSWORD, &of_sam, &of_lou),
            ("grey goose at dawn", &of_lou, &of_sam),
        ] {
            let browser = app.browser();
            enter(&browser, LOGIN, password).await.is(200);
            browser.get(&own.page()).await.is(200).shows("All is well.");
            browser.get(&other.page()).await.is(404);
            browser
                .get("/people")
                .await
                .is(200)
                .hides(if own.link == of_sam.link {
                    "Lou"
                } else {
                    "Sam"
                });
        }
        // With one password for both, whoever knows it says which is meant.
        set(&app, "UPDATE portal_account SET password_hash = (SELECT min(password_hash) FROM portal_account)").await;
        let shared = [PASSWORD, "grey goose at dawn"];
        let mut asked = 0;
        for password in shared {
            let browser = app.browser();
            let answer = enter(&browser, LOGIN, password).await;
            if answer.status == 422 {
                continue;
            }
            answer
                .is(200)
                .shows("Which account?")
                .shows("Sam Lee")
                .shows("Lou Lee");
            let value = answer
                .body
                .split("name=\"choice\" value=\"")
                .skip(1)
                .find(|rest| {
                    rest.split("</button>")
                        .next()
                        .is_some_and(|b| b.contains("Lou"))
                })
                .and_then(|rest| rest.split('"').next())
                .expect("a choice")
                .to_owned();
            browser
                .post("/sign-in/account/choose", &[("choice", &value)])
                .await
                .is(200);
            browser
                .get(&of_lou.page())
                .await
                .is(200)
                .shows("All is well.");
            browser.get(&of_sam.page()).await.is(404);
            let mut forged = value.clone().into_bytes();
            forged[24] ^= 1;
            let forged = String::from_utf8_lossy(&forged).into_owned();
            let thief = app.browser();
            thief
                .post("/sign-in/account/choose", &[("choice", &forged)])
                .await;
            thief.get("/messages").await.shows("name=\"login\"");
            app.clock.advance(5 * MINUTE);
            thief
                .post("/sign-in/account/choose", &[("choice", &value)])
                .await;
            thief.get("/messages").await.shows("name=\"login\"");
            asked += 1;
        }
        assert_eq!(asked, 1);
    }
);

both_engines!(
    a_forgotten_password_takes_a_code_and_a_date_and_is_told,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        let before = app.new_account(&letter.link, LOGIN).await;
        app.run_jobs().await;
        let (_, _) = (app.mail.take(), app.texts.take());
        let browser = app.browser();
        browser
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200)
            .shows("If there is an account")
            .shows("one-time-code");
        // The login is the email, so the code goes to the mobile number.
        let code = app.passcode().await;
        assert!(app.mail.letters().is_empty());
        let give = |code: &str, born: &str| {
            let fields = [("code", code.to_owned()), ("birth_date", born.to_owned())];
            let browser = browser.clone();
            async move {
                let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
                browser.post("/sign-in/recover/code", &fields).await
            }
        };
        give(&code, "1988-03-15")
            .await
            .is(422)
            .shows("This did not fit");
        give("000000", BIRTH_DATE)
            .await
            .is(422)
            .shows("This did not fit");
        // In another browser the code is worth nothing.
        let thief = app.browser();
        thief
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        let theirs = app.passcode().await;
        give(&theirs, BIRTH_DATE).await.is(422);
        browser
            .get("/sign-in/recover/password")
            .await
            .shows("Forgot your password?");
        give(&code, BIRTH_DATE)
            .await
            .is(200)
            .shows("Choose a new password");
        browser
            .post("/sign-in/recover/password", &[("password", "password1234")])
            .await
            .is(422);
        let new = [("password", "grey goose at dawn")];
        browser
            .post("/sign-in/recover/password", &new)
            .await
            .is(200)
            .shows("Your results");

        before.get("/messages").await.shows("name=\"password\"");
        enter(&app.browser(), LOGIN, PASSWORD).await.is(422);
        enter(&app.browser(), LOGIN, "grey goose at dawn")
            .await
            .is(200);
        app.run_jobs().await;
        let told = app.mail.take();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to.email, "sam.lee@mail.example");
        assert!(told[0].text.contains("was changed") && told[0].text.contains("416 555 0100"));
        assert!(app.texts.take().is_empty());
        // What has been used is used.
        browser
            .post(
                "/sign-in/recover/password",
                &[("password", "yet another one here")],
            )
            .await;
        enter(&app.browser(), LOGIN, "grey goose at dawn")
            .await
            .is(200);
    }
);

both_engines!(
    a_code_for_a_new_password_has_five_tries_and_few_a_day,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, LOGIN).await;
        let browser = app.browser();
        browser
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        let code = app.passcode().await;
        for _ in 0..5 {
            let wrong = [("code", "000000"), ("birth_date", BIRTH_DATE)];
            browser.post("/sign-in/recover/code", &wrong).await.is(422);
        }
        let right = [("code", code.as_str()), ("birth_date", BIRTH_DATE)];
        browser.post("/sign-in/recover/code", &right).await.is(422);
        // Another code does not begin the count anew in this browser.
        browser
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        let code = app.passcode().await;
        let right = [("code", code.as_str()), ("birth_date", BIRTH_DATE)];
        browser.post("/sign-in/recover/code", &right).await.is(422);
        // Nor for ever in others: ten wrong ones within a day are enough.
        let other = app.browser();
        other
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        let code = app.passcode().await;
        for _ in 0..4 {
            let wrong = [("code", "000000"), ("birth_date", BIRTH_DATE)];
            other.post("/sign-in/recover/code", &wrong).await.is(422);
        }
        let right = [("code", code.as_str()), ("birth_date", BIRTH_DATE)];
        other.post("/sign-in/recover/code", &right).await.is(422);
        // A code asked for too often is not sent.
        app.browser()
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        app.browser()
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        app.browser()
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(429);
        // The password works all the while.
        enter(&app.browser(), LOGIN, PASSWORD).await.is(200);
    }
);

both_engines!(
    an_address_that_is_somebody_elses_brings_nobody_their_code,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let victim = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &victim).await;
        app.new_account(&letter.link, LOGIN).await;
        // A guardian of another patient gives the victim's address as their login.
        let other = app.patient_named(&clinic, "Ken", "Moore").await;
        let (guardian, _) = app.guardian(&other, "Ann", "Lee").await;
        let sent = app
            .write_to(&clinic, &other, "Hello", "<p>Hello</p>", true)
            .await;
        let link = app.link(sent, &other, guardian).await;
        app.new_account(&link, LOGIN).await;
        let (_, _) = (app.mail.take(), app.texts.take());
        let thief = app.browser();
        thief
            .post("/sign-in/recover", &[("login", LOGIN)])
            .await
            .is(200);
        let mut to_thief = Vec::new();
        for _ in 0..200 {
            to_thief = app
                .mail
                .letters()
                .into_iter()
                .filter(|l| l.to.email == "ann@mail.example")
                .collect();
            if !to_thief.is_empty() && !app.texts.texts().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let code: String = to_thief[0]
            .text
            .chars()
            .filter(char::is_ascii_digit)
            .take(6)
            .collect();
        let fields = [("code", code.as_str()), ("birth_date", BIRTH_DATE)];
        thief.post("/sign-in/recover/code", &fields).await.is(200);
        thief
            .post(
                "/sign-in/recover/password",
                &[("password", "grey goose at dawn")],
            )
            .await
            .is(200);
        thief.get(&letter.page()).await.is(404);
        enter(&app.browser(), LOGIN, PASSWORD).await.is(200);
    }
);

async fn link_to(app: &TestApp, person: carepost::platform::ids::PortalUserId, to: &Patient) {
    let (editor, patient) = (Editor::system(to.clinic), to.id);
    app.write(move |tx, env| {
        let link = NewLink::new(person, patient, Relationship::Guardian);
        patients::link_portal_user(tx, &editor, env, &link)
    })
    .await;
}

fn button(patient: PatientId) -> String {
    format!("name=\"patient\" value=\"{patient}\"")
}

both_engines!(
    one_account_goes_from_one_patient_to_another_and_no_further,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, lou, max) = (
            app.patient_named(&clinic, "Sam", "Lee").await,
            app.patient_named(&clinic, "Lou", "Lee").await,
            app.patient_named(&clinic, "Max", "Lee").await,
        );
        app.tier(&clinic, "connect").await;
        let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
        link_to(&app, ann, &lou).await;
        let to_sam = app
            .write_to(&clinic, &sam, "About Sam", "<p>For Sam</p>", true)
            .await;
        let to_lou = app
            .write_to(&clinic, &lou, "About Lou", "<p>For Lou</p>", true)
            .await;
        let link = app.link(to_sam, &sam, ann).await;
        app.new_account(&link, "ann@mail.example").await;

        let browser = app.browser();
        let people = enter(&browser, "ann@mail.example", PASSWORD).await;
        people
            .is(200)
            .shows("Whom are you here for?")
            .shows(&button(sam.id))
            .shows(&button(lou.id))
            .hides(&button(max.id));
        let messages = browser
            .post("/people", &[("patient", &lou.id.to_string())])
            .await;
        messages
            .is(200)
            .shows("About Lou")
            .hides("About Sam")
            .shows("Lou Lee")
            .shows("Switch");
        browser
            .get(&format!("/messages/{}", to_sam.conversation))
            .await
            .is(200)
            .shows("somebody else than you are here for")
            .hides("For Sam");
        let reply = format!("/messages/{}/reply", to_lou.conversation);
        browser
            .post(&reply, &[("body", "Thanks")])
            .await
            .is(200)
            .shows("on behalf of");
        browser
            .post("/people", &[("patient", &max.id.to_string())])
            .await
            .is(422)
            .shows("You cannot read for this person");
        // A link about the other child leads there without another sign-in.
        browser.get(&link).await.is(200).shows("For Sam");
        // What was switched away from is another session: its secret is worth nothing.
        browser
            .get(&format!("/messages/{}", to_lou.conversation))
            .await
            .is(200)
            .shows("somebody else than you are here for")
            .hides("For Lou");
    }
);

both_engines!(
    a_link_that_ends_ends_what_an_account_opens_at_once_and_to_the_minute,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, lou) = (
            app.patient_named(&clinic, "Sam", "Lee").await,
            app.patient_named(&clinic, "Lou", "Lee").await,
        );
        app.tier(&clinic, "connect").await;
        let (ann, of_sam) = app.guardian(&sam, "Ann", "Lee").await;
        link_to(&app, ann, &lou).await;
        let sent = app
            .write_to(&clinic, &sam, "About Sam", "<p>For Sam</p>", true)
            .await;
        let link = app.link(sent, &sam, ann).await;
        let browser = app.new_account(&link, "ann@mail.example").await;
        let page = format!("/messages/{}", sent.conversation);
        browser.get(&page).await.is(200).shows("For Sam");
        let (editor, ends) = (
            Editor::system(clinic.id),
            app.state.env.now().plus(10 * MINUTE),
        );
        app.write(move |tx, env| patients::end_link_at(tx, &editor, env, of_sam, Some(ends)))
            .await;
        app.clock.advance(10 * MINUTE - 1);
        browser.get(&page).await.is(200).shows("For Sam");
        app.clock.advance(1);
        browser
            .get(&page)
            .await
            .hides("For Sam")
            .shows("name=\"password\"");
        // The account is still good for the other child.
        let again = app.browser();
        enter(&again, "ann@mail.example", PASSWORD)
            .await
            .is(200)
            .hides("Sam Lee");
        again.get(&page).await.is(404);

        let sam_again = app.account_of(&lou, ann).await;
        let (editor, id, env) = (Editor::system(clinic.id), lou.id, app.state.env.clone());
        app.write(move |tx, _| {
            let links = patients::links(tx, &editor.scope(), id)?;
            let link = links
                .iter()
                .find(|l| l.portal_user_id == ann)
                .expect("a link")
                .id;
            patients::revoke_link(tx, &editor, &env, link)
        })
        .await;
        sam_again.get("/messages").await.shows("name=\"login\"");
        again.get("/messages").await.shows("name=\"login\"");
        enter(&app.browser(), "ann@mail.example", PASSWORD)
            .await
            .is(422);
    }
);

both_engines!(
    one_stays_signed_in_as_long_as_the_clinic_allows,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, LOGIN).await;
        let stay = async |browser: &Browser| {
            let fields = [("login", LOGIN), ("password", PASSWORD), ("stay", "true")];
            browser.post("/sign-in/account", &fields).await.is(200);
        };
        let (browser, page) = (app.browser(), letter.page());
        browser.get("/sign-in").await.hides("Stay signed in");
        stay(&browser).await;
        browser.get(&page).await.shows("All is well.");
        app.clock.advance(30 * MINUTE);
        browser.get(&page).await.hides("All is well.");

        set(&app, "UPDATE portal_settings SET stay_signed_in_days = 30").await;
        let browser = app.browser();
        browser.get("/sign-in").await.shows("Stay signed in");
        stay(&browser).await;
        app.clock.advance(29 * DAY);
        browser.get(&page).await.shows("All is well.");
        app.clock.advance(DAY);
        browser.get(&page).await.hides("All is well.");
        // Whoever does not ask for it is not kept, and in any case no longer than twelve hours.
        let browser = app.browser();
        enter(&browser, LOGIN, PASSWORD).await.is(200);
        for _ in 0..24 {
            browser.get(&page).await.shows("All is well.");
            app.clock.advance(HOUR / 2 - 1);
        }
        app.clock.advance(HOUR);
        browser.get(&page).await.hides("All is well.");
    }
);

both_engines!(
    signing_out_everywhere_and_another_password_end_every_visit,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.tier(&clinic, "connect").await;
        let letter = app.letter(&clinic, &patient).await;
        app.new_account(&letter.link, LOGIN).await;
        let (phone, laptop) = (app.browser(), app.browser());
        enter(&phone, LOGIN, PASSWORD).await.is(200);
        enter(&laptop, LOGIN, PASSWORD).await.is(200);
        laptop
            .get("/account")
            .await
            .is(200)
            .shows(LOGIN)
            .shows("Sign out everywhere");
        laptop
            .post("/account/sign-out-everywhere", &[])
            .await
            .is(200)
            .shows("You are signed out");
        for browser in [&phone, &laptop] {
            browser.get("/messages").await.shows("name=\"login\"");
            enter(browser, LOGIN, PASSWORD).await.is(200);
        }
        let wrong = [
            ("current", "not this one at all"),
            ("password", "grey goose at dawn"),
        ];
        laptop
            .post("/account/password", &wrong)
            .await
            .is(422)
            .shows("not your present password");
        let right = [("current", PASSWORD), ("password", "grey goose at dawn")];
        laptop
            .post("/account/password", &right)
            .await
            .is(200)
            .shows("Saved");
        laptop.get("/messages").await.is(200).shows("Your results");
        phone.get("/messages").await.shows("name=\"login\"");
        app.run_jobs().await;
        // Both addresses on file are told.
        assert!(
            app.mail
                .take()
                .iter()
                .any(|l| l.text.contains("was changed"))
        );
        assert!(
            app.texts
                .take()
                .iter()
                .any(|t| t.body.contains("was changed"))
        );
    }
);
