//! Who reads and writes for a patient (M5, M6): linked, ended to the minute, revoked at once, never by accident.

use carepost::features::patients;
use carepost::platform::time::{MINUTE, Timestamp};

use super::access::{is_in, portal};
use crate::support::{TestApp, both_engines};

both_engines!(
    one_email_on_two_patients_links_nobody,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let ann = app.new_patient(&clinic).named("Ann", "Lee").create().await;
        let sam = app
            .new_patient(&clinic)
            .named("Sam", "Lee")
            .born("1991-01-01")
            .create()
            .await;
        let guardian = app
            .new_guardian(&clinic, ann, ("Ming", "Lee"), "amelie@home.example")
            .await;
        let (scope, now) = (
            patients::Editor::system(clinic.id).scope(),
            app.state.env.now(),
        );
        for (patient, names) in [(ann, vec!["Ann Lee", "Ming Lee"]), (sam, vec!["Sam Lee"])] {
            let readers = app
                .state
                .db
                .read(move |tx| patients::recipients(tx, &scope, patient, now))
                .await
                .expect("recipients");
            assert_eq!(readers.iter().map(|r| r.name()).collect::<Vec<_>>(), names);
        }
        let session = portal(&app, clinic.id, guardian.portal_user, sam).await;
        assert!(!is_in(&session).await, "the same email is no link");
    }
);

both_engines!(a_proxy_ends_to_the_minute, async |app: TestApp| {
    let clinic = app.clinic().await;
    let child = app
        .new_patient(&clinic)
        .named("Sam", "Lee")
        .born("2018-01-01")
        .create()
        .await;
    let guardian = app
        .new_guardian(&clinic, child, ("Ming", "Lee"), "ming@home.example")
        .await;
    let nurse = app.signed_in(&clinic.nurse).await;
    // The clock shows 10:20 in Toronto.
    let path = format!("/staff/patients/{child}/links/{}/end", guardian.link);
    nurse
        .post(&path, &[("ends_at", "2026-07-02T10:25")])
        .await
        .is(200)
        .shows("10:25 am");
    let session = portal(&app, clinic.id, guardian.portal_user, child).await;
    app.clock.advance(5 * MINUTE - 1);
    assert!(
        is_in(&session).await,
        "a millisecond before the end it holds"
    );
    nurse
        .get(&format!("/staff/patients/{child}?tab=portal"))
        .await
        .shows("Ming Lee")
        .hides("Nobody reads");
    app.clock.advance(1);
    assert!(!is_in(&session).await, "at the end it holds no more");
    nurse
        .get(&format!("/staff/patients/{child}?tab=portal"))
        .await
        .hides("Ming Lee")
        .shows("Nobody reads");
    let again = portal(&app, clinic.id, guardian.portal_user, child).await;
    assert!(!is_in(&again).await);
});

both_engines!(a_link_begins_when_it_begins, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let editor = patients::Editor::system(clinic.id);
    let starts_at = Timestamp(app.state.env.now().0 + MINUTE);
    let person = app
        .write(move |tx, env| {
            let new = patients::NewPortalUser {
                given_name: "Ming".to_owned(),
                family_name: "Lee".to_owned(),
                email: None,
                mobile: Some("613 555 0123".to_owned()),
                preferred_channel: patients::Preference::Text,
                language: "en".to_owned(),
                source_key: None,
            };
            let person = patients::add_portal_user(tx, &editor, env, &new)?;
            let link = patients::NewLink {
                starts_at: Some(starts_at),
                ..patients::NewLink::new(person, patient, patients::Relationship::Representative)
            };
            patients::link_portal_user(tx, &editor, env, &link)?;
            Ok(person)
        })
        .await;
    let session = portal(&app, clinic.id, person, patient).await;
    app.clock.advance(MINUTE - 1);
    assert!(!is_in(&session).await);
    app.clock.advance(1);
    assert!(is_in(&session).await);
});

both_engines!(
    a_revoked_person_is_out_at_once_and_the_record_stays,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.new_patient(&clinic).create().await;
        let guardian = app
            .new_guardian(&clinic, patient, ("Ming", "Lee"), "ming@home.example")
            .await;
        let session = portal(&app, clinic.id, guardian.portal_user, patient).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{patient}/links/{}/revoke", guardian.link);
        app.signed_in(&clinic.receptionist)
            .await
            .post(&path, &[])
            .await
            .is(403);
        assert!(is_in(&session).await);
        nurse
            .post(&path, &[])
            .await
            .is(200)
            .shows("Ming Lee")
            .shows("revoked");
        assert!(!is_in(&session).await);
        nurse
            .get("/staff/patients?query=ming")
            .await
            .hides(&patient.to_string());
        let end = format!("/staff/patients/{patient}/links/{}/end", guardian.link);
        nurse
            .post(&end, &[("ends_at", "2030-01-01T00:00")])
            .await
            .is(422)
            .shows("revoked");
    }
);

both_engines!(
    a_link_is_found_under_its_own_patient_only,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (one, two) = (
            app.new_patient(&clinic).create().await,
            app.new_patient(&clinic)
                .named("Daniel", "Osei")
                .create()
                .await,
        );
        let guardian = app
            .new_guardian(&clinic, one, ("Ming", "Lee"), "ming@home.example")
            .await;
        let session = portal(&app, clinic.id, guardian.portal_user, one).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        for verb in ["revoke", "end"] {
            let path = format!("/staff/patients/{two}/links/{}/{verb}", guardian.link);
            nurse
                .post(&path, &[("ends_at", "2020-01-01T00:00")])
                .await
                .is(404);
        }
        assert!(is_in(&session).await);
    }
);

both_engines!(
    people_are_linked_from_the_portal_tab,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let child = app
            .new_patient(&clinic)
            .named("Sam", "Lee")
            .born("2018-01-01")
            .create()
            .await;
        let mother = app
            .new_patient(&clinic)
            .named("Ann", "Lee")
            .identifier("emr", "A-1")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let tab = format!("/staff/patients/{child}/information?tab=portal");
        nurse
            .get(&tab)
            .await
            .is(200)
            .shows("Give Sam Lee own access");
        let found = nurse
            .get(&format!("/staff/patients?then=link&to={child}&query=ann"))
            .await;
        found
            .is(200)
            .shows(&format!("/information?tab=portal&#38;person={mother}#link"));
        nurse
            .get(&format!("{tab}&person={mother}"))
            .await
            .is(200)
            .shows("A-1");
        let links = format!("/staff/patients/{child}/links");
        let person = mother.to_string();
        nurse
            .post(&links, &[("person", &person), ("relationship", "guardian")])
            .await
            .is(200)
            .shows("amelie@home.example");
        let twice = nurse
            .post(&links, &[("person", &person), ("relationship", "guardian")])
            .await;
        twice.is(422).shows("linked to the patient already");
        let new = [
            ("person_given_name", "Paul"),
            ("person_email", "paul@"),
            ("person_language", "en"),
            ("relationship", "representative"),
        ];
        nurse
            .post(&links, &new)
            .await
            .is(422)
            .shows("href=\"#person_email\"")
            .shows("value=\"Paul\"");
        let wrong = nurse
            .post(&links, &[("person", &person), ("relationship", "self")])
            .await;
        wrong.is(422);
        nurse
            .post(&links, &[("person", &child.to_string())])
            .await
            .is(200)
            .hides("Give Sam Lee own access");
    }
);
