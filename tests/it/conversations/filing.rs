//! The conversation filed in the chart (M24, M66): what the PDF says, its versions, and that a crash in between loses nothing.

use std::process::{Command, Stdio};

use carepost::features::conversations::{self, NewReply, Options, filing};
use carepost::platform::ids::{ChartItemId, ConversationId};
use carepost::platform::richtext::RichText;

use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const DRAFT: &str = "/staff/compose/0198f000-0000-7000-8000-000000000001";

/// Sends a first message with one of the three buttons, and returns the page that follows.
async fn send(nurse: &Browser, patient: &Patient, after: &str) -> Answer {
    let fields = [
        ("patient_id", &*patient.id.to_string()),
        ("subject", "Résultats"),
        (
            "body_html",
            "<p>Tout est <strong>normal</strong>.</p><table><tr><th>Glucose</th></tr><tr><td>5,1</td></tr></table>",
        ),
        ("allow_response", "on"),
        ("after", after),
    ];
    nurse.post(DRAFT, &fields).await
}

fn id_of(page: &Answer) -> ConversationId {
    let rest = page.url.split("/staff/conversations/").nth(1);
    let id = rest.and_then(|r| r.split(['?', '#', '/']).next());
    id.and_then(|id| id.parse().ok())
        .unwrap_or_else(|| panic!("{} names no conversation", page.url))
}

/// The chart items of the latest version.
pub async fn items(app: &TestApp, clinic: &Clinic, id: ConversationId) -> Vec<ChartItemId> {
    let clinic = clinic.id;
    let read = app.state.db.read(move |tx| filing::filing(tx, clinic, id));
    let filing: filing::Filing = read.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
    let filed = filing.filed.expect("it is filed");
    filed.parts.iter().map(|p| p.chart_item).collect()
}

/// The words of a PDF, where the machine has a program that reads them.
pub fn words(pdf: &[u8]) -> Option<String> {
    use std::io::Write as _;
    let reading = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut reading) = reading else {
        eprintln!("NOT READ: the words of a PDF; the Debian package poppler-utils has pdftotext");
        return None;
    };
    reading
        .stdin
        .take()
        .expect("a pipe")
        .write_all(pdf)
        .expect("it reads");
    let read = reading.wait_with_output().expect("it ends");
    assert!(read.status.success());
    Some(String::from_utf8(read.stdout).expect("text"))
}

async fn reply(app: &TestApp, clinic: &Clinic, id: ConversationId, text: &str) {
    let (actor, body) = (clinic.nurse.actor(), RichText::from_plain(text));
    app.write(move |tx, env| {
        let new = NewReply {
            conversation: id,
            draft: None,
            body: body.clone(),
            attachments: Vec::new(),
            options: Options::new(true),
            fee_code: None,
        };
        conversations::reply(tx, &actor, env, &new)
    })
    .await;
}

both_engines!(
    m24_send_and_download_files_the_conversation_in_the_chart,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = send(&nurse, &patient, "file").await;
        page.is(200).shows("Being filed in the chart");
        let id = id_of(&page);
        app.run_jobs().await;
        let page = nurse.get(&format!("/staff/conversations/{id}")).await;
        page.shows("In the chart: version 1")
            .shows("Download PDF")
            .hides("File in chart");
        nurse
            .get(&format!("/staff/patients/{}?tab=items", patient.id))
            .await
            .shows("Conversation: Résultats");
        let items = items(&app, &clinic, id).await;
        let pdf = nurse
            .get(&format!("/staff/chart-items/{}/content", items[0]))
            .await
            .bytes;
        assert!(pdf.starts_with(b"%PDF-"));
        if let Some(words) = words(&pdf) {
            for said in [
                "Sam Lee",
                "14 March 1988",
                "normal",
                "Glucose",
                "5,1",
                "Page 1 of 1",
                "Thursday 2 July 2026, 10:20 am",
                "Not opened yet",
            ] {
                assert!(words.contains(said), "{said} is not in\n{words}");
            }
        }
    }
);

both_engines!(m24_the_third_form_also_closes, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let nurse = app.signed_in(&clinic.nurse).await;
    let page = send(&nurse, &patient, "file_and_close").await;
    page.is(200).shows("The patient can read it but not reply.");
    app.run_jobs().await;
    let id = id_of(&page);
    let items = items(&app, &clinic, id).await;
    let pdf = nurse
        .get(&format!("/staff/chart-items/{}/content", items[0]))
        .await
        .bytes;
    if let Some(words) = words(&pdf) {
        assert!(words.contains("Closed by the clinic."), "{words}");
    }
    let plain = nurse.get("/staff/inbox?folder=closed").await;
    plain.shows("Résultats");
});

