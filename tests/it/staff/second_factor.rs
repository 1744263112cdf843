//! The second factor: set up, asked for, never taken twice, recovered without.

use carepost::platform::time::{MINUTE, SECOND};
use totp_rs::{Algorithm, Builder, Secret};

use crate::support::{Answer, Browser, Member, PASSWORD, TestApp, both_engines};

/// What an authenticator app holds.
struct Phone(String);

impl Phone {
    /// Reads the key off the page.
    fn scan(page: &Answer) -> Phone {
        Phone(between(&page.body, "<code class=\"num\">", "</code>").replace(' ', ""))
    }

    /// The code that the app shows now.
    fn code(&self, app: &TestApp) -> String {
        let secret = Secret::try_from_base32(&self.0).expect("a key");
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_secret(secret)
            .build()
            .expect("a phone");
        let now = app.state.env.now().0 / SECOND;
        totp.generate(u64::try_from(now).expect("a time"))
            .to_string()
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text
        .find(start)
        .unwrap_or_else(|| panic!("no {start} in {text}"))
        + start.len();
    &text[from..from + text[from..].find(end).expect("an end")]
}

fn sealed(page: &Answer) -> String {
    between(&page.body, "name=\"sealed\" value=\"", "\"").to_owned()
}

fn recovery_codes(page: &Answer) -> Vec<String> {
    page.body
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest[..rest.find('<').expect("an end")].to_owned())
        .collect()
}

async fn password(app: &TestApp, browser: &Browser, member: &Member) -> Answer {
    let form = [
        ("email", member.email.as_str()),
        ("password", PASSWORD),
        ("next", "/staff/account"),
    ];
    let answer = browser.post("/staff/sign-in", &form).await;
    assert!(answer.url.starts_with(&app.base_url));
    answer
}

/// Leads a member through enrolment: their phone, their recovery codes, and the browser that is now signed in.
async fn enrol(app: &TestApp, member: &Member) -> (Phone, Vec<String>, Browser) {
    let browser = app.browser();
    let page = password(app, &browser, member).await;
    page.is(200).shows("<svg");
    assert!(page.url.contains("/staff/sign-in/set-up"), "{}", page.url);
    let phone = Phone::scan(&page);
    let done = browser
        .post(
            "/staff/sign-in/set-up",
            &[
                ("sealed", &sealed(&page)),
                ("code", &phone.code(app)),
                ("next", "/staff/account"),
            ],
        )
        .await;
    done.is(200);
    let codes = recovery_codes(&done);
    assert_eq!(codes.len(), 10, "{}", done.body);
    (phone, codes, browser)
}

both_engines!(
    a_required_second_factor_is_set_up_after_the_password,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let app = app
            .beside(|config| config.staff.require_second_factor = true)
            .await;
        let browser = app.browser();
        let page = password(&app, &browser, &clinic.nurse).await;
        assert!(
            page.url
                .ends_with("/staff/sign-in/set-up?next=/staff/account"),
            "{}",
            page.url
        );
        // The password alone opens nothing.
        for path in [
            "/staff/account",
            "/staff/members",
            "/staff/audit",
            "/staff/inbox",
            "/staff/live",
        ] {
            let answer = browser.get(path).await;
            assert!(
                answer.url.contains("/staff/sign-in"),
                "{path}: {}",
                answer.url
            );
        }
        browser.post("/staff/session", &[]).await.hides("seconds");
        // A wrong code keeps the same key, so that the phone need not scan again.
        let phone = Phone::scan(&page);
        let wrong = browser
            .post(
                "/staff/sign-in/set-up",
                &[
                    ("sealed", &sealed(&page)),
                    ("code", "000000"),
                    ("next", "/staff/account"),
                ],
            )
            .await;
        wrong.is(422);
        assert_eq!(Phone::scan(&wrong).0, phone.0);
        let before = browser.cookies();
        let done = browser
            .post(
                "/staff/sign-in/set-up",
                &[
                    ("sealed", &sealed(&wrong)),
                    ("code", &phone.code(&app)),
                    ("next", "/staff/account"),
                ],
            )
            .await;
        done.is(200).shows("href=\"/staff/account\"");
        assert_ne!(
            browser.cookies(),
            before,
            "a new session at the change of privilege"
        );
        browser
            .get("/staff/account")
            .await
            .is(200)
            .shows("Marc Tremblay");
        // The session of the password is gone.
        let thief = app.browser();
        thief.keep(&format!("{before}; Path=/"));
        assert!(
            thief
                .get("/staff/sign-in/set-up")
                .await
                .url
                .contains("/staff/sign-in?next=")
        );
    }
);

