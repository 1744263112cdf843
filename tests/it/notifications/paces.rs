//! What a provider permits is kept to, and a long outage ends in order and without a flood (M50).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use carepost::features::patients::Channel;
use carepost::platform::mail::{Letter, Mail, RecordingMail};
use carepost::platform::outcome::Outcome;
use carepost::platform::time::{HOUR, MINUTE, SECOND};
use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::not_now;
use crate::support::{Answer, Clinic, TestApp, both_engines};

const PER_MINUTE: usize = 30;
const PATIENTS: usize = 50;

/// A mail server that can be down.
struct Server {
    down: AtomicBool,
    took: Arc<RecordingMail>,
}

impl Mail for Server {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            match self.down.load(Ordering::SeqCst) {
                true => not_now(),
                false => self.took.send(letter).await,
            }
        })
    }
}

/// The same Carepost with a pace for email, over a server that can be down.
async fn paced(app: &TestApp) -> (TestApp, Arc<Server>) {
    let mut app = app
        .beside(|config| {
            config.smtp.per_minute = 30;
            config.messages.bundle_seconds = 60;
        })
        .await;
    let server = Arc::new(Server {
        down: AtomicBool::new(false),
        took: Arc::clone(&app.mail),
    });
    app.state.mail = server.clone();
    (app, server)
}

/// A patient with an email of their own, and a message to them.
async fn told(app: &TestApp, clinic: &Clinic, name: &str, days: Option<i64>) -> (Value, String) {
    let email = format!("{name}@home.example");
    let patient = app
        .new_patient(clinic)
        .email(Some(&email))
        .mobile(None)
        .create()
        .await;
    let mut body =
        json!({ "patient_id": patient, "subject": "Results", "body_html": "<p>Well.</p>" });
    if let Some(days) = days {
        body["require_response_days"] = json!(days);
        body["allow_response"] = json!(true);
    }
    (
        body.clone(),
        said(app, clinic, &body).await.is(201).json()["id"]
            .as_str()
            .unwrap()
            .to_owned(),
    )
}

async fn said(app: &TestApp, clinic: &Clinic, body: &Value) -> Answer {
    let program = app
        .program(&clinic.nurse, "messages:read messages:write")
        .await;
    program.post("/api/v1/conversations", None, body).await
}

/// Runs the jobs each second for `seconds`; the letters, each with the second in which it went.
async fn second_by_second(app: &TestApp, seconds: i64) -> Vec<(i64, Letter)> {
    let mut went = Vec::new();
    for second in 0..seconds {
        app.run_jobs().await;
        went.extend(app.mail.take().into_iter().map(|letter| (second, letter)));
        app.clock.advance(SECOND);
    }
    went
}

fn no_minute_has_more(went: &[(i64, Letter)]) {
    for (n, (at, _)) in went.iter().enumerate() {
        let minute = went[n..].iter().filter(|(later, _)| *later < at + 60);
        let count = minute.count();
        assert!(
            count <= PER_MINUTE,
            "{count} within a minute of second {at}"
        );
    }
}

