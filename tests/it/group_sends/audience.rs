//! Who is in an audience, who is skipped and why, and what lists of identifiers come to (M45-M47).

use carepost::features::appointments::{self, NewAppointment};
use carepost::features::patients::{self, Changes, Editor, PatientStatus};
use carepost::platform::ids::PatientId;
use serde_json::{Value, json};

use super::Draft;
use crate::support::{Clinic, NOON_ISH, TestApp, both_engines};

/// Changes a patient's demographics.
pub async fn change(app: &TestApp, clinic: &Clinic, id: PatientId, changes: Changes) {
    let clinic = clinic.id;
    app.write(move |tx, env| {
        let editor = Editor::system(clinic);
        patients::update(tx, &editor, env, (id, None), &changes)
    })
    .await;
}

/// Discharges a patient.
pub async fn discharge(app: &TestApp, clinic: &Clinic, id: PatientId) {
    let changes = Changes {
        status: Some(PatientStatus::Discharged),
        ..Changes::default()
    };
    change(app, clinic, id, changes).await;
}

both_engines!(
    /// A table of audiences: criteria, the count, and everybody who is skipped with the reason.
    m45_everybody_is_in_it_or_skipped_with_a_reason,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let other = app.other_clinic().await;
        app.new_patient(&other).named("Far", "Away").create().await;
        let old = app.new_patient(&clinic).named("Olga", "Old").born("1940-07-02").create().await;
        app.new_patient(&clinic).named("Yves", "Young").born("2005-07-03").create().await;
        app.new_patient(&clinic).named("Off", "Switched").access(Some(false)).create().await;
        app.new_patient(&clinic).named("Mute", "Silent").email(None).mobile(None).create().await;
        let gone = app.new_patient(&clinic).named("Dora", "Gone").create().await;
        discharge(&app, &clinic, gone).await;
        let child = app.new_patient(&clinic).named("Kim", "Child").born("2020-01-01").create().await;
        let french = Changes {
            language: Some("fr".to_owned()),
            ..Changes::default()
        };
        change(&app, &clinic, old, french).await;

        let draft = Draft::of(&app, &clinic).await;
        let off = "Off Switched: access_off";
        let mute = "Mute Silent: no_contact";
        let alone = "Kim Child: no_portal_user";
        let table: &[(Value, i64, &[&str])] = &[
            (json!({ "everyone": "none" }), 0, &[]),
            (json!({ "everyone": "active" }), 2, &[alone, mute, off]),
            (json!({ "everyone": "discharged" }), 1, &[]),
            (json!({ "everyone": "all" }), 3, &[alone, mute, off]),
            // Olga is 86 on this day; Yves has his twenty-first birthday tomorrow.
            (json!({ "everyone": "active", "age_from": 21 }), 1, &[mute, off]),
            (json!({ "everyone": "active", "age_to": 20 }), 1, &[alone]),
            (json!({ "everyone": "active", "age_from": 86, "age_to": 86 }), 1, &[]),
            (json!({ "everyone": "all", "language": "fr" }), 1, &[]),
            (json!({ "everyone": "active", "with_workgroup_id": clinic.nurses.to_string() }), 0, &[]),
        ];
        for (audience, count, skipped) in table {
            draft.write(json!({ "audience": audience })).await;
            assert_eq!(draft.preview().await["count"], *count, "{audience}");
            assert_eq!(draft.skipped().await, *skipped, "{audience}");
        }

        // Those who were added are named with the filter that leaves them out.
        draft.write(json!({ "audience": { "everyone": "none", "age_to": 20 } })).await;
        let added = json!({ "patient_ids": [gone.to_string(), old.to_string(), child.to_string()] });
        assert_eq!(draft.post("/patients", added.clone()).await.is(200).json()["added"], 3);
        assert_eq!(draft.post("/patients", added).await.is(200).json()["added"], 0);
        assert_eq!(draft.preview().await["count"], 0);
        let named = ["Dora Gone: discharged", "Kim Child: no_portal_user", "Olga Old: age"];
        assert_eq!(draft.skipped().await, named);
        draft.write(json!({ "audience": { "everyone": "none", "also_discharged": true } })).await;
        assert_eq!(draft.preview().await["count"], 2);
        // A guardian with an address makes the child reachable.
        app.new_guardian(&clinic, child, ("Ann", "Lee"), "ann@home.example").await;
        assert_eq!(draft.preview().await["count"], 3);
        // Nobody is taken twice, however they were chosen.
        draft.write(json!({ "audience": { "everyone": "all" } })).await;
        let preview = draft.preview().await;
        assert_eq!((&preview["count"], &preview["added"], &preview["doubles"]), (&json!(4), &json!(3), &json!(3)));

        let cleared = draft.program.delete(&draft.path("/patients")).await.is(200).json();
        assert_eq!(cleared["audience"]["everyone"], "none");
        let nobody = draft.preview().await;
        assert_eq!((&nobody["count"], &nobody["added"]), (&json!(0), &json!(0)));
        let refused = draft.post("/send", json!({ "count": 0 })).await;
        refused.is(422).shows("group_nobody");
        let unknown = json!({ "patient_ids": ["01980000-0000-7000-8000-000000000001"] });
        draft.post("/patients", unknown).await.is(422).shows("patient_unknown");
    }
);

