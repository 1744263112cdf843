//! What comes due: nobody opened it (M41), the answer is late (M38-M40), by a clock that the test sets.

use carepost::features::conversations::{self, NewMessage, Options, Sent};
use carepost::platform::richtext::RichText;
use carepost::platform::time::{DAY, MINUTE};

use crate::support::{Browser, Clinic, Patient, TestApp, both_engines};

impl TestApp {
    /// The nurse writes to the patient as the front desk.
    pub async fn ask(&self, clinic: &Clinic, patient: &Patient, options: Options) -> Sent {
        let message = NewMessage {
            patient: patient.id,
            recipients: Vec::new(),
            to_staff: Vec::new(),
            from: Some(conversations::Identity::Workgroup(clinic.front_desk)),
            subject: "Please answer".to_owned(),
            body: RichText::from_plain("Are you coming?"),
            attachments: Vec::new(),
            options,
            mask_name: false,
            fee_code: None,
            draft: None,
        };
        let (env, actor) = (self.state.env.clone(), clinic.nurse.actor());
        self.state
            .db
            .write(move |tx| conversations::send(tx, &actor, &env, &message))
            .await
            .expect("a message")
    }

    /// Emails and texts since the last look.
    async fn notices(&self) -> Vec<String> {
        self.run_jobs().await;
        let mails = self
            .mail
            .take()
            .into_iter()
            .map(|l| l.subject.clone() + &l.text);
        mails
            .chain(self.texts.take().into_iter().map(|t| t.body))
            .collect()
    }

    async fn patient_side(&self, sent: Sent, patient: &Patient) -> Browser {
        let link = self.link(sent, patient, patient.person).await;
        let browser = self.reader(&link).await;
        self.mail.take();
        self.texts.take();
        browser
    }
}

fn requires(days: i64) -> Options {
    Options {
        require_response_days: Some(days),
        ..Options::new(true)
    }
}

fn watches(days: i64) -> Options {
    Options {
        notify_if_unread_days: Some(days),
        ..Options::new(true)
    }
}

async fn shown(browser: &Browser, folder: &str) -> bool {
    let page = browser.get(&format!("/staff/inbox?folder={folder}")).await;
    page.is(200);
    page.body.contains("Please answer")
}

both_engines!(
    m39_an_overdue_answer_is_alerted_when_due_then_at_the_interval_and_no_more,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, requires(7)).await;
        assert_eq!(app.notices().await.len(), 1, "the message's own notice");
        let nurse = app.signed_in(&clinic.nurse).await;
        assert!(shown(&nurse, "awaiting_response").await && !shown(&nurse, "overdue").await);
        app.clock.advance(7 * DAY - 1);
        assert!(app.notices().await.is_empty(), "not a moment early");
        let mut alerts = Vec::new();
        app.clock.advance(1);
        for _ in 0..20 {
            alerts.push(app.notices().await);
            app.clock.advance(DAY);
        }
        let days: Vec<usize> = (0..20).filter(|day| !alerts[*day].is_empty()).collect();
        assert_eq!(
            days,
            [0, 3, 6],
            "once when due, then every three days, three in all"
        );
        for alert in alerts.concat() {
            assert!(
                alert.contains("A response to Riverside Family Practice is overdue"),
                "{alert}"
            );
            assert!(
                !alert.contains("Please answer")
                    && !alert.contains("Lee")
                    && !alert.contains("Marc"),
                "{alert}"
            );
        }
        let nurse = app.signed_in(&clinic.nurse).await;
        assert!(shown(&nurse, "awaiting_response").await && shown(&nurse, "overdue").await);
        let path = format!("/staff/conversations/{}", sent.conversation);
        nurse
            .get(&path)
            .await
            .shows("Response overdue since")
            .shows("Reminder 3 has been sent");
    }
);

both_engines!(
    m40_an_answer_ends_it_in_every_folder_and_for_good,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, requires(7)).await;
        app.notices().await;
        app.clock.advance(7 * DAY);
        assert_eq!(app.notices().await.len(), 1);
        let reader = app.patient_side(sent, &patient).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        assert!(shown(&nurse, "overdue").await, "opening is no answer");
        let reply = format!("/messages/{}/reply", sent.conversation);
        reader.post(&reply, &[("body", "Yes, I am")]).await.is(200);
        assert!(!shown(&nurse, "overdue").await && !shown(&nurse, "awaiting_response").await);
        app.clock.advance(365 * DAY);
        assert!(app.notices().await.is_empty(), "nothing stale");
    }
);

both_engines!(
    m39_closing_or_answering_in_the_very_moment_leaves_one_alert_or_none,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        for _ in 0..4 {
            let patient = app.patient(&clinic).await;
            let sent = app.ask(&clinic, &patient, requires(1)).await;
            app.notices().await;
            app.clock.advance(DAY);
            let nurse = app.signed_in(&clinic.nurse).await;
            let close = format!("/staff/conversations/{}/close", sent.conversation);
            let (closed, ()) = tokio::join!(nurse.post(&close, &[]), async {
                app.run_jobs().await;
            });
            closed.is(200);
            // An alert that was given before the closing may still be on its way and is looked at again.
            assert!(app.notices().await.len() <= 1);
            app.clock.advance(30 * DAY);
            assert!(app.notices().await.is_empty());
            let nurse = app.signed_in(&clinic.nurse).await;
            assert!(!shown(&nurse, "awaiting_response").await);
        }
    }
);

both_engines!(
    m39_a_year_without_running_alerts_once_and_a_clock_set_back_never_doubles,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.ask(&clinic, &patient, requires(7)).await;
        app.notices().await;
        app.clock.advance(365 * DAY);
        assert_eq!(app.notices().await.len(), 1, "no burst of what was missed");
        app.clock.advance(-360 * DAY);
        assert!(app.notices().await.is_empty());
        app.clock.advance(720 * DAY);
        assert!(app.notices().await.is_empty(), "each thing once");
    }
);

