//! Undo after Send, and sending later (M25), by a clock that the test sets.

use carepost::features::patients::{self, Editor};
use carepost::platform::time::{DAY, HOUR, MINUTE, SECOND};
use serde_json::json;

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const DRAFT: &str = "0198f000-0000-7000-8000-0000000000e1";
const OTHER: &str = "0198f000-0000-7000-8000-0000000000e2";

impl TestApp {
    /// The nurse, signed in, with so many seconds for an undo.
    async fn careful(&self, clinic: &Clinic, seconds: i64) -> Browser {
        let nurse = self.signed_in(&clinic.nurse).await;
        let fields = [("language", "en"), ("undo_seconds", &*seconds.to_string())];
        nurse.post("/staff/account", &fields).await.is(200);
        nurse
    }

    /// How many messages there are, and how many emails and texts went out.
    async fn sent(&self) -> (i64, usize) {
        self.run_jobs().await;
        let count = self
            .state
            .db
            .read(|tx| tx.one::<(i64,)>("SELECT count(*) AS n FROM message", &[]));
        let count = count.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0;
        (count, self.mail.take().len() + self.texts.take().len())
    }
}

/// Everything that a compose window holds, and the button that was pressed.
async fn press(browser: &Browser, patient: &Patient, after: &str, at: &str) -> Answer {
    let fields = [
        ("patient_id", &*patient.id.to_string()),
        ("subject", "Your plan"),
        ("body_html", "<p>As <strong>we</strong> said.</p>"),
        ("allow_response", "on"),
        ("require_response", "on"),
        ("require_response_days", "9"),
        ("after", after),
        ("send_at", at),
    ];
    browser
        .post(&format!("/staff/compose/{DRAFT}"), &fields)
        .await
}

async fn post(browser: &Browser, what: &str) -> Answer {
    browser
        .post(&format!("/staff/drafts/{DRAFT}/{what}"), &[])
        .await
}

async fn count(browser: &Browser, folder: &str) -> String {
    let page = browser.get("/staff/counts").await;
    let start = format!("id=\"count-{folder}\"");
    let rest = page.body.split(&start).nth(1).expect("the folder");
    let rest = rest.split('>').nth(1).expect("a number");
    rest.split('<').next().unwrap_or_default().to_owned()
}

both_engines!(
    m25_undo_in_time_gives_back_the_exact_draft_and_nothing_has_gone_out,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        let page = press(&nurse, &patient, "file_and_close", "").await;
        page.is(200)
            .shows("Sending to Sam Lee")
            .shows("As <strong>we</strong> said.")
            .shows("filed in the chart and closed");
        assert_eq!(count(&nurse, "scheduled").await, "1");
        app.clock.advance(10 * SECOND - 1);
        assert_eq!(app.sent().await, (0, 0), "not a moment early");
        // The bar goes along to every page, and can be pressed without scripts.
        let elsewhere = nurse.get("/staff/patients").await;
        elsewhere
            .shows("Your message is being sent.")
            .shows(&format!("action=\"/staff/drafts/{DRAFT}/undo\""));
        let draft = post(&nurse, "undo").await;
        assert!(
            draft.is(200).url.contains("/staff/compose?draft="),
            "{}",
            draft.url
        );
        draft
            .shows("value=\"Your plan\"")
            .shows("As &#60;strong&#62;we&#60;/strong&#62; said.")
            .shows("name=\"require_response_days\" inputmode=\"numeric\" autocomplete=\"off\" value=\"9\"")
            .hides("Your message is being sent.");
        assert_eq!(count(&nurse, "scheduled").await, "");
        assert_eq!(count(&nurse, "drafts").await, "1");
        app.clock.advance(DAY);
        assert_eq!(app.sent().await, (0, 0), "taken back for good");
    }
);

