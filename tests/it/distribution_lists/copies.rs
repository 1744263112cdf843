//! Hidden copies (M48): who gets one, what a holder sees and can't do, joining openly, and members who have left.

use carepost::features::distribution_lists::{self, Wanted};
use carepost::platform::ids::{ConversationId, DistributionListId, StaffId};
use carepost::platform::time::DAY;
use serde_json::json;

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const DRAFT: &str = "/staff/compose/0198f000-0000-7000-8000-000000000001";

/// A list for everybody.
async fn list(
    app: &TestApp,
    clinic: &Clinic,
    name: &str,
    members: &[StaffId],
) -> DistributionListId {
    let (keeper, wanted) = (
        clinic.manager.actor(),
        Wanted {
            name: name.to_owned(),
            for_everybody: true,
            workgroups: Vec::new(),
            members: members.to_vec(),
        },
    );
    app.write(move |tx, env| distribution_lists::create(tx, &keeper, env, &wanted))
        .await
}

/// The nurse writes to the patient with these further fields.
async fn send(nurse: &Browser, patient: &Patient, more: &[(&str, &str)]) -> Answer {
    let (patient, person) = (patient.id.to_string(), patient.person.to_string());
    let mut fields = vec![
        ("patient_id", &*patient),
        ("portal_user_ids", &*person),
        ("subject", "Results"),
        ("body", "All is well."),
        ("allow_response", "on"),
    ];
    fields.extend_from_slice(more);
    nurse.post(DRAFT, &fields).await
}

fn id_of(page: &Answer) -> ConversationId {
    let rest = page.url.split("/staff/conversations/").nth(1);
    let id = rest.and_then(|r| r.split(['?', '#', '/']).next());
    id.and_then(|id| id.parse().ok())
        .unwrap_or_else(|| panic!("{} names no conversation: {}", page.url, page.body))
}

async fn recorded(app: &TestApp, clinic: &Clinic, action: &'static str) -> Vec<String> {
    let clinic = clinic.id;
    let found: Vec<(String,)> = app
        .write(move |tx, _| {
            Ok(tx.all(
                "SELECT detail FROM audit_event WHERE clinic_id = $1 AND action = $2 ORDER BY at, id",
                &[&clinic, &action],
            )?)
        })
        .await;
    found.into_iter().map(|(detail,)| detail).collect()
}

