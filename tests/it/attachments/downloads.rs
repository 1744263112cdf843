//! Fetching what was sent with a message: who may, with which headers, and what is recorded (M42, M81).

use std::time::Duration;

use carepost::features::conversations::{self, Attach, NewMessage, Options};
use carepost::features::patients::{
    self, Author, ChartKind, Demographics, Editor, NewChartItem, NewLink, NewPatient,
    NewPortalUser, Preference, Relationship,
};
use carepost::platform::auth::cookies::Cookie;
use carepost::platform::auth::sessions::{self, Owner, PORTAL_LINK};
use carepost::platform::auth::{Permission, StaffActor};
use carepost::platform::env::Env;
use carepost::platform::ids::{
    AttachmentId, ChartItemId, ClinicId, FileId, PatientId, PortalUserId,
};
use carepost::platform::richtext::RichText;
use carepost::platform::web::Error;
use image::ImageFormat;

use super::{audited, progress, send_file};
use crate::support::{Answer, Browser, Clinic, MAX_UPLOAD, TestApp, both_engines, files};

/// A patient who uses the portal, and as whom.
pub(super) fn patient(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
) -> Result<(PatientId, PortalUserId), Error> {
    let editor = Editor::system(clinic);
    let new = NewPatient {
        demographics: Demographics {
            given_name: "Ann".into(),
            family_name: "Lee".into(),
            birth_date: "1990-01-01".into(),
            email: Some("ann@example.org".into()),
            ..Demographics::default()
        },
        portal_access: Some(true),
        own_access: Some(true),
        identifiers: Vec::new(),
        source_key: None,
    };
    let patient = patients::create(tx, &editor, env, &new)?;
    let portal_user = patients::portal_user_of_patient(tx, &editor, env, patient)?;
    Ok((patient, portal_user))
}

