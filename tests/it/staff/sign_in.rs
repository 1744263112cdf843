//! Signing in with a password, and what an attacker meets.

use carepost::platform::time::{HOUR, MINUTE};

use crate::support::{Answer, Browser, Member, PASSWORD, TestApp, both_engines};

async fn try_password(browser: &Browser, email: &str, password: &str) -> Answer {
    browser
        .post(
            "/staff/sign-in",
            &[("email", email), ("password", password), ("next", "")],
        )
        .await
}

async fn enter(app: &TestApp, member: &Member) -> Browser {
    let browser = app.browser();
    let answer = try_password(&browser, &member.email, PASSWORD).await;
    assert!(answer.url.ends_with("/staff/inbox"), "{}", answer.url);
    browser
}

both_engines!(a_member_signs_in_and_out, async |app: TestApp| {
    let clinic = app.clinic().await;
    let browser = app.browser();
    assert!(
        browser
            .get("/staff/inbox")
            .await
            .url
            .contains("/staff/sign-in?next=")
    );
    browser
        .get("/staff/sign-in")
        .await
        .is(200)
        .shows(r#"name="email""#)
        .shows(r#"name="password""#);
    // Spaces and capital letters around the address don't matter.
    let email = format!("  {} ", clinic.nurse.email.to_uppercase());
    let answer = try_password(&browser, &email, PASSWORD).await;
    answer.is(200);
    assert!(answer.url.ends_with("/staff/inbox"));
    browser
        .get("/staff/account")
        .await
        .is(200)
        .shows("Marc Tremblay");
    let session = browser.cookies();
    browser.post("/staff/sign-out", &[]).await.is(200);
    assert!(!browser.cookies().contains("carepost-staff"));
    // The value is worth nothing any more, also for somebody who kept it.
    let thief = app.browser();
    thief.keep(&format!("{session}; Path=/"));
    assert!(
        thief
            .get("/staff/account")
            .await
            .url
            .contains("/staff/sign-in")
    );
});

both_engines!(
    one_comes_back_to_where_one_was_and_nowhere_else,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let fields = |next: &'static str| {
            [
                ("email", clinic.owner.email.clone()),
                ("password", PASSWORD.to_owned()),
                ("next", next.to_owned()),
            ]
        };
        for (next, lands) in [
            ("/staff/members?query=priya", "/staff/members?query=priya"),
            ("https://evil.example/staff", "/staff/inbox"),
            ("//evil.example/staff", "/staff/inbox"),
            ("/\\evil.example", "/staff/inbox"),
            ("/messages", "/staff/inbox"),
        ] {
            let form = fields(next);
            let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let answer = app.browser().post("/staff/sign-in", &form).await;
            assert_eq!(answer.url, format!("{}{lands}", app.base_url), "{next}");
        }
        // The page that asked for the sign-in says where it came from.
        let asked = app.browser().get("/staff/members?query=priya").await;
        asked.shows(r#"name="next" value="/staff/members?query=priya""#);
    }
);

both_engines!(
    every_failure_has_one_answer_after_one_computation,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .post(
                &format!("/staff/members/{}/disable", clinic.receptionist.id),
                &[],
            )
            .await
            .is(200);
        let mut bodies = Vec::new();
        for (email, password) in [
            ("nobody@riverside.example", PASSWORD),
            (clinic.receptionist.email.as_str(), PASSWORD),
            (clinic.nurse.email.as_str(), "not the password"),
            ("not an address", PASSWORD),
        ] {
            let browser = app.browser();
            let before = app.state.metrics.password_checks();
            let answer = try_password(&browser, email, password).await;
            assert_eq!(answer.status, 422);
            // Hashing takes most of the time; without it an answer would come many times faster.
            let computed = app.state.metrics.password_checks() - before;
            assert_eq!(computed, 1, "{email}");
            bodies.push(answer.body.replace(email, "ADDRESS"));
        }
        assert!(bodies.iter().all(|b| *b == bodies[0]), "the answers differ");
    }
);

both_engines!(
    guessing_one_account_is_stopped_also_in_parallel,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let guesses = (0..24).map(|n| {
            let (browser, email) = (app.browser(), clinic.nurse.email.clone());
            async move {
                try_password(&browser, &email, &format!("a wrong guess {n}"))
                    .await
                    .status
            }
        });
        let statuses = futures::future::join_all(guesses).await;
        assert_eq!(
            statuses.iter().filter(|s| **s == 422).count(),
            10,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|s| **s == 429).count(),
            14,
            "{statuses:?}"
        );
        // Not even the right password gets in now, from any browser; later it does.
        let browser = app.browser();
        try_password(&browser, &clinic.nurse.email, PASSWORD)
            .await
            .is(429)
            .shows("Wait 1");
        // Another account is not held up.
        enter(&app, &clinic.receptionist).await;
        app.clock.advance(15 * MINUTE);
        enter(&app, &clinic.nurse).await;
    }
);

