//! The end of uploads (M33): seven days after each recipient has downloaded it whole, truly gone, with a tombstone that
//! says so.

use carepost::features::attachments;
use carepost::platform::ids::AttachmentId;
use carepost::platform::time::{DAY, HOUR};
use serde_json::Value;

use super::downloads::{chart_item, downloads, fetch, portal};
use super::{every_file, send_file};
use crate::support::{Browser, Clinic, Patient, TestApp, both_engines};

const CONTENT: &[u8] = b"Take one in the morning and one at night.\n";

/// A message with one upload, from the compose window.
struct Sent {
    patient: Patient,
    conversation: String,
    attachment: AttachmentId,
    file: String,
}

async fn send(app: &TestApp, clinic: &Clinic, patient: Patient) -> Sent {
    let nurse = app.signed_in(&clinic.nurse).await;
    let told = send_file(&nurse, "plan.txt", &CONTENT.repeat(100))
        .await
        .json();
    let file = told["id"].as_str().expect("an id").to_owned();
    let draft = format!("/staff/compose/{}", app.state.env.id::<uuid::Uuid>());
    let fields = [
        ("patient_id", &*patient.id.to_string()),
        ("subject", "Your plan"),
        ("body", "Attached."),
        ("attachment_ids", &*file),
        ("allow_response", "on"),
    ];
    let page = nurse.post(&draft, &fields).await;
    page.is(200).shows("plan.txt");
    let conversation = page
        .url
        .split("/staff/conversations/")
        .nth(1)
        .expect("a thread");
    let conversation = conversation
        .split(['?', '#'])
        .next()
        .expect("an id")
        .to_owned();
    let read = app.state.db.read(|tx| {
        tx.one::<(AttachmentId,)>(
            "SELECT id FROM message_attachment ORDER BY id DESC LIMIT 1",
            &[],
        )
    });
    let (attachment,) = read.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
    app.run_jobs().await;
    Sent {
        patient,
        conversation,
        attachment,
        file,
    }
}

impl Sent {
    fn path(&self) -> String {
        format!("/attachments/{}", self.attachment)
    }
}

/// Downloads all of it as `person`, and waits until that is on record.
async fn download(
    app: &TestApp,
    clinic: &Clinic,
    sent: &Sent,
    person: carepost::platform::ids::PortalUserId,
) -> Browser {
    let (_, before) = downloads(app, 0).await;
    let browser = portal(app, clinic, person, sent.patient.id).await;
    fetch(&browser, &sent.path(), None).await.is(200);
    assert_eq!(downloads(app, before + 1).await.1, before + 1);
    browser
}

/// How many uploads end now.
async fn ended(app: &TestApp) -> usize {
    attachments::end_due(&app.state).await.expect("it runs")
}

async fn thread(app: &TestApp, clinic: &Clinic, sent: &Sent) -> crate::support::Answer {
    let nurse = app.signed_in(&clinic.nurse).await;
    nurse
        .get(&format!("/staff/conversations/{}", sent.conversation))
        .await
}

async fn told(app: &TestApp, clinic: &Clinic, sent: &Sent) -> Value {
    let program = app.program(&clinic.nurse, "messages:read").await;
    let answer = program
        .get(&format!("/api/v1/conversations/{}", sent.conversation))
        .await;
    answer.is(200).json()["messages"][0]["attachments"][0].clone()
}

fn stored(app: &TestApp) -> usize {
    every_file(&app.data_folder().join("files")).len()
}

both_engines!(
    m33_an_upload_goes_seven_days_after_its_download_and_says_so_everywhere,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = send(&app, &clinic, patient).await;
        // Nobody has downloaded it: kept for a year from sending.
        thread(&app, &clinic, &sent)
            .await
            .shows("kept until 2 July 2027");
        download(&app, &clinic, &sent, sent.patient.person).await;
        thread(&app, &clinic, &sent)
            .await
            .shows("kept until 9 July 2026");
        let before = stored(&app);
        app.clock.advance(7 * DAY - HOUR);
        assert_eq!(ended(&app).await, 0, "its time has not come");
        assert_eq!(stored(&app), before);
        app.clock.advance(2 * HOUR);
        assert_eq!(ended(&app).await, 1);
        assert_eq!(ended(&app).await, 0, "once");
        assert_eq!(stored(&app), before - 1, "its bytes are gone");
        thread(&app, &clinic, &sent)
            .await
            .shows("plan.txt")
            .shows("no longer kept since 9 July 2026")
            .hides(&format!("/staff/attachments/{}", sent.attachment));
        let reader = portal(&app, &clinic, sent.patient.person, sent.patient.id).await;
        let page = reader
            .get(&format!("/messages/{}", sent.conversation))
            .await;
        page.is(200)
            .shows("plan.txt")
            .shows("No longer kept since 9 July 2026")
            .hides(&sent.path());
        fetch(&reader, &sent.path(), None).await.is(410);
        let tombstone = told(&app, &clinic, &sent).await;
        assert_eq!(
            (tombstone["name"].as_str(), tombstone["size"].as_i64()),
            (Some("plan.txt"), Some(4_200))
        );
        assert!(
            tombstone["sha256"].is_string()
                && tombstone["deleted_at"].is_string()
                && tombstone["kept_until"].is_null()
        );
        let program = app.program(&clinic.nurse, "messages:read").await;
        program
            .get(&format!("/api/v1/attachments/{}/content", sent.attachment))
            .await
            .is(410);
        let found = program
            .get(&format!(
                "/fhir/r4/Communication?part-of=Communication/{}",
                sent.conversation
            ))
            .await;
        let text = found.is(200).json()["entry"][0]["resource"]["payload"].to_string();
        assert!(
            text.contains("plan.txt") && !text.contains("Binary"),
            "{text}"
        );
    }
);

