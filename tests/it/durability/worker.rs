//! `carepost work`: a worker of its own delivers what others queue, and what a killed one had begun (M50).

use std::process::Command;

use super::{mailing, message_id, until};
use crate::support::program::{self, Running, output, text};
use crate::support::smtp::{At, Do, SmtpServer, Tls};
use crate::support::{Clinic, On, TestApp};

fn work(command: Command) -> Running {
    tokio::task::block_in_place(|| Running::work(command))
}

async fn write(app: &TestApp, clinic: &Clinic, words: &str) {
    let key = app.program(&clinic.nurse, "messages:write").await;
    let patient = app.new_patient(clinic).mobile(None).create().await;
    let body =
        serde_json::json!({ "patient_id": patient, "subject": words, "body_html": "<p>Hello</p>" });
    key.post("/api/v1/conversations", None, &body).await.is(201);
}

async fn deliveries(app: &TestApp, state: &'static str) -> i64 {
    let counted = app.state.db.read(move |tx| {
        tx.one::<(i64,)>(
            "SELECT count(*) AS n FROM delivery WHERE state = $1",
            &[&state],
        )
    });
    counted.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_beside_a_server_delivers_what_a_killed_one_had_begun() {
    // The server here does no jobs: it only takes messages.
    let app = TestApp::start(On::Postgres).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let first = work(mailing(&app, place.path(), &mail));
    write(&app, &clinic, "One").await;
    until(
        async || mail.received().len() == 1 && deliveries(&app, "sent").await == 1,
        "it is delivered",
    )
    .await;

    // The mail server has the second letter whole, and the worker ends before it is told so.
    mail.next(At::Content, Do::Hang);
    write(&app, &clinic, "Two").await;
    until(async || mail.received().len() == 2, "the letter is there").await;
    first.kill();
    assert_eq!(deliveries(&app, "queued").await, 1);

    let second = work(mailing(&app, place.path(), &mail));
    write(&app, &clinic, "Three").await;
    until(
        async || deliveries(&app, "sent").await == 2,
        "the third is delivered",
    )
    .await;
    assert_eq!(
        deliveries(&app, "queued").await,
        1,
        "the second waits for the lease of the one who had it"
    );
    let aged = app.state.db.write(|tx| {
        tx.exec("UPDATE job SET due_at = due_at - 300000, leased_at = leased_at - 300000 WHERE worker IS NOT NULL AND kind = 'deliver_notification'", &[])
    });
    assert_eq!(
        aged.await,
        Ok::<_, db::Error>(1),
        "the lease is five minutes older now"
    );
    until(
        async || deliveries(&app, "sent").await == 3,
        "the second is delivered",
    )
    .await;
    let ids: Vec<_> = mail
        .received()
        .iter()
        .map(|letter| message_id(&letter.data))
        .collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
    assert_eq!(
        ids[1], ids[3],
        "the same letter, to whoever knows Message-IDs"
    );
    assert!(ids[0] != ids[1] && ids[2] != ids[1] && ids[0] != ids[2]);
    let bodies: Vec<_> = mail
        .received()
        .into_iter()
        .map(|letter| letter.data)
        .collect();
    let link = |data: &str| data.split("/m/").nth(1).map(|rest| rest[..43].to_owned());
    assert_eq!(link(&bodies[1]), link(&bodies[3]), "with the same link");
    second.stop();
    program::audit_holds(&app, place.path());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_sqlite_there_is_no_worker_of_its_own() {
    let place = tempfile::tempdir().unwrap();
    let refused = output(program::carepost(place.path()).arg("work"));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("needs PostgreSQL"));
}
