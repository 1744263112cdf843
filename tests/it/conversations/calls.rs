//! Calls to make (M75): nobody opened it after all reminders, by a clock that the test sets.

use carepost::app::jobs::Worker;
use carepost::features::conversations::{Options, Sent};
use carepost::platform::time::{DAY, HOUR};
use serde_json::json;

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const FOLDER: &str = "/staff/inbox?folder=to_call";

fn watched() -> Options {
    Options {
        notify_if_unread_days: Some(2),
        ..Options::new(true)
    }
}

fn both() -> Options {
    Options {
        require_response_days: Some(1),
        ..watched()
    }
}

/// A message that nobody opened for so long that somebody is to call.
async fn due(app: &TestApp) -> (Clinic, Patient, Sent, Browser) {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let sent = app.ask(&clinic, &patient, watched()).await;
    app.run_jobs().await;
    app.clock.advance(2 * DAY);
    app.run_jobs().await;
    let nurse = app.signed_in(&clinic.nurse).await;
    (clinic, patient, sent, nurse)
}

fn page(sent: Sent) -> String {
    format!("/staff/conversations/{}/call", sent.conversation)
}

async fn tasks(app: &TestApp) -> i64 {
    let count = app.state.db.read(|tx| {
        tx.one::<(i64,)>("SELECT count(*) AS n FROM call_task", &[])
            .map(|(n,)| n)
    });
    count.await.unwrap_or_else(|e: db::Error| panic!("{e}"))
}

/// Saves a call to the patient.
async fn called(
    browser: &Browser,
    (sent, patient): (Sent, &Patient),
    (outcome, note, again): (&str, &str, &str),
) -> Answer {
    let person = patient.person.to_string();
    let form = [
        ("deed", "called"),
        ("call", ""),
        ("portal_user_id", person.as_str()),
        ("outcome", outcome),
        ("note", note),
        ("again_in_days", again),
    ];
    browser.post(&page(sent), &form).await
}

both_engines!(
    m75_after_the_last_reminder_somebody_is_to_call,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, both()).await;
        app.run_jobs().await;
        // Answer due after a day, then three alerts at intervals of three days: the last interval ends on day 10.
        for _ in 0..19 {
            app.clock.advance(12 * HOUR);
            app.run_jobs().await;
            assert_eq!(tasks(&app).await, 0);
        }
        app.clock.advance(12 * HOUR - 1);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 0, "not a moment early");
        app.clock.advance(1);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 1);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(FOLDER)
            .await
            .is(200)
            .shows("Please answer")
            .shows("href=\"tel:")
            .shows("Unread since")
            .shows(&clinic.nurse.name)
            .shows(&format!("href=\"{}\"", page(sent)));
        nurse
            .get("/staff/counts")
            .await
            .shows("id=\"count-to_call\" data-live=\"inbox\" data-live-mode=\"replace\" data-live-url=\"/staff/counts\">1<");
        nurse
            .get(&format!("/staff/conversations/{}", sent.conversation))
            .await
            .shows("Nobody opened this after all reminders");
        nurse
            .get(&format!("/staff/patients/{}", patient.id))
            .await
            .shows("To call");
        app.clock.advance(60 * DAY);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 1, "once for good");
    }
);

both_engines!(
    m75_a_clock_that_jumps_and_workers_that_race_make_one_task,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.ask(&clinic, &patient, both()).await;
        app.run_jobs().await;
        app.clock.advance(400 * DAY);
        let stop = tokio_util::sync::CancellationToken::new();
        let workers: Vec<_> = (0..2)
            .map(|_| tokio::spawn(Worker::new(app.state.clone()).run(stop.clone())))
            .collect();
        for _ in 0..200 {
            if tasks(&app).await > 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        stop.cancel();
        for worker in workers {
            worker.await.expect("a worker");
        }
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 1);
        app.clock.advance(-390 * DAY);
        app.run_jobs().await;
        app.clock.advance(400 * DAY);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 1);
    }
);

both_engines!(
    m75_what_was_opened_answered_or_closed_needs_no_call,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let opened = app.ask(&clinic, &patient, watched()).await;
        let link = app.link(opened, &patient, patient.person).await;
        let reader = app.reader(&link).await;
        reader
            .get(&format!("/messages/{}", opened.conversation))
            .await
            .is(200);
        let closed = app.ask(&clinic, &patient, watched()).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .post(
                &format!("/staff/conversations/{}/close", closed.conversation),
                &[],
            )
            .await
            .is(200);
        app.run_jobs().await;
        app.clock.advance(30 * DAY);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 0);
        let plain = Options::new(true);
        app.ask(&clinic, &patient, plain).await;
        app.clock.advance(300 * DAY);
        app.run_jobs().await;
        assert_eq!(tasks(&app).await, 0, "nothing was asked for");
    }
);

