//! Health, metrics and the log of requests: for operators, without a word about anybody.

use std::time::Duration;

use carepost::app;
use carepost::platform::mailbox::{Mailbox, mailbox_routes};
use carepost::platform::state::{Held, State};
use carepost::platform::texts::{Text, Texts};
use carepost::platform::web;

use crate::support::{Browser, TestApp, both_engines};

/// A listener of its own for `router`, and a browser for it.
async fn beside(router: axum::Router) -> Browser {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(web::serve(listener, router, std::future::pending()));
    Browser::new(&url)
}

both_engines!(health_tells_what_works, async |app: TestApp| {
    let browser = app.browser();
    browser.get("/health/live").await.is(200);
    let well = browser.get("/health").await;
    assert_eq!(
        well.is(200).json(),
        serde_json::json!({ "status": "ok", "database": "ok", "worker": "ok", "worker_lag_seconds": 0 })
    );
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.letter(&clinic, &patient).await;
    app.clock.advance(6 * 60_000);
    let late = browser.get("/health").await.is(200).json();
    assert_eq!(late["worker"], "late");
    assert_eq!(late["worker_lag_seconds"], 360);
    app.run_jobs().await;
    let kept = browser.get("/health").await.json();
    assert_eq!(
        kept["worker"], "late",
        "asked again within a moment, it does not look again"
    );
    app.clock.advance(5_000);
    assert_eq!(browser.get("/health").await.json()["worker"], "ok");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_fails_when_the_database_takes_no_write() {
    let app = TestApp::start(crate::support::On::Sqlite).await;
    app.state.db.close().await;
    let answer = app.browser().get("/health").await;
    assert_eq!(answer.is(503).json()["database"], "failing");
    app.browser().get("/health/live").await.is(200);
}

both_engines!(
    metrics_count_by_route_pattern_on_a_listener_of_their_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let thread = format!("/staff/conversations/{}", letter.sent.conversation);
        nurse.get(&thread).await.is(200);
        nurse.get("/staff/patients?query=Lee").await;
        app.browser().get("/secret-of/lee").await.is(404);
        app.browser().get("/metrics").await.is(404);
        app.run_jobs().await;

        let operators = beside(app::metrics_router(app.state.clone())).await;
        let text = operators.get("/metrics").await.is(200).body.clone();
        for line in [
            "carepost_http_request_duration_seconds_count{method=\"GET\",route=\"/staff/conversations/{conversation}\",status=\"200\"} 1",
            "route=\"none\",status=\"404\"",
            "carepost_notifications_total{channel=\"text\",outcome=\"sent\"} 1",
            "carepost_jobs{state=\"waiting\"} 0",
            "carepost_database{state=\"commits\"}",
            "carepost_job_lag_seconds 0.0",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        let conversation = letter.sent.conversation.to_string();
        for secret in [conversation.as_str(), "secret-of", "Lee", "Riverside"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
);

both_engines!(every_answer_has_an_id_of_its_own, async |app: TestApp| {
    let browser = app.browser();
    let first = browser.get("/health").await.header("x-request-id");
    let second = browser.get("/nothing").await.header("x-request-id");
    assert!(first.len() == 36 && second.len() == 36 && first != second);
});

both_engines!(
    the_demos_mailbox_lists_what_would_have_left,
    async |app: TestApp| {
        app.browser().get("/mailbox").await.is(404);
        let mailbox = Mailbox::new(app.clock.clone());
        let state = State::from(Held {
            texts: std::sync::Arc::new(mailbox.clone()),
            ..Held::clone(&app.state)
        });
        let router = app::router_with(state.clone(), mailbox_routes(mailbox.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(web::serve(listener, router, std::future::pending()));
        let browser = Browser::new(&url);
        browser
            .get("/mailbox")
            .await
            .is(200)
            .shows("Nothing has been sent yet");

        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.letter(&clinic, &patient).await;
        app::jobs::drain(&state).await.expect("the queue runs");
        let list = browser.get("/mailbox.json").await.is(200).json();
        let entry = &list[0];
        assert_eq!(entry["channel"], "text");
        assert_eq!(entry["to"], "+14165550123");
        assert_eq!(entry["subject"], "");
        assert_eq!(entry["sent_at"], "2026-07-02T14:20:00.000Z");
        let link = entry["links"][0].as_str().expect("a link").to_owned();
        assert!(link.starts_with(&format!("{}/m/", app.base_url)), "{link}");
        let page = browser.get("/mailbox").await;
        page.is(200)
            .shows(&format!("<a href=\"{link}\">{link}</a>"));

        let odd = Text {
            key: "1".to_owned(),
            to: "+1".to_owned(),
            body: "<script>alert(1)</script> https://a.example/?x=\"><b>".to_owned(),
            report_to: None,
        };
        mailbox.send(&odd).await;
        browser
            .get("/mailbox")
            .await
            .hides("<script>alert")
            .hides("<b>");
    }
);

/// A stopped process lets go of its open pages, and a worker that is asked to stop does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_stops_when_it_is_asked() {
    let app = TestApp::start(crate::support::On::Sqlite).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = tokio::spawn(app::jobs::Worker::new(app.state.clone()).run(stop.clone()));
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.letter(&clinic, &patient).await;
    for _ in 0..500 {
        if !app.texts.texts().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(app.texts.take().len(), 1, "a queued job wakes the worker");
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), worker)
        .await
        .expect("it stops in time")
        .expect("it ends well");
    app.stop().await;
}