both_engines!(
    m25_after_its_seconds_it_is_sent_once_and_undo_says_what_can_still_be_done,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 30).await;
        press(&nurse, &patient, "file_and_close", "").await.is(200);
        // Two tabs that send one draft send it once, and the second sees how it stands.
        press(&nurse, &patient, "file_and_close", "")
            .await
            .is(200)
            .shows("Sending to Sam Lee");
        app.clock.advance(30 * SECOND);
        assert_eq!(app.sent().await, (1, 1));
        let late = post(&nurse, "undo").await;
        late.is(409)
            .shows("It was too late to undo")
            .shows("write again in the same conversation");
        // The draft's page leads to the conversation, which was filed and closed as it was sent.
        let thread = nurse.get(&format!("/staff/drafts/{DRAFT}")).await;
        assert!(
            thread.is(200).url.contains("/staff/conversations/"),
            "{}",
            thread.url
        );
        thread
            .shows("As <strong>we</strong> said.")
            .shows("Download PDF")
            .shows("Reopen");
        app.clock.advance(DAY);
        assert_eq!(app.sent().await, (1, 0));
        let nurse = app.signed_in(&clinic.nurse).await;
        assert_eq!(count(&nurse, "scheduled").await, "");
    }
);

both_engines!(
    m25_with_zero_seconds_it_is_sent_at_once_and_other_numbers_are_refused,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 0).await;
        for wrong in ["31", "-1", "soon"] {
            let fields = [("language", "en"), ("undo_seconds", wrong)];
            let page = nurse.post("/staff/account", &fields).await;
            page.is(422)
                .shows("Write a number of seconds from 0 to 30.");
            page.shows(&format!("autocomplete=\"off\" value=\"{wrong}\""));
        }
        let thread = press(&nurse, &patient, "", "").await;
        assert!(
            thread.is(200).url.contains("/staff/conversations/"),
            "{}",
            thread.url
        );
        assert_eq!(app.sent().await, (1, 1));
    }
);

both_engines!(
    m25_what_waits_is_not_changed_and_other_words_are_not_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        press(&nurse, &patient, "later", "2026-07-03T09:00")
            .await
            .is(200);
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("subject", "Your plan"),
            ("body", "Other words"),
        ];
        nurse
            .post(&format!("/staff/drafts/{DRAFT}"), &fields)
            .await
            .is(409);
        let page = nurse
            .post(&format!("/staff/compose/{DRAFT}"), &fields)
            .await;
        page.is(409)
            .shows("waiting to be sent, perhaps from another window")
            .shows("Other words");
        // A colleague neither sees it nor reaches it.
        let colleague = app.signed_in(&clinic.receptionist).await;
        colleague
            .get("/staff/scheduled")
            .await
            .is(200)
            .hides("Your plan");
        colleague
            .get(&format!("/staff/drafts/{DRAFT}"))
            .await
            .is(404);
        for what in ["undo", "send-now"] {
            post(&colleague, what).await.is(404);
        }
        nurse
            .get(&format!("/staff/drafts/{DRAFT}"))
            .await
            .shows("As <strong>we</strong> said.");
        app.clock.advance(DAY);
        assert_eq!(app.sent().await, (1, 1));
    }
);

