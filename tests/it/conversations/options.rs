//! What a message asks of the patient's side: kept as typed, refused with everything that is wrong, stored with the message.

use serde_json::{Value, json};

use crate::support::{TestApp, both_engines};

const DRAFT: &str = "/staff/compose/0198f000-0000-7000-8000-0000000000a1";

both_engines!(
    m38_requiring_without_allowing_and_impossible_days_are_refused_with_everything_kept,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let send = async |more: &[(&str, &str)]| {
            let mut fields = vec![
                ("patient_id", &*id),
                ("subject", "Kept subject"),
                ("body", "Kept words"),
            ];
            fields.extend(more);
            nurse.post(DRAFT, &fields).await
        };
        send(&[("require_response", "on"), ("require_response_days", "7")])
            .await
            .is(422)
            .shows("To require a response, tick “Allow patient to respond” too.")
            .shows("href=\"#require_response_days\"")
            .shows("Kept words");
        for days in ["0", "10000", "soon", "", "-3", "99999999999999999999"] {
            let page = send(&[
                ("allow_response", "on"),
                ("require_response", "on"),
                ("require_response_days", days),
                ("notify_if_unread", "on"),
                ("notify_if_unread_count", days),
                ("notify_if_unread_unit", "weeks"),
            ])
            .await;
            page.is(422)
                .shows("Require a response within 1 to 365 days.")
                .shows("Choose 1 to 365 days, or up to 52 weeks.")
                .shows(&format!("value=\"{days}\""))
                .shows("<option value=\"weeks\" selected>");
        }
        let (count,): (i64,) = app
            .state
            .db
            .read(|tx| tx.one("SELECT count(*) AS n FROM message", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(count, 0);
    }
);

both_engines!(
    m23_a_draft_keeps_the_options_as_they_were_typed_right_or_wrong,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("require_response", "on"),
            ("require_response_days", "seven"),
            ("notify_if_unread_count", "2"),
            ("notify_if_unread_unit", "weeks"),
            ("mask_name", "on"),
        ];
        nurse
            .post(
                "/staff/drafts/0198f000-0000-7000-8000-0000000000a1",
                &fields,
            )
            .await
            .is(200);
        nurse
            .get("/staff/compose?draft=0198f000-0000-7000-8000-0000000000a1")
            .await
            .is(200)
            .shows("name=\"require_response\" value=\"on\" checked")
            .shows("value=\"seven\"")
            .shows("<option value=\"weeks\" selected>")
            .shows("name=\"mask_name\" value=\"on\" checked")
            .hides("name=\"notify_if_unread\" value=\"on\" checked");
    }
);

both_engines!(
    m34_m38_m41_what_was_asked_is_stored_with_the_message,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let body = json!({ "patient_id": patient.id, "subject": "Asked", "body_html": "<p>x</p>", "allow_response": true,
            "allow_attachments": true, "require_response_days": 7, "notify_if_unread_days": 14, "mask_name": true });
        let sent = program.post("/api/v1/conversations", None, &body).await;
        sent.is(201);
        let (made, first) = (sent.json(), sent.json()["messages"][0].clone());
        assert_eq!(made["mask_name"], true);
        let asked = |message: &Value| {
            [
                message["allow_attachments"].clone(),
                message["require_response_days"].clone(),
                message["notify_if_unread_days"].clone(),
            ]
        };
        assert_eq!(asked(&first), [json!(true), json!(7), json!(14)]);
        let path = format!(
            "/api/v1/conversations/{}/messages",
            made["id"].as_str().unwrap_or_default()
        );
        let further = json!({ "body_html": "<p>y</p>", "require_response_days": 1 });
        let answer = program.post(&path, None, &further).await;
        answer.is(201);
        assert_eq!(
            asked(&answer.json()["messages"][1]),
            [json!(false), json!(1), Value::Null]
        );
        assert_eq!(answer.json()["mask_name"], true, "replies keep it");
        let wrong = json!({ "body_html": "<p>z</p>", "allow_response": false, "require_response_days": 0, "notify_if_unread_days": 10_000 });
        let answer = program.post(&path, None, &wrong).await;
        answer.is(422);
        let codes: Vec<Value> = answer.json()["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|e| e["code"].clone())
            .collect();
        assert_eq!(
            codes,
            [
                "require_days_range",
                "notify_days_range",
                "require_needs_allow"
            ]
        );
    }
);

both_engines!(
    m34_the_page_says_where_the_tier_takes_no_files,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = format!("/staff/compose?patient={}", patient.id);
        nurse
            .get(&window)
            .await
            .is(200)
            .shows("No effect here: with your clinic’s portal, patients cannot send files.");
        let id = clinic.id;
        app.state
            .db
            .write(move |tx| {
                tx.exec(
                    "UPDATE portal_settings SET tier = 'connect' WHERE clinic_id = $1",
                    &[&id],
                )
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        nurse
            .get(&window)
            .await
            .is(200)
            .shows("The patient can send PDF, JPG or PNG files along with the answer.")
            .hides("No effect here");
    }
);