both_engines!(
    m48_a_holder_reads_on_and_does_no_more_until_they_join_openly,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (priya, joan) = (clinic.receptionist.id, clinic.manager.id);
        let whole = list(&app, &clinic, "Quality review", &[priya, joan]).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = nurse
            .get(&format!("/staff/compose?patient={}", patient.id))
            .await;
        window
            .is(200)
            .shows("Staff Bcc")
            .shows("Quality review")
            .shows(&priya.to_string());
        let sent = send(&nurse, &patient, &[("bcc_list_ids", &whole.to_string())]).await;
        sent.is(200)
            .shows("Hidden copies from you:")
            .shows("Priya Shah")
            .shows("Joan Fisher");
        let id = id_of(&sent);
        let thread = format!("/staff/conversations/{id}");

        // Both have it in their own inbox, unread and marked.
        for member in [&clinic.receptionist, &clinic.manager] {
            let holder = app.signed_in(member).await;
            let inbox = holder.get("/staff/inbox").await;
            inbox
                .is(200)
                .shows("Results")
                .shows("Hidden copy")
                .shows("unread");
            let page = holder.get(&thread).await;
            page.is(200)
                .shows("All is well.")
                .shows("Marc Tremblay gave you a copy")
                .shows("Join the conversation")
                .hides("id=\"reply\"")
                .hides(&format!("{thread}/close"))
                .hides(&format!("{thread}/file"))
                .hides("Hidden copies from you");
        }
        // One holder isn't told of the other, and a colleague of neither.
        let desk = app.signed_in(&clinic.receptionist).await;
        desk.get(&thread).await.is(200).hides("Joan Fisher");
        let owner = app.signed_in(&clinic.owner).await;
        let theirs = owner.get(&thread).await;
        theirs
            .is(200)
            .hides("Hidden cop")
            .hides("Priya Shah")
            .hides("Joan Fisher");
        let program = app.program(&clinic.owner, "messages:read").await;
        let api = format!("/api/v1/conversations/{id}");
        let told = program.get(&api).await;
        told.is(200).hides("Priya").hides("Joan");
        assert_eq!(told.json()["hidden_copy"], false);

        // Reading is all that a holder can do, by any way in.
        let key = app
            .program(&clinic.receptionist, "messages:read messages:write")
            .await;
        assert_eq!(key.get(&api).await.is(200).json()["hidden_copy"], true);
        let words = json!({ "body_html": "<p>I think so too.</p>" });
        for (path, body) in [
            ("messages", &words),
            ("close", &json!({})),
            ("reopen", &json!({})),
        ] {
            let refused = key.post(&format!("{api}/{path}"), None, body).await;
            assert_eq!(
                refused.is(409).json()["code"],
                "hidden_copy_read_only",
                "{path}"
            );
        }
        let reply = format!("{thread}/reply/0198f000-0000-7000-8000-000000000002");
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("conversation_id", &*id.to_string()),
            ("body", "I think so too."),
            ("allow_response", "on"),
        ];
        desk.post(&reply, &fields)
            .await
            .is(409)
            .shows("You hold a hidden copy");
        for act in ["close", "file"] {
            desk.post(&format!("{thread}/{act}"), &[]).await.is(409);
        }

        // The copy goes on with the conversation.
        let key_of_sender = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        desk.get("/staff/inbox")
            .await
            .is(200)
            .hides("li class=\"row unread\"");
        let link = {
            let (message,) = app
                .write(move |tx, _| {
                    let found: (carepost::platform::ids::MessageId,) =
                        tx.one("SELECT id FROM message WHERE conversation_id = $1", &[&id])?;
                    Ok(found)
                })
                .await;
            let sent = carepost::features::conversations::Sent {
                conversation: id,
                message,
            };
            app.link(sent, &patient, patient.person).await
        };
        let sam = app.reader(&link).await;
        let answer = [("body", "Thank you all.")];
        sam.post(&format!("/messages/{id}/reply"), &answer)
            .await
            .is(200);
        desk.get("/staff/inbox")
            .await
            .is(200)
            .shows("row unread")
            .shows("Thank you all.");

        // Joining openly: colleagues see it, the sender too, and it is on record once.
        for _ in 0..2 {
            desk.post(&format!("{thread}/join"), &[])
                .await
                .is(200)
                .shows("has joined the conversation")
                .shows("id=\"reply\"")
                .hides("Hidden copy");
        }
        assert_eq!(recorded(&app, &clinic, "conversation.join").await.len(), 1);
        owner
            .get(&thread)
            .await
            .is(200)
            .shows("Priya Shah has joined the conversation")
            .hides("Joan Fisher");
        nurse
            .get(&thread)
            .await
            .is(200)
            .shows("takes part openly since");
        let told = program.get(&api).await.is(200).json();
        assert_eq!(told["joined_staff"][0]["name"], "Priya Shah");
        assert!(told["hidden_copies"].is_null());
        let given = key_of_sender.get(&api).await.is(200).json();
        assert_eq!(given["hidden_copies"].as_array().map(Vec::len), Some(2));
        key.post(&format!("{api}/messages"), None, &words)
            .await
            .is(201);
        // Who holds nothing joins nothing.
        let refused = key_of_sender
            .post(&format!("{api}/join"), None, &json!({}))
            .await;
        assert_eq!(refused.is(409).json()["code"], "hidden_copy_none");
        let copied = recorded(&app, &clinic, "conversation.copy").await;
        assert_eq!(copied, [format!("to={joan},{priya} left_out=")]);
    }
);

both_engines!(
    m48_who_reads_it_openly_gets_no_hidden_copy_and_a_group_s_member_may_act,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let all = [clinic.nurse.id, clinic.owner.id, clinic.receptionist.id];
        let whole = list(&app, &clinic, "All hands", &all).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let fields = [
            ("bcc_list_ids", &*whole.to_string()),
            ("bcc_staff_ids", &*clinic.receptionist.id.to_string()),
            ("to_staff_ids", &*clinic.owner.id.to_string()),
            ("from", &*format!("workgroup:{}", clinic.front_desk)),
        ];
        let sent = send(&nurse, &patient, &fields).await;
        sent.is(200)
            .shows("Hidden copies from you: <bdi>Priya Shah</bdi></span>");
        // She reads the front desk's inbox anyhow: the copy is marked, and keeps nothing from her.
        let thread = format!("/staff/conversations/{}", id_of(&sent));
        let desk = app.signed_in(&clinic.receptionist).await;
        let page = desk.get(&thread).await;
        page.is(200)
            .shows("Hidden copy")
            .shows("id=\"reply\"")
            .hides("Join the conversation");
        desk.post(&format!("{thread}/close"), &[])
            .await
            .is(200)
            .shows("Closed");
    }
);