both_engines!(
    m39_while_the_portal_is_off_alerts_wait_and_only_the_last_one_goes,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.ask(&clinic, &patient, requires(1)).await;
        app.notices().await;
        let switch = async |on: bool| {
            let id = clinic.id;
            let done = app.state.db.write(move |tx| {
                tx.exec(
                    "UPDATE portal_settings SET accessible = $2 WHERE clinic_id = $1",
                    &[&id, &on],
                )
            });
            done.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        };
        switch(false).await;
        for _ in 0..10 {
            app.clock.advance(DAY);
            assert!(app.notices().await.is_empty());
        }
        let waiting = app.state.db.read(|tx| {
            tx.one::<(i64,)>(
                "SELECT count(*) AS n FROM delivery WHERE state = 'queued'",
                &[],
            )
        });
        assert_eq!(
            waiting.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0,
            1
        );
        switch(true).await;
    }
);

both_engines!(
    m41_the_sender_and_the_workgroup_are_told_once_of_what_nobody_opened,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, watches(14)).await;
        app.run_jobs().await;
        let people = [&clinic.nurse, &clinic.receptionist];
        let path = format!("/staff/conversations/{}", sent.conversation);
        app.clock.advance(14 * DAY - 1);
        app.run_jobs().await;
        for member in people {
            let browser = app.signed_in(member).await;
            assert!(!shown(&browser, "inbox").await);
            browser.get(&path).await.hides("Nobody had opened this");
        }
        app.clock.advance(1);
        app.run_jobs().await;
        for member in people {
            let browser = app.signed_in(member).await;
            browser
                .get("/staff/inbox")
                .await
                .shows("Please answer")
                .shows("class=\"row unread\"");
            assert!(shown(&browser, "unread_by_patient").await);
            browser.get(&path).await.shows("Nobody had opened this");
            browser
                .get("/staff/inbox")
                .await
                .hides("class=\"row unread\"");
        }
        app.clock.advance(365 * DAY);
        app.run_jobs().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get("/staff/inbox")
            .await
            .hides("class=\"row unread\"");
        let reader = app.patient_side(sent, &patient).await;
        drop(reader);
        assert!(
            !shown(&nurse, "unread_by_patient").await,
            "it has been opened"
        );
    }
);

both_engines!(
    m41_what_was_opened_in_time_or_since_tells_nobody,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, watches(1)).await;
        app.run_jobs().await;
        app.clock.advance(DAY - 10 * MINUTE);
        app.patient_side(sent, &patient).await;
        app.clock.advance(400 * DAY);
        app.run_jobs().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        assert!(!shown(&nurse, "inbox").await);
        let path = format!("/staff/conversations/{}", sent.conversation);
        nurse.get(&path).await.hides("Nobody had opened this");
    }
);

both_engines!(
    m40_closing_ends_it_and_a_later_message_asks_anew,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app.ask(&clinic, &patient, requires(7)).await;
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let path = format!("/api/v1/conversations/{}", sent.conversation);
        let due = async || program.get(&path).await.json()["response_due_at"].clone();
        assert_eq!(due().await, "2026-07-09T14:20:00.000Z");
        let further =
            serde_json::json!({ "body_html": "<p>By tomorrow.</p>", "require_response_days": 1 });
        program
            .post(&format!("{path}/messages"), None, &further)
            .await
            .is(201);
        assert_eq!(due().await, "2026-07-03T14:20:00.001Z");
        let plain = serde_json::json!({ "body_html": "<p>And bring the form.</p>" });
        program
            .post(&format!("{path}/messages"), None, &plain)
            .await
            .is(201);
        assert_eq!(due().await, "2026-07-03T14:20:00.001Z", "it stays awaited");
        let listed = program
            .get("/api/v1/conversations?folder=awaiting_response")
            .await
            .json();
        assert_eq!(
            listed["items"][0]["response_due_at"],
            "2026-07-03T14:20:00.001Z"
        );
        program
            .post(&format!("{path}/close"), None, &serde_json::json!({}))
            .await
            .is(200);
        assert!(due().await.is_null());
        let listed = program
            .get("/api/v1/conversations?folder=awaiting_response")
            .await
            .json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(0));
        app.notices().await;
        app.clock.advance(30 * DAY);
        assert!(app.notices().await.is_empty());
    }
);

both_engines!(
    m70_a_failed_notice_is_in_its_folder_until_it_is_sent_again,
    async |app: TestApp| {
        use carepost::platform::outcome::{Failure, Outcome};
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let never = || Outcome::PermanentFailure(Failure::new("smtp-550", "no such user"));
        app.mail.answer_next(never());
        app.texts.answer_next(never());
        app.ask(&clinic, &patient, Options::new(true)).await;
        app.run_jobs().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        assert!(shown(&nurse, "failed_delivery").await && shown(&nurse, "inbox").await);
        nurse
            .get("/staff/counts")
            .await
            .shows("id=\"count-failed_delivery\" data-live=\"inbox\" data-live-mode=\"replace\" data-live-url=\"/staff/counts\">1<");
        let delivery = app.state.db.read(|tx| {
            tx.one::<(uuid::Uuid,)>("SELECT id FROM delivery WHERE state = 'failed' ORDER BY created_at DESC, id DESC LIMIT 1", &[])
        });
        let delivery = delivery
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"))
            .0;
        nurse
            .post(&format!("/staff/deliveries/{delivery}/send-again"), &[])
            .await
            .is(200);
        assert!(!shown(&nurse, "failed_delivery").await);
    }
);
