//! Requests for access (M5, M67): checked by staff, telling nobody who is a patient.

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const WISH: [(&str, &str); 6] = [
    ("given_name", "Lea"),
    ("family_name", "Martin"),
    ("birth_date", "2019-05-06"),
    ("relationship", "guardian"),
    ("words", "I am her father."),
    ("form", "one"),
];

/// The wish with other values of some fields.
async fn ask(browser: &Browser, other: &[(&'static str, &'static str)]) -> Answer {
    let value = |name: &str, usual| {
        let found = other.iter().find(|(n, _)| *n == name);
        found.map_or(usual, |(_, value)| *value)
    };
    let fields: Vec<_> = WISH.iter().map(|(n, v)| (*n, value(n, v))).collect();
    browser.post("/account/people", &fields).await
}

/// Sam, signed in, and the request that waits first in the nurse's queue.
async fn asked(app: &TestApp, clinic: &Clinic) -> (Patient, Browser, Browser, String) {
    let sam = app.patient(clinic).await;
    let browser = app.account_of(&sam, sam.person).await;
    ask(&browser, &[]).await.is(200).shows("has your request");
    let nurse = app.signed_in(&clinic.nurse).await;
    let queue = nurse.get("/staff/families").await;
    queue.is(200).shows("Sam Lee").shows("Lea Martin");
    let id = queue
        .body
        .split("/staff/access-requests/")
        .nth(1)
        .expect("a request")[..36]
        .to_owned();
    (sam, browser, nurse, format!("/staff/access-requests/{id}"))
}

both_engines!(
    m67_staff_give_access_to_the_patient_who_is_meant,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let lea = app
            .new_patient(&clinic)
            .named("Lea", "Martin")
            .born("2019-05-06")
            .create()
            .await;
        let other = app
            .new_patient(&clinic)
            .named("Lea", "Martin")
            .born("2001-01-01")
            .create()
            .await;
        let (_, sam, nurse, path) = asked(&app, &clinic).await;
        nurse
            .get(&path)
            .await
            .is(200)
            .shows(&lea.to_string())
            .shows(&other.to_string())
            .shows("Same birth date")
            .shows("Other birth date");
        nurse
            .post(&path, &[("deed", "accept"), ("words", "Hello")])
            .await
            .is(422)
            .shows("Choose the patient")
            .shows("Hello");
        let (lea_id, other_id) = (lea.to_string(), other.to_string());
        nurse
            .post(&path, &[("deed", "accept"), ("patient", &other_id)])
            .await
            .is(422)
            .shows("This patient is an adult");
        app.mail.take();
        app.texts.take();
        let accept = [
            ("deed", "accept"),
            ("patient", lea_id.as_str()),
            ("relationship", "guardian"),
            ("words", "Welcome."),
        ];
        nurse.post(&path, &accept).await.is(200).hides("Lea Martin");
        // Another member has had it open all the time.
        nurse
            .post(&path, &[("deed", "refuse")])
            .await
            .is(409)
            .shows("has been answered already");
        app.run_jobs().await;
        let texts = app.texts.take();
        assert_eq!(texts.len(), 1, "told by the channel that Sam prefers");
        assert!(!texts[0].body.contains("Lea"), "{}", texts[0].body);
        sam.get("/account/people")
            .await
            .shows("Lea Martin")
            .shows("Welcome.");
        sam.post("/people", &[("patient", &lea_id)])
            .await
            .is(200)
            .shows("Lea Martin");
    }
);

both_engines!(m67_an_adult_has_to_have_agreed, async |app: TestApp| {
    let clinic = app.clinic().await;
    let mum = app
        .new_patient(&clinic)
        .named("Lea", "Martin")
        .born("1950-05-06")
        .create()
        .await;
    let (_, sam, nurse, path) = asked(&app, &clinic).await;
    let id = mum.to_string();
    let accept = [
        ("deed", "accept"),
        ("patient", id.as_str()),
        ("relationship", "representative"),
        ("consent", "true"),
    ];
    nurse.post(&path, &accept).await.is(200);
    sam.get("/account/people").await.shows("Lea Martin");
    let audited: Vec<(String,)> = app
        .state
        .db
        .read(|tx| {
            tx.all(
                "SELECT detail FROM audit_event WHERE action = 'access_request.answer'",
                &[],
            )
        })
        .await
        .unwrap_or_else(|e: db::Error| panic!("{e}"));
    assert_eq!(audited, [("state=accepted consent=true".to_owned(),)]);
});

both_engines!(
    m67_a_request_tells_nobody_who_is_a_patient,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        app.new_patient(&clinic)
            .named("Lea", "Martin")
            .born("2019-05-06")
            .create()
            .await;
        let browser = app.account_of(&sam, sam.person).await;
        let plain = |answer: Answer, name: &str| {
            let main = answer.body.split("<main").nth(1).unwrap_or_default();
            let start = main.split("id=\"ask\"").next().unwrap_or_default();
            let hide = start.replace(name, "NAME");
            hide.split("value=\"")
                .map(|part| part.get(36..).unwrap_or(part).to_owned())
                .collect::<Vec<_>>()
        };
        let known = plain(ask(&browser, &[]).await, "Lea Martin");
        // The first one makes room again, so that both pages have one request.
        let clear = |tx: &mut db::Tx<'_>| tx.exec("DELETE FROM access_request", &[]);
        app.state
            .db
            .write(clear)
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        let other = [("given_name", "Zoe"), ("form", "two")];
        let unknown = plain(ask(&browser, &other).await, "Zoe Martin");
        assert_eq!(known, unknown);
    }
);

both_engines!(
    m67_a_request_is_taken_once_checked_and_limited,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        let browser = app.account_of(&sam, sam.person).await;
        ask(
            &browser,
            &[
                ("given_name", " "),
                ("birth_date", "2019-02-30"),
                ("relationship", "self"),
            ],
        )
        .await
        .is(422)
        .shows("Write a name")
        .shows("value=\"2019-02-30\"")
        .shows("I am her father.")
        .shows("Choose one of the values");
        for _ in 0..3 {
            ask(&browser, &[]).await.is(200);
        }
        let page = browser.get("/account/people").await;
        assert_eq!(page.body.matches("waiting for the clinic").count(), 1);
        for form in ["2", "3", "4", "5"] {
            ask(&browser, &[("form", form)]).await.is(200);
        }
        ask(&browser, &[("form", "6")])
            .await
            .is(409)
            .shows("Enough requests wait");
        let id = page
            .body
            .split("name=\"request\" value=\"")
            .nth(1)
            .expect("one")[..36]
            .to_owned();
        let lou = app.patient_named(&clinic, "Lou", "Lee").await;
        let stranger = app.account_of(&lou, lou.person).await;
        stranger
            .post("/account/people/withdraw", &[("request", &id)])
            .await
            .is(404);
        for _ in 0..2 {
            browser
                .post("/account/people/withdraw", &[("request", &id)])
                .await
                .is(200)
                .shows("withdrawn");
        }
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .post(
                &format!("/staff/access-requests/{id}"),
                &[("deed", "refuse")],
            )
            .await
            .is(409);
        let desk = app.signed_in(&clinic.receptionist).await;
        desk.get("/staff/families").await.is(403);
    }
);

both_engines!(
    m67_a_refusal_is_told_in_neutral_words,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (_, sam, nurse, path) = asked(&app, &clinic).await;
        let refuse = [("deed", "refuse"), ("words", "Please call us.")];
        nurse.post(&path, &refuse).await.is(200);
        sam.get("/account/people")
            .await
            .shows("not possible")
            .shows("Please call us.");
    }
);
