//! Several notices to one person within a short time go as one (M49).

use std::sync::Arc;
use std::time::Duration;

use carepost::app;
use carepost::features::conversations::Sent;
use carepost::features::patients::Channel;
use carepost::platform::mail::{Letter, Mail, RecordingMail};
use carepost::platform::outcome::Outcome;
use carepost::platform::state::{Held, State};
use carepost::platform::time::{HOUR, MINUTE, SECOND};
use futures::future::BoxFuture;
use serde_json::json;

use super::{never, not_now};
use crate::support::{Clinic, Patient, TestApp, both_engines};

/// The same Carepost with the usual window, a clinic, and a patient who is told by email first.
async fn bundling(app: &TestApp) -> (TestApp, Clinic, Patient) {
    let app = app
        .beside(|config| config.messages.bundle_seconds = 60)
        .await;
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.prefers(&patient, Channel::Email).await;
    (app, clinic, patient)
}

async fn write(app: &TestApp, clinic: &Clinic, patient: &Patient, subject: &str) -> Sent {
    app.write_to(clinic, patient, subject, "<p>Well.</p>", true)
        .await
}

/// A first notice that has gone, and two messages that follow at once.
async fn three(app: &TestApp, clinic: &Clinic, patient: &Patient) -> [Sent; 3] {
    let first = write(app, clinic, patient, "Zebrafish one").await;
    app.run_jobs().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1, "the first goes at once");
    assert!(letters[0].subject.contains("New message"));
    let second = write(app, clinic, patient, "Zebrafish two").await;
    let third = write(app, clinic, patient, "Zebrafish three").await;
    app.run_jobs().await;
    assert!(app.mail.take().is_empty(), "those that follow wait");
    [first, second, third]
}

/// State and code of the email of each message.
async fn states(app: &TestApp, clinic: &Clinic, sent: &[Sent]) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for one in sent {
        for d in app.deliveries(clinic.id, *one).await {
            if d.channel == Channel::Email {
                found.push((d.state.code(), d.failure_code.unwrap_or_default()));
            }
        }
    }
    found
}

fn all(state: &'static str, code: &str) -> Vec<(&'static str, String)> {
    vec![(state, code.to_owned()); 2]
}

both_engines!(
    m49_notices_that_follow_soon_go_as_one_without_any_detail,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let sent = three(&app, &clinic, &patient).await;
        app.clock.advance(59 * SECOND);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
        assert_eq!(
            states(&app, &clinic, &sent[1..]).await,
            all("queued", "bundling")
        );
        app.clock.advance(SECOND);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].subject.starts_with("2 messages from Riverside"));
        assert!(letters[0].text.starts_with("2 messages from Riverside"));
        for part in [&letters[0].text, letters[0].html.as_ref().unwrap()] {
            assert!(!part.contains("Zebrafish") && !part.contains("Sam") && !part.contains("Lee"));
        }
        assert_eq!(states(&app, &clinic, &sent[1..]).await, all("sent", ""));
        let program = app.program(&clinic.nurse, "messages:read").await;
        let path = format!("/api/v1/conversations/{}/deliveries", sent[2].conversation);
        let with = app.deliveries(clinic.id, sent[1]).await[0].id;
        let told = program.get(&path).await.is(200).json();
        assert_eq!(told["items"][0]["sent_with"], json!(with));
        // Its link opens the first of them, and the other is in the list beside it.
        let link = letters[0].text.split("/m/").nth(1).unwrap();
        let reader = app.reader(&format!("/m/{}", &link[..43])).await;
        reader
            .get("/messages")
            .await
            .is(200)
            .shows("Zebrafish two")
            .shows("Zebrafish three");
        // Nobody waits when nothing has gone for the length of a window.
        app.mail.take();
        app.texts.take();
        app.clock.advance(MINUTE);
        write(&app, &clinic, &patient, "Later").await;
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1);
    }
);

