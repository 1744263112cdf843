//! Any number of nodes on one PostgreSQL database: each hears what happens on the others, and one that is replaced takes
//! nothing with it.

use std::path::Path;

use crate::attachments::{begin, piece};
use crate::support::program::{self, Running};
use crate::support::{On, Stream, TestApp, files};

const DRAFT: &str = "0198f000-0000-7000-8000-000000000001";

fn node(app: &TestApp, folder: &Path) -> Running {
    tokio::task::block_in_place(|| Running::serve(program::over(app, folder)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_on_one_node_reaches_the_pages_of_the_others() {
    let app = TestApp::start(On::Postgres).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (node(&app, place.path()), node(&app, place.path()));
    let nurse = app.signed_in(&clinic.nurse).await.at(&first.url());
    let sam = app.reader(&letter.link).await.at(&second.url());
    let mut inbox = Stream::open(&nurse, "/staff/live").await;
    let mut messages = Stream::open(&sam, "/live").await;

    let answer = [("body", "Thank you.")];
    let to = format!("{}/reply", letter.page());
    sam.post(&to, &answer).await.is(200);
    let topic = format!("thread:{}", letter.sent.conversation);
    inbox.until(&topic).await;
    let thread = format!("/staff/conversations/{}", letter.sent.conversation);
    nurse.get(&thread).await.is(200).shows("Thank you.");

    let reply = format!("{thread}/reply/{DRAFT}");
    nurse
        .post(&reply, &[("body", "You are welcome.")])
        .await
        .is(200);
    messages.until(&topic).await;
    sam.get(&letter.page())
        .await
        .is(200)
        .shows("You are welcome.");

    nurse.post("/staff/sign-out", &[]).await.is(200);
    inbox.ends().await;
    first.stop();
    second.stop();
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_loses_no_draft_no_upload_and_nobody() {
    let app = TestApp::start(On::Postgres).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await.id.to_string();
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (node(&app, place.path()), node(&app, place.path()));
    let nurse = app.signed_in(&clinic.nurse).await;
    let on_first = nurse.at(&first.url());
    let page = Stream::open(&on_first, "/staff/live").await;
    let draft = format!("/staff/drafts/{DRAFT}");
    let half = [
        ("version", "0"),
        ("patient_id", &*patient),
        ("body", "Half of it"),
    ];
    assert_eq!(
        on_first.post(&draft, &half).await.is(200).json()["version"],
        1
    );
    let (begun, rest) = files::PDF.split_at(files::PDF.len() / 2);
    let upload = begin(&on_first, "plan.pdf", files::PDF.len()).await;
    piece(&on_first, &upload, 0, begun).await.is(200);

    // The page is told to go elsewhere, and goes on there.
    first.stop();
    page.ends().await;
    let on_second = nurse.at(&second.url());
    on_second
        .get(&format!("/staff/compose?draft={DRAFT}"))
        .await
        .is(200)
        .shows("Half of it");
    let done = piece(&on_second, &upload, begun.len(), rest).await;
    assert_eq!(done.is(200).json()["state"], "available", "{}", done.body);
    let third = node(&app, place.path());
    second.stop();
    let on_third = nurse.at(&third.url());
    let message = [
        ("version", "1"),
        ("patient_id", &patient),
        ("subject", "All of it"),
        ("body", "Half of it, and the rest."),
        ("attachment_ids", &upload),
    ];
    let compose = format!("/staff/compose/{DRAFT}");
    on_third
        .post(&compose, &message)
        .await
        .is(200)
        .shows("Half of it, and the rest.")
        .shows("plan.pdf");
    third.stop();
    app.close().await;
}
