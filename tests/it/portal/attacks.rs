//! What must not open the door, and what must not be learnt at it.

use carepost::features::audit;
use carepost::features::patients::{self, Editor};
use carepost::features::portal;
use carepost::platform::time::SECOND;
use carepost::platform::web::Error;

use super::door::set;
use crate::support::{BIRTH_DATE, Browser, TestApp, both_engines};

both_engines!(
    a_scanner_that_opens_the_link_fifty_times_changes_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let before = audited(&app).await;
        for _ in 0..50 {
            app.browser().get(&letter.link).await.is(200);
        }
        assert_eq!(audited(&app).await, before);
        assert!(app.texts.texts().is_empty() && app.mail.letters().is_empty());
        app.reader(&letter.link).await;
    }
);

both_engines!(
    fifty_right_passcodes_at_once_make_one_session,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        let cookies = browser.cookies();
        let tries = (0..50).map(|_| {
            let (other, code) = (app.browser(), code.clone());
            for cookie in cookies.split("; ") {
                other.keep(&format!("{cookie}; Path=/"));
            }
            async move { other.try_in(&code, BIRTH_DATE).await.status }
        });
        let mut statuses = futures::future::join_all(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        // Refused; or, where the database could not order so many at once, asked to try again.
        let refused = |s: &u16| [422, 503].contains(s);
        assert!(statuses[1..].iter().all(refused), "{statuses:?}");
        assert_eq!(sessions(&app).await, 1);
        // Whoever knew everything has guessed nothing: nobody is locked out by a double click.
        app.clock.advance(31 * SECOND);
        app.reader(&letter.link).await;
    }
);

both_engines!(five_tries_and_a_resend_adds_none, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let (browser, code) = app.at_the_door(&letter.link).await;
    for _ in 0..4 {
        browser.try_in(&wrong(&code), BIRTH_DATE).await.is(422);
    }
    app.clock.advance(31 * SECOND);
    browser.post("/sign-in/passcode", &[]).await.is(200);
    let code = app.passcode().await;
    browser.try_in(&wrong(&code), BIRTH_DATE).await.is(422);
    browser.try_in(&code, BIRTH_DATE).await.is(422);
    app.clock.advance(31 * SECOND);
    browser
        .post("/sign-in/passcode", &[])
        .await
        .is(429)
        .shows("too many wrong tries");
    assert_eq!(sessions(&app).await, 0);
});

both_engines!(
    ten_failures_over_all_links_rest_until_staff_re_arm,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (one, two) = (
            app.letter(&clinic, &patient).await,
            app.letter(&clinic, &patient).await,
        );
        for link in [&one.link, &two.link] {
            let (browser, code) = app.at_the_door(link).await;
            for _ in 0..5 {
                browser.try_in(&code, "1988-03-15").await.is(422);
            }
        }
        let (browser, code) = app.at_the_door(&one.link).await;
        browser.try_in(&code, BIRTH_DATE).await.is(422);
        // It does not open again by itself.
        app.clock.advance(2 * 24 * 3_600 * SECOND);
        let (browser, code) = app.at_the_door(&one.link).await;
        browser.try_in(&code, BIRTH_DATE).await.is(422);

        let page = format!("/staff/patients/{}/information?tab=portal", patient.id);
        let rearm = format!("/staff/patients/{}/rearm", patient.id);
        let priya = app.signed_in(&clinic.receptionist).await;
        priya.get(&page).await.shows("Sign-in rests");
        priya.post(&rearm, &[]).await.is(403);
        let marc = app.signed_in(&clinic.nurse).await;
        let hillside = app.other_clinic().await;
        let stranger = app.signed_in(&hillside.owner).await;
        stranger.get(&page).await.is(404);
        stranger.post(&rearm, &[]).await.is(404);
        marc.post(&rearm, &[])
            .await
            .is(200)
            .hides("Sign-in rests")
            .shows("No failed tries.");
        app.reader(&one.link).await;
    }
);

both_engines!(
    a_passcode_of_one_link_opens_no_other,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (one, two) = (
            app.letter(&clinic, &patient).await,
            app.letter(&clinic, &patient).await,
        );
        let (browser, code) = app.at_the_door(&one.link).await;
        browser.get(&two.link).await.is(200);
        browser.try_in(&code, BIRTH_DATE).await.is(422);
        // Nor in another browser.
        let other = app.browser();
        other.get(&one.link).await;
        other.try_in(&code, BIRTH_DATE).await.is(422);
        assert_eq!(sessions(&app).await, 0);
        browser.get(&one.link).await;
        browser.try_in(&code, BIRTH_DATE).await.is(200);
    }
);

