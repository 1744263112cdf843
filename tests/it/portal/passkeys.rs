//! Passkeys: made, used, refused (M9; SECURITY.md on accounts).

use carepost::platform::time::MINUTE;
use serde_json::Value;

use crate::support::{
    Answer, Authenticator, BIRTH_DATE, Browser, Clinic, PASSWORD, TestApp, both_engines,
};

const LOGIN: &str = "sam.lee@mail.example";

/// The same Carepost under a name: for a bare address there are no passkeys.
async fn named(app: &TestApp) -> (TestApp, String) {
    let named = app
        .beside(|config| {
            config.server.public_url = config.server.public_url.replace("127.0.0.1", "localhost");
        })
        .await;
    let origin = named.state.env.config.server.public_url.clone();
    (named, origin)
}

/// A token and the challenge it stands for.
async fn challenge(browser: &Browser, path: &str) -> (String, Value) {
    let answer = browser.post(path, &[]).await.is(200).json();
    let token = answer["token"].as_str().expect("a token").to_owned();
    (token, answer["publicKey"].clone())
}

async fn use_passkey(browser: &Browser, device: &mut Authenticator, origin: &str) -> Answer {
    let (token, options) = challenge(browser, "/sign-in/passkey/options").await;
    let credential = device.sign(&options, origin);
    let fields = [("token", token.as_str()), ("credential", &credential)];
    browser.post("/sign-in/passkey", &fields).await
}

/// Sam Lee at the page where the account is made, under the portal's name; the browser and the message's page.
async fn at_new_account(app: &TestApp, clinic: &Clinic, origin: &str) -> (Browser, String) {
    let patient = app.patient(clinic).await;
    app.tier(clinic, "connect").await;
    let letter = app.letter(clinic, &patient).await;
    let browser = app.browser().at(origin);
    browser.get(&letter.link).await.is(200);
    browser.post("/sign-in/passcode", &[]).await.is(200);
    let code = app.passcode().await;
    browser
        .try_in(&code, BIRTH_DATE)
        .await
        .is(200)
        .shows("Make your account");
    (browser, letter.page())
}

both_engines!(
    an_account_is_made_with_a_passkey_and_entered_with_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (named, origin) = named(&app).await;
        let (browser, page) = at_new_account(&named, &clinic, &origin).await;
        browser
            .get("/account/new")
            .await
            .shows("data-passkey=\"make\"");
        let mut device = Authenticator::new(7);
        let (token, options) = challenge(&browser, "/account/passkeys/options").await;
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(
            options["authenticatorSelection"]["userVerification"],
            "required"
        );
        let credential = device.make(&options, &origin);
        let fields = [
            ("token", token.as_str()),
            ("credential", &credential),
            ("login", LOGIN),
            ("back", &page),
        ];
        let message = browser.post("/account/new/passkey", &fields).await;
        message.is(200).shows("All is well.");

        let other = named.browser().at(&origin);
        other.get("/sign-in").await.shows("data-passkey=\"use\"");
        use_passkey(&other, &mut device, &origin)
            .await
            .is(200)
            .shows("Your results");
        // Without a password none opens it, and the last way in stays.
        let fields = [("login", LOGIN), ("password", PASSWORD)];
        named
            .browser()
            .at(&origin)
            .post("/sign-in/account", &fields)
            .await
            .is(422);
        let own = other.get("/account").await;
        own.is(200).shows("Last used");
        let (_, rest) = own
            .body
            .split_once("name=\"passkey\" value=\"")
            .expect("a passkey");
        let id = rest.split('"').next().expect("its end").to_owned();
        let remove = [("passkey", id.as_str())];
        other
            .post("/account/passkeys/remove", &remove)
            .await
            .is(422)
            .shows("the only way into your account");
        // Without a password to ask for, the sign-in must be a fresh one.
        named.clock.advance(11 * MINUTE);
        other
            .post("/account/password", &[("password", "grey goose at dawn")])
            .await
            .is(422)
            .shows("sign in again with your passkey");
        use_passkey(&other, &mut device, &origin).await.is(200);
        other
            .post("/account/password", &[("password", "grey goose at dawn")])
            .await
            .is(200)
            .shows("Saved");
        other
            .post("/account/passkeys/remove", &remove)
            .await
            .is(200)
            .hides("Last used");
        use_passkey(&named.browser().at(&origin), &mut device, &origin)
            .await
            .is(422);
        named.run_jobs().await;
    }
);