both_engines!(
    m25_send_later_at_its_time_changed_and_sent_now,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        // It is Thursday 2 July, 10:20.
        let page = press(&nurse, &patient, "later", "2026-07-02T16:00").await;
        page.is(200)
            .shows("Scheduled for today, 4:00 pm")
            .hides("Your message is being sent.");
        nurse
            .get("/staff/scheduled")
            .await
            .is(200)
            .shows("Your plan")
            .shows("Sam Lee");
        assert_eq!(count(&nurse, "scheduled").await, "1");
        let change = format!("/staff/drafts/{DRAFT}/send-at");
        let past = nurse
            .post(&change, &[("send_at", "2026-07-02T10:20")])
            .await;
        past.is(422)
            .shows("This time has passed.")
            .shows("value=\"2026-07-02T10:20\"");
        let moved = nurse
            .post(&change, &[("send_at", "2026-07-02T11:00")])
            .await;
        moved.is(200).shows("Scheduled for today, 11:00 am");
        app.clock.advance(40 * MINUTE - 1);
        assert_eq!(app.sent().await, (0, 0));
        app.clock.advance(1);
        assert_eq!(app.sent().await, (1, 1), "at the new time");
        app.clock.advance(DAY);
        assert_eq!(
            app.sent().await,
            (1, 0),
            "the job of the old time does nothing"
        );

        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("subject", "Another"),
            ("body", "Soon"),
            ("after", "later"),
            ("send_at", "2027-07-01T09:00"),
        ];
        let page = nurse
            .post(&format!("/staff/compose/{OTHER}"), &fields)
            .await;
        page.is(200)
            .shows("Scheduled for Thursday 1 July 2027, 9:00 am");
        let thread = nurse
            .post(&format!("/staff/drafts/{OTHER}/send-now"), &[])
            .await;
        assert!(
            thread.is(200).url.contains("/staff/conversations/"),
            "{}",
            thread.url
        );
        assert_eq!(app.sent().await, (2, 1));
    }
);

both_engines!(
    m25_a_time_that_can_not_be_is_refused_with_the_way_out_and_everything_typed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        for (at, why) in [
            ("", "Choose the day and time"),
            ("tomorrow", "Write a date and a time."),
            (
                "2026-07-02T10:20",
                "This time has passed. Choose a later one, or press Send",
            ),
            ("2028-01-01T09:00", "Choose a time within a year from now."),
            ("2027-03-14T02:30", "this time does not exist that day"),
        ] {
            let page = press(&nurse, &patient, "later", at).await;
            page.is(422).shows(why).shows("As &#60;strong&#62;we");
            page.shows(&format!("type=\"datetime-local\" value=\"{at}\""));
        }
        // With other things in the way, all of them are named at once.
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("after", "later"),
            ("send_at", "2020-01-01T09:00"),
        ];
        let page = nurse
            .post(&format!("/staff/compose/{DRAFT}"), &fields)
            .await;
        page.is(422)
            .shows("This time has passed.")
            .shows("id=\"subject-why\"");
        assert_eq!(count(&nurse, "scheduled").await, "");
        assert_eq!(app.sent().await, (0, 0));
        // Twice that day it is half past one: the first time counts.
        let page = press(&nurse, &patient, "later", "2026-11-01T01:30").await;
        page.is(200).shows("Sunday 1 November, 1:30 am");
        app.clock.advance(121 * DAY + 15 * HOUR + 10 * MINUTE - 1);
        assert_eq!(app.sent().await, (0, 0));
        app.clock.advance(1);
        assert_eq!(app.sent().await, (1, 1), "05:30 UTC");
    }
);

both_engines!(
    m25_what_stands_in_the_way_at_its_time_brings_it_back_with_the_reason,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        press(&nurse, &patient, "later", "2026-07-02T16:00")
            .await
            .is(200);
        let (editor, id) = (Editor::system(clinic.id), patient.id);
        app.write(move |tx, env| patients::set_access(tx, &editor, env, id, false))
            .await;
        app.clock.advance(6 * HOUR);
        assert_eq!(app.sent().await, (0, 0));
        let nurse = app.signed_in(&clinic.nurse).await;
        assert_eq!(count(&nurse, "scheduled").await, "");
        nurse
            .get("/staff/drafts")
            .await
            .shows("Not sent at its time");
        nurse
            .get("/staff/drafts/returned")
            .await
            .is(200)
            .shows("Your message to Sam Lee was not sent.");
        nurse
            .get(&format!("/staff/drafts/{DRAFT}"))
            .await
            .is(200)
            .shows("This message was not sent at its time")
            .shows("As <strong>we</strong> said.");
        let editor = Editor::system(clinic.id);
        app.write(move |tx, env| patients::set_access(tx, &editor, env, id, true))
            .await;
        let page = nurse.get(&format!("/staff/drafts/{DRAFT}")).await;
        page.is(200)
            .shows("This message was not sent at its time")
            .shows("value=\"Your plan\"");
        // Written on, it is a draft like any other.
        let version = page
            .body
            .split("name=\"version\" value=\"")
            .nth(1)
            .expect("a version");
        let version = version.split('"').next().expect("a number");
        let fields = [
            ("patient_id", &*id.to_string()),
            ("version", version),
            ("body", "Now"),
        ];
        nurse
            .post(&format!("/staff/drafts/{DRAFT}"), &fields)
            .await
            .is(200);
        nurse
            .get("/staff/drafts")
            .await
            .hides("Not sent at its time");
        nurse.get("/staff/drafts/returned").await.hides("Sam Lee");
    }
);

