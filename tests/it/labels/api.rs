//! The same through the API.

use serde_json::json;

use crate::support::{TestApp, both_engines};

const PATH: &str = "/api/v1/labels";

both_engines!(m65_words_are_read_and_replaced, async |app: TestApp| {
    let clinic = app.clinic().await;
    let key = app.program(&clinic.manager, "settings").await;
    let now = key.get(PATH).await.is(200).json();
    assert_eq!(now, json!({ "version": 1, "labels": {} }));
    let words = json!({
        "patient": {
            "en": { "one": "client", "many": "clients" },
            "fr": { "one": "héros", "many": "héros", "gender": "masculine", "sound": "consonant" },
        },
        "clinic_staff": { "en": { "one": "care team" } },
    });
    let body = json!({ "version": 1, "labels": words });
    let saved = key.put(PATH, &body).await.is(200).json();
    assert_eq!(saved["version"], 2);
    assert_eq!(saved["labels"]["patient"]["en"]["sound"], "consonant");
    assert_eq!(saved["labels"]["patient"]["fr"]["gender"], "masculine");
    assert_eq!(key.get(PATH).await.is(200).json(), saved);
    let stale = key.put(PATH, &body).await;
    assert_eq!(stale.is(409).json()["code"], "labels_changed");

    let wrong = json!({ "version": 2, "labels": {
        "patient": { "fr": { "one": "cliente", "many": "client\nes" }, "de": { "one": "Klient", "many": "Klienten" } },
        "clinic_staff": { "en": { "one": "team", "many": "teams" } },
        "clinic": { "en": { "one": "surgery", "many": "surgeries" } },
    } });
    let refused = key.put(PATH, &wrong).await.is(422).json();
    let mut codes: Vec<_> = refused["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| {
            format!(
                "{} {}",
                e["field"].as_str().unwrap_or(""),
                e["code"].as_str().unwrap_or("")
            )
        })
        .collect();
    codes.sort();
    assert_eq!(
        codes,
        [
            "labels label_no_plural",
            "labels label_unknown",
            "labels label_unknown",
            "patient_fr_gender label_gender_missing",
            "patient_fr_many label_wrong",
        ]
    );
    assert_eq!(key.get(PATH).await.is(200).json(), saved);
    let none = json!({ "version": 2, "labels": {} });
    let reset = key.put(PATH, &none).await.is(200).json();
    assert_eq!(reset, json!({ "version": 3, "labels": {} }));
});
