//! Quiet hours: notices wait for the morning (M49).

use carepost::platform::time::Timestamp;

use crate::support::{Clinic, TestApp, both_engines};

const PAGE: &str = "/staff/settings/delivery";

/// A moment on the clinic's clock.
fn local(moment: &str) -> Timestamp {
    let zoned: jiff::Zoned = format!("{moment}[America/Toronto]")
        .parse()
        .expect("a moment");
    Timestamp(zoned.timestamp().as_millisecond())
}

async fn quiet_at_night(app: &TestApp, clinic: &Clinic) {
    let manager = app.signed_in(&clinic.manager).await;
    let form = [
        ("version", "0"),
        ("quiet_from", "21:00"),
        ("quiet_until", "8:00"),
    ];
    manager.post(PAGE, &form).await.is(200).shows("Saved");
}

both_engines!(
    m49_what_is_sent_at_night_tells_nobody_before_the_morning,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        quiet_at_night(&app, &clinic).await;
        app.clock.set(local("2026-07-02T22:15"));
        let sent = app
            .write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        assert!(app.texts.take().is_empty());
        let all = app.deliveries(clinic.id, sent).await;
        assert_eq!(all[0].failure_code.as_deref(), Some("quiet_hours"));
        assert_eq!(all[0].next_attempt_at, Some(local("2026-07-03T08:00")));
        let nurse = app.signed_in(&clinic.nurse).await;
        let thread = format!("/staff/conversations/{}", sent.conversation);
        nurse
            .get(&thread)
            .await
            .is(200)
            .shows("It will be sent")
            .shows("8:00");
        app.clock.set(local("2026-07-03T07:59:59"));
        app.run_jobs().await;
        assert!(app.texts.take().is_empty());
        app.clock.set(local("2026-07-03T08:00"));
        app.run_jobs().await;
        assert_eq!(app.texts.take().len(), 1);
        assert_eq!(
            app.deliveries(clinic.id, sent).await[0].state.code(),
            "sent"
        );
    }
);

both_engines!(
    a_clock_that_jumps_over_the_night_or_back_into_it_loses_and_doubles_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        quiet_at_night(&app, &clinic).await;
        app.clock.set(local("2026-10-31T22:00"));
        let sent = app
            .write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        // The clocks go back at night: eight in the morning is eleven hours away.
        let all = app.deliveries(clinic.id, sent).await;
        let morning = local("2026-11-01T08:00");
        assert_eq!(all[0].next_attempt_at, Some(morning));
        assert_eq!(morning.since(local("2026-10-31T22:00")), 11 * 3_600_000);
        app.clock.set(local("2026-11-02T12:00"));
        app.run_jobs().await;
        assert_eq!(app.texts.take().len(), 1);
        app.clock.set(local("2026-11-01T03:00"));
        app.run_jobs().await;
        assert!(app.texts.take().is_empty());
        assert_eq!(
            app.deliveries(clinic.id, sent).await[0].state.code(),
            "sent"
        );
        app.clock.set(local("2026-11-02T12:00"));
    }
);

both_engines!(
    what_has_been_read_before_the_morning_is_not_told,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        quiet_at_night(&app, &clinic).await;
        app.clock.set(local("2026-07-02T22:15"));
        let sent = app
            .write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        let (id, message) = (clinic.id, sent.message);
        app.change(move |tx| {
            let sql = "UPDATE message_recipient SET opened_at = 1 WHERE clinic_id = $1 AND message_id = $2";
            tx.exec(sql, &[&id, &message])
        })
        .await;
        app.clock.set(local("2026-07-03T08:00"));
        app.run_jobs().await;
        assert!(app.texts.take().is_empty());
        assert_eq!(
            app.deliveries(clinic.id, sent).await[0].state.code(),
            "cancelled"
        );
    }
);

both_engines!(
    quiet_hours_are_set_by_those_who_may_and_refused_with_reasons,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(PAGE).await.is(403);
        let manager = app.signed_in(&clinic.manager).await;
        let wrong = [
            ("version", "0"),
            ("quiet_from", "25:00"),
            ("quiet_until", ""),
        ];
        manager
            .post(PAGE, &wrong)
            .await
            .is(422)
            .shows("Write a time of the day")
            .shows("25:00");
        let same = [
            ("version", "0"),
            ("quiet_from", "8:00"),
            ("quiet_until", "08:00"),
        ];
        manager
            .post(PAGE, &same)
            .await
            .is(422)
            .shows("the same time");
        quiet_at_night(&app, &clinic).await;
        manager.get(PAGE).await.shows("21:00").shows("08:00");
        // Somebody else had the page open.
        let none = [("version", "0"), ("quiet_from", ""), ("quiet_until", "")];
        manager.post(PAGE, &none).await.is(409).shows("value=\"1\"");
        let none = [("version", "1"), ("quiet_from", ""), ("quiet_until", "")];
        manager.post(PAGE, &none).await.is(200).shows("Saved");
        app.clock.set(local("2026-07-02T22:15"));
        let patient = app.patient(&clinic).await;
        app.write_to(&clinic, &patient, "Hello", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        assert_eq!(app.texts.take().len(), 1);
    }
);