both_engines!(
    /// A workgroup's own patients are those who have a conversation with it.
    m45_a_filter_by_workgroup,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        app.patient_named(&clinic, "Lou", "Lee").await;
        let before = Draft::of(&app, &clinic).await;
        before.write(json!({ "audience": { "everyone": "none" } })).await;
        let only = json!({ "patient_ids": [sam.id.to_string()] });
        before.post("/patients", only).await.is(200);
        before.send().await;
        app.run_jobs().await;
        let draft = Draft::of(&app, &clinic).await;
        let of = |group: String| json!({ "audience": { "everyone": "all", "with_workgroup_id": group } });
        draft.write(of(clinic.nurses.to_string())).await;
        assert_eq!(draft.preview().await["count"], 1);
        draft.write(of(clinic.front_desk.to_string())).await;
        assert_eq!(draft.preview().await["count"], 0);
    }
);

both_engines!(
    /// Unknown, doubled and ambiguous lines are listed; a heading may name several kinds.
    m45_a_list_of_identifiers,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let new = |given: &str, kind: &str, value: &str| {
            app.new_patient(&clinic).named(given, "Lee").identifier(kind, value).create()
        };
        new("Ann", "emr", "A-1").await;
        new("Bo", "emr", "B-2").await;
        new("Cy", "health_number", "B-2").await;
        let of = clinic.id;
        app.write(move |tx, env| {
            let editor = Editor::system(of);
            for kind in ["card_on", "card_bc"] {
                patients::define_identifier_kind(tx, &editor, env, kind, "Province card")?;
            }
            Ok(())
        })
        .await;
        new("Di", "card_on", "777").await;
        new("Ed", "card_bc", "888").await;

        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({ "audience": { "everyone": "none" } })).await;
        let list = async |list: &str, kind: &str| {
            let body = json!({ "list": list, "kind": kind });
            let listed = draft.post("/identifiers", body).await.is(200).json();
            let number = |name: &str| listed[name].as_i64().expect("a number");
            (number("added"), number("unknown"), number("ambiguous"), number("double"))
        };
        // However it is spelled; B-2 is two patients' unless the kind is named.
        assert_eq!(list("a1\nA-1\nB-2\n4711\n", "").await, (1, 1, 1, 1));
        assert_eq!(list("B-2", "EMR id").await, (1, 0, 0, 0));
        // Two kinds have one label: both are looked in, by heading and by name.
        assert_eq!(list("Name;Province card\nDi;777\nEd;888\n", "").await, (2, 0, 0, 0));
        assert_eq!(list("888", "province CARD").await, (0, 0, 0, 1));
        let lines = draft.program.get(&draft.path("/unmatched")).await.is(200).json();
        let lines: Vec<(&str, &str)> = lines["items"].as_array().expect("items").iter()
            .map(|l| (l["given"].as_str().unwrap_or(""), l["reason"].as_str().unwrap_or("")))
            .collect();
        let wanted = [("A-1", "double"), ("B-2", "ambiguous"), ("4711", "unknown"), ("888", "double")];
        assert_eq!(lines, wanted);
        assert_eq!(draft.preview().await["count"], 4);
        for (list, kind, code) in [("", "", "identifiers_empty"), ("1", "Shoe size", "identifier_kind_unnamed")] {
            let refused = draft.post("/identifiers", json!({ "list": list, "kind": kind })).await;
            refused.is(422).shows(code);
        }
    }
);

both_engines!(
    /// Whoever lacks what the text says is skipped, unless something stands in for it; three see it as it will be.
    m47_missing_fields_and_samples,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let booked = app.new_patient(&clinic).named("Ann", "Lee").create().await;
        app.new_patient(&clinic).named("Bo", "Lee").create().await;
        app.new_patient(&clinic).named("", "Nameless").create().await;
        let nurse = clinic.nurse.actor();
        app.write(move |tx, env| {
            let new = NewAppointment {
                patient: booked,
                starts_at: NOON_ISH.plus(7 * 24 * 60 * 60 * 1_000),
                ends_at: None,
                status: "booked".to_owned(),
                description: "Check-up".to_owned(),
            };
            appointments::create(tx, &nurse, env, &new)
        })
        .await;
        let draft = Draft::of(&app, &clinic).await;
        let text = "<p>Dear {{patient_given_name}}, see you on {{next_appointment}}.</p>";
        draft.write(json!({ "body_html": text })).await;
        assert_eq!(draft.preview().await["count"], 1);
        let missing = ["Bo Lee: field_missing", "Nameless: field_missing"];
        assert_eq!(draft.skipped().await, missing);
        draft.write(json!({ "body_html": text, "fallbacks": { "next_appointment": "your next <visit>" } })).await;
        let preview = draft.preview().await;
        assert_eq!(preview["count"], 2);
        let seen: Vec<&str> = preview["samples"].as_array().expect("samples").iter()
            .filter_map(|s| s["body_html"].as_str()).collect();
        assert_eq!(seen.len(), 2);
        assert!(seen[0].contains("Dear Ann, see you on") && seen[0].contains("2026"), "{}", seen[0]);
        assert_eq!(seen[1], "<p>Dear Bo, see you on your next &lt;visit&gt;.</p>");

        let refused = |body: Value| async {
            let count = json!({ "count": 2 });
            draft.write(body).await;
            draft.post("/send", count).await
        };
        refused(json!({ "subject": "{{shoe_size}}" })).await.is(422).shows("template_field_unknown");
        refused(json!({ "from_workgroup_id": null })).await.is(422).shows("group_from_missing");
        refused(json!({ "body_html": "<p> </p>" })).await.is(422).shows("body_missing");
        refused(json!({ "require_response_days": 3, "allow_response": false })).await.is(422);
        let wrong = json!({ "version": draft.now().await["version"], "audience": { "everyone": "all", "age_from": 9, "age_to": 3 } });
        draft.program.put(&draft.path(""), &wrong).await.is(422).shows("ages_crossed");
        let stale = json!({ "version": 1, "audience": { "everyone": "all" } });
        draft.program.put(&draft.path(""), &stale).await.is(409).shows("group_send_changed");
    }
);
