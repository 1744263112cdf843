//! Keeping fee codes, and which of them a message can be billed with.

use super::{fee_code, send_billed};
use crate::support::{TestApp, both_engines};

both_engines!(
    m22_fee_codes_are_kept_by_version_and_retired,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        fee_code(&owner, "msg15", "15,5").await;
        let list = owner.get("/staff/fee-codes").await;
        list.is(200).shows("MSG15").shows("15.50\u{a0}CAD");
        let path = list
            .body
            .split("href=\"/staff/fee-codes/")
            .nth(1)
            .expect("a code");
        let path = format!("/staff/fee-codes/{}", &path[..36]);
        let dearer = [
            ("version", "1"),
            ("description", "Advice"),
            ("amount", "20"),
        ];
        owner
            .post(&path, &dearer)
            .await
            .is(200)
            .shows("20.00\u{a0}CAD")
            .shows("15.50\u{a0}CAD")
            .shows("Nadia Okafor");
        owner
            .post(&path, &dearer)
            .await
            .is(409)
            .shows("Somebody saved this fee code after you opened it.");

        let wrong = [("code", "=1+1"), ("description", " "), ("amount", "-5")];
        owner
            .post("/staff/fee-codes", &wrong)
            .await
            .is(422)
            .shows("Write a code of at most 20")
            .shows("Write a few words.")
            .shows("Write an amount such as 25")
            .shows("value=\"=1+1\"");
        let twice = [("code", "Msg15"), ("description", "x"), ("amount", "1")];
        owner
            .post("/staff/fee-codes", &twice)
            .await
            .is(422)
            .shows("There is a fee code of this name");
        owner
            .post(
                "/staff/fee-codes/settings",
                &[("currency", "EUR"), ("cycle_day", "31")],
            )
            .await
            .is(422)
            .shows("There are fee codes in the present currency")
            .shows("Choose a day from 1 to 28");
        owner
            .post(&format!("{path}/retire"), &[])
            .await
            .is(200)
            .shows("1 retired fee code");
        // Neither a nurse nor another clinic's owner keeps them.
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/fee-codes").await.is(403);
        let stranger = app.signed_in(&app.other_clinic().await.owner).await;
        stranger.get(&path).await.is(404);
        stranger.post(&path, &dearer).await.is(404);
    }
);

both_engines!(
    m22_a_message_is_billed_with_a_known_code_once_and_with_the_message,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let patient = app.patient(&clinic).await;
        let (owner, nurse) = (
            app.signed_in(&clinic.owner).await,
            app.signed_in(&clinic.nurse).await,
        );
        let window = format!("/staff/compose?patient={}", patient.id);
        nurse.get(&window).await.is(200).hides("Billable");
        fee_code(&owner, "MSG15", "15").await;
        fee_code(&owner, "OLD", "1").await;
        fee_code(&app.signed_in(&other.owner).await, "THEIRS", "1").await;
        let list = owner.get("/staff/fee-codes").await;
        let old = list.body.split(">OLD<").next().expect("a list");
        let id = old.rsplit("/staff/fee-codes/").next().expect("an id")[..36].to_owned();
        owner
            .post(&format!("/staff/fee-codes/{id}/retire"), &[])
            .await
            .is(200);
        nurse
            .get(&window)
            .await
            .is(200)
            .shows("MSG15 – Advice in writing, 15.00\u{a0}CAD")
            .hides("value=\"OLD\"");

        for (code, why) in [
            ("NOPE", "There is no such fee code."),
            ("THEIRS", "There is no such fee code."),
            ("OLD", "The fee code OLD is retired."),
        ] {
            send_billed(&nurse, &patient, 1, code)
                .await
                .is(422)
                .shows(why)
                .shows("href=\"#fee_code\"")
                .shows("Rest for a day.");
        }
        let first = send_billed(&nurse, &patient, 1, "MSG15").await;
        first.is(200).shows("Rest for a day.");
        let again = send_billed(&nurse, &patient, 1, "MSG15").await;
        assert_eq!(first.url, again.url, "a repeated press sends nothing");
        let reply = format!("{}/reply/0198f000-0000-7000-8000-000000000055", first.url);
        nurse
            .post(
                &reply,
                &[
                    ("body", "And drink."),
                    ("fee_code", "msg15"),
                    ("allow_response", "on"),
                ],
            )
            .await
            .is(200);
        nurse
            .post(
                &reply,
                &[
                    ("body", "And drink."),
                    ("fee_code", "msg15"),
                    ("allow_response", "on"),
                ],
            )
            .await
            .is(200);
        // The API: by its key, once as well, and refused by field.
        let program = app
            .program(&clinic.nurse, "messages:write messages:read")
            .await;
        let message = |code: &str| serde_json::json!({ "patient_id": patient.id.to_string(), "subject": "S", "body_html": "<p>B</p>", "fee_code": code });
        for _ in 0..2 {
            let sent = program
                .post("/api/v1/conversations", Some("once"), &message("MSG15"))
                .await;
            sent.is(201);
        }
        let refused = program
            .post("/api/v1/conversations", None, &message("OLD"))
            .await;
        refused
            .is(422)
            .shows("fee_code_retired")
            .shows("\"fee_code\"");
        let report = owner.get("/staff/billing").await;
        report.is(200);
        assert_eq!(
            report.body.matches("/staff/billed-messages/").count(),
            3,
            "{}",
            report.body
        );
        report.shows("45.00\u{a0}CAD");
        app.run_jobs().await;
    }
);
