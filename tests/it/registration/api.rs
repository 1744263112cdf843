//! Registrations for programs.

use serde_json::json;

use super::{NOOR, open, registered};
use crate::support::{TestApp, both_engines};

const SCOPES: &str = "patients:read patients:write";

both_engines!(m59_a_program_lists_and_decides, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    open(&app, &clinic).await;
    let mut sam = NOOR;
    sam[3] = ("email", "Sam.Lee@mail.example");
    registered(&app, &clinic, &sam).await;
    let program = app.program(&clinic.nurse, SCOPES).await;
    let list = program.get("/api/v1/registrations").await.is(200).json();
    let one = &list["items"][0];
    assert_eq!(one["given_name"], "Noor");
    assert_eq!(one["birth_date"], "1996-02-29");
    assert_eq!(one["proven_channel"], "email");
    assert_eq!(one["likely"][0]["patient_id"], patient.id.to_string());
    assert_eq!(one["likely"][0]["because"], json!(["email"]));
    let path = format!(
        "/api/v1/registrations/{}",
        one["id"].as_str().expect("an id")
    );
    assert_eq!(&program.get(&path).await.is(200).json(), one);
    let decide = format!("{path}/decision");
    let alone = json!({ "deed": "accept" });
    program
        .post(&decide, None, &alone)
        .await
        .is(422)
        .shows("registration_contact_shared");
    let nobody = json!({ "deed": "match" });
    program
        .post(&decide, None, &nobody)
        .await
        .is(422)
        .shows("patient_id");
    let unknown = json!({ "deed": "accept", "other": 1 });
    let refused = program.post(&decide, None, &unknown).await.status;
    assert!((400..=422).contains(&refused));
    let wish = json!({ "deed": "match", "patient_id": patient.id.to_string() });
    let done = program.post(&decide, Some("k"), &wish).await.is(200).json();
    assert_eq!(done["state"], "matched");
    assert_eq!(done["patient_id"], patient.id.to_string());
    let again = program.post(&decide, Some("k"), &wish).await.is(200).json();
    assert_eq!(done, again);
    let late = json!({ "deed": "refuse", "reason": "No" });
    program
        .post(&decide, None, &late)
        .await
        .is(409)
        .shows("registration_decided");
    let list = program.get("/api/v1/registrations").await.is(200).json();
    assert_eq!(list["items"], json!([]));
    program
        .get("/api/v1/registrations?state=unconfirmed")
        .await
        .is(422);
    let matched = program.get("/api/v1/registrations?state=matched").await;
    assert_eq!(matched.is(200).json()["items"][0]["id"], done["id"]);
    app.run_jobs().await;
});
