//! Drafts that can no longer be sent open, say why, and keep their text; two devices that write one draft lose nothing (M23).

use carepost::features::patients::{self, Editor};
use carepost::platform::ids::ConversationId;
use uuid::Uuid;

use crate::support::{Browser, Patient, TestApp, both_engines};

const DRAFT: &str = "0198f000-0000-7000-8000-0000000000d1";

/// Autosaves a draft about `patient`; the new version.
async fn keep(browser: &Browser, patient: &Patient, version: i64, more: &[(&str, &str)]) -> i64 {
    let (id, version) = (patient.id.to_string(), version.to_string());
    let mut fields = vec![("patient_id", &*id), ("version", &*version)];
    fields.extend_from_slice(more);
    let answer = browser
        .post(&format!("/staff/drafts/{DRAFT}"), &fields)
        .await;
    answer.is(200).json()["version"]
        .as_i64()
        .expect("a version")
}

async fn open(browser: &Browser) -> crate::support::Answer {
    browser.get(&format!("/staff/drafts/{DRAFT}")).await
}

both_engines!(
    m23_a_draft_of_a_patient_without_access_says_so_and_opens,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        keep(
            &nurse,
            &patient,
            0,
            &[("subject", "Results"), ("body", "Typed <with> care")],
        )
        .await;
        let page = open(&nurse).await;
        assert!(
            page.is(200).url.contains("/staff/compose?draft="),
            "it can be sent: {}",
            page.url
        );
        let (editor, id) = (Editor::system(clinic.id), patient.id);
        app.write(move |tx, env| patients::set_access(tx, &editor, env, id, false))
            .await;
        let page = nurse.get(&format!("/staff/compose?draft={DRAFT}")).await;
        page.is(200)
            .shows("A draft that can’t be sent yet")
            .shows("Typed &lt;with&gt; care")
            .shows("Results")
            .shows(&format!("/staff/patients/{id}/message-patient"));
        nurse
            .get("/staff/drafts")
            .await
            .shows(&format!("/staff/drafts/{DRAFT}"));
        let editor = Editor::system(clinic.id);
        app.write(move |tx, env| patients::set_access(tx, &editor, env, id, true))
            .await;
        assert!(
            open(&nurse).await.url.contains("/staff/compose?draft="),
            "as soon as it can be sent"
        );
    }
);

both_engines!(
    m23_a_member_who_may_no_longer_send_reads_and_copies_the_draft,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        keep(&nurse, &patient, 0, &[("body", "Kept words")]).await;
        let member = clinic.nurse.id;
        let taken = app.state.db.write(move |tx| {
            tx.exec(
                "DELETE FROM staff_permission WHERE staff_id = $1 AND permission = 'send_messages'",
                &[&member],
            )
        });
        taken.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        let nurse = app.signed_in(&clinic.nurse).await;
        open(&nurse)
            .await
            .is(200)
            .shows("Kept words")
            .shows("You no longer have the permission to send messages.");
        nurse
            .post(&format!("/staff/drafts/{DRAFT}/discard"), &[])
            .await
            .is(200);
        open(&nurse).await.is(404);
    }
);

both_engines!(
    m23_what_was_chosen_and_is_gone_is_named_in_the_compose_window,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let (nobody, gone): (Uuid, Uuid) = (app.state.env.id(), app.state.env.id());
        let nobody = nobody.to_string();
        let fields = [
            ("body", "Text"),
            ("portal_user_ids", &*nobody),
            ("from", &*format!("workgroup:{gone}")),
            ("chart_item_ids", &*nobody),
        ];
        keep(&nurse, &patient, 0, &fields).await;
        open(&nurse)
            .await
            .is(200)
            .shows("You wrote this from a workgroup that is gone")
            .shows("Somebody you had chosen can no longer read")
            .shows("A file that you had attached is no longer there");
        let id = patient.id;
        let discharged = app.state.db.write(move |tx| {
            tx.exec(
                "UPDATE patient SET status = 'discharged' WHERE id = $1",
                &[&id],
            )
        });
        discharged
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        open(&nurse)
            .await
            .is(200)
            .shows("This patient has been discharged.");
    }
);

both_engines!(
    m23_an_unsent_reply_outlives_the_closing_of_its_conversation,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("subject", "S"),
            ("body", "First"),
            ("allow_response", "on"),
        ];
        let page = nurse
            .post(
                "/staff/compose/0198f000-0000-7000-8000-0000000000d0",
                &fields,
            )
            .await;
        let conversation = page
            .url
            .split("/staff/conversations/")
            .nth(1)
            .expect("a thread");
        let conversation: ConversationId = conversation
            .split(['?', '#'])
            .next()
            .expect("an id")
            .parse()
            .expect("an id");
        keep(
            &nurse,
            &patient,
            0,
            &[
                ("conversation_id", &*conversation.to_string()),
                ("body", "Half a reply"),
            ],
        )
        .await;
        nurse
            .get(&format!("/staff/conversations/{conversation}"))
            .await
            .shows("Half a reply");
        nurse
            .post(&format!("/staff/conversations/{conversation}/close"), &[])
            .await
            .shows("You have a reply here that was not sent");
        open(&nurse)
            .await
            .is(200)
            .shows("Half a reply")
            .shows("The conversation has been closed.");
        nurse
            .post(&format!("/staff/conversations/{conversation}/reopen"), &[])
            .await
            .is(200);
        assert!(
            open(&nurse)
                .await
                .url
                .contains(&format!("/staff/conversations/{conversation}"))
        );
    }
);

both_engines!(
    m23_two_devices_that_write_one_draft_are_shown_both_versions,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (desk, phone) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
        );
        keep(&desk, &patient, 0, &[("subject", "S"), ("body", "Begun")]).await;
        let newest = keep(
            &phone,
            &patient,
            1,
            &[("subject", "S"), ("body", "From the phone")],
        )
        .await;
        let id = patient.id.to_string();
        let typed = [
            ("patient_id", &*id),
            ("version", "1"),
            ("subject", "S"),
            ("body", "From the desk"),
            ("allow_response", "on"),
        ];
        desk.post(&format!("/staff/drafts/{DRAFT}"), &typed)
            .await
            .is(409);
        // Neither keeping nor sending overwrites what the phone has kept.
        for address in [
            format!("/staff/compose/{DRAFT}?then=compare"),
            format!("/staff/compose/{DRAFT}"),
        ] {
            let page = desk.post(&address, &typed).await;
            page.is(409)
                .shows("From the phone")
                .shows("From the desk")
                .shows("Keep this version");
            page.shows(&format!("name=\"version\" value=\"{newest}\""));
        }
        let newest = newest.to_string();
        let chosen = typed.map(|(name, value)| {
            if name == "version" {
                (name, &*newest)
            } else {
                (name, value)
            }
        });
        let page = desk
            .post(&format!("/staff/compose/{DRAFT}?then=keep"), &chosen)
            .await;
        page.is(200).shows("From the desk").hides("From the phone");
        let (count,): (i64,) = app
            .state
            .db
            .read(|tx| tx.one("SELECT count(*) AS n FROM message", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(count, 0, "nothing was sent");
    }
);