both_engines!(
    m50_a_day_long_outage_ends_in_order_at_the_pace_and_nothing_is_lost,
    async |app: TestApp| {
        let (app, server) = paced(&app).await;
        let clinic = app.clinic().await;
        server.down.store(true, Ordering::SeqCst);
        let (mut ids, mut bodies) = (Vec::new(), Vec::new());
        for number in 0..PATIENTS {
            // One in ten has to answer within a day, and is reminded while nothing goes out.
            let days = (number % 10 == 0).then_some(1);
            let (body, id) = told(&app, &clinic, &format!("p{number}"), days).await;
            ids.push(id);
            bodies.push(body);
            app.run_jobs().await;
            app.clock.advance(20 * MINUTE);
        }
        for _ in 0..(26 * 3 - PATIENTS) {
            app.run_jobs().await;
            app.clock.advance(20 * MINUTE);
        }
        // One patient got two more messages meanwhile.
        for _ in 0..2 {
            said(&app, &clinic, &bodies[7]).await.is(201);
        }
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());

        server.down.store(false, Ordering::SeqCst);
        app.clock.advance(MINUTE);
        // A message of this minute does not wait behind those of yesterday.
        told(&app, &clinic, "today", None).await;
        let went = second_by_second(&app, 300).await;
        no_minute_has_more(&went);
        let to = |letter: &Letter| letter.to.email.clone();
        let people: BTreeSet<_> = went.iter().map(|(_, letter)| to(letter)).collect();
        assert_eq!(people.len(), PATIENTS + 1, "everybody is told");
        assert_eq!(went.len(), PATIENTS + 1, "and once, reminders and all");
        let today = went.iter().find(|(_, l)| l.to.email.starts_with("today"));
        assert!(
            today.is_some_and(|(second, _)| *second <= 20),
            "{:?}",
            today.map(|t| t.0)
        );
        let three = went.iter().find(|(_, l)| l.to.email == "p7@home.example");
        assert!(three.unwrap().1.subject.starts_with("3 messages"));
        // After the first, which found the server well again, they go in order of age.
        let numbers: Vec<usize> = went
            .iter()
            .skip(2)
            .filter_map(|(_, l)| {
                l.to.email
                    .strip_prefix('p')?
                    .split('@')
                    .next()?
                    .parse()
                    .ok()
            })
            .collect();
        assert!(numbers.len() > PATIENTS / 2);
        let ordered = numbers.windows(2).filter(|two| two[0] < two[1]).count();
        assert!(ordered + 4 >= numbers.len(), "{numbers:?}");

        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        for id in &ids {
            let path = format!("/api/v1/conversations/{id}/deliveries");
            let told = program.get(&path).await.is(200).json();
            for item in told["items"].as_array().unwrap() {
                assert!(
                    ["sent", "cancelled"].contains(&item["state"].as_str().unwrap()),
                    "{item}"
                );
            }
        }
        // Nothing comes after it, whatever jobs are left.
        app.clock.advance(30 * MINUTE);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
    }
);

both_engines!(
    m50_many_at_once_keep_to_the_pace_and_let_a_new_one_through,
    async |app: TestApp| {
        let (app, _server) = paced(&app).await;
        let clinic = app.clinic().await;
        for number in 0..45 {
            told(&app, &clinic, &format!("p{number}"), None).await;
        }
        let mut went = second_by_second(&app, 20).await;
        assert!(went.len() < 20, "{} went at once", went.len());
        let waits = app.deliveries_that_wait(&clinic).await;
        assert!(waits > 20, "{waits} wait");
        went.extend(
            second_by_second(&app, 130)
                .await
                .into_iter()
                .map(|(s, l)| (s + 20, l)),
        );
        no_minute_has_more(&went);
        assert_eq!(went.len(), 45);
        app.clock.advance(HOUR);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
    }
);

impl TestApp {
    /// How many notices of a clinic wait for their pace.
    async fn deliveries_that_wait(&self, clinic: &Clinic) -> i64 {
        let id = clinic.id;
        let count = self.state.db.read(move |tx| {
            let sql =
                "SELECT count(*) FROM delivery WHERE clinic_id = $1 AND failure_code = 'paced_new'";
            tx.one::<(i64,)>(sql, &[&id])
        });
        count.await.expect("a count").0
    }
}

both_engines!(
    m50_it_is_tried_at_71_59_and_failed_after_72_hours_and_the_sender_knows,
    async |app: TestApp| {
        let (app, server) = paced(&app).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.prefers(&patient, Channel::Email).await;
        let of = patient.id;
        app.change(move |tx| {
            let sql = "UPDATE patient SET mobile = NULL, only_channel = $2 WHERE id = $1";
            tx.exec(sql, &[&of, &true])
        })
        .await;
        server.down.store(true, Ordering::SeqCst);
        let begun = app.state.env.now();
        let sent = app
            .write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        let mut last = begun;
        loop {
            app.run_jobs().await;
            let delivery = app.deliveries(clinic.id, sent).await.remove(0);
            let Some(next) = delivery.next_attempt_at else {
                assert_eq!(delivery.state.code(), "failed");
                assert_eq!(delivery.failure_code.as_deref(), Some("connection"));
                break;
            };
            assert_eq!(delivery.state.code(), "queued");
            assert!(next.since(begun) <= 72 * HOUR, "no attempt after 72 hours");
            last = next;
            app.clock.set(next);
        }
        assert_eq!(
            last.since(begun),
            72 * HOUR,
            "the last attempt is at the end"
        );
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&format!("/staff/conversations/{}", sent.conversation))
            .await
            .shows("Not delivered")
            .shows("could not be reached for three days")
            .shows("the person wants emails only");
        nurse
            .get("/staff/inbox?folder=failed_delivery")
            .await
            .shows("Your results");
    }
);
