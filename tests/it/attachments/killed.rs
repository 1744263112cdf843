//! The program killed in the middle of uploads: what was not complete is not there, what was acknowledged is, and the
//! upload goes on from where it stopped (M28).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use carepost::platform::random::{Random as _, SeededRandom};
use carepost::platform::time::{DAY, HOUR};
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::uploads::arrived;
use super::{begin, begin_piece, every_file, piece, progress};
use crate::durability::until;
use crate::support::program::{self, Running};
use crate::support::{On, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_piece_on_sqlite() {
    killed_in_a_piece(On::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_piece_on_postgres() {
    killed_in_a_piece(On::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_any_time_on_sqlite() {
    killed_at_any_time(On::Sqlite, 21).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_any_time_on_postgres() {
    killed_at_any_time(On::Postgres, 22).await;
}

/// Parts that are being written, and whole files, in the folder of stored files.
fn stored(app: &TestApp) -> (usize, usize) {
    let files = every_file(&app.data_folder().join("files"));
    let parts = files
        .iter()
        .filter(|path| path.to_string_lossy().contains('#'));
    let parts = parts.count();
    (parts, files.len() - parts)
}

fn serve(app: &TestApp, place: &tempfile::TempDir) -> Running {
    tokio::task::block_in_place(|| Running::serve(program::over(app, place.path())))
}

/// The day after, by the recurring job.
async fn tidied(app: &TestApp) {
    app.clock.advance(DAY + 2 * HOUR);
    assert!(app.run_jobs().await > 0, "the recurring jobs are queued");
}

async fn killed_in_a_piece(engine: On) {
    let app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let key = app
        .program(&clinic.nurse, "messages:read messages:write")
        .await;
    let browser = app.signed_in(&clinic.nurse).await;
    app.close().await;
    let place = tempfile::tempdir().unwrap();
    let mut running = serve(&app, &place);
    let content = b"One line of many that a nurse sends.\n".repeat(30_000);
    let id = begin(&browser.at(&running.url()), "notes.txt", content.len()).await;
    let mut offset = 0;
    for percent in [1, 20, 50, 77, 99] {
        let to = content.len() * percent / 100;
        let (size, part) = (content.len() - offset, &content[offset..to]);
        let url = running.url();
        let before = stored(&app).0;
        let open = begin_piece(&url, &browser, &id, (offset, size), part).await;
        written(&app, before, part.len()).await;
        running.kill();
        drop(open);
        running = serve(&app, &place);
        let here = browser.at(&running.url());
        let told = progress(&here, &id).await.is(200).json();
        assert_eq!(
            (&told["offset"], &told["state"]),
            (&json!(offset), &json!("uploading")),
            "{percent} %"
        );
        let content_of_it = format!("/api/v1/attachments/{id}/content");
        key.at(&running.url()).get(&content_of_it).await.is(404);

        // A connection that breaks is another thing: what came is kept, and the upload goes on from there.
        drop(begin_piece(&running.url(), &here, &id, (offset, size), part).await);
        assert_eq!(arrived(&here, &id, to).await, to, "{percent} %");
        offset = to;
    }
    let here = browser.at(&running.url());
    let told = piece(&here, &id, offset, &content[offset..])
        .await
        .is(200)
        .json();
    assert_eq!(told["state"], "available", "{told}");
    let program = key.at(&running.url());
    let sent = json!({ "patient_id": patient, "subject": "Notes", "body_html": "<p>Here</p>", "attachment_ids": [id] });
    program
        .post("/api/v1/conversations", None, &sent)
        .await
        .is(201);
    let out = program
        .get(&format!("/api/v1/attachments/{id}/content"))
        .await;
    assert!(
        out.is(200).bytes == content,
        "every byte is where it belongs"
    );
    running.stop();
    assert!(
        stored(&app).0 >= 4,
        "the kills left parts: {:?}",
        stored(&app)
    );

    program::audit_holds(&app, place.path());
    let app = app.opened_again().await;
    tidied(&app).await;
    assert_eq!(
        stored(&app),
        (0, 1),
        "what the message holds, and nothing else"
    );
    app.close().await;
}

/// Waits until a part is being written beside the `before` that kills have left. A little is held in memory, and there is
/// nothing to wait for.
async fn written(app: &TestApp, before: usize, sent: usize) {
    if sent < 100_000 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        return;
    }
    until(async || stored(app).0 > before, "it is being written").await;
}

async fn killed_at_any_time(engine: On, seed: u64) {
    let app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let key = app
        .program(&clinic.nurse, "messages:read messages:write")
        .await;
    app.close().await;
    let place = tempfile::tempdir().unwrap();
    let mut running = serve(&app, &place);
    let (random, http) = (SeededRandom::new(seed), reqwest::Client::new());
    let mut acknowledged = Vec::new();
    for kill in 0..5 {
        let (url, secret) = (
            running.url() + "/api/v1/attachments",
            key.secret().to_owned(),
        );
        let told = AtomicUsize::new(0);
        let sending = async |n: usize| {
            let (name, form) = file(kill, n);
            let sent = http
                .post(&url)
                .bearer_auth(&secret)
                .header("idempotency-key", &name)
                .multipart(form);
            let answer = sent.send().await.ok()?;
            assert_eq!(answer.status().as_u16(), 201);
            let answer: serde_json::Value = answer.json().await.ok()?;
            told.fetch_add(1, Ordering::SeqCst);
            Some((answer["id"].as_str()?.to_owned(), name))
        };
        let mut chance = [0; 2];
        random.fill(&mut chance);
        let (before, pause) = (usize::from(chance[0]) % 6, u64::from(chance[1]) % 25);
        let sending = futures::future::join_all((0..6).map(sending));
        let killing = async {
            let some = async || told.load(Ordering::SeqCst) >= before;
            until(some, "some are there").await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            running.kill();
        };
        let (sent, ()) = tokio::join!(sending, killing);
        acknowledged.extend(sent.into_iter().flatten());
        running = serve(&app, &place);
    }
    assert!(!acknowledged.is_empty());
    let program = key.at(&running.url());
    for (id, name) in &acknowledged {
        let out = program
            .get(&format!("/api/v1/attachments/{id}/content"))
            .await;
        assert!(out.is(200).body.starts_with(name.as_str()), "{name}");
    }
    running.stop();
    program::audit_holds(&app, place.path());
    let app = app.opened_again().await;
    tidied(&app).await;
    assert_eq!(stored(&app), (0, 0), "nothing holds them");
    let rows = app
        .state
        .db
        .read(|tx| tx.one::<(i64,)>("SELECT count(*) AS n FROM stored_file", &[]));
    assert_eq!(rows.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0, 0);
    app.close().await;
}

/// A text file that begins with its own name.
fn file(kill: usize, n: usize) -> (String, Form) {
    let name = format!("file-{kill}-{n}.txt");
    let content = format!("{name}\n{}", "and so on\n".repeat(20_000));
    let part = Part::text(content).file_name(name.clone());
    (name, Form::new().part("file", part))
}
