//! The same verbs over the API.

use serde_json::json;

use carepost::app::jobs::Worker;
use carepost::platform::time::{DAY, HOUR};
use tokio_util::sync::CancellationToken;

use crate::support::{TestApp, both_engines};

const ALL: &str = "messages:read messages:write";

both_engines!(
    a_message_is_sent_once_for_its_key_and_reads_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let program = app.program(&clinic.nurse, ALL).await;
        let body = json!({ "patient_id": patient.id, "subject": "By program", "body_html": "<p>Hello</p>", "allow_response": true });
        let first = program
            .post("/api/v1/conversations", Some("key-1"), &body)
            .await;
        first.is(201);
        let again = program
            .post("/api/v1/conversations", Some("key-1"), &body)
            .await;
        again.is(201);
        assert_eq!(first.json(), again.json());
        let other =
            json!({ "patient_id": patient.id, "subject": "Another", "body_html": "<p>Hello</p>" });
        let reused = program
            .post("/api/v1/conversations", Some("key-1"), &other)
            .await;
        reused.is(422);
        assert_eq!(reused.json()["errors"][0]["code"], "idempotency_key_reused");
        let id = first.json()["id"].as_str().expect("an id").to_owned();
        let read = program
            .get(&format!("/api/v1/conversations/{id}"))
            .await
            .json();
        assert_eq!(read["can_reply"], true);
        assert_eq!(read["messages"].as_array().map(Vec::len), Some(1));
        assert_eq!(read["participants"][0]["name"], "Sam Lee");
        app.run_jobs().await;
        let deliveries = program
            .get(&format!("/api/v1/conversations/{id}/deliveries"))
            .await
            .json();
        assert_eq!(deliveries["items"][0]["state"], "sent");
        let closed = program
            .post(
                &format!("/api/v1/conversations/{id}/close"),
                None,
                &json!({}),
            )
            .await
            .json();
        assert_eq!(
            (
                closed["can_reply"].clone(),
                closed["reply_blocked_reason"].clone()
            ),
            (json!(false), json!("conversation_closed"))
        );
        program
            .post(
                &format!("/api/v1/conversations/{id}/messages"),
                None,
                &json!({ "body_html": "<p>x</p>" }),
            )
            .await
            .is(409);
    }
);

both_engines!(
    what_sending_answers_is_what_reading_shows,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Ann", "Lee").await;
        let program = app.program(&clinic.nurse, ALL).await;
        let to_staff = [clinic.receptionist.id, clinic.owner.id, clinic.nurse.id];
        for (n, asks) in [
            json!({}),
            json!({ "allow_response": false }),
            json!({ "allow_response": true, "require_response_days": 3, "notify_if_unread_days": 7 }),
            json!({ "to_staff_ids": to_staff, "mask_name": true, "from": { "workgroup": clinic.nurses } }),
            json!({ "from": { "staff": clinic.nurse.id }, "allow_response": true, "allow_attachments": true }),
            json!({ "portal_user_ids": [patient.person] }),
        ]
        .into_iter()
        .enumerate()
        {
            let mut body = json!({ "patient_id": patient.id, "subject": " A  subject ", "body_html": "<p onclick=x>Hello <b>you</b></p>" });
            for (field, value) in asks.as_object().expect("an object") {
                body[field] = value.clone();
            }
            let key = format!("key-{n}");
            let key = (n % 2 == 0).then_some(key.as_str());
            let sent = program.post("/api/v1/conversations", key, &body).await;
            let sent = sent.is(201).json();
            let path = format!("/api/v1/conversations/{}", sent["id"].as_str().expect("an id"));
            assert_eq!(sent, program.get(&path).await.is(200).json(), "{asks}");
        }
    }
);

both_engines!(
    an_answer_is_kept_for_two_days_and_no_longer,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let program = app.program(&clinic.nurse, ALL).await;
        let body = json!({ "patient_id": patient.id, "subject": "By program", "body_html": "<p>Hello</p>" });
        let send = async || {
            let answer = program
                .post("/api/v1/conversations", Some("key-1"), &body)
                .await;
            answer.is(201).json()["id"].clone()
        };
        let first = send().await;
        // A worker that has begun has queued what comes round regularly.
        let stop = CancellationToken::new();
        let worker = tokio::spawn(Worker::new(app.state.clone()).run(stop.clone()));
        let queued = async || {
            let counted = app.state.db.read(|tx| {
                tx.one::<(i64,)>("SELECT count(*) AS n FROM job WHERE kind = 'sweep'", &[])
            });
            counted.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0 == 1
        };
        crate::durability::until(queued, "the regular jobs are queued").await;
        stop.cancel();
        worker.await.expect("it stops");

        app.clock.advance(DAY);
        app.run_jobs().await;
        assert_eq!(send().await, first);
        app.clock.advance(DAY + 2 * HOUR);
        app.run_jobs().await;
        assert_ne!(send().await, first);
    }
);

both_engines!(
    everything_in_the_way_is_named_at_once_with_its_field,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let program = app.program(&clinic.nurse, ALL).await;
        let stranger = uuid::Uuid::nil();
        let body = json!({ "patient_id": patient.id, "subject": " ", "body_html": "<p>x</p>", "portal_user_ids": [stranger], "to_staff_ids": [stranger], "attachment_ids": [stranger], "chart_item_ids": [stranger], "from": { "workgroup": stranger } });
        let answer = program.post("/api/v1/conversations", None, &body).await;
        answer.is(422);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let fields: Vec<String> = answer.json()["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|e| e["field"].as_str().unwrap_or_default().to_owned())
            .collect();
        for field in [
            "subject",
            "portal_user_ids",
            "to_staff_ids",
            "from",
            "attachment_ids",
            "chart_item_ids",
        ] {
            assert!(
                fields.iter().any(|f| f == field),
                "{field} is not in {fields:?}"
            );
        }
        let unknown = json!({ "patient_id": patient.id, "subject": "S", "body_html": "<p>x</p>", "bcc": "eve" });
        let answer = program.post("/api/v1/conversations", None, &unknown).await;
        answer.is(400).shows("bcc");
    }
);

both_engines!(
    a_key_without_the_scope_and_no_key_are_refused,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let reader = app.program(&clinic.nurse, "messages:read").await;
        let body = json!({ "patient_id": patient.id, "subject": "S", "body_html": "<p>x</p>" });
        reader
            .post("/api/v1/conversations", None, &body)
            .await
            .is(403);
        app.program(&clinic.nurse, "patients:read")
            .await
            .get("/api/v1/conversations")
            .await
            .is(403);
        app.browser().get("/api/v1/conversations").await.is(401);
        let receptionist_elsewhere = app.program(&app.other_clinic().await.owner, ALL).await;
        receptionist_elsewhere
            .post("/api/v1/conversations", None, &body)
            .await
            .is(422)
            .shows("patient_unknown");
    }
);