both_engines!(
    m48_the_sender_is_told_before_sending_of_a_member_who_has_left,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (priya, joan) = (clinic.receptionist.id, clinic.manager.id);
        let whole = list(&app, &clinic, "Quality review", &[priya, joan]).await;
        let alone = list(&app, &clinic, "Only Priya", &[priya]).await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .post(&format!("/staff/members/{priya}/disable"), &[])
            .await
            .is(200);
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = nurse
            .get(&format!("/staff/compose?patient={}", patient.id))
            .await;
        window.is(200).shows("Has left the clinic and gets no copy");
        let single = send(&nurse, &patient, &[("bcc_staff_ids", &priya.to_string())]).await;
        single
            .is(422)
            .shows("Priya Shah has left the clinic and would get no copy")
            .shows("All is well.");
        let nobody = send(&nurse, &patient, &[("bcc_list_ids", &alone.to_string())]).await;
        nobody.is(422).shows("Nobody on the list");
        // Whom the list still holds gets it, and the sender sees who does not.
        let sent = send(&nurse, &patient, &[("bcc_list_ids", &whole.to_string())]).await;
        sent.is(200)
            .shows("<bdi>Joan Fisher</bdi>")
            .shows("<bdi>Priya Shah (has left the clinic: gets no copy)</bdi>");
        let entries: i64 = app
            .write(move |tx, _| {
                let (n,): (i64,) = tx.one(
                    "SELECT count(*) FROM inbox_entry WHERE inbox_id = $1 OR inbox_id = $2",
                    &[&priya, &joan],
                )?;
                Ok(n)
            })
            .await;
        assert_eq!(entries, 1, "she has left, and gets nothing");
    }
);

both_engines!(
    m48_a_scheduled_message_looks_again_who_is_there_when_it_is_sent,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (priya, joan) = (clinic.receptionist.id, clinic.manager.id);
        let whole = list(&app, &clinic, "Quality review", &[priya, joan]).await;
        let key = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let at = app.state.env.now().plus(DAY).rfc3339();
        let body = json!({
            "patient_id": patient.id.uuid(), "subject": "Results", "body_html": "<p>All is well.</p>",
            "bcc_staff_ids": [priya.uuid(), joan.uuid()], "send_at": at,
        });
        let waits = key
            .post("/api/v1/conversations", None, &body)
            .await
            .is(202)
            .json();
        let nurse = app.signed_in(&clinic.nurse).await;
        let draft = format!("/staff/drafts/{}", waits["id"].as_str().expect("an id"));
        nurse
            .get(&draft)
            .await
            .is(200)
            .shows("Staff Bcc")
            .shows("Priya Shah")
            .shows("Joan Fisher");
        // One leaves the clinic, the other the list, before its time.
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .post(&format!("/staff/members/{priya}/disable"), &[])
            .await
            .is(200);
        let change = [
            ("version", "1"),
            ("name", "Quality review"),
            ("used_by", "everybody"),
        ];
        owner
            .post(&format!("/staff/distribution-lists/{whole}"), &change)
            .await
            .is(200);
        app.clock.advance(DAY);
        app.run_jobs().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let inbox = nurse.get("/staff/inbox?folder=sent").await;
        let id = inbox
            .body
            .split("/staff/conversations/")
            .nth(1)
            .expect("it was sent");
        let thread = format!("/staff/conversations/{}", &id[..36]);
        nurse
            .get(&thread)
            .await
            .is(200)
            .shows("Joan Fisher (is off the list: gets no copy)")
            .shows("Priya Shah");
        let manager = app.signed_in(&clinic.manager).await;
        manager.get("/staff/inbox").await.is(200).hides("Results");
    }
);

both_engines!(
    m48_nobody_picks_out_of_a_list_that_is_not_theirs_to_use,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let keeper = clinic.manager.actor();
        let wanted = Wanted {
            name: "The desk's own".to_owned(),
            for_everybody: false,
            workgroups: vec![clinic.nurses],
            members: vec![clinic.manager.id],
        };
        let theirs = app
            .write(move |tx, env| distribution_lists::create(tx, &keeper, env, &wanted))
            .await;
        // The receptionist is no nurse.
        let desk = app.signed_in(&clinic.receptionist).await;
        let window = desk
            .get(&format!("/staff/compose?patient={}", patient.id))
            .await;
        window.is(200).hides("Staff Bcc");
        for (field, id, why) in [
            (
                "bcc_list_ids",
                theirs.to_string(),
                "One of the lists under Staff Bcc",
            ),
            (
                "bcc_staff_ids",
                clinic.manager.id.to_string(),
                "is on none of your lists any more",
            ),
        ] {
            send(&desk, &patient, &[(field, &id)])
                .await
                .is(422)
                .shows(why);
        }
        // A kept draft says so too, and opens.
        let fields = [
            ("version", "0"),
            ("patient_id", &*patient.id.to_string()),
            ("subject", "Results"),
            ("bcc_list_ids", &*theirs.to_string()),
        ];
        let draft = "/staff/compose/0198f000-0000-7000-8000-000000000003";
        desk.post(&format!("{draft}?then=draft"), &fields)
            .await
            .is(200);
        desk.get("/staff/drafts/0198f000-0000-7000-8000-000000000003")
            .await
            .is(200)
            .shows("Check Staff Bcc");
    }
);
