//! Invitations by the clinic (M5, M9): a notice without a name, a proof, and never an account by its address alone.

use carepost::features::families;
use carepost::platform::time::{DAY, MINUTE};

use crate::support::{BIRTH_DATE, Browser, Clinic, PASSWORD, Patient, TestApp, both_engines};

const FORM: [(&str, &str); 7] = [
    ("person_given_name", "Ann"),
    ("person_family_name", "Lee"),
    ("person_email", "ann@mail.example"),
    ("person_channel", "email"),
    ("person_language", "en"),
    ("relationship", "guardian"),
    ("invite", "true"),
];

/// Invites Ann Lee to read for Sam; the path of the link that she got.
async fn invited(app: &TestApp, clinic: &Clinic, sam: &Patient) -> String {
    let nurse = app.signed_in(&clinic.nurse).await;
    nurse
        .post(&format!("/staff/patients/{}/links", sam.id), &FORM)
        .await
        .is(200)
        .shows("Open until")
        .shows("Invite again");
    app.run_jobs().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1, "Ann alone is told");
    assert_eq!(letters[0].to.email, "ann@mail.example");
    assert!(!letters[0].text.contains("Sam"), "{}", letters[0].text);
    link_in(&letters[0].text)
}

fn link_in(text: &str) -> String {
    let from = text.find("/m/").expect("a link");
    let token: String = text[from..]
        .chars()
        .take_while(|c| !c.is_whitespace() && *c != '"')
        .collect();
    token
}

async fn states(app: &TestApp) -> Vec<(String,)> {
    app.state
        .db
        .read(|tx| {
            tx.all(
                "SELECT l.state FROM portal_link l JOIN portal_user u ON u.clinic_id = l.clinic_id AND u.id = l.portal_user_id
                 WHERE u.given_name = 'Ann' ORDER BY l.id",
                &[],
            )
        })
        .await
        .unwrap_or_else(|e: db::Error| panic!("{e}"))
}

/// The link of Ann's invitation, as the chart's forms name it.
async fn link_id(app: &TestApp) -> String {
    let (id,): (carepost::platform::ids::PortalLinkId,) = app
        .state
        .db
        .read(|tx| tx.one("SELECT link_id FROM portal_invitation", &[]))
        .await
        .unwrap_or_else(|e: db::Error| panic!("{e}"));
    id.to_string()
}

both_engines!(
    m5_an_invited_person_proves_who_they_are_and_reads,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        // An invitation is how one comes to be registered, also where only the registered are written to (M4).
        app.write(|tx, _| {
            Ok(tx.exec(
                "UPDATE portal_settings SET require_registration = TRUE",
                &[],
            )?)
        })
        .await;
        let link = invited(&app, &clinic, &sam).await;
        assert_eq!(states(&app).await, [("invited".to_owned(),)]);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/families").await.is(200).shows("Ann Lee");
        // The link alone opens nothing, nor does the code with another date of birth.
        let (browser, code) = app.at_the_door(&link).await;
        browser.get("/messages").await.hides("Welcome");
        browser.try_in(&code, "1988-03-15").await.is(422);
        browser
            .try_in(&code, BIRTH_DATE)
            .await
            .is(200)
            .shows("Welcome");
        assert_eq!(states(&app).await, [("registered".to_owned(),)]);
        nurse.get("/staff/families").await.hides("Ann Lee");
        app.clock.advance(15 * DAY);
        families::expire_invitations(&app.state)
            .await
            .unwrap_or_else(|e| panic!("{e:?}"));
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&format!("/staff/patients/{}?tab=portal", sam.id))
            .await
            .shows("Ann Lee");
    }
);

