//! Uploads beside ClamAV's own daemon: clean, infected, over its limit, and while it is down (M35).

use std::sync::Arc;
use std::time::Duration;

use carepost::features::attachments::jobs;
use carepost::platform::malware::{ClamAv, Scanner as _, Verdict};
use tokio::task::block_in_place;

use super::{progress, send_file};
use crate::support::real_clamd::{RealClamd, STREAM_MAX, eicar};
use crate::support::{MAX_UPLOAD, TestApp, both_engines, files};

both_engines!(what_clamav_says_decides, async |mut app: TestApp| {
    let place = tempfile::tempdir().unwrap();
    let Some(daemon) = block_in_place(|| RealClamd::start(place.path())) else {
        return;
    };
    let socket = daemon.socket.display().to_string();
    let scanner = ClamAv::new(socket, Duration::from_secs(60), MAX_UPLOAD as u64);
    assert_eq!(scanner.probe().await, Verdict::Clean);
    app.state.scanner = Arc::new(scanner);
    let app = app.beside(|_| {}).await;
    let clinic = app.clinic().await;
    let nurse = app.signed_in(&clinic.nurse).await;
    let told = async |name: &str, content: &[u8]| {
        let told = send_file(&nurse, name, content).await.is(200).json();
        let code = told["code"].as_str().unwrap_or_default().to_owned();
        (told["state"].as_str().unwrap().to_owned(), code)
    };
    let state = |state: &str, code: &str| (state.to_owned(), code.to_owned());

    assert_eq!(told("plan.pdf", files::PDF).await, state("available", ""));
    assert_eq!(
        told("plan.txt", &eicar()).await,
        state("rejected", "file_infected")
    );
    let marked = b"Some words, then carepost-marker, then more.\n".repeat(3_000);
    assert_eq!(
        told("notes.txt", &marked).await,
        state("rejected", "file_infected")
    );
    let large = b"word ".repeat(STREAM_MAX / 5 + 100_000);
    assert_eq!(
        told("large.txt", &large).await,
        state("rejected", "file_too_large_to_scan")
    );

    drop(daemon);
    let waits = send_file(&nurse, "later.txt", b"It waits.")
        .await
        .is(200)
        .json();
    assert_eq!(waits["state"], "checking");
    let id = waits["id"].as_str().unwrap();
    jobs::check_waiting(&app.state).await.unwrap();
    assert_eq!(
        progress(&nurse, id).await.json()["state"],
        "checking",
        "nothing passes unscanned"
    );
    let _daemon = block_in_place(|| RealClamd::start(place.path())).unwrap();
    jobs::check_waiting(&app.state).await.unwrap();
    assert_eq!(progress(&nurse, id).await.json()["state"], "available");
});
