//! Patients start a conversation (M10, M12, M67, M68, M72).

use std::collections::HashMap;

use carepost::features::staff::{self, Acting, Opening};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{Answer, Browser, Clinic, PASSWORD, Patient, TestApp, both_engines, files};

const NEW: &str = "/messages/new";

/// Patients may write to the nurses, who answer within two working days, and to the front desk, which takes the rest.
pub async fn opened(app: &TestApp, clinic: &Clinic) {
    app.tier(clinic, "connect_pro").await;
    let (id, front_desk, nurses) = (clinic.id, clinic.front_desk, clinic.nurses);
    app.write(move |tx, env| {
        let opening = Opening {
            open_to_patients: true,
            answer_days: Some(2),
        };
        staff::open_workgroup(tx, env, &Acting::system(id), nurses, opening)?;
        let sql = "UPDATE portal_settings SET patients_start = TRUE, default_workgroup_id = $2 WHERE clinic_id = $1";
        Ok(tx.exec(sql, &[&id, &front_desk])?)
    })
    .await;
}

/// The name of the page that a first message is written on.
fn page_of(answer: &Answer) -> String {
    let (_, rest) = answer
        .body
        .split_once("name=\"page\" value=\"")
        .expect("the page's name");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Sends a first message about `patient` as it was typed.
async fn start(browser: &Browser, patient: &Patient, fields: &[(&str, &str)]) -> Answer {
    let path = format!("{NEW}/{}", patient.id);
    browser.post(&path, fields).await
}

async fn owner_counts(browser: &Browser) -> i64 {
    let page = browser.get("/staff/inbox").await;
    i64::from(page.is(200).body.contains("My rash"))
}

both_engines!(
    m10_a_patient_writes_first_where_tier_and_switch_agree,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        let typed = [("subject", "My rash"), ("body", "It is back.")];
        for (tier, on, why) in [
            ("connect", true, "the clinic writes first"),
            ("connect_pro", false, "takes no new questions"),
        ] {
            app.tier(&clinic, tier).await;
            app.write(move |tx, _| {
                Ok(tx.exec("UPDATE portal_settings SET patients_start = $1", &[&on])?)
            })
            .await;
            reader.get("/messages").await.is(200).hides("New message");
            reader
                .get(NEW)
                .await
                .is(200)
                .shows(why)
                .hides("Send message");
            start(&reader, &patient, &typed)
                .await
                .is(409)
                .shows(why)
                .shows("It is back.")
                .shows("My rash");
        }
        opened(&app, &clinic).await;
        reader
            .get("/messages")
            .await
            .is(200)
            .shows("href=\"/messages/new\"");
        let page = reader.get(NEW).await;
        page.is(200)
            .shows("In an emergency call 911")
            .shows("Front desk")
            .shows("Nurses")
            .shows("Usually answers within 2 working days")
            .shows("name=\"files\"")
            .hides("Write about somebody else");
        let nurses = clinic.nurses.to_string();
        let sent = start(
            &reader,
            &patient,
            &[
                ("page", &page_of(&page)),
                ("workgroup", &nurses),
                ("subject", "My rash"),
                ("body", "It is <b>back</b>.\r\nSince Monday."),
            ],
        )
        .await;
        sent.is(200)
            .shows("Your message was sent")
            .shows("It is &lt;b&gt;back&lt;/b&gt;.<br>Since Monday.")
            .shows("Nurses")
            .shows("Only you and the clinic can read this.");
        reader.get("/messages").await.shows("My rash");
        // Nothing waits on the page for the next message.
        reader.get(NEW).await.is(200).hides("My rash");
    }
);

