//! From **Send** to the last recipient (M46, M47, M78).

use std::collections::BTreeSet;

use carepost::features::patients::{self, Editor};
use carepost::features::staff::{self, Acting};
use carepost::platform::ids::{PatientId, PortalLinkId};
use serde_json::json;
use uuid::Uuid;

use super::Draft;
use super::audience::discharge;
use crate::support::{Clinic, TestApp, both_engines};

/// So many patients, each with an address of their own.
pub async fn crowd(app: &TestApp, clinic: &Clinic, many: usize) -> Vec<PatientId> {
    let mut all = Vec::with_capacity(many);
    for n in 0..many {
        let email = format!("p{n}@home.example");
        let new = app.new_patient(clinic).named(&format!("P{n}"), "Lee");
        all.push(new.email(Some(&email)).mobile(None).create().await);
    }
    all
}

/// Lets a member send to many.
async fn allow(app: &TestApp, clinic: &Clinic, allowed: bool) {
    let (clinic, nurse) = (clinic.id, clinic.nurse.id);
    app.write(move |tx, _| {
        let none = "DELETE FROM staff_permission WHERE clinic_id = $1 AND staff_id = $2 AND permission = 'send_bulk_portal_messages'";
        tx.exec(none, &[&clinic, &nurse])?;
        if allowed {
            let one = "INSERT INTO staff_permission (clinic_id, staff_id, permission) VALUES ($1, $2, 'send_bulk_portal_messages')";
            tx.exec(one, &[&clinic, &nurse])?;
        }
        Ok(())
    })
    .await;
}

/// Every conversation with its patient and subject.
async fn conversations(app: &TestApp) -> Vec<(PatientId, String)> {
    app.write(|tx, _| {
        Ok(tx.all(
            "SELECT patient_id, subject FROM conversation ORDER BY id",
            &[],
        )?)
    })
    .await
}

both_engines!(
    /// One private conversation for each patient, one notice for a guardian of several, nobody named to anybody else, no
    /// folder flooded; an answer comes to the workgroup.
    m47_each_patient_gets_a_conversation_of_their_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patients = crowd(&app, &clinic, 3).await;
        let child = app.new_patient(&clinic).named("Kim", "Lee").born("2020-01-01").create().await;
        let second = app.new_patient(&clinic).named("Tim", "Lee").born("2021-01-01").create().await;
        let ann = app.new_guardian(&clinic, child, ("Ann", "Lee"), "ann@home.example").await;
        app.write(move |tx, env| {
            let editor = Editor::system(clinic.id);
            let link = patients::NewLink::new(ann.portal_user, second, patients::Relationship::Guardian);
            patients::link_portal_user(tx, &editor, env, &link)
        })
        .await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({ "subject": "For {{patient_given_name}}" })).await;
        let preview = draft.preview().await;
        assert_eq!((&preview["count"], &preview["people"]), (&json!(5), &json!(5)));
        let wrong = draft.post("/send", json!({ "count": 4 })).await;
        wrong.is(422).shows("group_count_wrong");
        assert_eq!(conversations(&app).await.len(), 0);
        let accepted = draft.send().await;
        assert_eq!((&accepted["state"], &accepted["progress"]["total"]), (&json!("sending"), &json!(5)));
        // Pressed again: the same answer, and nothing more is sent.
        draft.post("/send", json!({ "count": 5 })).await.is(202);
        draft.post("/send", json!({ "count": 6 })).await.is(409).shows("group_send_sent");
        app.run_jobs().await;
        draft.post("/send", json!({ "count": 5 })).await.is(202);
        app.run_jobs().await;

        let all = conversations(&app).await;
        let subjects: BTreeSet<&str> = all.iter().map(|(_, s)| s.as_str()).collect();
        assert_eq!(all.len(), 5);
        assert_eq!(subjects, ["For Kim", "For P0", "For P1", "For P2", "For Tim"].into());
        let letters = app.mail.take();
        let mut to: Vec<&str> = letters.iter().map(|l| l.to.email.as_str()).collect();
        to.sort_unstable();
        let addresses = ["ann@home.example", "p0@home.example", "p1@home.example", "p2@home.example"];
        assert_eq!(to, addresses);
        for letter in &letters {
            for other in addresses.iter().filter(|a| **a != letter.to.email) {
                assert!(!format!("{} {:?}", letter.text, letter.html).contains(other));
            }
        }
        let done = draft.now().await;
        assert_eq!((&done["state"], &done["progress"]["sent"]), (&json!("done"), &json!(5)));
        let report = draft.report().await;
        let told = report.iter().filter(|r| r["delivery"] == "sent").count();
        assert!(report.iter().all(|r| r["state"] == "sent"));
        assert_eq!((report.len(), told), (5, 4), "a guardian of two is told once");

        // No folder holds any of it, until somebody answers.
        let inboxes = "SELECT count(*) AS n FROM inbox_entry";
        let (entries,): (i64,) = app.write(move |tx, _| Ok(tx.one(inboxes, &[])?)).await;
        assert_eq!(entries, 0);
        let (conversation, message): (Uuid, Uuid) = app
            .write(move |tx, _| {
                let sql = "SELECT conversation_id, id FROM message ORDER BY id LIMIT 1";
                Ok(tx.one(sql, &[])?)
            })
            .await;
        let (patient, person): (PatientId, Uuid) = app
            .write(move |tx, _| {
                let sql = "SELECT c.patient_id, r.portal_user_id FROM conversation c
                           JOIN message_recipient r ON r.conversation_id = c.id WHERE c.id = $1";
                Ok(tx.one(sql, &[&conversation])?)
            })
            .await;
        assert!(patients.contains(&patient));
        let sent = carepost::features::conversations::Sent {
            conversation: conversation.into(),
            message: message.into(),
        };
        let one = crate::support::Patient {
            clinic: clinic.id,
            id: patient,
            person: person.into(),
            name: String::new(),
        };
        let link = app.link(sent, &one, one.person).await;
        let reader = app.reader(&link).await;
        let page = format!("/messages/{conversation}");
        let seen = reader.get(&page).await;
        seen.is(200);
        for other in ["Kim", "Tim", "ann@home"] {
            assert!(!seen.body.contains(other), "{other}");
        }
        reader.post(&format!("{page}/reply"), &[("body", "Thank you."), ("after", "")]).await.is(200);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/inbox").await.is(200).shows("Thank you.");
        let (entries,): (i64,) = app.write(move |tx, _| Ok(tx.one(inboxes, &[])?)).await;
        assert_eq!(entries, 1);
    }
);