both_engines!(every_failure_has_one_answer, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let mut bodies = Vec::new();
    let mut note = |code: &str, answer: crate::support::Answer| {
        answer.is(422);
        bodies.push(answer.body.replace(code, "CODE"));
    };
    // Wrong passcode, wrong date.
    let letter = app.letter(&clinic, &patient).await;
    let (browser, code) = app.at_the_door(&letter.link).await;
    let guess = wrong(&code);
    note(&guess, browser.try_in(&guess, BIRTH_DATE).await);
    note(&code, with_date(browser.try_in(&code, "1988-03-15").await));
    // None sent, too late, used up.
    let fresh = app.browser();
    fresh.get(&letter.link).await;
    note(&code, fresh.try_in(&code, BIRTH_DATE).await);
    let (late, code) = app.at_the_door(&letter.link).await;
    app.clock.advance(3_600 * SECOND);
    note(&code, late.try_in(&code, BIRTH_DATE).await);
    let (used, code) = app.at_the_door(&letter.link).await;
    used.try_in(&code, BIRTH_DATE).await.is(200);
    note(&code, used.try_in(&code, BIRTH_DATE).await);
    // Everything right, but: link revoked, portal link revoked, access off, portal off.
    for change in [
        "UPDATE notification_link SET revoked_at = 1",
        "UPDATE portal_link SET revoked_at = 1",
        "UPDATE patient SET portal_access = 1 = 0",
        "UPDATE portal_settings SET accessible = 1 = 0",
        "UPDATE portal_settings SET portal_enabled = 1 = 0",
    ] {
        let other = app.patient_named(&clinic, "Kim", "Lee").await;
        let letter = app.letter(&clinic, &other).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        set(&app, change).await;
        note(&code, browser.try_in(&code, BIRTH_DATE).await);
        set(&app, "UPDATE notification_link SET revoked_at = NULL").await;
        set(&app, "UPDATE portal_link SET revoked_at = NULL").await;
        set(&app, "UPDATE patient SET portal_access = 1 = 1").await;
        set(
            &app,
            "UPDATE portal_settings SET accessible = 1 = 1, portal_enabled = 1 = 1",
        )
        .await;
    }
    for body in &bodies {
        assert_eq!(*body, bodies[0]);
    }
    assert_eq!(bodies.len(), 10);
    // And each of them was as much work: one row of either kind.
    assert_eq!(
        count(&app, "SELECT count(*) FROM sign_in_failure").await,
        10
    );
    let denied = "SELECT count(*) FROM audit_event WHERE action = 'portal.sign_in_denied'";
    assert_eq!(count(&app, denied).await, 10);
});

both_engines!(a_dead_link_says_nothing_about_why, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let unknown = app.browser().get("/m/unknown").await;
    unknown.is(404).hides("Riverside");
    for change in [
        "UPDATE notification_link SET revoked_at = 1",
        "UPDATE patient SET portal_access = 1 = 0",
        "UPDATE portal_settings SET accessible = 1 = 0",
    ] {
        set(&app, change).await;
        let dead = app.browser().get(&letter.link).await;
        assert_eq!(dead.body, unknown.body);
        assert_eq!(dead.header("set-cookie"), "");
    }
});

both_engines!(
    a_session_given_beforehand_is_not_taken_up,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        browser.keep("carepost-portal=planted; Path=/");
        browser.try_in(&code, BIRTH_DATE).await.is(200);
        let first = cookie(&browser, "carepost-portal");
        assert_ne!(first, "planted");
        // Signing in again ends the session that the browser had.
        app.clock.advance(31 * SECOND);
        browser.post("/sign-in/passcode", &[]).await;
        let code = app.passcode().await;
        browser.try_in(&code, BIRTH_DATE).await.is(200);
        assert_ne!(cookie(&browser, "carepost-portal"), first);
        assert_eq!(sessions(&app).await, 1);
        let thief = app.browser();
        thief.keep(&format!("carepost-portal={first}; Path=/"));
        thief.post("/session", &[]).await.hides("seconds");
    }
);

