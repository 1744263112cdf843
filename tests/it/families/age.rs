//! The clinic's age for guardians' links (M77, test 27): to the first minute of the birthday, whatever the clock does.

use carepost::features::{families, patients};
use carepost::platform::ids::PortalLinkId;
use carepost::platform::time::{DAY, HOUR, MINUTE, Timestamp};

use crate::support::{Browser, Clinic, Patient, TestApp, both_engines};

/// Midnight of 4 July 2026 in Toronto.
const BIRTHDAY: Timestamp = Timestamp(1_783_137_600_000);

async fn age_is(app: &TestApp, clinic: &Clinic, then: &str, seen: Option<&str>) -> u16 {
    let manager = app.signed_in(&clinic.manager).await;
    let mut fields = vec![("version", "0"), ("link_age", "18"), ("at_age", then)];
    fields.extend(seen.map(|seen| ("seen", seen)));
    let answer = manager.post("/staff/settings/families", &fields).await;
    answer.status
}

/// A child who turns 18 on 4 July 2026, with a guardian who is signed in.
async fn child(app: &TestApp, clinic: &Clinic, born: &str) -> (Patient, PortalLinkId, Browser) {
    let id = app
        .new_patient(clinic)
        .named("Sam", "Lee")
        .born(born)
        .create()
        .await;
    let ming = app
        .new_guardian(clinic, id, ("Ming", "Lee"), "ming@home.example")
        .await;
    let child = Patient {
        clinic: clinic.id,
        id,
        person: ming.portal_user,
        name: "Sam Lee".to_owned(),
    };
    let browser = app.account_of(&child, ming.portal_user).await;
    (child, ming.link, browser)
}

async fn in_now(browser: &Browser) -> bool {
    browser.get("/account").await.body.contains("Ming Lee")
}

async fn apply(app: &TestApp) {
    families::age_all(&app.state)
        .await
        .unwrap_or_else(|e| panic!("{e:?}"));
}

both_engines!(
    m77_a_guardians_link_ends_with_the_first_minute_of_the_birthday,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (child, _, guardian) = child(&app, &clinic, "2008-07-04").await;
        assert_eq!(age_is(&app, &clinic, "end", None).await, 200);
        apply(&app).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let links = format!("/staff/patients/{}/information?tab=portal", child.id);
        nurse.get(&links).await.is(200).hides("<dt>Ends</dt>");
        // A day ahead the end is written down; it comes by itself then, whatever runs.
        app.clock.set(BIRTHDAY.plus(-20 * HOUR));
        apply(&app).await;
        app.run_jobs().await;
        assert!(app.mail.take().is_empty(), "nobody is told before");
        let guardian_again = app.account_of(&child, child.person).await;
        drop(guardian);
        app.clock.set(BIRTHDAY.plus(-20 * HOUR + MINUTE));
        assert!(in_now(&guardian_again).await);
        let late = app.account_of(&child, child.person).await;
        app.clock.set(BIRTHDAY.plus(-1));
        let last = app.account_of(&child, child.person).await;
        assert!(in_now(&last).await, "a millisecond before it holds");
        app.clock.set(BIRTHDAY);
        assert!(!in_now(&last).await, "at midnight it holds no more");
        assert!(!in_now(&late).await);
        app.run_jobs().await;
        let told = app.mail.take();
        assert_eq!(told.len(), 1, "the guardian is told once");
        assert!(!told[0].text.contains("Sam"), "{}", told[0].text);
        // The clock goes back and forth: nothing happens twice.
        app.clock.set(BIRTHDAY.plus(-DAY));
        apply(&app).await;
        app.clock.set(BIRTHDAY.plus(DAY));
        apply(&app).await;
        app.run_jobs().await;
        assert!(app.mail.take().is_empty(), "told once");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(&links).await.is(200).shows("ended");
    }
);

both_engines!(
    m77_at_the_age_staff_review_a_link_and_are_asked_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (_, link, _) = child(&app, &clinic, "2008-07-04").await;
        assert_eq!(age_is(&app, &clinic, "review", None).await, 200);
        app.clock.set(BIRTHDAY.plus(-HOUR));
        apply(&app).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/families").await.is(200).hides("Ming Lee");
        app.clock.set(BIRTHDAY.plus(MINUTE));
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get("/staff/families")
            .await
            .is(200)
            .shows("Ming Lee")
            .shows("18 years old");
        let keep = format!("/staff/families/links/{link}/keep");
        nurse
            .post(&keep, &[("ends_at", "2020-01-01T00:00")])
            .await
            .is(422)
            .shows("Choose a moment that is still to come");
        nurse
            .post(&keep, &[("ends_at", "2027-01-01T00:00")])
            .await
            .is(200)
            .hides("Ming Lee");
        apply(&app).await;
        nurse.get("/staff/families").await.hides("Ming Lee");
    }
);

both_engines!(
    m77_links_of_patients_past_the_age_are_shown_before_they_end,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (child, link, guardian) = child(&app, &clinic, "2007-05-01").await;
        // Made before the birthday, as one that has stood for years.
        app.write(move |tx, _| {
            let sql = "UPDATE portal_link SET created_at = 1 WHERE id = $1";
            Ok(tx.exec(sql, &[&link])?)
        })
        .await;
        let knowing = app
            .new_guardian(&clinic, child.id, ("Lou", "Lee"), "lou@home.example")
            .await;
        let manager = app.signed_in(&clinic.manager).await;
        let fields = [("version", "0"), ("link_age", "18"), ("at_age", "end")];
        manager
            .post("/staff/settings/families", &fields)
            .await
            .is(422)
            .shows("1 links at once")
            .shows("Ming Lee")
            .hides("Lou Lee")
            .shows("name=\"seen\" value=\"1\"");
        app.run_jobs().await;
        assert!(in_now(&guardian).await, "nothing was saved");
        assert_eq!(age_is(&app, &clinic, "end", Some("1")).await, 200);
        app.run_jobs().await;
        assert!(!in_now(&guardian).await);
        let (scope, now) = (
            patients::Editor::system(clinic.id).scope(),
            app.state.env.now(),
        );
        let readers = app
            .state
            .db
            .read(move |tx| patients::recipients(tx, &scope, child.id, now))
            .await
            .expect("recipients");
        assert!(
            readers
                .iter()
                .any(|r| r.portal_user_id == knowing.portal_user),
            "who was linked after the birthday was linked knowing it"
        );
    }
);

both_engines!(
    m77_ages_that_no_clinic_means_are_refused,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        for (age, then) in [("9", "end"), ("26", "end"), ("x", "end"), ("18", "both")] {
            let fields = [("version", "0"), ("link_age", age), ("at_age", then)];
            manager
                .post("/staff/settings/families", &fields)
                .await
                .is(422)
                .shows(&format!("value=\"{age}\""));
        }
        let fields = [("version", "7"), ("link_age", ""), ("at_age", "end")];
        manager
            .post("/staff/settings/families", &fields)
            .await
            .is(200);
        let fields = [("version", "3"), ("link_age", ""), ("at_age", "end")];
        manager
            .post("/staff/settings/families", &fields)
            .await
            .is(409);
        app.signed_in(&clinic.nurse)
            .await
            .get("/staff/settings/families")
            .await
            .is(403);
    }
);
