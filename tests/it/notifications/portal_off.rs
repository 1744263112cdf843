//! M55: while the portal is off nothing is sent, and nothing is lost.

use super::{Told, not_now};
use crate::support::{Answer, TestApp, both_engines};

async fn switch(app: &TestApp, told: &Told, on: bool) -> Answer {
    let manager = app.signed_in(&told.clinic.manager).await;
    let page = manager.get("/staff/settings/portal").await;
    let version = page
        .body
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a version")
        .to_owned();
    let mut fields = vec![
        ("version", version.as_str()),
        ("portal_enabled", "true"),
        ("sign_in_method", "passcode"),
        ("passcode_minutes", "10"),
        ("overdue_every_days", "3"),
        ("overdue_alerts", "3"),
        ("emergency_notice_en", "Call 911."),
        ("emergency_notice_fr", "Appelez le 911."),
    ];
    if on {
        fields.push(("accessible", "true"));
    }
    manager.post("/staff/settings/portal", &fields).await
}

both_engines!(
    m55_what_waits_is_sent_when_the_portal_is_on_again,
    async |app: TestApp| {
        let told = app.told().await;
        switch(&app, &told, false).await.is(200).shows("Saved");
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
        assert_eq!(
            app.states(&told).await,
            [("email", "queued", "portal_off".to_owned())]
        );
        app.thread(&told)
            .await
            .shows("The portal is switched off. The notice is sent when it is on again.");

        // Weeks later it has all its attempts still.
        app.clock.advance(30 * 24 * 3_600_000);
        switch(&app, &told, true).await.is(200).shows("Saved");
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        app.clock.advance(60_000);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 2);
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
    }
);

both_engines!(
    m55_what_is_not_needed_any_more_is_not_sent_afterwards,
    async |app: TestApp| {
        let told = app.told().await;
        switch(&app, &told, false).await.is(200);
        app.run_jobs().await;
        let (clinic, patient) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            tx.exec(
                "UPDATE patient SET portal_access = $3 WHERE clinic_id = $1 AND id = $2",
                &[&clinic, &patient, &false],
            )
        })
        .await;
        switch(&app, &told, true).await.is(200);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
        assert_eq!(
            app.states(&told).await,
            [("email", "cancelled", "access_off".to_owned())]
        );
    }
);