both_engines!(
    m49_what_has_been_read_meanwhile_leaves_the_bundle,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let sent = three(&app, &clinic, &patient).await;
        let (of, message) = (clinic.id, sent[1].message);
        app.change(move |tx| {
            tx.exec(
                "UPDATE message_recipient SET opened_at = 1 WHERE clinic_id = $1 AND message_id = $2",
                &[&of, &message],
            )
        })
        .await;
        app.clock.advance(MINUTE);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].subject.contains("New message"), "one is left");
        let expected = [("cancelled", "opened".to_owned()), ("sent", String::new())];
        assert_eq!(states(&app, &clinic, &sent[1..]).await, expected);
    }
);

both_engines!(
    m50_every_message_of_a_bundle_follows_it,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let sent = three(&app, &clinic, &patient).await;
        app.clock.advance(MINUTE);
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1);
        assert_eq!(
            states(&app, &clinic, &sent[1..]).await,
            all("queued", "connection")
        );
        // The next attempt is of both again, and of what has come since.
        let fourth = write(&app, &clinic, &patient, "Zebrafish four").await;
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        app.clock.advance(MINUTE);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert!(
            letters[0].subject.starts_with("3 messages"),
            "{}",
            letters[0].subject
        );
        assert_eq!(letters.len(), 1);
        assert_eq!(
            states(&app, &clinic, &sent[1..]).await,
            all("failed", "smtp-550")
        );
        assert_eq!(
            states(&app, &clinic, &[fourth]).await,
            [("failed", "smtp-550".to_owned())]
        );
        // So does the other channel.
        app.clock.advance(MINUTE);
        app.run_jobs().await;
        let texts = app.texts.take();
        assert_eq!(texts.len(), 1, "one text");
        assert!(texts[0].body.starts_with("3 messages from Riverside"));
        for one in sent[1..].iter().chain([&fourth]) {
            let deliveries = app.deliveries(clinic.id, *one).await;
            let text = deliveries.iter().find(|d| d.channel == Channel::Text);
            assert_eq!(text.map(|d| d.state.code()), Some("sent"));
        }
    }
);

both_engines!(m49_the_night_ends_with_one_notice, async |app: TestApp| {
    let (app, clinic, patient) = bundling(&app).await;
    let manager = app.signed_in(&clinic.manager).await;
    let night = [
        ("version", "0"),
        ("quiet_from", "10:00"),
        ("quiet_until", "12:00"),
        ("bundle_seconds", ""),
    ];
    manager
        .post("/staff/settings/delivery", &night)
        .await
        .is(200)
        .shows("Saved");
    let mut sent = Vec::new();
    for subject in ["One", "Two", "Three"] {
        sent.push(write(&app, &clinic, &patient, subject).await);
        app.run_jobs().await;
        app.clock.advance(MINUTE);
    }
    assert!(app.mail.take().is_empty());
    app.clock.advance(3 * HOUR);
    app.run_jobs().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.starts_with("3 messages"));
});