both_engines!(
    m5_an_invitation_ends_is_withdrawn_and_is_sent_again_within_limits,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        let link = invited(&app, &clinic, &sam).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{}/links/{}", sam.id, link_id(&app).await);
        for _ in 0..4 {
            nurse.post(&format!("{path}/invite"), &[]).await.is(200);
        }
        nurse
            .post(&format!("{path}/invite"), &[])
            .await
            .is(409)
            .shows("Enough invitations");
        // Withdrawn: the link that she has opens nothing any more.
        nurse.post(&format!("{path}/revoke"), &[]).await.is(200);
        app.browser().get(&link).await.is(404);
        nurse.post(&format!("{path}/invite"), &[]).await.is(409);
        app.run_jobs().await;
        app.mail.take();

        let other = app.patient_named(&clinic, "Lou", "Lee").await;
        invited(&app, &clinic, &other).await;
        app.clock.advance(14 * DAY - MINUTE);
        let end = async || {
            families::expire_invitations(&app.state)
                .await
                .unwrap_or_else(|e| panic!("{e:?}"));
            let nurse = app.signed_in(&clinic.nurse).await;
            let page = format!("/staff/patients/{}?tab=portal", other.id);
            nurse.get(&page).await.body.contains("Ann Lee")
        };
        assert!(end().await, "open to the last minute");
        app.clock.advance(MINUTE);
        assert!(!end().await, "nobody came in two weeks");
    }
);

/// Ann, who reads for Lou with an account of her own.
async fn ann_of_lou(app: &TestApp, clinic: &Clinic) -> (Patient, Browser) {
    let lou = app.patient_named(clinic, "Lou", "Martin").await;
    let (ann, _) = app.guardian(&lou, "Ann", "Lee").await;
    let sent = app
        .write_to(clinic, &lou, "About Lou", "<p>Hello.</p>", true)
        .await;
    let link = app.link(sent, &lou, ann).await;
    let browser = app.new_account(&link, "ann@mail.example").await;
    app.run_jobs().await;
    app.mail.take();
    app.texts.take();
    (lou, browser)
}

both_engines!(
    m9_an_invitation_comes_to_an_account_by_its_password_never_by_its_address,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.tier(&clinic, "connect").await;
        let (_, ann) = ann_of_lou(&app, &clinic).await;
        let sam = app.patient(&clinic).await;
        let link = invited(&app, &clinic, &sam).await;
        // The same address on two people links nobody (test 26).
        ann.get("/account/people").await.is(200).hides("Sam Lee");

        let browser = app.reader(&link).await;
        browser
            .get("/account/new")
            .await
            .is(200)
            .shows("You have an account here already?");
        let join = async |login: &str, password: &str| {
            let fields = [("join_login", login), ("join_password", password)];
            browser.post("/account/join", &fields).await
        };
        join("ann@mail.example", "not the password")
            .await
            .is(422)
            .shows("This did not fit");
        join("nobody@mail.example", PASSWORD)
            .await
            .is(422)
            .shows("This did not fit");
        ann.get("/account/people").await.hides("Sam Lee");
        join("ann@mail.example", PASSWORD).await.is(200);
        browser
            .get("/account/people")
            .await
            .is(200)
            .shows("Sam Lee")
            .shows("Lou Martin");
        // The invited person's own link is over, and its locator with it.
        app.browser().get(&link).await.is(404);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/families").await.hides("Ann Lee");
        // Nobody joins twice.
        join("ann@mail.example", PASSWORD)
            .await
            .hides("This did not fit");
    }
);

both_engines!(
    m9_an_invited_person_without_an_account_makes_one,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.tier(&clinic, "connect").await;
        let sam = app.patient(&clinic).await;
        let link = invited(&app, &clinic, &sam).await;
        let ann = app.new_account(&link, "ann@mail.example").await;
        ann.get("/messages").await.is(200).shows("Welcome");
        assert_eq!(states(&app).await, [("connected".to_owned(),)]);
        // Who comes by any other link is asked to join nothing.
        let letter = app.letter(&clinic, &sam).await;
        let own = app.reader(&letter.link).await;
        own.get("/account/new")
            .await
            .is(200)
            .hides("You have an account here already?");
        let fields = [
            ("join_login", "ann@mail.example"),
            ("join_password", PASSWORD),
        ];
        let answer = own.post("/account/join", &fields).await;
        assert!(!answer.body.contains("Welcome"), "{}", answer.body);
    }
);

both_engines!(
    m5_what_stands_against_an_invitation_is_said,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{}/links", sam.id);
        let mut without = FORM;
        without[2].1 = "";
        nurse
            .post(&path, &without)
            .await
            .is(422)
            .shows("value=\"Ann\"");
        nurse
            .post(&format!("/staff/patients/{}/access", sam.id), &[])
            .await
            .is(200);
        nurse
            .post(&path, &FORM)
            .await
            .is(422)
            .shows("value=\"Ann\"");
        assert!(states(&app).await.is_empty(), "nothing is kept");
    }
);