both_engines!(
    /// What changes between freezing and sending is skipped with the reason; who is new is not in it.
    m47_the_list_is_frozen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let all = crowd(&app, &clinic, 5).await;
        let child = app.new_patient(&clinic).named("Kim", "Lee").born("2020-01-01").create().await;
        let ann = app.new_guardian(&clinic, child, ("Ann", "Lee"), "ann@home.example").await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({})).await;
        assert_eq!(draft.send().await["progress"]["total"], 6);
        discharge(&app, &clinic, all[0]).await;
        let (off, link): (PatientId, PortalLinkId) = (all[1], ann.link);
        app.write(move |tx, env| {
            let editor = Editor::system(clinic.id);
            patients::set_access(tx, &editor, env, off, false)?;
            patients::revoke_link(tx, &editor, env, link)
        })
        .await;
        let unreachable = patients::Changes {
            email: Some(String::new()),
            ..patients::Changes::default()
        };
        crate::group_sends::audience::change(&app, &clinic, all[2], unreachable).await;
        crowd(&app, &clinic, 1).await;
        app.run_jobs().await;
        let report = draft.report().await;
        let reasons: Vec<&str> = report.iter().map(|r| r["reason"].as_str().unwrap_or("-")).collect();
        assert_eq!(reasons, ["discharged", "access_off", "no_contact", "-", "-", "link_ended"]);
        assert_eq!(conversations(&app).await.len(), 2);
        let now = draft.now().await;
        let progress = &now["progress"];
        assert_eq!((&progress["sent"], &progress["skipped"], &progress["failed"]), (&json!(2), &json!(4), &json!(0)));
        let page = draft.program.get(&draft.path("/recipients?state=skipped")).await.is(200).json();
        assert_eq!(page["items"].as_array().map(Vec::len), Some(4));
    }
);

both_engines!(
    /// Every step asks for the permission; taken away, it stops what runs, and given back, its sender lets it go on.
    m46_the_permission_is_asked_for_at_every_step,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        crowd(&app, &clinic, 3).await;
        let nurse = app.program(&clinic.nurse, "messages:read messages:write").await;
        nurse.post("/api/v1/group-sends", None, &json!({})).await.is(403);
        allow(&app, &clinic, true).await;
        let draft = Draft::by(&app, &clinic, &clinic.nurse).await;
        draft.write(json!({})).await;
        // A draft is its writer's alone.
        let owner = app.program(&clinic.owner, "messages:read messages:write").await;
        owner.get(&draft.path("")).await.is(404);
        assert_eq!(draft.send().await["progress"]["total"], 3);
        allow(&app, &clinic, false).await;
        app.run_jobs().await;
        let now = owner.get(&draft.path("")).await.is(200).json();
        assert_eq!((&now["state"], &now["stop_reason"]), (&json!("stopped"), &json!("permission_gone")));
        assert_eq!(conversations(&app).await.len(), 0);
        for step in ["/continue", "/stop", "/retry", "/preview"] {
            draft.post(step, json!({})).await.is(403);
        }
        draft.program.get(&draft.path("/recipients")).await.is(403);
        // It goes out in the nurse's name, so nobody else lets it go on.
        owner.post(&draft.path("/continue"), None, &json!({})).await.is(409).shows("group_send_not_yours");
        allow(&app, &clinic, true).await;
        draft.post("/continue", json!({})).await.is(200);
        app.run_jobs().await;
        assert_eq!(conversations(&app).await.len(), 3);
    }
);