both_engines!(
    m49_a_guardian_whose_link_opens_one_child_is_told_of_each,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let other = app.patient_named(&clinic, "Kim", "Lee").await;
        let linked = (other.id, ann);
        app.write(move |tx, env| {
            use carepost::features::patients::{self, Editor, NewLink, Relationship};
            let link = NewLink::new(linked.1, linked.0, Relationship::Guardian);
            patients::link_portal_user(tx, &Editor::system(other.clinic), env, &link).map(drop)
        })
        .await;
        let to_ann = |app: &TestApp| {
            let letters = app.mail.take().into_iter();
            let mut subjects: Vec<_> = letters
                .filter(|letter| letter.to.email == "ann@mail.example")
                .map(|letter| letter.subject)
                .collect();
            subjects.sort();
            subjects
        };
        write(&app, &clinic, &patient, "Of Sam").await;
        write(&app, &clinic, &other, "Of Kim").await;
        app.run_jobs().await;
        let each = to_ann(&app);
        assert_eq!(each.len(), 2, "each link leads to one child: {each:?}");
        assert!(each.iter().all(|subject| subject.contains("New message")));
        // With an account one sign-in opens both, and one notice does.
        app.tier(&clinic, "connect").await;
        app.change(move |tx| {
            tx.exec(
                "INSERT INTO portal_account (clinic_id, portal_user_id, login, password_hash, created_at) VALUES ($1, $2, 'ann', 'x', 1)",
                &[&patient.clinic, &ann],
            )
        })
        .await;
        app.clock.advance(2 * MINUTE);
        write(&app, &clinic, &patient, "Of Sam again").await;
        write(&app, &clinic, &other, "Of Kim again").await;
        app.run_jobs().await;
        app.clock.advance(MINUTE);
        app.run_jobs().await;
        let one = to_ann(&app);
        assert_eq!(one.len(), 1, "{one:?}");
        assert!(one[0].starts_with("2 messages"));
    }
);

/// Takes a letter and never answers, as a process that is killed then.
pub(super) struct Never(pub(super) Arc<RecordingMail>);

impl Mail for Never {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            self.0.send(letter).await;
            std::future::pending().await
        })
    }
}

both_engines!(
    m50_a_worker_that_ends_in_the_middle_loses_and_splits_nothing,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let sent = three(&app, &clinic, &patient).await;
        app.clock.advance(MINUTE);
        let killed = State::from(Held {
            mail: Arc::new(Never(Arc::clone(&app.mail))),
            ..Held::clone(&app.state)
        });
        let cut = tokio::time::timeout(Duration::from_secs(3), app::jobs::drain(&killed)).await;
        assert!(cut.is_err(), "it hangs in the middle");
        let first = app.mail.take();
        assert_eq!(first.len(), 1);
        assert_eq!(app.run_jobs().await, 0, "its lease still holds");
        // The other message's own job comes before the lease of the one that led is over, and again after it.
        for _ in 0..4 {
            app.clock.advance(2 * MINUTE);
            app.run_jobs().await;
        }
        let again = app.mail.take();
        assert_eq!(again.len(), 1, "both go as one again");
        assert_eq!(again[0].message_id, first[0].message_id);
        assert_eq!(again[0].text, first[0].text);
        assert_eq!(states(&app, &clinic, &sent[1..]).await, all("sent", ""));
        app.clock.advance(HOUR);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
    }
);

both_engines!(
    m49_the_clinic_sets_the_window_and_may_do_without,
    async |app: TestApp| {
        let (app, clinic, patient) = bundling(&app).await;
        let manager = app.signed_in(&clinic.manager).await;
        let page = "/staff/settings/delivery";
        let with = |seconds| [("version", "0"), ("bundle_seconds", seconds)];
        manager.get(page).await.is(200).shows("placeholder=\"60\"");
        for wrong in ["601", "-1", "soon"] {
            manager
                .post(page, &with(wrong))
                .await
                .is(422)
                .shows("from 0 to 600")
                .shows(&format!("value=\"{wrong}\""));
        }
        manager.post(page, &with("0")).await.is(200).shows("Saved");
        for subject in ["One", "Two"] {
            write(&app, &clinic, &patient, subject).await;
        }
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 2, "each goes by itself");
        let program = app.program(&clinic.owner, "settings").await;
        let path = "/api/v1/delivery-settings";
        let read = program.get(path).await.is(200).json();
        assert_eq!(read["bundle_seconds"], 0);
        let body =
            json!({ "version": 1, "quiet_from": "", "quiet_until": "", "bundle_seconds": 601 });
        program.put(path, &body).await.is(422);
        let body = json!({ "version": 1, "quiet_from": "", "quiet_until": "" });
        let saved = program.put(path, &body).await.is(200).json();
        assert_eq!(saved["bundle_seconds"], json!(null));
    }
);