both_engines!(
    m66_filing_again_makes_the_next_version_and_the_thread_says_what_is_missing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = send(&nurse, &patient, "").await;
        page.is(200).shows("File in chart");
        let id = id_of(&page);
        let address = format!("/staff/conversations/{id}");
        let file = format!("{address}/file");
        nurse.post(&file, &[]).await.is(200).shows("Being filed");
        nurse.post(&file, &[]).await.is(200);
        app.run_jobs().await;
        let first = items(&app, &clinic, id).await;
        // Nothing has come: pressing again files nothing.
        nurse
            .post(&file, &[])
            .await
            .is(200)
            .hides("Being filed")
            .shows("version 1");
        assert_eq!(items(&app, &clinic, id).await, first);
        reply(&app, &clinic, id, "Something more").await;
        nurse
            .get(&address)
            .await
            .shows("1 message is not in the chart yet")
            .shows("File again");
        nurse.post(&file, &[]).await.is(200);
        app.run_jobs().await;
        nurse
            .get(&address)
            .await
            .shows("version 2")
            .hides("not in the chart yet");
        let second = items(&app, &clinic, id).await;
        assert_ne!(first, second);
        let chart = nurse
            .get(&format!("/staff/patients/{}?tab=items", patient.id))
            .await;
        chart.shows("Conversation: Résultats (version 2)");
        let program = app.program(&clinic.nurse, "patients:read").await;
        let told = |item: ChartItemId| format!("/fhir/r4/DocumentReference/{item}");
        let (old, new) = (
            program.get(&told(first[0])).await.json(),
            program.get(&told(second[0])).await.json(),
        );
        let header = format!("Communication/{id}");
        assert_eq!(old["status"], "superseded", "{old}");
        assert_eq!(new["context"]["related"][0]["reference"], *header, "{new}");
        assert_eq!(
            new["relatesTo"][0]["target"]["reference"],
            *format!("DocumentReference/{}", first[0])
        );
    }
);

both_engines!(
    a_message_that_comes_before_the_worker_files_is_filed_too,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = send(&nurse, &patient, "file").await;
        let id = id_of(&page);
        reply(&app, &clinic, id, "Said after Send and download").await;
        app.run_jobs().await;
        nurse
            .get(&format!("/staff/conversations/{id}"))
            .await
            .hides("not in the chart yet");
        let (count,): (i64,) = app
            .state
            .db
            .read(|tx| tx.one("SELECT count(*) AS n FROM chart_item", &[]))
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(count, 1, "one version holds both");
    }
);

both_engines!(
    m21_a_masked_author_stands_on_paper_with_the_real_name,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("subject", "Masked"),
            ("body", "#import \"x\" and *this* is printed as typed"),
            ("mask_name", "on"),
            ("allow_response", "on"),
            ("after", "file"),
        ];
        let page = nurse.post(DRAFT, &fields).await;
        app.run_jobs().await;
        let items = items(&app, &clinic, id_of(&page)).await;
        let pdf = nurse
            .get(&format!("/staff/chart-items/{}/content", items[0]))
            .await
            .bytes;
        if let Some(words) = words(&pdf) {
            assert!(
                words.contains("#import \"x\" and *this* is printed as typed"),
                "{words}"
            );
            assert!(words.contains(&clinic.nurse.name), "{words}");
        }
        // What names the real author never goes to the patient.
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("subject", "S"),
            ("body", "B"),
            ("chart_item_ids", &*items[0].to_string()),
        ];
        let refused = nurse
            .post(
                "/staff/compose/0198f000-0000-7000-8000-000000000009",
                &fields,
            )
            .await;
        refused
            .is(422)
            .shows("A filed conversation stays with the clinic");
    }
);

both_engines!(
    m12_m66_on_whose_behalf_it_was_written_stands_in_thread_inbox_paper_and_api,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let sent = app
            .write_to(&clinic, &patient, "Vaccines", "<p>Due.</p>", true)
            .await;
        let id = sent.conversation;
        let of_ann = app.reader(&app.link(sent, &patient, ann).await).await;
        of_ann
            .post(
                &format!("/messages/{id}/reply"),
                &[("body", "We will come.")],
            )
            .await
            .is(200);
        let behalf = "Ann Lee on behalf of Sam Lee";
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = format!("/staff/conversations/{id}");
        for shown in [page.as_str(), "/staff/inbox"] {
            let plain = nurse.get(shown).await.is(200).body.clone();
            let plain = plain.replace("<bdi>", "").replace("</bdi>", "");
            assert!(plain.contains(behalf), "{shown}");
        }
        nurse.post(&format!("{page}/file"), &[]).await.is(200);
        app.run_jobs().await;
        let filed = items(&app, &clinic, id).await;
        let pdf = nurse
            .get(&format!("/staff/chart-items/{}/content", filed[0]))
            .await
            .bytes;
        if let Some(words) = words(&pdf) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(behalf), "{words}");
        }
        let program = app
            .program(&clinic.nurse, "messages:read patients:read")
            .await;
        let told = program.get(&format!("/api/v1/conversations/{id}")).await;
        let told = told.is(200).json();
        let reply = &told["messages"][1];
        assert_eq!(reply["on_behalf_of"], patient.id.to_string(), "{told}");
        assert!(reply.to_string().contains("Ann Lee"), "{reply}");
    }
);