both_engines!(
    /// Stopped in the middle, it goes on where it was; the portal off or the workgroup gone, it stops by itself.
    m47_stop_and_continue,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        crowd(&app, &clinic, 4).await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({})).await;
        draft.post("/stop", json!({})).await.is(409).shows("group_send_not_running");
        draft.send().await;
        let stopped = draft.post("/stop", json!({})).await.is(200).json();
        assert_eq!((&stopped["state"], &stopped["stop_reason"]), (&json!("stopped"), &json!("by_staff")));
        app.run_jobs().await;
        assert_eq!(conversations(&app).await.len(), 0);
        draft.post("/continue", json!({})).await.is(200);
        let of = clinic.id;
        let switch = async |on: bool| {
            app.write(move |tx, _| {
                let sql = "UPDATE portal_settings SET accessible = $2 WHERE clinic_id = $1";
                Ok(tx.exec(sql, &[&of, &on])?)
            })
            .await
        };
        switch(false).await;
        app.run_jobs().await;
        assert_eq!(draft.now().await["stop_reason"], "portal_off");
        switch(true).await;
        draft.post("/continue", json!({})).await.is(200);
        let nurses = clinic.nurses;
        app.write(move |tx, env| staff::retire_workgroup(tx, env, &Acting::system(of), nurses)).await;
        app.run_jobs().await;
        assert_eq!(draft.now().await["stop_reason"], "workgroup_gone");
        assert_eq!(conversations(&app).await.len(), 0);
    }
);

both_engines!(
    /// One who can't be written to keeps nobody else from it, and is tried again.
    m47_failures_are_tried_again,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let all = crowd(&app, &clinic, 4).await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({})).await;
        draft.send().await;
        draft.post("/retry", json!({})).await.is(409).shows("group_send_none_failed");
        let bad = all[1].uuid();
        let on_postgres = !app.state.env.config.data.postgres_url.is_empty();
        let (spoil, mend): (Vec<String>, &'static str) = if on_postgres {
            let function = format!(
                "CREATE FUNCTION spoilt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                     IF NEW.patient_id = '{bad}' THEN RAISE EXCEPTION 'spoilt'; END IF; RETURN NEW; END $$"
            );
            let trigger = "CREATE TRIGGER spoilt BEFORE INSERT ON conversation FOR EACH ROW EXECUTE FUNCTION spoilt()";
            (vec![function, trigger.to_owned()], "DROP TRIGGER spoilt ON conversation")
        } else {
            let trigger = format!(
                "CREATE TRIGGER spoilt BEFORE INSERT ON conversation WHEN NEW.patient_id = X'{}'
                 BEGIN SELECT RAISE(ABORT, 'spoilt'); END",
                bad.simple()
            );
            (vec![trigger], "DROP TRIGGER spoilt")
        };
        for sql in spoil {
            let sql: &'static str = sql.leak();
            app.write(move |tx, _| Ok(tx.exec(sql, &[])?)).await;
        }
        app.run_jobs().await;
        assert_eq!(conversations(&app).await.len(), 3);
        let now = draft.now().await;
        assert_eq!((&now["state"], &now["progress"]["failed"]), (&json!("done"), &json!(1)));
        let failed = draft.program.get(&draft.path("/recipients?state=failed")).await.is(200).json();
        assert_eq!(failed["items"][0]["reason"], "error");
        app.write(move |tx, _| Ok(tx.exec(mend, &[])?)).await;
        draft.post("/retry", json!({})).await.is(200);
        app.run_jobs().await;
        assert_eq!(conversations(&app).await.len(), 4);
        let now = draft.now().await;
        assert_eq!((&now["state"], &now["progress"]["sent"], &now["progress"]["failed"]), (&json!("done"), &json!(4), &json!(0)));
        assert_eq!(app.mail.take().len(), 4);
    }
);