both_engines!(
    m25_it_is_sent_as_the_member_is_at_that_time_or_not_at_all,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let member = clinic.nurse.id;
        let group = clinic.front_desk;
        for (nth, (change, why)) in [
            (
                "DELETE FROM staff_permission WHERE staff_id = $1 AND permission = 'send_messages'",
                "You no longer have the permission to send messages.",
            ),
            (
                "UPDATE staff_member SET disabled_at = 1 WHERE id = $1",
                "Your account was disabled at that time.",
            ),
            (
                "DELETE FROM workgroup_member WHERE staff_id = $1",
                "Choose yourself or a workgroup that you belong to.",
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let nurse = app.careful(&clinic, 10).await;
            let draft = format!("0198f000-0000-7000-8000-0000000000f{nth}");
            let fields = [
                ("patient_id", &*patient.id.to_string()),
                ("from", &*format!("workgroup:{group}")),
                ("subject", "As the desk"),
                ("body", "Words"),
            ];
            let page = nurse
                .post(&format!("/staff/compose/{draft}"), &fields)
                .await;
            page.is(200).shows("Sending to Sam Lee");
            let changed = app.state.db.write(move |tx| tx.exec(change, &[&member]));
            assert!(changed.await.unwrap_or_else(|e: db::Error| panic!("{e}")) > 0);
            app.clock.advance(10 * SECOND);
            assert_eq!(app.sent().await, (0, 0), "{why}");
            let restored = app.state.db.write(move |tx| {
                tx.exec("UPDATE staff_member SET disabled_at = NULL WHERE id = $1", &[&member])?;
                tx.exec(
                    "INSERT INTO staff_permission (clinic_id, staff_id, permission) VALUES ($1, $2, 'send_messages') ON CONFLICT DO NOTHING",
                    &[&clinic.id, &member],
                )
            });
            restored.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
            let nurse = app.signed_in(&clinic.nurse).await;
            nurse
                .get(&format!("/staff/drafts/{draft}"))
                .await
                .is(200)
                .shows(why)
                .shows("Words");
        }
    }
);

both_engines!(
    m25_an_answer_waits_in_its_thread_and_comes_back_when_the_conversation_was_closed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        app.sent().await;
        let nurse = app.careful(&clinic, 10).await;
        let thread = format!("/staff/conversations/{}", letter.sent.conversation);
        let answer = async |draft: &str, words: &str, more: &[(&str, &str)]| {
            let mut fields = vec![("body", words), ("allow_response", "on")];
            fields.extend_from_slice(more);
            nurse
                .post(&format!("{thread}/reply/{draft}"), &fields)
                .await
        };
        let page = answer(DRAFT, "First", &[]).await;
        assert!(page.is(200).url.contains(&thread), "{}", page.url);
        page.shows("Your reply is being sent")
            .shows("Your message is being sent.");
        let at = [("after", "later"), ("send_at", "2026-07-02T16:00")];
        answer(OTHER, "Second", &at)
            .await
            .is(200)
            .shows("Your reply, scheduled for today, 4:00 pm");
        // Of two that were taken back, each opens by its own address.
        let page = post(&nurse, "undo").await;
        page.is(200)
            .shows("value=\"&#60;p&#62;First&#60;/p&#62;\"")
            .shows("scheduled for today");
        let again = [("version", "3"), ("body", "First")];
        let page = nurse.post(&format!("{thread}/reply/{DRAFT}"), &again).await;
        page.is(200);
        app.clock.advance(10 * SECOND);
        assert_eq!(app.sent().await, (2, 1));
        nurse.post(&format!("{thread}/close"), &[]).await.is(200);
        app.clock.advance(6 * HOUR);
        assert_eq!(app.sent().await, (2, 0));
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&format!("/staff/drafts/{OTHER}"))
            .await
            .is(200)
            .shows("This message was not sent at its time")
            .shows("Second");
    }
);

