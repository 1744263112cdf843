//! Lists through the API.

use serde_json::json;

use crate::support::{TestApp, both_engines};

const PATH: &str = "/api/v1/distribution-lists";

both_engines!(
    m48_lists_are_kept_and_read_by_who_may,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let keeper = app.program(&clinic.manager, "settings staff:read").await;
        let new = json!({
            "name": "Results", "workgroup_ids": [clinic.nurses.uuid()], "member_ids": [clinic.owner.id.uuid(), clinic.receptionist.id.uuid()],
        });
        let made = keeper.post(PATH, Some("one"), &new).await.is(201).json();
        let again = keeper.post(PATH, Some("one"), &new).await.is(201).json();
        assert_eq!(made, again, "a repeated request changes nothing");
        assert_eq!(made["version"], 1);
        assert_eq!(made["for_everybody"], false);
        assert_eq!(made["members"][0]["display_name"], "Nadia Okafor");
        assert_eq!(made["members"][1]["active"], true);
        let one = format!("{PATH}/{}", made["id"].as_str().expect("an id"));

        // The nurse belongs to the workgroup; the receptionist, although on the list, does not.
        let nurse = app.program(&clinic.nurse, "staff:read").await;
        let desk = app.program(&clinic.receptionist, "staff:read").await;
        assert_eq!(nurse.get(PATH).await.is(200).json()["items"], json!([made]));
        assert_eq!(nurse.get(&one).await.is(200).json(), made);
        assert_eq!(desk.get(PATH).await.is(200).json()["items"], json!([]));
        desk.get(&one).await.is(404);
        nurse.post(PATH, None, &new).await.is(403);

        let change = json!({ "version": 1, "name": "Results", "for_everybody": true, "member_ids": [clinic.owner.id.uuid()] });
        let changed = keeper.put(&one, &change).await.is(200).json();
        assert_eq!(changed["version"], 2);
        assert_eq!(changed["workgroup_ids"], json!([]));
        let stale = keeper.put(&one, &change).await.is(409).json();
        assert_eq!(stale["code"], "list_changed");
        desk.get(&one).await.is(200);

        let wrong = json!({ "name": "", "member_ids": [uuid::Uuid::from_u128(3)] });
        let refused = keeper.post(PATH, None, &wrong).await.is(422).json();
        let codes: Vec<_> = refused["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|e| e["code"].clone())
            .collect();
        assert_eq!(codes, ["name_missing", "member_unknown", "list_for_nobody"]);

        let retire = format!("{one}/retire");
        for _ in 0..2 {
            let retired = keeper.post(&retire, None, &json!({})).await.is(200).json();
            assert_eq!(retired["active"], false);
        }
        desk.get(&one).await.is(404);
        assert_eq!(keeper.get(&one).await.is(200).json()["active"], false);
    }
);
