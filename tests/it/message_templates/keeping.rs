//! Creating, changing, finding and retiring templates, and whose they are.

use serde_json::Value;

use super::template;
use crate::support::{TestApp, both_engines};

both_engines!(
    m43_a_template_keeps_its_versions_and_can_be_retired_and_brought_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = template(
            &nurse,
            "own",
            ("Fasting", "Blood tests"),
            (
                "Before your test",
                "<p>Nothing to eat, {{patient_given_name}}.</p>",
            ),
        )
        .await;
        let changed = [
            ("version", "1"),
            ("name", "Fasting"),
            ("folder", "Laboratory"),
            ("subject", "Before your test"),
            ("body_html", "<p>Only water, <strong>please</strong>.</p>"),
        ];
        nurse
            .post(&path, &changed)
            .await
            .is(200)
            .shows("Version 2")
            .shows("Version 1")
            .shows("Marc Tremblay");
        nurse
            .get(&format!("{path}?version=1"))
            .await
            .is(200)
            .shows("Nothing to eat, {{patient_given_name}}.")
            .shows("no longer used")
            .hides("Only water");
        // Somebody who still has the first version before them overwrites nothing.
        nurse
            .post(&path, &changed)
            .await
            .is(409)
            .shows("Somebody saved this template after you opened it.")
            .shows("Only water");
        nurse
            .get("/staff/templates?query=labor%20FAST")
            .await
            .is(200)
            .shows("Laboratory")
            .shows("Fasting");
        nurse
            .get("/staff/templates?query=flu")
            .await
            .is(200)
            .hides("Fasting")
            .shows("No template has these words");

        nurse
            .post(&format!("{path}/retire"), &[])
            .await
            .is(200)
            .shows("1 retired template");
        nurse.post(&path, &changed).await.is(409).shows("retired");
        nurse
            .post(&format!("{path}/bring-back"), &[])
            .await
            .is(200)
            .shows("Only water")
            .hides("Retired");
    }
);

both_engines!(
    m43_what_is_wrong_with_a_template_is_named_at_its_field_and_nothing_is_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let try_it = async |subject: &'static str, body: &'static str| {
            let fields = [
                ("owner", "own"),
                ("name", "Kept name"),
                ("subject", subject),
                ("body_html", body),
            ];
            nurse.post("/staff/templates", &fields).await
        };
        let unknown = try_it("On {{shoe_size}}", "<p>Kept words {{patient_naem}}</p>").await;
        unknown
            .is(422)
            .shows("{{shoe_size}} is not a field")
            .shows("{{patient_naem}} is not a field")
            .shows("href=\"#subject\"")
            .shows("href=\"#body\"")
            .shows("Kept name")
            .shows("Kept words");
        try_it("", "<p>{{patient_<strong>name}}</strong></p>")
            .await
            .is(422)
            .shows("Write the field in one piece.");
        try_it(
            "",
            "<p><a href=\"https://x.example/{{patient_name}}\">x</a></p>",
        )
        .await
        .is(422)
        .shows("A field can’t stand in the address of a link.");
        try_it("", "<p> </p>")
            .await
            .is(422)
            .shows("Write a message.");
        nurse
            .post("/staff/templates", &[("name", ""), ("body", "x")])
            .await
            .is(422)
            .shows("Write a name.")
            .shows("Choose one of the values that are offered.");
        nurse
            .get("/staff/templates")
            .await
            .is(200)
            .hides("Kept name");
    }
);

both_engines!(
    m43_templates_are_seen_and_changed_by_those_they_belong_to,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let (owner, nurse, desk, stranger) = (
            app.signed_in(&clinic.owner).await,
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.receptionist).await,
            app.signed_in(&other.owner).await,
        );
        let text = ("", "<p>Hello</p>");
        let own = template(&nurse, "own", ("Of the nurse", ""), text).await;
        let nurses = format!("workgroup:{}", clinic.nurses);
        let group = template(&owner, &nurses, ("Of the nurses", ""), text).await;
        let all = template(&owner, "clinic", ("Of the clinic", ""), text).await;

        nurse
            .get("/staff/templates")
            .await
            .is(200)
            .shows("Of the nurse<")
            .shows("Of the nurses")
            .shows("Of the clinic");
        desk.get("/staff/templates")
            .await
            .is(200)
            .hides("Of the nurse")
            .shows("Of the clinic");
        owner
            .get("/staff/templates")
            .await
            .is(200)
            .hides("Of the nurse<")
            .shows("Of the nurses");
        for path in [&own, &group] {
            desk.get(path).await.is(404);
            desk.post(&format!("{path}/retire"), &[]).await.is(404);
        }
        for path in [&own, &group, &all] {
            stranger.get(path).await.is(404);
            stranger.get(&format!("{path}/filled-in")).await.is(404);
        }
        // To use is not to change.
        nurse
            .get(&all)
            .await
            .is(200)
            .shows("you need the permission to manage templates")
            .hides("data-editor");
        let fields = [("version", "1"), ("name", "Mine now"), ("body", "x")];
        nurse.post(&all, &fields).await.is(403);
        nurse.post(&format!("{group}/retire"), &[]).await.is(403);
        let for_all = [("owner", "clinic"), ("name", "For all"), ("body", "x")];
        nurse.post("/staff/templates", &for_all).await.is(403);
        let foreign = format!("workgroup:{}", other.nurses);
        owner
            .post(
                "/staff/templates",
                &[("owner", &foreign), ("name", "X"), ("body", "x")],
            )
            .await
            .is(422);

        let program = app.program(&clinic.receptionist, "messages:read").await;
        let list = program.get("/api/v1/message-templates").await.json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        assert_eq!(list["items"][0]["name"], "Of the clinic");
        assert_eq!(list["items"][0]["body_html"], Value::Null);
        let id = list["items"][0]["id"].as_str().expect("an id");
        let one = program
            .get(&format!("/api/v1/message-templates/{id}"))
            .await
            .json();
        assert_eq!(one["body_html"], "<p>Hello</p>");
        let hidden = group.rsplit('/').next().expect("an id");
        program
            .get(&format!("/api/v1/message-templates/{hidden}"))
            .await
            .is(404);
        owner.post(&format!("{all}/retire"), &[]).await.is(200);
        let list = program.get("/api/v1/message-templates").await.json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(0), "{list}");
    }
);
