//! The compose window and the reply box.

use crate::support::{TestApp, both_engines};
use carepost::features::patients::ChartKind;

const DRAFT: &str = "/staff/compose/0198f000-0000-7000-8000-000000000001";

both_engines!(
    m13_a_message_from_the_chart_reaches_exactly_those_shown,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Ann", "Lee").await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = nurse
            .get(&format!("/staff/compose?patient={}", patient.id))
            .await;
        window
            .is(200)
            .shows("Sam Lee")
            .shows("Ann Lee")
            .shows("14 March 1988");
        let only_sam = patient.person.to_string();
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("portal_user_ids", &*only_sam),
            ("subject", "Results"),
            ("body", "All is well."),
            ("allow_response", "on"),
        ];
        nurse
            .post(DRAFT, &fields)
            .await
            .is(200)
            .shows("All is well.")
            .shows("Left out: <bdi>Ann Lee</bdi> (guardian)");
        app.run_jobs().await;
        assert_eq!(
            app.mail.letters().len() + app.texts.texts().len(),
            1,
            "one notice, to the one who was ticked (M6)"
        );
    }
);

both_engines!(
    m18_what_is_missing_is_named_at_its_field_and_nothing_is_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let page = nurse
            .post(
                DRAFT,
                &[("patient_id", &id), ("subject", ""), ("body", "Kept words")],
            )
            .await;
        page.is(422)
            .shows("Write a subject.")
            .shows("href=\"#subject\"")
            .shows("Kept words")
            .shows("<title>Error:");
        let page = nurse
            .post(
                DRAFT,
                &[
                    ("patient_id", &id),
                    ("subject", "Kept subject"),
                    ("body_html", "<p> &nbsp;</p>"),
                ],
            )
            .await;
        page.is(422).shows("Write a message.").shows("Kept subject");
        let page = nurse
            .post(
                DRAFT,
                &[
                    ("patient_id", &id),
                    ("subject", "S"),
                    ("body", "B"),
                    ("from", "workgroup:0198f000-0000-7000-8000-0000000000ff"),
                ],
            )
            .await;
        page.is(422)
            .shows("Choose yourself or a workgroup that you belong to.");
    }
);

both_engines!(
    m18_a_body_of_ten_megabytes_is_sent_and_one_over_the_ceiling_is_kept,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let ten = format!("<p>{}</p>", "word ".repeat(2 * 1024 * 1024));
        let sent = nurse
            .post(
                DRAFT,
                &[
                    ("patient_id", &id),
                    ("subject", "Long"),
                    ("body_html", &ten),
                    ("allow_response", "on"),
                ],
            )
            .await;
        assert_eq!(sent.status, 200);
        assert!(sent.url.contains("/staff/conversations/"), "{}", sent.url);
        let over = format!("<p>{}end</p>", "word ".repeat(3 * 1024 * 1024));
        let refused = nurse
            .post(
                "/staff/compose/0198f000-0000-7000-8000-000000000002",
                &[
                    ("patient_id", &id),
                    ("subject", "Too long"),
                    ("body_html", &over),
                ],
            )
            .await;
        assert_eq!(refused.status, 413);
        assert!(
            refused.body.contains("The message is larger than 12 MB")
                && refused.body.contains("word end")
        );
    }
);

both_engines!(
    two_tabs_that_send_one_draft_send_it_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (one, two) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
        );
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("subject", "Once"),
            ("body", "Only once"),
            ("allow_response", "on"),
        ];
        let (first, second) = tokio::join!(one.post(DRAFT, &fields), two.post(DRAFT, &fields));
        assert_eq!(
            (first.status, second.status),
            (200, 200),
            "{} {}",
            first.body,
            second.body
        );
        assert_eq!(first.url, second.url, "both tabs show the one conversation");
        one.get("/staff/inbox?folder=sent").await.is(200);
        let (count,): (i64,) = app
            .state
            .db
            .read(|tx| tx.one("SELECT count(*) AS n FROM message", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(count, 1);
    }
);

