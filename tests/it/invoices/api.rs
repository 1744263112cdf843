//! Bills for programs.

use serde_json::json;

use crate::support::{TestApp, both_engines};

both_engines!(m61_programs_issue_read_and_settle, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let program = app
        .program(&clinic.owner, "patients:read patients:write")
        .await;
    let path = format!("/api/v1/patients/{}/invoices", patient.id);
    let body = json!({ "lines": [{ "description": "Note", "amount_cents": 2_500 }] });
    let made = program.post(&path, Some("k1"), &body).await;
    let bill = made.is(201).json();
    assert_eq!(
        (&bill["state"], &bill["due_cents"]),
        (&json!("open"), &json!(2_500))
    );
    let again = program.post(&path, Some("k1"), &body).await;
    assert_eq!(again.is(201).json()["id"], bill["id"]);
    for wrong in [
        json!([]),
        json!([{ "description": "", "amount_cents": 1 }]),
        json!([{ "description": "x", "amount_cents": 0 }]),
    ] {
        program
            .post(&path, None, &json!({ "lines": wrong }))
            .await
            .is(422);
    }
    let listed = program.get(&path).await.is(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    let one = format!("/api/v1/invoices/{}", bill["id"].as_str().expect("an id"));
    let paid = program
        .post(&format!("{one}/payments"), None, &json!({ "note": "card" }))
        .await;
    assert_eq!(paid.is(200).json()["payments"][0]["way"], "desk");
    program
        .post(&format!("{one}/void"), None, &json!({ "reason": "x" }))
        .await
        .is(409);
    let open = program.get("/api/v1/open-invoices").await.is(200).json();
    assert_eq!(open["items"], json!([]));
    let reader = app
        .program(&clinic.nurse, "patients:read patients:write")
        .await;
    reader.get(&one).await.is(200);
    reader.post(&path, None, &body).await.is(403);
});