/// Somebody who reads for `patient` from now on.
fn guardian(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<PortalUserId, Error> {
    let editor = Editor::system(clinic);
    let new = NewPortalUser {
        given_name: "Sam".into(),
        family_name: "Lee".into(),
        email: Some("sam@example.org".into()),
        mobile: None,
        preferred_channel: Preference::Email,
        language: "en".into(),
        source_key: None,
    };
    let person = patients::add_portal_user(tx, &editor, env, &new)?;
    let link = NewLink::new(person, patient, Relationship::Guardian);
    patients::link_portal_user(tx, &editor, env, &link)?;
    Ok(person)
}

/// Puts a file into a patient's chart.
pub(super) fn chart_item(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    patient: PatientId,
    file: FileId,
) -> Result<ChartItemId, Error> {
    let new = NewChartItem {
        patient,
        kind: ChartKind::Document,
        title: "Letter".into(),
        item_date: "2026-01-01".into(),
        author: String::new(),
        file: Some(file),
        link: None,
        source_key: None,
    };
    patients::create_chart_item(tx, &Author::system(clinic), env, &new)
}

/// What the tests know of a message with one attachment.
#[derive(Clone, Copy)]
struct Sent {
    patient: PatientId,
    portal_user: PortalUserId,
    attachment: AttachmentId,
}

/// A message to a fresh patient with one attachment: a file, or a chart item that holds it.
fn sent(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: &Clinic,
    file: FileId,
    by_chart: bool,
) -> Result<Sent, Error> {
    let (patient, portal_user) = patient(tx, env, clinic.id)?;
    let attach = match by_chart {
        true => Attach::ChartItem(chart_item(tx, env, clinic.id, patient, file)?),
        false => Attach::File(file),
    };
    let nurse = StaffActor {
        clinic: clinic.id,
        staff: clinic.nurse.id,
        owner: false,
        permissions: [Permission::SendMessages].into_iter().collect(),
        session: None,
        key: None,
    };
    let new = NewMessage {
        patient,
        draft: None,
        recipients: Vec::new(),
        to_staff: Vec::new(),
        from: None,
        subject: "Your plan".into(),
        body: RichText::from_plain("Attached."),
        attachments: vec![attach],
        options: Options::new(true),
        mask_name: false,
        fee_code: None,
    };
    let sent = conversations::send(tx, &nurse, env, &new)?;
    let (attachment,): (AttachmentId,) = tx.one(
        "SELECT id FROM message_attachment WHERE clinic_id = $1 AND message_id = $2",
        &[&clinic.id, &sent.message],
    )?;
    Ok(Sent {
        patient,
        portal_user,
        attachment,
    })
}

async fn send(app: &TestApp, clinic: &Clinic, name: &str, content: &[u8], by_chart: bool) -> Sent {
    let browser = app.signed_in(&clinic.nurse).await;
    let mut told = send_file(&browser, name, content).await.json();
    while told["state"] == "checking" {
        tokio::time::sleep(Duration::from_millis(50)).await;
        told = progress(&browser, told["id"].as_str().expect("an id"))
            .await
            .json();
    }
    let file: FileId = told["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .expect("an id");
    let (env, clinic) = (app.state.env.clone(), clinic.clone());
    app.state
        .db
        .write(move |tx| sent(tx, &env, &clinic, file, by_chart))
        .await
        .expect("sent")
}

pub(super) async fn portal(
    app: &TestApp,
    clinic: &Clinic,
    portal_user: PortalUserId,
    patient: PatientId,
) -> Browser {
    let (env, clinic) = (app.state.env.clone(), clinic.id);
    let owner = Owner::Portal {
        portal_user,
        patient,
    };
    let secret = app
        .state
        .db
        .write(move |tx| sessions::begin(tx, &env, clinic, owner, PORTAL_LINK))
        .await
        .expect("a session");
    let browser = app.browser();
    browser.keep(&Cookie::Portal.set(&app.state.env.config, &secret, None));
    browser
}

pub(super) async fn fetch(browser: &Browser, path: &str, range: Option<&str>) -> Answer {
    let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
        let request = http
            .get(url(path))
            .header("accept", "application/json")
            .header("accept-encoding", "gzip, br");
        match range {
            Some(range) => request.header("range", range),
            None => request,
        }
    };
    browser.send(send).await
}

/// Downloads of portal users, and how many of them were whole, as soon as `wanted` are recorded so.
pub(super) async fn downloads(app: &TestApp, wanted: i64) -> (i64, i64) {
    let mut counted = (0, 0);
    for _ in 0..100 {
        counted = app
            .state
            .db
            .read(|tx| {
                tx.one::<(i64, i64)>(
                    "SELECT count(*) AS begun, count(CASE WHEN complete THEN 1 END) AS whole FROM attachment_download",
                    &[],
                )
            })
            .await
            .expect("downloads");
        if counted.1 >= wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    counted
}

both_engines!(a_reader_downloads_what_was_sent, async |app: TestApp| {
    let clinic = app.clinic().await;
    let content = b"Take one in the morning.\n".repeat(20_000);
    for by_chart in [false, true] {
        let sent = send(&app, &clinic, "Plan \"x\" é.txt", &content, by_chart).await;
        let browser = portal(&app, &clinic, sent.portal_user, sent.patient).await;
        let path = format!("/attachments/{}", sent.attachment);
        let answer = fetch(&browser, &path, None).await;
        assert!(answer.is(200).bytes == content);
        for (name, value) in [
            ("content-type", "text/plain; charset=utf-8"),
            (
                "content-disposition",
                "attachment; filename=\"Plan _x_ _.txt\"; filename*=UTF-8''Plan%20_x_%20%C3%A9.txt",
            ),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("accept-ranges", "bytes"),
            ("content-length", "500000"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
    }
    assert_eq!(downloads(&app, 2).await, (2, 2));
    assert_eq!(
        audited(&app)
            .await
            .iter()
            .filter(|a| *a == "attachment.download")
            .count(),
        2
    );
});

both_engines!(parts_add_up_to_a_whole_download, async |app: TestApp| {
    let clinic = app.clinic().await;
    let content = b"0123456789".repeat(30_000);
    let sent = send(&app, &clinic, "a.txt", &content, false).await;
    let browser = portal(&app, &clinic, sent.portal_user, sent.patient).await;
    let path = format!("/attachments/{}", sent.attachment);
    let part = fetch(&browser, &path, Some("bytes=100000-")).await;
    assert!(part.is(206).bytes == content[100_000..]);
    assert_eq!(part.header("content-range"), "bytes 100000-299999/300000");
    let missing = fetch(&browser, &path, Some("bytes=300000-")).await;
    assert_eq!(missing.is(416).header("content-range"), "bytes */300000");
    let head = browser.send(|http, url| http.head(url(&path))).await;
    assert_eq!(head.is(200).header("content-length"), "300000");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(
        downloads(&app, 0).await,
        (1, 0),
        "a part is not the whole, and a look is no download"
    );
    let first = fetch(&browser, &path, Some("bytes=0-99999")).await;
    assert!(first.is(206).bytes == content[..100_000]);
    assert_eq!(downloads(&app, 1).await, (2, 1), "now all of it has left");
});

both_engines!(a_download_broken_off_is_not_whole, async |app: TestApp| {
    let clinic = app.clinic().await;
    // More than all buffers on the way hold.
    let content = vec![b'a'; MAX_UPLOAD];
    let sent = send(&app, &clinic, "a.txt", &content, false).await;
    let browser = portal(&app, &clinic, sent.portal_user, sent.patient).await;
    let url = browser.url(&format!("/attachments/{}", sent.attachment));
    let http = reqwest::Client::new();
    let mut answer = http
        .get(url)
        .header("cookie", browser.cookies())
        .send()
        .await
        .expect("an answer");
    answer.chunk().await.expect("a beginning");
    drop(answer);
    drop(http);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(downloads(&app, 0).await, (1, 0));
});

both_engines!(nobody_else_gets_it, async |app: TestApp| {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    let picture = files::picture(60, 40, ImageFormat::Jpeg);
    let sent = send(&app, &clinic, "a.jpg", &picture, false).await;
    let stranger = send(&app, &clinic, "b.jpg", &picture, false).await;
    let foreign = send(&app, &other, "c.jpg", &picture, false).await;
    let (env, id) = (app.state.env.clone(), clinic.id);
    // Reads for the same patient, but was not among those the message was sent to.
    let uninvited = app
        .state
        .db
        .write(move |tx| guardian(tx, &env, id, sent.patient))
        .await
        .expect("a reader");
    let paths = [
        format!("/attachments/{}", sent.attachment),
        format!("/attachments/{}/preview", sent.attachment),
    ];
    for browser in [
        portal(&app, &clinic, stranger.portal_user, stranger.patient).await,
        portal(&app, &other, foreign.portal_user, foreign.patient).await,
        portal(&app, &clinic, uninvited, sent.patient).await,
    ] {
        for path in &paths {
            fetch(&browser, path, None).await.is(404);
        }
    }
    for path in &paths {
        fetch(&app.browser(), path, None).await.is(401);
        let staff = format!("/staff{path}");
        fetch(&app.signed_in(&other.owner).await, &staff, None)
            .await
            .is(404);
        fetch(&app.browser(), &staff, None).await.is(401);
        fetch(&app.signed_in(&clinic.receptionist).await, &staff, None)
            .await
            .is(200);
    }
    let own = portal(&app, &clinic, sent.portal_user, sent.patient).await;
    fetch(&own, &format!("/staff{}", paths[0]), None)
        .await
        .is(401);
    fetch(&own, &paths[1], None).await.is(200);
    assert_eq!(
        downloads(&app, 0).await,
        (0, 0),
        "refusals, previews and staff are no downloads of a reader"
    );

    let revoke = move |tx: &mut db::Tx<'_>| {
        tx.exec(
            "UPDATE portal_link SET revoked_at = 1 WHERE clinic_id = $1 AND portal_user_id = $2",
            &[&id, &sent.portal_user],
        )
    };
    app.state.db.write(revoke).await.expect("revoked");
    fetch(&own, &paths[0], None).await.is(401);
});
