//! Families for programs.

use carepost::features::patients::{self, Editor, NewLink, Relationship};
use serde_json::{Value, json};

use crate::support::{Clinic, Patient, TestApp, both_engines};

const SCOPES: &str = "patients:read patients:write";

/// What Sam asks: to read for Lea.
async fn asked(app: &TestApp, clinic: &Clinic) -> Patient {
    let sam = app.patient(clinic).await;
    let fields = [
        ("given_name", "Lea"),
        ("family_name", "Martin"),
        ("birth_date", "2019-05-06"),
        ("relationship", "guardian"),
        ("words", "I am her father."),
        ("form", "one"),
    ];
    let browser = app.account_of(&sam, sam.person).await;
    browser.post("/account/people", &fields).await.is(200);
    sam
}

/// How often something is on record.
async fn recorded(app: &TestApp, action: &'static str) -> i64 {
    let counted = app.state.db.read(move |tx| {
        let sql = "SELECT count(*) FROM audit_event WHERE action = $1";
        tx.one::<(i64,)>(sql, &[&action])
    });
    counted.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0
}

both_engines!(
    m67_a_program_lists_and_answers_requests,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let lea = app
            .new_patient(&clinic)
            .named("Lea", "Martin")
            .born("2019-05-06")
            .create()
            .await;
        let sam = asked(&app, &clinic).await;
        let program = app.program(&clinic.nurse, SCOPES).await;
        let list = program.get("/api/v1/access-requests").await.is(200).json();
        let one = &list["items"][0];
        assert_eq!(one["kind"], "access");
        assert_eq!(one["asked_by_name"], "Sam Lee");
        assert_eq!(one["given_name"], "Lea");
        assert_eq!(one["words"], "I am her father.");
        assert_eq!(
            one["patient_id"],
            Value::Null,
            "nothing tells whether she is one"
        );
        let path = format!(
            "/api/v1/access-requests/{}",
            one["id"].as_str().expect("an id")
        );
        assert_eq!(&program.get(&path).await.is(200).json(), one);
        assert_eq!(recorded(&app, "access_request.read").await, 1);
        let answer = format!("{path}/answer");
        for (wrong, field) in [
            (json!({ "deed": "perhaps" }), "deed"),
            (json!({ "deed": "accept" }), "patient"),
            (
                json!({ "deed": "accept", "patient_id": lea, "relationship": "self" }),
                "relationship",
            ),
            (
                json!({ "deed": "accept", "patient_id": lea, "ends_at": "soon" }),
                "ends_at",
            ),
        ] {
            program
                .post(&answer, None, &wrong)
                .await
                .is(422)
                .shows(field);
        }
        let accept = json!({
            "deed": "accept", "patient_id": lea, "relationship": "guardian",
            "ends_at": "2037-05-06T00:00:00-04:00", "words": "Welcome."
        });
        let done = program
            .post(&answer, Some("k"), &accept)
            .await
            .is(200)
            .json();
        assert_eq!(done["state"], "accepted");
        assert_eq!(done["patient_id"], lea.to_string());
        let again = program
            .post(&answer, Some("k"), &accept)
            .await
            .is(200)
            .json();
        assert_eq!(done, again);
        program
            .post(&answer, None, &json!({ "deed": "refuse" }))
            .await
            .is(409)
            .shows("access_request_answered");
        assert_eq!(recorded(&app, "access_request.answer").await, 1);
        let list = program.get("/api/v1/access-requests").await.is(200).json();
        assert_eq!(list["items"], json!([]));
        let links = program
            .get(&format!("/api/v1/patients/{lea}/portal-links"))
            .await
            .is(200)
            .json();
        assert_eq!(links[0]["portal_user_id"], sam.person.to_string());
        assert_eq!(links[0]["ends_at"], "2037-05-06T04:00:00.000Z");
        assert_eq!(links[0]["holds"], true);
        app.run_jobs().await;
    }
);

