//! Appointments and requests for programs.

use serde_json::json;

use super::{allow_all, booked, reader};
use crate::support::{TestApp, both_engines};

const SCOPES: &str = "patients:read patients:write messages:read messages:write";

both_engines!(
    a_program_writes_appointments_down_and_answers_requests,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let program = app.program(&clinic.nurse, SCOPES).await;
        let path = format!("/api/v1/patients/{}/appointments", patient.id);
        let new = json!({ "starts_at": "2026-07-10T09:00:00-04:00", "ends_at": "2026-07-10T09:30:00-04:00", "description": "Knee" });
        let made = program.post(&path, Some("one"), &new).await.is(201).json();
        assert_eq!(made["starts_at"], "2026-07-10T13:00:00.000Z");
        assert_eq!(made["status"], "booked");
        let again = program.post(&path, Some("one"), &new).await.is(201).json();
        assert_eq!(made, again);
        let wrong = json!({ "starts_at": "tomorrow" });
        program
            .post(&path, None, &wrong)
            .await
            .is(422)
            .shows("starts_at");
        let wrong = json!({ "starts_at": "2026-07-10T09:00:00-04:00", "ends_at": "2026-07-10T08:00:00-04:00" });
        program
            .post(&path, None, &wrong)
            .await
            .is(422)
            .shows("ends_at");
        let hidden = booked(&app, &clinic, &patient, 48, ("noshow", "Missed")).await;
        let page = program.get(&format!("{path}?limit=1")).await.is(200).json();
        assert_eq!(page["items"][0]["id"], made["id"]);
        let next = page["next_cursor"].as_str().expect("a cursor");
        let page = program
            .get(&format!("{path}?limit=1&cursor={next}"))
            .await
            .is(200)
            .json();
        // Staff's side sees every status.
        assert_eq!(page["items"][0]["id"], hidden.to_string());
        assert!(page["next_cursor"].is_null());

        let id = made["id"].as_str().expect("an id");
        reader(&app, &patient)
            .await
            .post(&format!("/appointments/{id}/change"), &[("words", "Later")])
            .await
            .is(200);
        let asked = program
            .get("/api/v1/appointment-requests")
            .await
            .is(200)
            .json();
        assert_eq!(asked["items"][0]["kind"], "change");
        assert_eq!(asked["items"][0]["words"], "Later");
        let request = asked["items"][0]["id"].as_str().expect("an id").to_owned();
        let answer = format!("/api/v1/appointment-requests/{request}/answer");
        let given = json!({ "deed": "accept", "starts_at": "2026-07-11T09:00:00-04:00" });
        let done = program
            .post(&answer, Some("two"), &given)
            .await
            .is(200)
            .json();
        assert_eq!(done["state"], "accepted");
        assert!(done["conversation_id"].is_string(), "{done}");
        let again = program
            .post(&answer, Some("two"), &given)
            .await
            .is(200)
            .json();
        assert_eq!(done, again);
        let no = json!({ "deed": "decline", "words": "No" });
        program.post(&answer, None, &no).await.is(409);
        let one = program
            .get(&format!("/api/v1/appointment-requests/{request}"))
            .await;
        assert_eq!(one.is(200).json()["starts_at"], "2026-07-11T13:00:00.000Z");
        app.run_jobs().await;
        // A key without the scope learns nothing.
        let other = app.program(&clinic.nurse, "patients:read").await;
        other.get("/api/v1/appointment-requests").await.is(403);
    }
);

both_engines!(
    m63_m67_the_settings_of_appointments_are_a_part_of_their_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let program = app.program(&clinic.owner, "settings").await;
        let path = "/api/v1/portal-settings";
        let mut settings = program.get(path).await.is(200).json();
        assert_eq!(settings["appointments"]["notice_hours"], 24);
        settings["appointments"]["hidden_statuses"] = json!(["pending", "Held over"]);
        settings["appointments"]["requests"] = json!(true);
        let saved = program.put(path, &settings).await.is(200).json();
        assert_eq!(
            saved["appointments"]["hidden_statuses"],
            json!(["pending", "Held over"])
        );
        // A client that knows nothing of appointments leaves them as they are.
        let mut before = saved.clone();
        before
            .as_object_mut()
            .expect("an object")
            .remove("appointments");
        before["passcode_minutes"] = json!(20);
        let after = program.put(path, &before).await.is(200).json();
        assert_eq!(after["appointments"], saved["appointments"]);
        let mut wrong = after.clone();
        wrong["appointments"]["notice_hours"] = json!(721);
        program
            .put(path, &wrong)
            .await
            .is(422)
            .shows("appointment_notice_hours");
    }
);