both_engines!(
    links_are_built_from_the_configured_origin,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        for poison in ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded"] {
            let answer = app
                .browser()
                .send(|http, url| http.get(url(&letter.link)).header(poison, "evil.example"))
                .await;
            answer.hides("evil.example");
            assert!(answer.url.starts_with(&app.base_url), "{}", answer.url);
        }
        app.at_the_door(&letter.link).await;
        for letter in app.mail.letters() {
            assert!(!letter.message_id.contains("evil"));
        }
    }
);

both_engines!(
    the_same_email_on_two_patients_links_nobody,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, kim) = (
            app.patient(&clinic).await,
            app.patient_named(&clinic, "Kim", "Park").await,
        );
        let (to_sam, to_kim) = (
            app.letter(&clinic, &sam).await,
            app.letter(&clinic, &kim).await,
        );
        let reader = app.reader(&to_sam.link).await;
        reader.get(&to_sam.page()).await.is(200);
        reader.get(&to_kim.page()).await.is(404);
        reader.get("/messages").await.hides(&to_kim.page());
    }
);

both_engines!(
    a_proxy_gets_in_until_the_minute_the_link_ends,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (ann, link) = app.guardian(&patient, "Ann", "Lee").await;
        let sent = app
            .write_to(&clinic, &patient, "Vaccines", "<p>Due.</p>", true)
            .await;
        let path = app.link(sent, &patient, ann).await;
        let ends = carepost::platform::time::Timestamp(crate::support::NOON_ISH.0 + 600 * SECOND);
        let (env, id) = (app.state.env.clone(), clinic.id);
        app.state
            .db
            .write(move |tx| patients::end_link_at(tx, &Editor::system(id), &env, link, Some(ends)))
            .await
            .expect("an end");
        let reader = app.reader(&path).await;
        let page = format!("/messages/{}", sent.conversation);
        app.clock
            .set(carepost::platform::time::Timestamp(ends.0 - 1));
        reader.get(&page).await.is(200).shows("Vaccines");
        app.clock.set(ends);
        reader.get(&page).await.hides("Vaccines");
        app.browser().get(&path).await.is(404);
    }
);

both_engines!(
    the_audit_knows_why_each_sign_in_failed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        let guess = wrong(&code);
        for (code, born) in [
            (&guess, BIRTH_DATE),
            (&code, "1988-03-15"),
            (&code, BIRTH_DATE),
        ] {
            app.clock.advance(SECOND);
            browser.try_in(code, born).await;
        }
        let found: Vec<(String, String)> = app
            .state
            .db
            .read(|tx| {
                tx.all(
                    "SELECT action, detail FROM audit_event WHERE action LIKE 'portal.%' ORDER BY at",
                    &[],
                )
            })
            .await
            .expect("entries");
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|(a, d)| (a.as_str(), d.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("portal.passcode", "email"),
                ("portal.sign_in_denied", "proof"),
                ("portal.sign_in_denied", "birth_date"),
                ("portal.sign_in", "passcode"),
            ]
        );
        let verdict = audit::verify(&app.state.db, &app.state.env)
            .await
            .expect("a verdict");
        assert!(verdict.flaws.is_empty());
    }
);

both_engines!(
    the_state_of_a_door_is_only_shown_to_its_clinic,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let other = app.other_clinic().await;
        let (stranger, id) = (other.nurse.actor(), patient.id);
        let answer = app
            .state
            .db
            .read(move |tx| portal::sign_in_state(tx, &stranger, id))
            .await;
        assert!(matches!(answer, Err(Error::NotFound)));
    }
);

/// Another code than `code`.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &code[1..])
}

/// The answer as if the right date had been typed.
fn with_date(mut answer: crate::support::Answer) -> crate::support::Answer {
    answer.body = answer.body.replace("1988-03-15", BIRTH_DATE);
    answer
}

fn cookie(browser: &Browser, name: &str) -> String {
    browser
        .cookies()
        .split("; ")
        .filter_map(|pair| pair.split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

async fn sessions(app: &TestApp) -> i64 {
    count(
        app,
        "SELECT count(*) FROM session WHERE portal_user_id IS NOT NULL",
    )
    .await
}

async fn audited(app: &TestApp) -> i64 {
    count(app, "SELECT count(*) FROM audit_event").await
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let (n,): (i64,) = app
        .state
        .db
        .read(move |tx| tx.one(sql, &[]))
        .await
        .expect("a count");
    n
}
