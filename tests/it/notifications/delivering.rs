//! M49, M50: by preference, again when it did not go, by the other way when it never will.

use carepost::features::patients::Channel;

use super::{never, not_now};
use crate::support::{TestApp, both_engines};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

both_engines!(m49_the_preferred_channel_is_used, async |app: TestApp| {
    let told = app.told().await;
    assert_eq!(
        app.mail.letters().len(),
        0,
        "nothing leaves in the transaction"
    );
    app.run_jobs().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to.email, "sam.lee@mail.example");
    assert!(letters[0].subject.contains("Riverside Family Practice"));
    assert!(letters[0].text.contains(&format!("{}/m/", app.base_url)));
    assert!(app.texts.take().is_empty());
    assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);

    app.prefers(&told.patient, Channel::Text).await;
    app.write_to(&told.clinic, &told.patient, "More", "<p>More.</p>", true)
        .await;
    app.run_jobs().await;
    assert_eq!(app.texts.take()[0].to, "+14165550123");
    assert!(app.mail.take().is_empty());
});

both_engines!(
    m49_everybody_who_reads_is_told_by_their_own_way,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Ann", "Lee").await;
        app.write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        let (texts, letters) = (app.texts.take(), app.mail.take());
        assert_eq!((texts.len(), letters.len()), (1, 1));
        assert_eq!(letters[0].to.email, "ann@mail.example");
        let link = |words: &str| words.split("/m/").nth(1).map(|rest| rest[..43].to_owned());
        assert_ne!(link(&texts[0].body), link(&letters[0].text));
    }
);

both_engines!(
    m50_what_did_not_go_is_tried_again_with_the_same_link,
    async |app: TestApp| {
        let told = app.told().await;
        app.mail.answer_next(not_now());
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        assert_eq!(app.run_jobs().await, 0, "it waits for its time");
        assert_eq!(
            app.states(&told).await,
            [("email", "queued", "connection".to_owned())]
        );
        app.clock.advance(MINUTE);
        app.run_jobs().await;
        app.clock.advance(5 * MINUTE);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 3);
        for letter in &letters {
            assert_eq!(letter.message_id, letters[0].message_id);
            assert_eq!(letter.text, letters[0].text);
            assert_eq!(letter.written_at, letters[0].written_at);
        }
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        assert!(app.texts.take().is_empty());
    }
);

both_engines!(
    m50_the_other_channel_is_tried_when_an_address_is_wrong,
    async |app: TestApp| {
        let told = app.told().await;
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        assert_eq!(app.texts.take().len(), 1);
        assert_eq!(
            app.states(&told).await,
            [
                ("email", "failed", "smtp-550".to_owned()),
                ("text", "sent", String::new())
            ]
        );
        // The patient was told: the sender learns of the address, but it is not "Not delivered".
        app.thread(&told)
            .await
            .is(200)
            .hides("Not delivered")
            .shows("Correct it in the chart");
    }
);

both_engines!(
    m50_the_sender_is_told_when_no_channel_is_left,
    async |app: TestApp| {
        let told = app.told().await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let unread = async || nurse.get("/staff/counts").await;
        let before = unread().await.body;
        app.mail.answer_next(never("smtp-550"));
        app.texts.answer_next(never("texts-21610"));
        app.run_jobs().await;
        assert_ne!(unread().await.body, before, "it is unread again");
        app.thread(&told)
            .await
            .is(200)
            .shows("Not delivered")
            .shows("Send the notice again");
        assert_eq!(
            app.states(&told).await,
            [
                ("email", "failed", "smtp-550".to_owned()),
                ("text", "failed", "texts-21610".to_owned())
            ]
        );
    }
);

both_engines!(
    m50_it_is_given_up_after_three_days_and_no_sooner,
    async |app: TestApp| {
        let told = app.told().await;
        let mut tries = 0;
        for hour in 0..80 {
            for _ in 0..12 {
                app.mail.answer_next(not_now());
                app.texts.answer_next(not_now());
                tries += app.run_jobs().await;
                app.clock.advance(HOUR / 12);
            }
            if app.states(&told).await[0].1 == "failed" {
                assert!((50..=73).contains(&hour), "given up after {hour} hours");
                break;
            }
        }
        assert_eq!(app.states(&told).await[0].1, "failed");
        assert!((10..=24).contains(&tries), "{tries} tries");
        app.texts.take();
        app.clock.advance(100 * HOUR);
    }
);

both_engines!(
    nobody_is_told_of_what_they_have_read_or_may_not_read_any_more,
    async |app: TestApp| {
        let opened = app.told().await;
        let (clinic, sent) = (opened.clinic.id, opened.sent);
        app.change(move |tx| {
            tx.exec(
                "UPDATE message_recipient SET opened_at = 1 WHERE clinic_id = $1 AND message_id = $2",
                &[&clinic, &sent.message],
            )
        })
        .await;
        app.run_jobs().await;
        assert_eq!(
            app.states(&opened).await,
            [("email", "cancelled", "opened".to_owned())]
        );

        let patient = app.patient_named(&opened.clinic, "Kim", "Ray").await;
        let (_, link) = app.guardian(&patient, "Jo", "Ray").await;
        let sent = app
            .write_to(&opened.clinic, &patient, "Hello", "<p>Hello.</p>", true)
            .await;
        app.change(move |tx| {
            tx.exec(
                "UPDATE portal_link SET revoked_at = 1 WHERE clinic_id = $1 AND id = $2",
                &[&clinic, &link],
            )
        })
        .await;
        app.change(move |tx| {
            tx.exec(
                "UPDATE patient SET portal_access = $3 WHERE clinic_id = $1 AND id = $2",
                &[&clinic, &patient.id, &false],
            )
        })
        .await;
        app.run_jobs().await;
        let mut codes: Vec<_> = app
            .deliveries(clinic, sent)
            .await
            .into_iter()
            .filter_map(|d| d.failure_code)
            .collect();
        codes.sort();
        assert_eq!(codes, ["access_off", "link_ended"]);
        assert!(app.mail.take().is_empty() && app.texts.take().is_empty());
    }
);