both_engines!(
    m5_m77_a_program_invites_ends_hides_keeps_and_revokes,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        let program = app.program(&clinic.nurse, SCOPES).await;
        let invite = format!("/api/v1/patients/{}/invitations", sam.id);
        let mut ann =
            json!({ "given_name": "Ann", "family_name": "Lee", "relationship": "guardian" });
        program
            .post(&invite, None, &ann)
            .await
            .is(422)
            .shows("email");
        ann["email"] = "ann@mail.example".into();
        let link = program
            .post(&invite, Some("one"), &ann)
            .await
            .is(201)
            .json();
        assert_eq!(link["name"], "Ann Lee");
        assert_eq!(link["state"], "invited");
        assert_eq!(link["invitation"]["sent"], 1);
        let again = program
            .post(&invite, Some("one"), &ann)
            .await
            .is(201)
            .json();
        assert_eq!(link, again, "one key, one person");
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1);
        let waiting = program.get("/api/v1/invitations").await.is(200).json();
        assert_eq!(waiting[0]["portal_link_id"], link["id"]);
        assert_eq!(waiting[0]["person_name"], "Ann Lee");
        let at = |verb: &str| {
            format!(
                "/api/v1/portal-links/{}/{verb}",
                link["id"].as_str().expect("an id")
            )
        };
        let sent = program
            .post(&at("invite"), None, &json!({}))
            .await
            .is(200)
            .json();
        assert_eq!(sent["invitation"]["sent"], 2);

        let hidden = program
            .post(&at("hide"), None, &json!({ "hidden": true }))
            .await
            .is(200)
            .json();
        assert_eq!(hidden["hidden_from_others"], true);
        let until = json!({ "ends_at": "2037-05-06T00:00:00Z" });
        let ends = program.post(&at("end"), None, &until).await.is(200).json();
        assert_eq!(ends["ends_at"], "2037-05-06T00:00:00.000Z");
        let never = json!({ "ends_at": null });
        let ends = program.post(&at("end"), None, &never).await.is(200).json();
        assert_eq!(ends["ends_at"], Value::Null);
        program.post(&at("end"), None, &json!({})).await.is(400);
        program
            .post(
                &at("keep"),
                None,
                &json!({ "ends_at": "2001-01-01T00:00:00Z" }),
            )
            .await
            .is(422)
            .shows("link_keep_until");
        let kept = program.post(&at("keep"), None, &until).await.is(200).json();
        assert_eq!(kept["ends_at"], "2037-05-06T00:00:00.000Z");
        let revoked = program
            .post(&at("revoke"), None, &json!({}))
            .await
            .is(200)
            .json();
        assert_eq!(revoked["holds"], false);
        assert!(revoked["revoked_at"].is_string());
        program
            .post(&at("end"), None, &never)
            .await
            .is(422)
            .shows("link_revoked");
        program.post(&at("invite"), None, &json!({})).await.is(409);
        for (action, times) in [
            ("portal_invitation.create", 1),
            ("portal_invitation.send_again", 1),
            ("portal_link.hide", 1),
            ("portal_link.revoke", 1),
        ] {
            assert_eq!(recorded(&app, action).await, times, "{action}");
        }
        // Another clinic's program finds none of it.
        let other = app.other_clinic().await;
        let theirs = app.program(&other.nurse, SCOPES).await;
        theirs.post(&at("revoke"), None, &json!({})).await.is(404);
        theirs.post(&invite, None, &ann).await.is(404);
        assert_eq!(
            theirs.get("/api/v1/invitations").await.is(200).json(),
            json!([])
        );
        app.run_jobs().await;
    }
);

both_engines!(
    m77_a_program_sets_the_age_and_reads_what_is_to_be_reviewed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let teen = app
            .new_patient(&clinic)
            .named("Tia", "Moss")
            .born("2010-01-02")
            .create()
            .await;
        let guardian = app.patient(&clinic).await;
        let (id, person) = (clinic.id, guardian.person);
        let link = app
            .write(move |tx, env| {
                let link = NewLink::new(person, teen, Relationship::Guardian);
                let id_of = patients::link_portal_user(tx, &Editor::system(id), env, &link)?;
                // Made when the teen was a child.
                let sql = "UPDATE portal_link SET created_at = 0 WHERE id = $1";
                tx.exec(sql, &[&id_of])?;
                Ok(id_of)
            })
            .await;
        let program = app
            .program(&clinic.owner, "settings patients:read patients:write")
            .await;
        let settings = "/api/v1/family-settings";
        let mut now = program.get(settings).await.is(200).json();
        assert_eq!(
            now,
            json!({ "version": 0, "link_age": null, "at_age": "review" })
        );
        now["link_age"] = 5.into();
        program
            .put(settings, &now)
            .await
            .is(422)
            .shows("link_age_range");
        now["link_age"] = 14.into();
        program
            .put(settings, &now)
            .await
            .is(422)
            .shows("link_age_look");
        now["seen"] = 1.into();
        let saved = program.put(settings, &now).await.is(200).json();
        assert_eq!(
            saved,
            json!({ "version": 1, "link_age": 14, "at_age": "review" })
        );
        program
            .put(settings, &now)
            .await
            .is(409)
            .shows("settings_changed");
        app.run_jobs().await;
        let reviews = "/api/v1/portal-link-reviews";
        let found = program.get(reviews).await.is(200).json();
        assert_eq!(found[0]["id"], link.to_string());
        assert!(found[0]["review_since"].is_string());
        let keep = format!("/api/v1/portal-links/{link}/keep");
        let kept = program.post(&keep, None, &json!({ "ends_at": null })).await;
        assert_eq!(kept.is(200).json()["review_since"], Value::Null);
        assert_eq!(program.get(reviews).await.is(200).json(), json!([]));
    }
);
