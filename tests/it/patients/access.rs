//! **Update information** (M58): demographics, the patient's own switch, and what it does to those signed in (M57).

use carepost::platform::auth::cookies::Cookie;
use carepost::platform::auth::sessions::{self, Owner, PORTAL_LINK};
use carepost::platform::ids::{ClinicId, PatientId, PortalUserId};

use crate::support::{Browser, TestApp, both_engines};

/// A browser in which a portal user is signed in for a patient.
pub(super) async fn portal(
    app: &TestApp,
    clinic: ClinicId,
    portal_user: PortalUserId,
    patient: PatientId,
) -> Browser {
    let owner = Owner::Portal {
        portal_user,
        patient,
    };
    let secret = app
        .write(move |tx, env| Ok(sessions::begin(tx, env, clinic, owner, PORTAL_LINK)?))
        .await;
    let browser = app.browser();
    browser.keep(&Cookie::Portal.set(&app.state.env.config, &secret, None));
    browser
}

/// Whether the browser is still signed in: its live stream opens, or leads to the sign-in.
pub(super) async fn is_in(browser: &Browser) -> bool {
    let answer = browser
        .send(|http, url| {
            http.get(url("/attachments/00000000-0000-7000-8000-000000000000"))
                .header("accept", "application/json")
        })
        .await;
    match answer.status {
        401 => false,
        404 => true,
        other => panic!("{other}: {}", answer.body),
    }
}

both_engines!(
    information_is_changed_by_those_who_may,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app.new_patient(&clinic).create().await;
        let path = format!("/staff/patients/{id}/information");
        let reader = app.signed_in(&clinic.receptionist).await;
        reader
            .get(&path)
            .await
            .is(200)
            .shows("permission to edit demographics")
            .shows("<fieldset class=\"group\" disabled>");
        reader
            .post(&path, &[("family_name", "Changed")])
            .await
            .is(403);
        let nurse = app.signed_in(&clinic.nurse).await;
        let changes = [
            ("version", "1"),
            ("family_name", "Côté"),
            ("email", ""),
            ("mobile", "+33 1 99 00 12 34"),
            ("preferred_channel", "text"),
        ];
        nurse
            .post(&path, &changes)
            .await
            .is(200)
            .shows("Saved.")
            .shows("Amélie Côté")
            .shows("+33199001234");
        nurse
            .get("/staff/patients?query=cote")
            .await
            .shows("Amélie Côté");
        nurse
            .get("/staff/patients?query=tremblay")
            .await
            .hides("Amélie Côté");
    }
);

both_engines!(
    two_people_do_not_undo_each_other_unseen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app.new_patient(&clinic).create().await;
        let path = format!("/staff/patients/{id}/information");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .post(&path, &[("version", "1"), ("given_name", "Amy")])
            .await
            .is(200);
        let late = nurse
            .post(&path, &[("version", "1"), ("given_name", "Amanda")])
            .await;
        late.is(409)
            .shows("Somebody has changed this patient")
            .shows("value=\"Amanda\"")
            .shows("name=\"version\" value=\"2\"");
        nurse
            .get("/staff/patients?query=amanda")
            .await
            .hides(&id.to_string());
    }
);

both_engines!(
    switching_access_off_signs_everybody_out_and_on_again_is_as_before,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app.new_patient(&clinic).create().await;
        let other = app
            .new_patient(&clinic)
            .named("Daniel", "Osei")
            .create()
            .await;
        let guardian = app
            .new_guardian(&clinic, id, ("Ann", "Lee"), "ann@home.example")
            .await;
        let session = portal(&app, clinic.id, guardian.portal_user, id).await;
        assert!(is_in(&session).await);
        let path = format!("/staff/patients/{id}/information?tab=portal");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .post(&path, &[("version", "1"), ("email", "amelie@home.example")])
            .await
            .is(200)
            .shows("Saved.");
        assert!(!is_in(&session).await);
        nurse
            .get(&format!("/staff/patients/{id}?tab=portal"))
            .await
            .shows("access is off")
            .shows("Ann Lee");
        nurse.post(&path, &[("access", "true")]).await.is(200);
        let back = portal(&app, clinic.id, guardian.portal_user, id).await;
        assert!(is_in(&back).await && !is_in(&session).await);
        nurse
            .get(&format!("/staff/patients/{other}?tab=portal"))
            .await
            .hides("access is off");
        let reader = app.signed_in(&clinic.receptionist).await;
        reader
            .post(&format!("/staff/patients/{id}/access"), &[])
            .await
            .is(403);
        assert!(is_in(&back).await);
    }
);

both_engines!(
    identifiers_are_added_and_removed_and_belong_to_one,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = app.new_patient(&clinic).create().await;
        app.new_patient(&clinic)
            .named("Daniel", "Osei")
            .identifier("emr", "77-1")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!("/staff/patients/{id}/identifiers");
        let taken = nurse
            .post(&path, &[("kind", "emr"), ("value", "771")])
            .await;
        taken
            .is(422)
            .shows("Another patient has this EMR id")
            .hides("Osei")
            .shows("value=\"771\"");
        nurse
            .post(&path, &[("kind", "shoe_size"), ("value", "771")])
            .await
            .is(422)
            .shows("not defined");
        nurse
            .post(&path, &[("kind", "health_number"), ("value", "771")])
            .await
            .is(200)
            .shows("771");
        nurse
            .get("/staff/patients?query=771")
            .await
            .shows(&id.to_string())
            .shows("Osei");
        nurse
            .post(
                &format!("{path}/remove"),
                &[("kind", "health_number"), ("value", "771")],
            )
            .await
            .is(200);
        nurse
            .get("/staff/patients?query=771")
            .await
            .hides(&id.to_string());
        nurse
            .post(
                &format!("{path}/remove"),
                &[("kind", "emr"), ("value", "77-1")],
            )
            .await
            .is(404);
    }
);