both_engines!(
    m25_a_day_late_it_still_goes_later_it_comes_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        for (late, sent) in [(DAY, true), (DAY + 1, false), (365 * DAY, false)] {
            let nurse = app.careful(&clinic, 10).await;
            let (id, before) = (patient.id.to_string(), app.sent().await.0);
            let fields = [
                ("patient_id", &*id),
                ("subject", "Tomorrow"),
                ("body", "Come at 9"),
            ];
            let draft: uuid::Uuid = app.state.env.id();
            let page = nurse
                .post(&format!("/staff/compose/{draft}"), &fields)
                .await;
            page.is(200).shows("Sending to Sam Lee");
            app.clock.advance(10 * SECOND + late);
            let expected = if sent { (before + 1, 1) } else { (before, 0) };
            assert_eq!(app.sent().await, expected, "{late} ms late");
            let nurse = app.signed_in(&clinic.nurse).await;
            let page = nurse.get(&format!("/staff/drafts/{draft}")).await;
            page.is(200).shows("Come at 9");
            if !sent {
                page.shows("more than a day has passed since");
            }
        }
    }
);

both_engines!(
    m25_a_clock_set_back_sends_nothing_early_and_nothing_twice,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        press(&nurse, &patient, "later", "2026-07-02T16:00")
            .await
            .is(200);
        app.clock.advance(-30 * DAY);
        assert_eq!(app.sent().await, (0, 0));
        app.clock.advance(30 * DAY + 6 * HOUR);
        assert_eq!(app.sent().await, (1, 1));
        app.clock.advance(-7 * HOUR);
        assert_eq!(app.sent().await, (1, 0));
        app.clock.advance(2 * DAY);
        assert_eq!(app.sent().await, (1, 0));
    }
);

both_engines!(
    m25_undo_and_the_worker_in_the_same_second_leave_exactly_one_of_them,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 5).await;
        let mut sent = 0;
        for _ in 0..6 {
            let (id, draft) = (patient.id.to_string(), app.state.env.id::<uuid::Uuid>());
            let fields = [("patient_id", &*id), ("subject", "Race"), ("body", "Words")];
            nurse
                .post(&format!("/staff/compose/{draft}"), &fields)
                .await
                .is(200);
            app.clock.advance(5 * SECOND);
            let path = format!("/staff/drafts/{draft}/undo");
            let (undone, ()) = tokio::join!(nurse.post(&path, &[]), async {
                app.run_jobs().await;
            });
            let after = app.sent().await.0;
            let undone = match undone.status {
                200 => true,
                409 => false,
                other => panic!("{other}: {}", undone.body),
            };
            assert_eq!(after - sent, i64::from(!undone), "one of the two");
            sent = after;
        }
    }
);

both_engines!(m25_two_tabs_at_once_send_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let nurse = app.careful(&clinic, 5).await;
    let (one, two) = tokio::join!(
        press(&nurse, &patient, "", ""),
        press(&nurse, &patient, "", "")
    );
    for page in [one, two] {
        page.is(200).shows("Sending to Sam Lee");
    }
    app.clock.advance(5 * SECOND);
    assert_eq!(app.sent().await, (1, 1));
});