both_engines!(
    an_account_that_does_not_exist_is_limited_alike,
    async |app: TestApp| {
        app.clinic().await;
        let browser = app.browser();
        let mut statuses = Vec::new();
        for _ in 0..12 {
            statuses.push(
                try_password(&browser, "nobody@riverside.example", "a wrong guess")
                    .await
                    .status,
            );
        }
        assert_eq!(statuses, [vec![422; 10], vec![429; 2]].concat());
    }
);

both_engines!(
    spraying_many_accounts_from_one_network_is_stopped,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.browser();
        let guesses = (0..70).map(|n| {
            let browser = browser.clone();
            async move {
                try_password(
                    &browser,
                    &format!("person{n}@riverside.example"),
                    "Summer is here 2026",
                )
                .await
                .status
            }
        });
        let statuses = futures::future::join_all(guesses).await;
        assert_eq!(statuses.iter().filter(|s| **s == 422).count(), 60);
        try_password(&browser, &clinic.nurse.email, PASSWORD)
            .await
            .is(429);
        // Forwarded addresses of nobody's proxy don't make it another network.
        let answer = browser
            .send(|http, url| {
                http.post(url("/staff/sign-in"))
                    .header("sec-fetch-site", "same-origin")
                    .header("x-forwarded-for", "203.0.113.9")
                    .form(&[
                        ("email", clinic.nurse.email.as_str()),
                        ("password", PASSWORD),
                    ])
            })
            .await;
        answer.is(429);
    }
);

both_engines!(right_passwords_use_nothing_up, async |app: TestApp| {
    let clinic = app.clinic().await;
    for _ in 0..12 {
        enter(&app, &clinic.nurse).await;
    }
});

both_engines!(
    a_session_can_not_be_prepared_for_somebody_else,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        // An attacker plants a value of their own, and one of a session that they really have.
        let planted = app.signed_in(&clinic.receptionist).await.cookies();
        for value in [
            "carepost-staff=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            planted,
        ] {
            let browser = app.browser();
            browser.keep(&format!("{value}; Path=/"));
            let answer = try_password(&browser, &clinic.nurse.email, PASSWORD).await;
            assert!(answer.url.ends_with("/staff/inbox"));
            assert_ne!(browser.cookies(), value);
            let attacker = app.browser();
            attacker.keep(&format!("{value}; Path=/"));
            assert!(
                attacker
                    .get("/staff/account")
                    .await
                    .url
                    .contains("/staff/sign-in"),
                "{value} still opens"
            );
        }
    }
);

both_engines!(sessions_end_by_rest_and_by_age, async |app: TestApp| {
    let clinic = app.clinic().await;
    let browser = enter(&app, &clinic.nurse).await;
    app.clock.advance(14 * MINUTE);
    assert_eq!(
        browser.post("/staff/session", &[]).await.json()["seconds"],
        15 * 60
    );
    app.clock.advance(14 * MINUTE);
    browser
        .get("/staff/account")
        .await
        .is(200)
        .shows("Marc Tremblay");
    app.clock.advance(15 * MINUTE);
    assert!(
        browser
            .get("/staff/account")
            .await
            .url
            .contains("/staff/sign-in")
    );
    // At most twelve hours, however busy.
    let browser = enter(&app, &clinic.nurse).await;
    for _ in 0..(12 * 6 - 1) {
        app.clock.advance(HOUR / 6);
        browser.get("/staff/account").await.is(200);
    }
    assert_eq!(
        browser.post("/staff/session", &[]).await.json()["seconds"],
        600
    );
    app.clock.advance(HOUR / 6);
    assert!(
        browser
            .get("/staff/account")
            .await
            .url
            .contains("/staff/sign-in")
    );
});

both_engines!(
    background_requests_keep_no_session_alive,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = enter(&app, &clinic.nurse).await;
        for _ in 0..3 {
            app.clock.advance(6 * MINUTE);
            browser
                .send(|http, url| http.get(url("/staff/account")).header("x-background", "1"))
                .await;
        }
        assert!(
            browser
                .get("/staff/account")
                .await
                .url
                .contains("/staff/sign-in")
        );
    }
);

both_engines!(
    links_and_cookies_do_not_follow_a_poisoned_host,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let answer = owner
            .send(|http, url| {
                http.post(url(&format!("/staff/members/{}/link", clinic.nurse.id)))
                    .header("host", "evil.example")
                    .header("x-forwarded-host", "evil.example")
                    .header("forwarded", "host=evil.example")
                    .header("sec-fetch-site", "same-origin")
                    .header("accept", "text/html")
            })
            .await;
        answer
            .is(200)
            .hides("evil.example")
            .shows(&format!("{}/staff/set-password/", app.base_url));
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        assert!(
            letters[0]
                .text
                .contains(&format!("{}/staff/set-password/", app.base_url))
        );
        assert!(!letters[0].text.contains("evil.example"));
        let redirect = app
            .browser()
            .send(|http, url| {
                http.get(url("/staff/inbox"))
                    .header("host", "evil.example")
                    .header("accept", "text/html")
            })
            .await;
        redirect.hides("evil.example");
    }
);