both_engines!(
    m33_each_guardian_has_a_clock_and_the_last_one_decides,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let sent = send(&app, &clinic, patient).await;
        download(&app, &clinic, &sent, sent.patient.person).await;
        app.clock.advance(5 * DAY);
        // Part of it is no download.
        let reader = portal(&app, &clinic, ann, sent.patient.id).await;
        fetch(&reader, &sent.path(), Some("bytes=0-99"))
            .await
            .is(206);
        app.clock.advance(5 * DAY);
        assert_eq!(ended(&app).await, 0, "Ann has not had all of it");
        let reader = portal(&app, &clinic, ann, sent.patient.id).await;
        fetch(&reader, &sent.path(), Some("bytes=100-"))
            .await
            .is(206);
        assert_eq!(
            downloads(&app, 2).await.1,
            2,
            "with what came earlier it is whole"
        );
        // Downloading again starts no new clock.
        download(&app, &clinic, &sent, sent.patient.person).await;
        app.clock.advance(6 * DAY);
        download(&app, &clinic, &sent, sent.patient.person).await;
        assert_eq!(ended(&app).await, 0);
        app.clock.advance(DAY + HOUR);
        assert_eq!(ended(&app).await, 1);
    }
);

both_engines!(
    m33_whoever_never_downloads_has_as_long_as_the_clinic_says,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = send(&app, &clinic, patient).await;
        app.clock.advance(40 * DAY);
        assert_eq!(ended(&app).await, 0);
        let owner = app.signed_in(&clinic.owner).await;
        let fields = [
            ("version", "1"),
            ("portal_enabled", "true"),
            ("accessible", "true"),
            ("sign_in_method", "passcode"),
            ("passcode_minutes", "10"),
            ("emergency_notice_en", "Call 911."),
            ("emergency_notice_fr", "Appelez le 911."),
            ("attachment_days", "6"),
        ];
        let refused = owner.post("/staff/settings/portal", &fields).await;
        refused.is(422).shows("Keep uploads for 7 to 3650 days.");
        let fields = fields.map(|(name, value)| {
            if name == "attachment_days" {
                (name, "30")
            } else {
                (name, value)
            }
        });
        owner.post("/staff/settings/portal", &fields).await.is(200);
        app.run_jobs().await;
        thread(&app, &clinic, &sent)
            .await
            .shows("kept until 1 August 2026");
        // A year without running: once, and nothing is left to do.
        app.clock.advance(365 * DAY);
        assert_eq!(ended(&app).await, 1);
        assert_eq!(ended(&app).await, 0);
    }
);

both_engines!(
    m33_a_clock_that_goes_back_ends_nothing_and_the_charts_copy_stays,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = send(&app, &clinic, patient).await;
        download(&app, &clinic, &sent, sent.patient.person).await;
        let (file, patient) = (sent.file.parse().expect("an id"), sent.patient.id);
        let id = clinic.id;
        app.write(move |tx, env| chart_item(tx, env, id, patient, file))
            .await;
        let now = carepost::platform::time::Clock::now(app.clock.as_ref());
        app.clock.set(now.plus(-DAY));
        assert_eq!(ended(&app).await, 0);
        app.clock.set(now.plus(400 * DAY));
        assert_eq!(ended(&app).await, 0, "the chart has the same bytes");
        let nurse = app.signed_in(&clinic.nurse).await;
        fetch(
            &nurse,
            &format!("/staff/attachments/{}", sent.attachment),
            None,
        )
        .await
        .is(200);
    }
);