both_engines!(
    m29_a_chart_item_of_another_patient_is_refused_by_the_server,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let other = app.patient_named(&clinic, "Sara", "Lee").await;
        let item = app
            .chart_item(
                &clinic,
                other.id,
                ChartKind::LabResult,
                "Blood count",
                "2026-06-01",
            )
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let fields = [
            ("patient_id", &*id),
            ("subject", "S"),
            ("body", "B"),
            ("chart_item_ids", &*item.to_string()),
        ];
        nurse
            .post(DRAFT, &fields)
            .await
            .is(422)
            .shows("One of the chart items belongs to another patient. Remove it.");
    }
);

both_engines!(
    m37_unticked_the_conversation_is_closed_as_it_is_sent,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let thread = nurse
            .post(
                DRAFT,
                &[
                    ("patient_id", &id),
                    ("subject", "For your files"),
                    ("body", "Nothing to do."),
                ],
            )
            .await;
        thread
            .is(200)
            .shows("It was sent without allowing a response.")
            .shows("Reopen");
        let path = thread.url.clone();
        nurse
            .post(&format!("{path}/reopen"), &[])
            .await
            .is(200)
            .shows("Your reply");
        nurse
            .post(&format!("{path}/close"), &[])
            .await
            .is(200)
            .shows("The patient can read it but not reply.");
    }
);

both_engines!(
    who_may_not_send_reads_but_writes_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let manager = app.signed_in(&clinic.manager).await;
        let path = format!("/staff/conversations/{}", letter.sent.conversation);
        manager
            .get(&path)
            .await
            .is(200)
            .shows("All is well.")
            .hides("data-editor");
        manager.post(&format!("{path}/close"), &[]).await.is(403);
        manager
            .post(
                DRAFT,
                &[
                    ("patient_id", &patient.id.to_string()),
                    ("subject", "S"),
                    ("body", "B"),
                ],
            )
            .await
            .is(403);
    }
);

both_engines!(another_clinic_finds_nothing_here, async |app: TestApp| {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let stranger = app.signed_in(&other.owner).await;
    let path = format!("/staff/conversations/{}", letter.sent.conversation);
    stranger.get(&path).await.is(404).hides("All is well.");
    stranger.post(&format!("{path}/close"), &[]).await.is(404);
    stranger
        .post(
            &format!("{path}/reply/0198f000-0000-7000-8000-000000000009"),
            &[("body", "x")],
        )
        .await
        .is(404);
    stranger
        .get(&format!("/staff/compose?patient={}", patient.id))
        .await
        .is(404);
});

both_engines!(
    a_draft_is_kept_resumed_and_never_overwritten_unseen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (here, there) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
        );
        let id = patient.id.to_string();
        let path = "/staff/drafts/0198f000-0000-7000-8000-000000000003";
        let save = |version: &'static str, body: &'static str| {
            [
                ("version", version),
                ("patient_id", ""),
                ("subject", "Half done"),
                ("body", body),
            ]
        };
        let with_patient = |fields: [(&'static str, &'static str); 4], id: String| {
            fields.map(|(k, v)| {
                (
                    k,
                    if k == "patient_id" {
                        id.clone()
                    } else {
                        v.to_owned()
                    },
                )
            })
        };
        let post = async |browser: &crate::support::Browser,
                          fields: [(&'static str, String); 4]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            browser.post(path, &fields).await
        };
        assert_eq!(
            post(&here, with_patient(save("0", "one"), id.clone()))
                .await
                .json()["version"],
            1
        );
        assert_eq!(
            post(&here, with_patient(save("1", "two"), id.clone()))
                .await
                .json()["version"],
            2
        );
        post(&there, with_patient(save("1", "three"), id.clone()))
            .await
            .is(409);
        there
            .get("/staff/drafts")
            .await
            .is(200)
            .shows("Half done")
            .shows("two")
            .hides("three");
        there
            .get("/staff/compose?draft=0198f000-0000-7000-8000-000000000003")
            .await
            .is(200)
            .shows("Half done")
            .shows("two");
        app.signed_in(&clinic.receptionist)
            .await
            .get("/staff/drafts")
            .await
            .is(200)
            .hides("Half done");
    }
);