both_engines!(
    m10_it_lands_unread_with_the_workgroup_and_is_answered_as_any_other,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let receptionist = app.signed_in(&clinic.receptionist).await;
        assert_eq!(owner_counts(&nurse).await, 0);
        let nurses = clinic.nurses.to_string();
        let fields = [
            ("workgroup", nurses.as_str()),
            ("subject", "My rash"),
            ("body", "It is back."),
        ];
        let sent = start(&reader, &patient, &fields).await;
        let id = conversation_of(sent.is(200));
        assert_eq!(owner_counts(&nurse).await, 1);
        assert_eq!(owner_counts(&receptionist).await, 0);
        let inbox = nurse.get("/staff/inbox").await;
        inbox.shows("Nurses").shows("It is back.");
        // It waits for nobody on the patient's side.
        for folder in ["unread_by_patient", "awaiting_response", "sent", "closed"] {
            let page = nurse.get(&format!("/staff/inbox?folder={folder}")).await;
            page.hides("My rash");
        }
        let chart = nurse.get(&format!("/staff/patients/{}", patient.id)).await;
        chart.is(200).shows("My rash");
        let thread = format!("/staff/conversations/{id}");
        nurse
            .get(&thread)
            .await
            .is(200)
            .shows("Sam Lee")
            .shows("It is back.");
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let shown = program.get(&format!("/api/v1/conversations/{id}")).await;
        let shown = shown.is(200).json();
        assert_eq!(shown["started_by"]["kind"], "portal_user");
        assert_eq!(shown["started_by"]["id"], patient.person.to_string());
        assert_eq!(shown["from"]["workgroup"], nurses);
        assert_eq!(shown["can_reply"], true);
        assert_eq!(shown["can_attach"], true);
        assert_eq!(shown["messages"][0]["author"]["kind"], "portal_user");
        assert_eq!(shown["messages"][0]["on_behalf_of"], Value::Null);
        // The answer comes from the workgroup, and its box decides about files from then on.
        program
            .post(
                &format!("/api/v1/conversations/{id}/messages"),
                None,
                &serde_json::json!({ "body_html": "<p>Use the cream.</p>" }),
            )
            .await
            .is(201);
        let page = reader.get(&format!("/messages/{id}")).await;
        page.is(200).shows("Use the cream.").hides("name=\"files\"");
        let audited: i64 = app
            .write(move |tx, _| {
                let (n,): (i64,) = tx.one(
                    "SELECT count(*) AS n FROM audit_event WHERE action = 'conversation.start' AND actor_id = $1 AND patient_id = $2",
                    &[&patient.person, &patient.id],
                )?;
                Ok(n)
            })
            .await;
        assert_eq!(audited, 1);
    }
);

/// The conversation of a thread's page.
fn conversation_of(answer: &Answer) -> String {
    let (_, rest) = answer.url.split_once("/messages/").expect("a thread");
    rest.split(['?', '#']).next().unwrap_or_default().to_owned()
}

both_engines!(
    m12_m72_a_guardian_writes_for_a_child_and_no_choice_goes_to_the_front_desk,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let (ann, link) = app.guardian(&sam, "Ann", "Lee").await;
        let reader = app.account_of(&sam, ann).await;
        reader
            .get(NEW)
            .await
            .is(200)
            .shows("You are writing on behalf of")
            .shows("Sam Lee");
        let fields = [("subject", "My rash"), ("body", "Sam has a rash.")];
        let sent = start(&reader, &sam, &fields).await;
        let id = conversation_of(sent.is(200).shows("on behalf of"));
        let receptionist = app.signed_in(&clinic.receptionist).await;
        assert_eq!(owner_counts(&receptionist).await, 1);
        let thread = receptionist
            .get(&format!("/staff/conversations/{id}"))
            .await;
        thread
            .is(200)
            .shows("Ann Lee")
            .shows("on behalf of")
            .shows("Front desk");
        // Sam, who reads for himself, was not written to.
        let own = app.account_of(&sam, sam.person).await;
        own.get(&format!("/messages/{id}")).await.is(404);
        let program = app
            .program(&clinic.nurse, "messages:read patients:read staff:read")
            .await;
        let header = program.get(&format!("/fhir/r4/Communication/{id}")).await;
        let header = header.is(200).json();
        assert_eq!(
            header["sender"]["reference"],
            format!("RelatedPerson/{link}")
        );
        assert_eq!(
            header["subject"]["reference"],
            format!("Patient/{}", sam.id)
        );
    }
);

both_engines!(
    sent_twice_it_is_there_once_and_mended_it_is_another,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        let page = page_of(&reader.get(NEW).await);
        let fields = [
            ("page", page.as_str()),
            ("subject", "My rash"),
            ("body", "Once."),
        ];
        let sends = (0..6).map(|_| start(&reader, &patient, &fields));
        let mut urls = HashMap::new();
        for answer in futures::future::join_all(sends).await {
            *urls.entry(conversation_of(answer.is(200))).or_insert(0) += 1;
        }
        assert_eq!(urls.len(), 1, "{urls:?}");
        // Back in the browser, another word: another message, from the same page.
        let fields = [
            ("page", page.as_str()),
            ("subject", "My rash"),
            ("body", "Twice."),
        ];
        let again = conversation_of(start(&reader, &patient, &fields).await.is(200));
        assert!(!urls.contains_key(&again));
        let list = reader.get("/messages").await;
        assert_eq!(list.body.matches("<bdi>My rash</bdi>").count(), 2);
    }
);