both_engines!(
    m75_it_ends_by_itself_when_the_message_is_opened,
    async |app: TestApp| {
        let (clinic, patient, sent, nurse) = due(&app).await;
        nurse.get(FOLDER).await.shows("Please answer");
        let link = app.link(sent, &patient, patient.person).await;
        let reader = app.reader(&link).await;
        let shown = reader
            .get(&format!("/messages/{}", sent.conversation))
            .await;
        shown.is(200).hides("To call").hides("call the");
        nurse.get(FOLDER).await.hides("Please answer");
        nurse.get(&page(sent)).await.shows("No call is to be made");
        called(&nurse, (sent, &patient), ("reached", "", ""))
            .await
            .is(409);
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/audit")
            .await
            .shows("A call to make ended");
    }
);

both_engines!(
    m75_an_outcome_closes_it_or_asks_for_another_attempt,
    async |app: TestApp| {
        let (clinic, patient, sent, nurse) = due(&app).await;
        called(&nurse, (sent, &patient), ("not_reached", "", ""))
            .await
            .is(422)
            .shows("Say in the note");
        called(&nurse, (sent, &patient), ("not_reached", "no answer", "2"))
            .await
            .is(200)
            .shows("Next call");
        nurse
            .get(FOLDER)
            .await
            .shows("Please answer")
            .shows("Next call");
        called(&nurse, (sent, &patient), ("read_out", "understood", ""))
            .await
            .is(200)
            .shows("Reached, read out to them")
            .shows("Not reached")
            .hides("Nobody opened this after all reminders");
        nurse.get(FOLDER).await.hides("Please answer");
        app.clock.advance(60 * DAY);
        app.run_jobs().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(FOLDER).await.hides("Please answer");
    }
);

both_engines!(
    m75_somebody_takes_it_or_is_given_it_and_only_who_may_send,
    async |app: TestApp| {
        let (clinic, patient, sent, nurse) = due(&app).await;
        nurse.get(&page(sent)).await.shows("Who calls");
        nurse
            .post(&page(sent), &[("deed", "assign"), ("owner_id", "")])
            .await
            .is(200)
            .shows("Nobody yet");
        nurse
            .post(&page(sent), &[("deed", "take")])
            .await
            .is(200)
            .hides("I take it");
        let stranger = uuid::Uuid::from_u128(7).to_string();
        nurse
            .post(&page(sent), &[("deed", "assign"), ("owner_id", &stranger)])
            .await
            .is(422)
            .shows("does not find the conversation");
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let path = format!("/api/v1/conversations/{}/call-task", sent.conversation);
        let task = program.get(&path).await.json();
        assert_eq!(task["due"], true);
        assert_eq!(task["message_id"], sent.message.to_string());
        assert_eq!(
            task["people"][0]["portal_user_id"],
            patient.person.to_string()
        );
        let made = json!({ "portal_user_id": patient.person.to_string(), "outcome": "reached", "said": "will_look" });
        let done = program
            .post(&format!("{path}/calls"), Some("one"), &made)
            .await;
        done.is(201);
        assert_eq!(done.json()["due"], false);
        program
            .post(&format!("{path}/calls"), Some("one"), &made)
            .await
            .is(201);
        let calls = program
            .get(&format!(
                "/api/v1/conversations/{}/calls",
                sent.conversation
            ))
            .await
            .json();
        assert_eq!(calls["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(calls["items"][0]["said"], "will_look");
    }
);

both_engines!(
    m75_whoever_has_left_leaves_it_to_the_workgroup,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.ask(&clinic, &patient, watched()).await;
        app.run_jobs().await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .post(&format!("/staff/members/{}/disable", clinic.nurse.id), &[])
            .await
            .is(200);
        app.clock.advance(2 * DAY);
        app.run_jobs().await;
        let left: (Option<uuid::Uuid>,) = app
            .state
            .db
            .read(|tx| tx.one("SELECT owner_staff_id FROM call_task", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(left.0, None, "nobody's until somebody takes it");
    }
);