both_engines!(
    a_passkey_that_does_not_fit_opens_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (named, origin) = named(&app).await;
        let (browser, page) = at_new_account(&named, &clinic, &origin).await;
        let fields = [
            ("login", LOGIN),
            ("password", PASSWORD),
            ("back", page.as_str()),
        ];
        browser
            .post("/account/new", &fields)
            .await
            .is(200)
            .shows("All is well.");
        let mut device = Authenticator::new(7);
        let add_with = async |password: &str, device: &mut Authenticator, from: &str| {
            let (token, options) = challenge(&browser, "/account/passkeys/options").await;
            let credential = device.make(&options, from);
            let fields = [
                ("token", token.as_str()),
                ("credential", &credential),
                ("passkey_current", password),
            ];
            browser.post("/account/passkeys", &fields).await
        };
        let add =
            async |device: &mut Authenticator, from: &str| add_with(PASSWORD, device, from).await;
        // A browser that was left open is not enough.
        for password in ["", "a guess at it"] {
            add_with(password, &mut device, &origin)
                .await
                .is(422)
                .shows("not your present password")
                .hides("Added:");
        }
        // A page of somebody else's can't have it.
        add(&mut device, "http://carepost.evil.example")
            .await
            .is(422)
            .shows("did not do");
        add(&mut device, &origin).await.is(200).shows("Added:");
        named.run_jobs().await;
        assert!(
            named
                .mail
                .take()
                .iter()
                .any(|l| l.text.contains("A passkey was added"))
        );
        // The same key is not taken a second time.
        add(&mut device, &origin).await.is(422);

        let stranger = || named.browser().at(&origin);
        use_passkey(&stranger(), &mut device, "http://carepost.evil.example")
            .await
            .is(422)
            .shows("did not do");
        let mut forged = Authenticator::new(7);
        let (_, options) = challenge(&browser, "/account/passkeys/options").await;
        forged.make(&options, &origin);
        use_passkey(&stranger(), &mut forged, &origin).await.is(422);
        use_passkey(&stranger(), &mut Authenticator::new(9), &origin)
            .await
            .is(422);
        // An answer is good once, for its own challenge, and not for long.
        let thief = stranger();
        let (token, options) = challenge(&thief, "/sign-in/passkey/options").await;
        let (another, _) = challenge(&thief, "/sign-in/passkey/options").await;
        let credential = device.sign(&options, &origin);
        let give = async |token: &str| {
            let fields = [("token", token), ("credential", credential.as_str())];
            stranger().post("/sign-in/passkey", &fields).await.status
        };
        assert_eq!(give(&another).await, 422);
        assert_eq!(give("nothing").await, 422);
        assert_eq!(give(&token).await, 200);
        assert_eq!(give(&token).await, 422);
        let (token, options) = challenge(&thief, "/sign-in/passkey/options").await;
        let credential = device.sign(&options, &origin);
        named.clock.advance(5 * 60_000);
        let fields = [("token", token.as_str()), ("credential", &credential)];
        thief.post("/sign-in/passkey", &fields).await.is(422);
        // A counter that stands still says that the key was copied.
        device.counter = 0;
        use_passkey(&stranger(), &mut device, &origin).await.is(422);
        device.counter = 50;
        use_passkey(&stranger(), &mut device, &origin).await.is(200);
        // The clinic takes access away: the key opens nothing any more.
        let id = clinic.id;
        app.write(move |tx, _| {
            let sql = "UPDATE patient SET portal_access = FALSE WHERE clinic_id = $1";
            Ok(tx.exec(sql, &[&id])?)
        })
        .await;
        use_passkey(&stranger(), &mut device, &origin).await.is(422);
    }
);

both_engines!(
    for_a_bare_address_there_are_no_passkeys,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.tier(&clinic, "connect").await;
        let browser = app.browser();
        browser.get("/sign-in").await.is(200).hides("data-passkey");
        browser.post("/sign-in/passkey/options", &[]).await.is(404);
    }
);

both_engines!(
    what_was_typed_when_the_session_had_ended_comes_along_with_a_passkey,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (named, origin) = named(&app).await;
        let (browser, _) = at_new_account(&named, &clinic, &origin).await;
        app.write(|tx, _| {
            let sql = "UPDATE portal_settings SET appointment_requests = TRUE";
            Ok(tx.exec(sql, &[])?)
        })
        .await;
        let mut device = Authenticator::new(7);
        let (token, options) = challenge(&browser, "/account/passkeys/options").await;
        let credential = device.make(&options, &origin);
        let fields = [
            ("token", token.as_str()),
            ("credential", &credential),
            ("login", LOGIN),
        ];
        browser.post("/account/new/passkey", &fields).await.is(200);
        let page = "/appointments/new";
        let form = browser.get(page).await;
        let value = |name: &str| {
            let (_, rest) = form
                .body
                .split_once(&format!("name=\"{name}\" value=\""))
                .expect("a field");
            rest.split('"').next().expect("its end").to_owned()
        };
        let (person, patient) = (value("person"), value("patient"));
        let carried =
            serde_json::json!({ "person": person, "patient": patient, "words": "A cough" });
        let carried = carried.to_string();
        named.clock.advance(31 * MINUTE);
        browser
            .post(
                page,
                &[
                    ("person", &*person),
                    ("patient", &patient),
                    ("words", "A cough"),
                ],
            )
            .await
            .is(200)
            .shows("What you wrote is kept")
            .shows("data-passkey=\"use\"");
        let (token, options) = challenge(&browser, "/sign-in/passkey/options").await;
        let credential = device.sign(&options, &origin);
        let fields = [
            ("token", token.as_str()),
            ("credential", &credential),
            ("back", page),
            ("kept", &carried),
        ];
        let back = browser.post("/sign-in/passkey", &fields).await;
        back.is(200)
            .shows("What you wrote is still here")
            .shows("A cough</textarea>");
        assert!(back.url.ends_with(page), "{}", back.url);
    }
);
