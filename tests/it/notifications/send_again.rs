//! Sending a notice again once its address is corrected.

use super::{Told, never};
use crate::support::{Answer, Browser, TestApp, both_engines};

async fn again(app: &TestApp, browser: &Browser, told: &Told) -> Answer {
    let id = app.deliveries(told.clinic.id, told.sent).await[0].id;
    browser
        .post(&format!("/staff/deliveries/{id}/send-again"), &[])
        .await
}

async fn correct(app: &TestApp, told: &Told, email: &'static str) {
    let (clinic, patient) = (told.clinic.id, told.patient.id);
    app.change(move |tx| {
        tx.exec(
            "UPDATE patient SET email = $3, mobile = NULL WHERE clinic_id = $1 AND id = $2",
            &[&clinic, &patient, &email],
        )
    })
    .await;
}

fn link(words: &str) -> String {
    words.split("/m/").nth(1).expect("a link")[..43].to_owned()
}

both_engines!(
    a_corrected_address_gets_a_link_of_its_own,
    async |app: TestApp| {
        let told = app.told().await;
        correct(&app, &told, "smm.lee@mail.example").await;
        app.run_jobs().await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        again(&app, &nurse, &told)
            .await
            .is(422)
            .shows("The notice was sent to this address");
        app.clock.advance(1_000);
        correct(&app, &told, "sam.lee@mail.example").await;
        again(&app, &nurse, &told).await.is(200);
        again(&app, &nurse, &told)
            .await
            .is(422)
            .shows("on its way already");
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(
            letters.iter().map(|l| &l.to.email).collect::<Vec<_>>(),
            ["smm.lee@mail.example", "sam.lee@mail.example"]
        );
        let links: Vec<_> = letters.iter().map(|l| link(&l.text)).collect();
        assert_ne!(links[0], links[1]);
        let ended = app
            .state
            .db
            .read(|tx| {
                tx.all::<(bool,)>(
                    "SELECT (revoked_at IS NOT NULL) AS ended FROM notification_link ORDER BY created_at, id",
                    &[],
                )
            })
            .await;
        assert_eq!(
            ended.expect("links"),
            [(true,), (false,)],
            "the link at the wrong address stops working"
        );
    }
);

both_engines!(
    what_failed_can_be_sent_again_by_those_who_may_send,
    async |app: TestApp| {
        let told = app.told().await;
        correct(&app, &told, "gone@mail.example").await;
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        let manager = app.signed_in(&told.clinic.manager).await;
        again(&app, &manager, &told).await.is(403);
        let other = app.other_clinic().await;
        let stranger = app.signed_in(&other.nurse).await;
        again(&app, &stranger, &told).await.is(404);

        let nurse = app.signed_in(&told.clinic.nurse).await;
        again(&app, &nurse, &told).await.is(200).shows("Sending");
        app.run_jobs().await;
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        let letters = app.mail.take();
        assert_eq!(letters.len(), 2);
        assert_eq!(link(&letters[0].text), link(&letters[1].text));
    }
);