both_engines!(
    a_key_offered_to_one_member_is_worth_nothing_to_another,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let app = app
            .beside(|config| config.staff.require_second_factor = true)
            .await;
        let (nurse, receptionist) = (app.browser(), app.browser());
        let offered = password(&app, &nurse, &clinic.nurse).await;
        password(&app, &receptionist, &clinic.receptionist).await;
        let code = Phone::scan(&offered).code(&app);
        receptionist
            .post(
                "/staff/sign-in/set-up",
                &[("sealed", &sealed(&offered)), ("code", &code)],
            )
            .await
            .is(404);
        receptionist
            .post(
                "/staff/sign-in/set-up",
                &[("sealed", "AAAA"), ("code", &code)],
            )
            .await
            .is(404);
    }
);

both_engines!(
    signing_in_takes_a_code_that_was_never_taken_before,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let app = app
            .beside(|config| config.staff.require_second_factor = true)
            .await;
        let (phone, _, _) = enrol(&app, &clinic.nurse).await;
        let browser = app.browser();
        let asked = password(&app, &browser, &clinic.nurse).await;
        assert!(asked.url.contains("/staff/sign-in/code"), "{}", asked.url);
        // The code that set it up is used up.
        let used = phone.code(&app);
        browser
            .post("/staff/sign-in/code", &[("code", &used)])
            .await
            .is(422);
        app.clock.advance(30 * SECOND);
        // An older one, still within the drift, is refused after a newer one was taken.
        let fresh = phone.code(&app);
        let entered = browser
            .post(
                "/staff/sign-in/code",
                &[("code", &fresh), ("next", "/staff/account")],
            )
            .await;
        assert!(entered.url.ends_with("/staff/account"), "{}", entered.body);
        let second = app.browser();
        password(&app, &second, &clinic.nurse).await;
        second
            .post("/staff/sign-in/code", &[("code", &used)])
            .await
            .is(422);
        second
            .post("/staff/sign-in/code", &[("code", &fresh)])
            .await
            .is(422);
        // A second factor in place can't be replaced by who has only the password.
        let page = second.get("/staff/sign-in/set-up").await;
        assert!(page.url.contains("/staff/sign-in/code"), "{}", page.url);
        second
            .post(
                "/staff/sign-in/set-up",
                &[("sealed", "AAAA"), ("code", &fresh)],
            )
            .await
            .is(404);
    }
);

both_engines!(
    one_code_at_the_same_moment_opens_one_session,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let app = app
            .beside(|config| config.staff.require_second_factor = true)
            .await;
        let (phone, _, _) = enrol(&app, &clinic.nurse).await;
        app.clock.advance(30 * SECOND);
        let code = phone.code(&app);
        let mut browsers = Vec::new();
        for _ in 0..4 {
            let browser = app.browser();
            password(&app, &browser, &clinic.nurse).await;
            browsers.push(browser);
        }
        let attempts = browsers.iter().map(|browser| {
            let code = code.clone();
            async move {
                browser
                    .post(
                        "/staff/sign-in/code",
                        &[("code", &code), ("next", "/staff/account")],
                    )
                    .await
                    .status
            }
        });
        let statuses = futures::future::join_all(attempts).await;
        assert_eq!(
            statuses.iter().filter(|s| **s == 200).count(),
            1,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|s| **s == 422).count(),
            3,
            "{statuses:?}"
        );
    }
);

both_engines!(guessing_codes_is_stopped, async |app: TestApp| {
    let clinic = app.clinic().await;
    let app = app
        .beside(|config| config.staff.require_second_factor = true)
        .await;
    let (phone, _, _) = enrol(&app, &clinic.nurse).await;
    app.clock.advance(MINUTE);
    let browser = app.browser();
    password(&app, &browser, &clinic.nurse).await;
    let mut statuses = Vec::new();
    for n in 0..7 {
        let guess = format!("{n}{n}{n}{n}{n}{n}");
        statuses.push(
            browser
                .post("/staff/sign-in/code", &[("code", &guess)])
                .await
                .status,
        );
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429]);
    // Starting again with the password gives no further tries, and the right code no way around.
    let again = app.browser();
    password(&app, &again, &clinic.nurse).await;
    again
        .post("/staff/sign-in/code", &[("code", &phone.code(&app))])
        .await
        .is(429);
});

