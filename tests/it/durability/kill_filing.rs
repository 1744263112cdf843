//! **Send and download**, and the program killed before, while or after the conversation is filed: it is filed once (M24, M66).

use std::time::Duration;

use carepost::features::conversations::filing;
use carepost::platform::ids::ConversationId;
use carepost::platform::time::MINUTE;

use super::mailing;
use crate::support::program::{self, Running};
use crate::support::smtp::{SmtpServer, Tls};
use crate::support::{On, TestApp};

/// How long after the answer the program is killed, in milliseconds: before the worker looks, while the page is set, after.
const PAUSES: [u64; 5] = [0, 20, 150, 600, 1_500];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    killed_before_it_is_filed(On::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    killed_before_it_is_filed(On::Postgres).await;
}

async fn killed_before_it_is_filed(engine: On) {
    let app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).mobile(None).create().await;
    let nurse = app.signed_in(&clinic.nurse).await;
    app.close().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let mut sent: Vec<ConversationId> = Vec::new();
    for (n, pause) in PAUSES.into_iter().enumerate() {
        let running =
            tokio::task::block_in_place(|| Running::serve(mailing(&app, place.path(), &mail)));
        let path = format!("/staff/compose/0198f000-0000-7000-8000-00000000000{n}");
        let fields = [
            ("patient_id", &*patient.to_string()),
            ("subject", "Results"),
            ("body", "All is well."),
            ("allow_response", "on"),
            ("after", "file"),
        ];
        let page = nurse.at(&running.url()).post(&path, &fields).await;
        page.is(200);
        let id = page.url.rsplit('/').next().expect("an id");
        sent.push(id.parse().unwrap_or_else(|_| panic!("{}", page.url)));
        tokio::time::sleep(Duration::from_millis(pause)).await;
        running.kill();
    }
    program::audit_holds(&app, place.path());

    // What a killed worker had taken is taken again when its lease has ended.
    let app = app.opened_again().await;
    app.now_is_now();
    app.clock.advance(6 * MINUTE);
    app.run_jobs().await;
    for id in &sent {
        let (clinic, id) = (clinic.id, *id);
        let read = app.state.db.read(move |tx| filing::filing(tx, clinic, id));
        let found: filing::Filing = read.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert!(!found.waiting && !found.failed, "{found:?}");
        let filed = found.filed.expect("it is filed");
        assert_eq!(
            (filed.version, filed.messages, filed.parts.len()),
            (1, 1, 1)
        );
    }
    let counted = app.state.db.read(|tx| {
        let items: (i64,) = tx.one("SELECT count(*) AS n FROM chart_item", &[])?;
        let files: (i64,) = tx.one("SELECT count(*) AS n FROM stored_file", &[])?;
        Ok::<_, db::Error>((items.0, files.0))
    });
    let many = i64::try_from(sent.len()).unwrap();
    assert_eq!(
        counted.await.unwrap_or_else(|e| panic!("{e}")),
        (many, many)
    );
    app.close().await;
}