both_engines!(
    m9_m10_files_come_along_and_nothing_typed_is_lost_on_a_refusal,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        let (path, nurses) = (format!("{NEW}/{}", patient.id), clinic.nurses.to_string());
        let form = Form::new()
            .text("workgroup", nurses.clone())
            .text("subject", " ")
            .text("body", "A picture of it")
            .part("files", Part::bytes(files::PDF).file_name("plan.bin"))
            .part("files", Part::bytes(&b"no picture"[..]).file_name("a.png"));
        let refused = reader
            .send(|http, url| {
                http.post(url(&path))
                    .header("accept", "text/html")
                    .header("sec-fetch-site", "same-origin")
                    .multipart(form)
            })
            .await;
        refused
            .is(422)
            .shows("Error:")
            .shows("a.png")
            .shows("A picture of it</textarea>")
            .shows(&format!("value=\"{nurses}\" checked"))
            .shows("plan.bin");
        let (_, rest) = refused
            .body
            .split_once("name=\"attachment_ids\" value=\"")
            .expect("the file that was taken");
        let file = rest.split('"').next().unwrap_or_default();
        let fields = [
            ("workgroup", nurses.as_str()),
            ("subject", ""),
            ("body", "A picture of it"),
            ("attachment_ids", file),
        ];
        start(&reader, &patient, &fields)
            .await
            .is(422)
            .shows("id=\"subject-why\"")
            .shows("plan.bin");
        // A workgroup that has stopped taking messages meanwhile is said so; nothing goes elsewhere unseen.
        let (id, group) = (clinic.id, clinic.nurses);
        app.write(move |tx, env| staff::retire_workgroup(tx, env, &Acting::system(id), group))
            .await;
        let fields = [
            ("workgroup", nurses.as_str()),
            ("subject", "My rash"),
            ("body", "A picture of it"),
            ("attachment_ids", file),
        ];
        start(&reader, &patient, &fields)
            .await
            .is(422)
            .shows("takes no new messages now")
            .shows("value=\"My rash\"");
        let fields = [fields[1], fields[2], fields[3]];
        let sent = start(&reader, &patient, &fields).await;
        let id = conversation_of(sent.is(200).shows("plan.bin"));
        // Before the clinic has answered, files come with a further word too.
        reader
            .get(&format!("/messages/{id}"))
            .await
            .shows("name=\"files\"");
    }
);

both_engines!(
    who_floods_a_clinic_is_stopped_and_keeps_the_text,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        opened(&app, &clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        for n in 0..20 {
            let subject = format!("Question {n}");
            let fields = [("subject", subject.as_str()), ("body", "Hello?")];
            start(&reader, &patient, &fields).await.is(200);
        }
        let fields = [("subject", "One more"), ("body", "Hello again?")];
        start(&reader, &patient, &fields)
            .await
            .is(429)
            .shows("You can start 20 messages in a day")
            .shows("Hello again?</textarea>");
        app.clock.advance(24 * 3_600_000);
        let reader = app.account_of(&patient, patient.person).await;
        start(&reader, &patient, &fields).await.is(200);
    }
);

both_engines!(
    what_was_typed_outlives_the_session_and_waits_for_its_patient,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        let lou = app.patient_named(&clinic, "Lou", "Lee").await;
        opened(&app, &clinic).await;
        let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
        also_for(&app, ann, &lou).await;
        let letter = app
            .write_to(&clinic, &sam, "About Sam", "<p>Hello</p>", true)
            .await;
        let link = app.link(letter, &sam, ann).await;
        app.new_account(&link, "ann@mail.example").await;

        // Nobody is signed in: the text goes through signing in, to the patient whom it is about.
        let browser = app.browser();
        let kept = start(
            &browser,
            &lou,
            &[("subject", "About Lou"), ("body", "Line one\nline two")],
        )
        .await;
        kept.is(200)
            .shows("line two")
            .shows(&format!("value=\"/messages/new/{}\"", lou.id));
        let back = format!("/messages/new/{}", lou.id);
        let fields = [
            ("login", "ann@mail.example"),
            ("password", PASSWORD),
            ("back", back.as_str()),
            ("kept", "About Lou\r\nLine one\r\nline two"),
        ];
        let page = browser.post("/sign-in/account", &fields).await;
        page.is(200)
            .shows("value=\"About Lou\"")
            .shows("Line one\r\nline two</textarea>")
            .shows("Lou Lee");

        // Another tab has gone on for Sam: what this one sends about Lou is kept for Lou and sent to nobody.
        let to_sam = [("patient", sam.id.to_string()), ("next", NEW.to_owned())];
        let to_sam: Vec<_> = to_sam.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let of_sam = browser.post("/people", &to_sam).await;
        of_sam.is(200).shows("New message").hides("About Lou");
        let fields = [("subject", "About Lou"), ("body", "Lou coughs.")];
        start(&browser, &lou, &fields)
            .await
            .is(409)
            .shows("It was not sent")
            .shows("Sam Lee")
            .hides("Lou coughs.");
        let to_lou = [("patient", lou.id.to_string()), ("next", NEW.to_owned())];
        let to_lou: Vec<_> = to_lou.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser
            .post("/people", &to_lou)
            .await
            .is(200)
            .shows("Lou coughs.</textarea>");
        // As the page saves it while one types; a patient of nobody's is not found.
        let draft = format!("/messages/new/{}/draft", lou.id);
        let saved = browser
            .post(
                &draft,
                &[("subject", "About Lou"), ("body", "Lou is well.")],
            )
            .await;
        assert!(saved.is(200).json()["version"].as_i64() > Some(1));
        browser.get(NEW).await.shows("Lou is well.</textarea>");
        let stranger = app.patient_named(&clinic, "Max", "Moss").await;
        let draft = format!("/messages/new/{}/draft", stranger.id);
        browser.post(&draft, &fields).await.is(404);
        start(&browser, &stranger, &fields).await.is(404);
    }
);

