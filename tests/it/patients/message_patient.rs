//! **Message patient** where the patient can't be messaged (M1-M3, M13).

use carepost::features::patients;

use crate::support::{TestApp, both_engines};

both_engines!(the_chart_leads_to_a_new_message, async |app: TestApp| {
    let clinic = app.clinic().await;
    let id = app.new_patient(&clinic).create().await;
    let staff = app.signed_in(&clinic.receptionist).await;
    let chart = staff.get(&format!("/staff/patients/{id}")).await;
    chart
        .is(200)
        .shows("Start/Open")
        .shows("Message patient")
        .shows(&format!("/staff/compose?patient={id}"));
    let compose = staff.get(&format!("/staff/compose?patient={id}")).await;
    compose
        .is(200)
        .shows("Amélie Tremblay")
        .shows("name=\"subject\"");
    assert!(compose.url.contains("/staff/compose"), "{}", compose.url);
    // Somebody who can be messaged needs nothing put right.
    let straight = staff
        .get(&format!("/staff/patients/{id}/message-patient"))
        .await;
    assert!(
        straight.url.contains("/staff/compose?patient="),
        "{}",
        straight.url
    );
});

both_engines!(
    what_is_missing_is_put_right_with_one_save,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app
            .new_patient(&clinic)
            .email(None)
            .mobile(None)
            .access(Some(false))
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = nurse.get(&format!("/staff/compose?patient={id}")).await;
        page.is(200)
            .shows("can’t be messaged yet")
            .shows("access is off")
            .shows("neither an email address nor a mobile number");
        page.shows("name=\"access\" value=\"true\" checked");
        let chart = nurse.get(&format!("/staff/patients/{id}?tab=portal")).await;
        chart.shows("access is off");

        let path = format!("/staff/patients/{id}/message-patient");
        let nothing = nurse
            .post(
                &path,
                &[
                    ("version", "1"),
                    ("access", "true"),
                    ("preferred_channel", "text"),
                ],
            )
            .await;
        nothing
            .is(422)
            .shows("Give an email address or a mobile number");
        let wrong = [
            ("version", "1"),
            ("access", "true"),
            ("email", "amelie@home.example"),
            ("mobile", "12"),
            ("preferred_channel", "text"),
        ];
        nurse
            .post(&path, &wrong)
            .await
            .is(422)
            .shows("with all its figures")
            .shows("value=\"amelie@home.example\"")
            .shows("value=\"12\"");
        let off = [
            ("version", "1"),
            ("email", "amelie@home.example"),
            ("preferred_channel", "email"),
        ];
        nurse
            .post(&path, &off)
            .await
            .is(422)
            .shows("Switch portal access on");
        nurse
            .get(&format!("/staff/patients/{id}?tab=portal"))
            .await
            .shows("access is off")
            .hides("amelie@home.example");

        let right = [
            ("version", "1"),
            ("access", "true"),
            ("email", "amelie@home.example"),
            ("mobile", "613 555 0142"),
            ("preferred_channel", "text"),
        ];
        let compose = nurse.post(&path, &right).await;
        compose
            .is(200)
            .shows("name=\"subject\"")
            .shows("+16135550142");
        assert!(
            compose
                .url
                .contains(&format!("/staff/compose?patient={id}")),
            "{}",
            compose.url
        );
    }
);

both_engines!(
    those_who_may_not_are_told_what_is_missing_and_who_can,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app
            .new_patient(&clinic)
            .email(None)
            .mobile(None)
            .create()
            .await;
        let staff = app.signed_in(&clinic.receptionist).await;
        let page = staff.get(&format!("/staff/compose?patient={id}")).await;
        page.is(200)
            .shows("neither an email address nor a mobile number")
            .shows("Marc Tremblay")
            .shows("Nadia Okafor");
        page.hides("Joan Fisher").hides("name=\"email\"");
        let fields = [
            ("access", "true"),
            ("email", "x@home.example"),
            ("preferred_channel", "email"),
        ];
        staff
            .post(&format!("/staff/patients/{id}/message-patient"), &fields)
            .await
            .is(403);
        staff
            .get(&format!("/staff/patients/{id}?tab=portal"))
            .await
            .hides("x@home.example");
    }
);

