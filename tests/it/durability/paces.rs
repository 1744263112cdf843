//! Several nodes share one pace (M50): two programs on one PostgreSQL database hand over no more than one would, and nothing is
//! lost where they meet.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::{mailing, message_id};
use crate::support::program::Running;
use crate::support::smtp::{SmtpServer, Tls};
use crate::support::{On, TestApp};

const NOTICES: usize = 160;
const PER_MINUTE: i64 = 600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_share_one_pace() {
    let app = TestApp::start(On::Postgres).await;
    app.now_is_now();
    let app = app
        .beside(|config| config.smtp.per_minute = PER_MINUTE)
        .await;
    let clinic = app.clinic().await;
    for number in 0..NOTICES {
        let patient = app
            .patient_named(&clinic, &format!("P{number}"), "Lee")
            .await;
        let id = patient.id;
        app.write(move |tx, _| {
            let email = "UPDATE patient SET preferred_channel = 'email' WHERE id = $1";
            Ok(tx.exec(email, &[&id])?)
        })
        .await;
        app.write_to(&clinic, &patient, "Results", "<p>Well.</p>", true)
            .await;
    }
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let start =
        || tokio::task::block_in_place(|| Running::serve(mailing(&app, place.path(), &mail)));
    let (begun, first, second) = (Instant::now(), start(), start());
    let most = |since: Duration| {
        // What the pace allows since the programs began, and what a worker that comes late makes up for.
        let minutes = since.as_secs_f64() / 60.0;
        (minutes + 3.0 / 60.0) * f64::from(i32::try_from(PER_MINUTE).unwrap())
    };
    super::until(
        async || {
            let (since, took) = (begun.elapsed(), mail.received().len());
            assert!(took as f64 <= most(since), "{took} within {since:?}");
            took >= NOTICES
        },
        "every notice goes",
    )
    .await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let took = mail.received();
    let each: HashSet<String> = took.iter().map(|l| message_id(&l.data)).collect();
    assert_eq!((took.len(), each.len()), (NOTICES, NOTICES));
    let (sent, troubled) = app
        .write(|tx, _| {
            let sent = "SELECT count(*) FROM delivery WHERE state = 'sent'";
            let troubled = "SELECT count(*) FROM job WHERE last_failure IS NOT NULL";
            Ok((
                tx.one::<(i64,)>(sent, &[])?.0,
                tx.one::<(i64,)>(troubled, &[])?.0,
            ))
        })
        .await;
    assert_eq!((sent, troubled), (NOTICES as i64, 0));
    first.stop();
    second.stop();
    app.close().await;
}