/// What waits is in the database alone: another process, begun later, sends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m25_a_restart_in_between_changes_nothing() {
    for engine in [crate::support::On::Sqlite, crate::support::On::Postgres] {
        let app = TestApp::start(engine).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.careful(&clinic, 10).await;
        press(&nurse, &patient, "", "").await.is(200);
        app.close().await;
        let again = app.opened_again().await;
        let nurse = nurse.at(&again.base_url);
        nurse
            .get("/staff/patients")
            .await
            .shows("Your message is being sent.");
        again.clock.advance(10 * SECOND);
        assert_eq!(again.sent().await, (1, 1));
        again.stop().await;
    }
}

both_engines!(
    m25_a_program_sends_later_looks_and_takes_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let mut body = json!({ "patient_id": patient.id, "subject": "By program", "body_html": "<p>Hello</p>", "require_response_days": 4, "allow_response": true });
        for (at, code) in [
            ("2026-07-02T14:20:00Z", "send_at_past"),
            ("2028-01-01T00:00:00Z", "send_at_far"),
            ("2026-07-02T16:00", "send_at_wrong"),
        ] {
            body["send_at"] = json!(at);
            let refused = program.post("/api/v1/conversations", None, &body).await;
            refused.is(422);
            assert_eq!(refused.json()["errors"][0]["code"], code);
            assert_eq!(refused.json()["errors"][0]["field"], "send_at");
        }
        body["send_at"] = json!("2026-07-02T10:25:00-04:00");
        let first = program
            .post("/api/v1/conversations", Some("k"), &body)
            .await;
        first.is(202);
        assert_eq!(first.json()["status"], "scheduled");
        assert_eq!(first.json()["send_at"], "2026-07-02T14:25:00.000Z");
        let again = program
            .post("/api/v1/conversations", Some("k"), &body)
            .await;
        assert_eq!(first.json(), again.is(202).json());
        let path = format!(
            "/api/v1/scheduled-messages/{}",
            first.json()["id"].as_str().expect("an id")
        );
        assert_eq!(
            program.get(&path).await.is(200).json()["status"],
            "scheduled"
        );
        assert_eq!(app.sent().await, (0, 0));
        app.clock.advance(5 * MINUTE);
        assert_eq!(app.sent().await, (1, 1), "once for its key");
        let sent = program.get(&path).await.is(200).json();
        assert_eq!(sent["status"], "sent");
        let conversation = sent["conversation_id"].as_str().expect("an id").to_owned();
        let thread = program
            .get(&format!("/api/v1/conversations/{conversation}"))
            .await
            .json();
        assert_eq!(thread["messages"][0]["require_response_days"], 4);
        program
            .post(&format!("{path}/take-back"), None, &json!({}))
            .await
            .is(409);

        let reply = json!({ "body_html": "<p>And</p>", "send_at": "2026-07-03T14:25:00Z" });
        let reply = program
            .post(
                &format!("/api/v1/conversations/{conversation}/messages"),
                None,
                &reply,
            )
            .await;
        let path = format!(
            "/api/v1/scheduled-messages/{}",
            reply.is(202).json()["id"].as_str().expect("an id")
        );
        assert_eq!(reply.json()["conversation_id"], *conversation);
        // Their member sees it, and who may not read has no part in it.
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/scheduled").await.shows("And");
        let other = app
            .program(&clinic.receptionist, "messages:read messages:write")
            .await;
        other.get(&path).await.is(404);
        other
            .post(&format!("{path}/take-back"), None, &json!({}))
            .await
            .is(404);
        let taken = program
            .post(&format!("{path}/take-back"), None, &json!({}))
            .await;
        assert_eq!(taken.is(200).json()["status"], "draft");
        app.clock.advance(DAY);
        assert_eq!(app.sent().await, (1, 0));
    }
);