both_engines!(a_recovery_code_works_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let app = app
        .beside(|config| config.staff.require_second_factor = true)
        .await;
    let (_, codes, _) = enrol(&app, &clinic.nurse).await;
    let typed = codes[0].to_uppercase().replace('-', " ");
    for (code, lands) in [
        (typed.as_str(), true),
        (codes[0].as_str(), false),
        (codes[1].as_str(), true),
        ("aaaaa-aaaaa", false),
    ] {
        let browser = app.browser();
        password(&app, &browser, &clinic.nurse).await;
        let answer = browser
            .post(
                "/staff/sign-in/code",
                &[("code", code), ("next", "/staff/account")],
            )
            .await;
        assert_eq!(answer.url.ends_with("/staff/account"), lands, "{code}");
        if lands {
            answer.shows("recovery codes left");
        }
    }
    // Another member's codes are their own.
    let (_, _, _) = enrol(&app, &clinic.receptionist).await;
    let browser = app.browser();
    password(&app, &browser, &clinic.receptionist).await;
    browser
        .post("/staff/sign-in/code", &[("code", &codes[2])])
        .await
        .is(422);
});

both_engines!(
    on_the_account_page_the_password_is_asked_again,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (browser, elsewhere) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
        );
        let page = browser.get("/staff/account/second-factor").await;
        let phone = Phone::scan(&page);
        let (sealed, code) = (sealed(&page), phone.code(&app));
        browser
            .post(
                "/staff/account/second-factor",
                &[("sealed", &sealed), ("code", &code), ("current", "wrong")],
            )
            .await
            .is(422)
            .shows("current-why");
        let done = browser
            .post(
                "/staff/account/second-factor",
                &[("sealed", &sealed), ("code", &code), ("current", PASSWORD)],
            )
            .await;
        let first = recovery_codes(done.is(200));
        // Every other session has ended, this one goes on.
        assert!(
            elsewhere
                .get("/staff/account")
                .await
                .url
                .contains("/staff/sign-in")
        );
        browser
            .get("/staff/account")
            .await
            .is(200)
            .shows("10 recovery codes left");
        // New recovery codes replace the old ones.
        browser
            .post("/staff/account/recovery-codes", &[("current", "wrong")])
            .await
            .is(422)
            .shows("codes_current-why");
        let second = recovery_codes(
            browser
                .post("/staff/account/recovery-codes", &[("current", PASSWORD)])
                .await
                .is(200),
        );
        assert!(first.iter().all(|code| !second.contains(code)));
        let again = app.browser();
        password(&app, &again, &clinic.nurse).await;
        again
            .post("/staff/sign-in/code", &[("code", &first[0])])
            .await
            .is(422);
        again
            .post(
                "/staff/sign-in/code",
                &[("code", &second[0]), ("next", "/staff/account")],
            )
            .await
            .is(200);
    }
);

both_engines!(
    secrets_of_second_factors_are_sealed_at_rest,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let app = app
            .beside(|config| config.staff.require_second_factor = true)
            .await;
        let (phone, codes, _) = enrol(&app, &clinic.nurse).await;
        let (id, staff) = (clinic.id, clinic.nurse.id);
        let (secret, hashes) = app
        .state
        .db
        .read(move |tx| {
            let (secret,): (Vec<u8>,) =
                tx.one("SELECT totp_secret FROM staff_member WHERE clinic_id = $1 AND id = $2", &[&id, &staff])?;
            let hashes: Vec<(Vec<u8>,)> =
                tx.all("SELECT code_hash FROM staff_recovery_code WHERE clinic_id = $1 AND staff_id = $2", &[&id, &staff])?;
            Ok::<_, db::Error>((secret, hashes))
        })
        .await
        .expect("rows");
        let plain = Secret::try_from_base32(&phone.0).expect("a key");
        assert!(
            !secret
                .windows(plain.as_bytes().len())
                .any(|w| w == plain.as_bytes())
        );
        let code = codes[0].replace('-', "");
        assert!(
            hashes.iter().all(|(hash,)| hash.len() == 32
                && !hash.windows(code.len()).any(|w| w == code.as_bytes()))
        );
    }
);
