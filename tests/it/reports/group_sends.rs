//! The group sends of some days, and how one was received.

use serde_json::json;

use super::{allow, rows};
use crate::group_sends::Draft;
use crate::group_sends::sending::crowd;
use crate::notifications::never;
use crate::support::{TestApp, both_engines};

both_engines!(
    m78_a_group_send_is_reported_from_the_list_to_the_answer,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        crowd(&app, &clinic, 4).await;
        app.new_patient(&clinic)
            .named("Nobody", "Reads")
            .email(None)
            .mobile(None)
            .create()
            .await;
        let draft = Draft::of(&app, &clinic).await;
        allow(&app, &clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let own = format!("/staff/reports/group-sends/{}", draft.id);
        nurse.get(&own).await.is(404);
        draft.write(json!({ "subject": "=Closed on Monday" })).await;
        draft.send().await;
        app.mail.answer_next(never("smtp-550"));
        app.run_jobs().await;
        let (message, conversation, person) = first_sent(&app).await;
        app.write(move |tx, env| {
            let opened = "UPDATE message_recipient SET opened_at = sent_at FROM message WHERE message.id = message_id AND message_id = $1";
            tx.exec(opened, &[&message])?;
            let answered = "INSERT INTO message (clinic_id, conversation_id, id, author_portal_user_id, shown_as, on_behalf_of_patient, body_html, snippet, allow_response, sent_at)
                SELECT clinic_id, conversation_id, $2, $3, '', FALSE, '', '', FALSE, sent_at + 1 FROM message WHERE id = $1";
            tx.exec(answered, &[&message, &env.id::<carepost::platform::ids::MessageId>(), &person])?;
            Ok(conversation)
        })
        .await;

        let program = app.program(&clinic.nurse, "reports:read").await;
        let report = program
            .get(&format!("/api/v1/reports/group-sends/{}", draft.id))
            .await
            .is(200)
            .json();
        assert_eq!(
            (
                &report["patients"],
                &report["sent"],
                &report["opened"],
                &report["answered"]
            ),
            (&json!(4), &json!(4), &json!(1), &json!(1)),
            "{report}"
        );
        assert_eq!(
            (
                &report["email"]["sent"],
                &report["email"]["failed"],
                &report["left_out"]
            ),
            (&json!(3), &json!(1), &json!(1)),
            "{report}"
        );
        assert_eq!(
            report["failures"],
            json!([{ "channel": "email", "code": "smtp-550", "notices": 1 }])
        );
        assert_eq!(
            report["skipped_for"],
            json!([{ "reason": "no_contact", "people": 1 }]),
            "{report}"
        );

        nurse
            .get(&own)
            .await
            .is(200)
            .shows("<b class=\"num\">1</b> <span class=\"muted num\">25 %</span>")
            .shows("No email or mobile number on file")
            .hides("Lee");
        nurse
            .get(&format!("/staff/group-sends/{}/recipients", draft.id))
            .await
            .is(403);
        let list = nurse.get("/staff/reports/group-sends").await;
        list.is(200)
            .shows(&own)
            .shows("4 / 4")
            .hides("group-sends.csv");
        let listed = program
            .get("/api/v1/reports/group-sends")
            .await
            .is(200)
            .json();
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
        program
            .get("/api/v1/reports/group-sends?until=2020-01-01")
            .await
            .is(200)
            .shows("\"items\":[]");
        let owner = app.signed_in(&clinic.owner).await;
        let lines = rows(&owner.get("/staff/reports/group-sends.csv").await);
        assert!(
            lines[0].contains(",'=Closed on Monday,") && lines[0].ends_with(",done,4,4,1,0,0"),
            "{lines:?}"
        );

        let other = app.other_clinic().await;
        let stranger = app.signed_in(&other.owner).await;
        stranger.get(&own).await.is(404);
        stranger
            .get("/staff/reports/group-sends")
            .await
            .is(200)
            .hides(&draft.id);
    }
);

/// The first recipient who was written to and told: message, conversation, person.
async fn first_sent(
    app: &TestApp,
) -> (
    carepost::platform::ids::MessageId,
    carepost::platform::ids::ConversationId,
    carepost::platform::ids::PortalUserId,
) {
    app.write(|tx, _| {
        Ok(tx.one(
            "SELECT message_id, conversation_id, portal_user_id FROM group_send_recipient WHERE state = 'sent' ORDER BY patient_id LIMIT 1",
            &[],
        )?)
    })
    .await
}