both_engines!(
    a_portal_that_is_off_is_a_matter_for_those_who_run_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (id, patient) = (clinic.id, app.new_patient(&clinic).create().await);
        let set = async |sql: &'static str| {
            app.write(move |tx, _| Ok(tx.exec(sql, &[&id, &false])?))
                .await
        };
        set("UPDATE portal_settings SET accessible = $2 WHERE clinic_id = $1").await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = nurse
            .get(&format!("/staff/patients/{patient}/message-patient"))
            .await;
        page.is(200)
            .shows("The portal is switched off")
            .shows("Joan Fisher")
            .hides("name=\"email\"");
        set("UPDATE portal_settings SET portal_enabled = $2 WHERE clinic_id = $1").await;
        let page = nurse
            .get(&format!("/staff/patients/{patient}/message-patient"))
            .await;
        page.is(200)
            .shows("has not been enabled")
            .shows("Nadia Okafor")
            .hides("Joan Fisher");
    }
);

both_engines!(
    a_childs_message_goes_to_the_caregiver_named_there,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let child = app
            .new_patient(&clinic)
            .named("Sam", "Lee")
            .born("2018-01-01")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{child}/message-patient");
        let page = nurse.get(&path).await;
        page.is(200)
            .shows("Who reads and writes for Sam Lee?")
            .hides("value=\"amelie@home.example\"");
        let nameless = [
            ("access", "true"),
            ("reader", "caregiver"),
            ("relationship", "guardian"),
            ("email", "ming@home.example"),
            ("preferred_channel", "email"),
        ];
        nurse
            .post(&path, &nameless)
            .await
            .is(422)
            .shows("Write a name")
            .shows("value=\"ming@home.example\"");
        let mut named = nameless.to_vec();
        named.push(("given_name", "Ming"));
        nurse
            .post(&path, &named)
            .await
            .is(200)
            .shows("Ming")
            .shows("ming@home.example")
            .shows("name=\"subject\"");
        let (scope, now) = (
            patients::Editor::system(clinic.id).scope(),
            app.state.env.now(),
        );
        let readers = app
            .state
            .db
            .read(move |tx| patients::recipients(tx, &scope, child, now))
            .await
            .expect("recipients");
        assert_eq!(
            readers
                .iter()
                .map(|r| r.email.as_deref())
                .collect::<Vec<_>>(),
            [Some("ming@home.example")]
        );
    }
);

both_engines!(
    a_caregiver_without_contact_gets_it_and_not_the_child,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let child = app
            .new_patient(&clinic)
            .named("Sam", "Lee")
            .born("2018-01-01")
            .email(None)
            .create()
            .await;
        let mother = app
            .new_patient(&clinic)
            .named("Ann", "Lee")
            .email(None)
            .mobile(None)
            .create()
            .await;
        let editor = patients::Editor::system(clinic.id);
        app.write(move |tx, env| {
            let person = patients::portal_user_of_patient(tx, &editor, env, mother)?;
            let link = patients::NewLink::new(person, child, patients::Relationship::Guardian);
            patients::link_portal_user(tx, &editor, env, &link)
        })
        .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{child}/message-patient");
        nurse
            .get(&path)
            .await
            .is(200)
            .shows("How to reach Ann Lee")
            .hides("+16135550142");
        let right = [
            ("access", "true"),
            ("email", "ann@home.example"),
            ("preferred_channel", "email"),
        ];
        nurse
            .post(&path, &right)
            .await
            .is(200)
            .shows("ann@home.example")
            .shows("name=\"subject\"");
        nurse
            .get(&format!("/staff/patients/{mother}/information"))
            .await
            .shows("value=\"ann@home.example\"");
        nurse
            .get(&format!("/staff/patients/{child}/information"))
            .await
            .hides("ann@home.example\"");
    }
);
