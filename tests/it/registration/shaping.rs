//! What the clinic asks, says and has agreed to.

use super::{NOOR, fill, only, open, registered};
use crate::support::{TestApp, both_engines};

both_engines!(
    m59_the_clinic_shapes_the_form_and_every_consent_text_stays_on_record,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        manager
            .get("/staff/settings/portal")
            .await
            .is(200)
            .shows("name=\"patient_registration\"")
            .shows("/staff/settings/registration");
        let of = clinic.id;
        app.write(move |tx, _| {
            let on = "UPDATE portal_settings SET patient_registration = TRUE WHERE clinic_id = $1";
            Ok(tx.exec(on, &[&of])?)
        })
        .await;
        let one_language = [
            ("version", "0"),
            ("consent_en", "I agree to the first text"),
            ("words_en", "Welcome to our form"),
        ];
        let path = "/staff/settings/registration";
        manager
            .post(path, &one_language)
            .await
            .is(422)
            .shows("consent_fr-why")
            .shows("Welcome to our form</textarea>");
        let first = [
            ("version", "0"),
            ("consent_en", "I agree to the first text"),
            ("consent_fr", "J’accepte le premier texte"),
            ("words_en", "Welcome to our form"),
            ("field", "sex"),
            ("need", "required"),
            ("field", "identifier:health_number"),
            ("need", "required"),
        ];
        manager.post(path, &first).await.is(200).shows("Saved");
        manager.post(path, &first).await.is(409);
        let browser = app.browser();
        let page = fill(&browser, &clinic, &NOOR).await;
        page.is(422)
            .shows("Welcome to our form")
            .shows("I agree to the first text")
            .shows("sex-why")
            .shows("identifiers-why")
            .shows("consent-why")
            .hides("name=\"mobile\"");
        let mut fields = NOOR.to_vec();
        fields.extend([
            ("sex", "female"),
            ("identifier_kind", "health_number"),
            ("identifier_value", "99-1"),
            ("consent", "1"),
        ]);
        registered(&app, &clinic, &fields).await;
        // The text changes: who has the old page open reads the new one first.
        let second = [
            ("version", "1"),
            ("consent_en", "I agree to the second text"),
            ("consent_fr", "J’accepte le second texte"),
        ];
        manager.post(path, &second).await.is(200).shows("version 2");
        let mut late = NOOR.to_vec();
        late.push(("consent", "1"));
        fill(&browser, &clinic, &late)
            .await
            .is(422)
            .shows("has just been changed")
            .shows("I agree to the second text");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&only(&nurse).await)
            .await
            .is(200)
            .shows("I agree to the first text")
            .hides("second text");
        nurse.get(path).await.is(403);
        manager
            .get("/staff/audit")
            .await
            .is(200)
            .shows("Changed the registration form");
    }
);

both_engines!(
    m59_with_the_portal_off_nobody_registers,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        open(&app, &clinic).await;
        open(&app, &other).await;
        let browser = app.browser();
        browser
            .get("/register")
            .await
            .is(200)
            .shows("Riverside")
            .shows("Hillside");
        let of = clinic.id;
        app.write(move |tx, _| {
            let off = "UPDATE portal_settings SET accessible = FALSE WHERE clinic_id = $1";
            Ok(tx.exec(off, &[&of])?)
        })
        .await;
        let path = format!("/register/{}", clinic.id);
        browser.get(&path).await.is(404);
        browser.post(&path, &NOOR).await.is(404);
        browser
            .get("/register")
            .await
            .is(200)
            .shows("Register with the clinic")
            .shows("Hillside");
        assert!(app.mail.letters().is_empty());
    }
);