/// Ann is Lou's guardian too.
async fn also_for(app: &TestApp, person: carepost::platform::ids::PortalUserId, patient: &Patient) {
    use carepost::features::patients::{self, Editor, NewLink, Relationship};
    let (clinic, patient) = (patient.clinic, patient.id);
    app.write(move |tx, env| {
        let link = NewLink::new(person, patient, Relationship::Guardian);
        patients::link_portal_user(tx, &Editor::system(clinic), env, &link)
    })
    .await;
}

both_engines!(
    m72_a_default_workgroup_is_needed_and_stays_while_it_is,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.tier(&clinic, "connect_pro").await;
        let owner = app.signed_in(&clinic.owner).await;
        let program = app.program(&clinic.owner, "settings").await;
        let settings = "/api/v1/portal-settings";
        let mut now = program.get(settings).await.is(200).json();
        now["patients_start"] = true.into();
        let refused = program.put(settings, &now).await;
        refused.is(422).shows("default_workgroup_missing");
        now["default_workgroup_id"] = uuid::Uuid::from_u128(9).to_string().into();
        let refused = program.put(settings, &now).await;
        refused.is(422).shows("default_workgroup_unable");
        now["default_workgroup_id"] = clinic.front_desk.to_string().into();
        program.put(settings, &now).await.is(200);
        owner
            .get("/staff/settings/portal")
            .await
            .is(200)
            .shows("Patients may start a conversation")
            .shows(&format!("value=\"{}\" selected", clinic.front_desk));

        let group = format!("/staff/workgroups/{}", clinic.front_desk);
        owner
            .post(&format!("{group}/retire"), &[])
            .await
            .is(422)
            .shows("takes the messages that patients start");
        owner
            .post(&group, &[("name", "Front desk")])
            .await
            .is(422)
            .shows("somebody who is active must belong to it");
        let member = clinic.nurse.id.to_string();
        let fields = [
            ("name", "Front desk"),
            ("members", member.as_str()),
            ("open_to_patients", "true"),
            ("answer_days", "31"),
        ];
        owner
            .post(&group, &fields)
            .await
            .is(422)
            .shows("from 1 to 30")
            .shows("value=\"31\"");
        let fields = [fields[0], fields[1], fields[2], ("answer_days", "1")];
        owner.post(&group, &fields).await.is(200);
        owner
            .get(&group)
            .await
            .is(200)
            .shows("name=\"open_to_patients\" value=\"true\" checked");
        // The nurse is the only one left who reads it, and stays so whichever way somebody tries to take her away.
        let page = format!("/staff/members/{}", clinic.nurse.id);
        let disabled = owner.post(&format!("{page}/disable"), &[]).await;
        disabled
            .is(422)
            .shows("Front desk takes the messages that patients start");
        let nowhere = [
            ("display_name", "Nora Nurse"),
            ("email", clinic.nurse.email.as_str()),
            ("role_title", "Nurse"),
            ("language", "en"),
        ];
        let taken_out = owner.post(&page, &nowhere).await;
        taken_out.is(422).shows("somebody who is active");
        let desk_of_nurse = owner.get(&group).await;
        desk_of_nurse
            .is(200)
            .shows(&format!("value=\"{member}\" checked"));
        let patient = app.patient(&clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        reader
            .get(NEW)
            .await
            .is(200)
            .shows("Usually answers within one working day")
            .hides("Nurses");
        let groups = app.program(&clinic.nurse, "staff:read").await;
        let groups = groups.get("/api/v1/workgroups").await.is(200).json();
        let desk = groups["items"]
            .as_array()
            .expect("workgroups")
            .iter()
            .find(|g| g["name"] == "Front desk")
            .expect("the front desk")
            .clone();
        assert_eq!(desk["open_to_patients"], true);
        assert_eq!(desk["answer_days"], 1);
    }
);
