//! M49: email or text first, and by the other one only where the person allows it.

use carepost::features::patients::Channel;
use serde_json::json;

use super::{Told, never};
use crate::support::{TestApp, both_engines};

/// A message to a patient who has chosen `preferred_channel` for themselves, on their own page.
async fn told_by(app: &TestApp, preferred_channel: &str) -> Told {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let browser = app.account_of(&patient, patient.person).await;
    let chosen = [("preferred_channel", preferred_channel)];
    browser
        .post("/account/contact", &chosen)
        .await
        .is(200)
        .shows("Saved.")
        .shows(&format!("value=\"{preferred_channel}\" checked"));
    app.run_jobs().await;
    app.mail.take();
    app.texts.take();
    let sent = app
        .write_to(
            &clinic,
            &patient,
            "Your results",
            "<p>All is well.</p>",
            true,
        )
        .await;
    Told {
        clinic,
        patient,
        sent,
    }
}

both_engines!(
    m49_email_only_is_never_left_for_a_text,
    async |app: TestApp| {
        let told = told_by(&app, "email_only").await;
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        assert!(app.texts.take().is_empty(), "no text was wanted");
        assert_eq!(
            app.states(&told).await,
            [("email", "failed", "smtp-550".to_owned())]
        );
        // The sender reads what failed, why no text went, and what to do.
        let nurse = app.signed_in(&told.clinic.nurse).await;
        app.thread(&told)
            .await
            .is(200)
            .shows("Not delivered")
            .shows("Correct it in the chart")
            .shows("No text was sent: the person wants emails only");
        nurse
            .get("/staff/inbox?folder=failed_delivery")
            .await
            .shows("Your results");
        let page = format!("/staff/conversations/{}/delivery", told.sent.conversation);
        nurse
            .get(&page)
            .await
            .is(200)
            .shows("the person wants emails only")
            .shows("value=\"correct_email\"")
            .hides("value=\"correct_mobile\"")
            .hides("Send by text");
        let id = app.deliveries(told.clinic.id, told.sent).await[0].id;
        let fix = format!("/staff/deliveries/{id}/fix");
        for form in [
            vec![("deed", "text")],
            vec![("deed", "correct_mobile"), ("mobile", "416 555 0199")],
        ] {
            nurse
                .post(&fix, &form)
                .await
                .is(422)
                .shows("does not want to be told this way");
        }
        let program = app
            .program(&told.clinic.nurse, "messages:read messages:write")
            .await;
        let path = format!(
            "/api/v1/conversations/{}/deliveries",
            told.sent.conversation
        );
        let deliveries = program.get(&path).await.is(200).json();
        assert_eq!(deliveries["items"][0]["other_not_tried"], "not_wanted");
        let again = format!("/api/v1/deliveries/{id}/send-again");
        program
            .post(&again, None, &json!({ "channel": "text" }))
            .await
            .is(422);
        // With the address put right it goes there, and the folder lets go of it.
        let right = [("deed", "correct_email"), ("email", "sam@right.example")];
        nurse.post(&fix, &right).await.is(200);
        app.run_jobs().await;
        assert_eq!(
            app.mail.take().last().unwrap().to.email,
            "sam@right.example"
        );
        nurse
            .get("/staff/inbox?folder=failed_delivery")
            .await
            .hides("Your results");
    }
);

both_engines!(
    m49_text_only_is_never_left_for_an_email,
    async |app: TestApp| {
        let told = told_by(&app, "text_only").await;
        app.texts.answer_next(never("texts-30006"));
        app.run_jobs().await;
        assert!(app.mail.take().is_empty(), "no email was wanted");
        assert_eq!(
            app.states(&told).await,
            [("text", "failed", "texts-30006".to_owned())]
        );
        app.thread(&told)
            .await
            .shows("No email was sent: the person wants texts only");
    }
);

both_engines!(
    m49_who_changes_their_mind_is_told_by_what_they_want_now,
    async |app: TestApp| {
        let told = told_by(&app, "email").await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let chart = format!("/staff/patients/{}/information?tab=portal", told.patient.id);
        let form = [
            ("access", "true"),
            ("preferred_channel", "text_only"),
            ("language", "en"),
        ];
        nurse.post(&chart, &form).await.is(200);
        nurse
            .get(&chart)
            .await
            .shows("value=\"text_only\" selected");
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
        assert_eq!(app.texts.take().len(), 1);
        assert_eq!(
            app.states(&told).await,
            [
                ("email", "failed", "not_wanted".to_owned()),
                ("text", "sent", String::new())
            ]
        );
        // One channel only needs an address there; what was typed stays.
        let form = [
            ("access", "true"),
            ("preferred_channel", "text_only"),
            ("mobile", ""),
            ("language", "en"),
        ];
        nurse
            .post(&chart, &form)
            .await
            .is(422)
            .shows("no address for the only way")
            .shows("value=\"text_only\" selected");
    }
);

both_engines!(
    m49_a_guardian_is_told_as_the_guardian_wants,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (ann, link) = app.guardian(&patient, "Ann", "Lee").await;
        app.prefers(&patient, Channel::Email).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let notices = format!("/staff/patients/{}/links/{link}/notices", patient.id);
        let only_text = [("preferred_channel", "text_only")];
        nurse
            .post(&notices, &only_text)
            .await
            .is(422)
            .shows("no address of this kind");
        let program = app
            .program(&clinic.nurse, "patients:read patients:write")
            .await;
        let path = format!("/api/v1/portal-users/{ann}/preferred-channel");
        let only_email = json!({ "preferred_channel": "email_only" });
        let saved = program.put(&path, &only_email).await.is(200).json();
        assert_eq!(saved["preferred_channel"], "email_only");
        program
            .put(&path, &json!({ "preferred_channel": "pigeon" }))
            .await
            .is(400);
        let wrong = uuid::Uuid::from_u128(1);
        program
            .put(
                &format!("/api/v1/portal-users/{wrong}/preferred-channel"),
                &only_email,
            )
            .await
            .is(404);
        let chart = format!("/staff/patients/{}/information?tab=portal", patient.id);
        nurse
            .get(&chart)
            .await
            .shows("value=\"email_only\" selected");

        // The patient's email and the guardian's both fail: the patient gets a text, the guardian nothing else.
        let sent = app
            .write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.mail.answer_next(never("smtp-550"));
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        let texts = app.texts.take();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].to, "+14165550123");
        let of_ann: Vec<_> = app
            .deliveries(clinic.id, sent)
            .await
            .into_iter()
            .filter(|d| d.portal_user_id == ann)
            .map(|d| (d.channel, d.other_not_tried))
            .collect();
        assert_eq!(of_ann, [(Channel::Email, Some("not_wanted".to_owned()))]);
    }
);
