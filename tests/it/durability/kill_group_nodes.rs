//! A group send while several nodes are at work: one or the other is killed, or the database drops every connection. Each
//! patient has exactly one conversation, and a guardian of several is told once (M47).

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use carepost::features::patients::{self, Editor, NewLink, Relationship};
use carepost::platform::random::{Random as _, SeededRandom};
use carepost::platform::time::MINUTE;
use uuid::Uuid;

use super::kill_group::{PATIENTS, accepted, crowd};
use super::mailing;
use crate::support::program::{self, Running};
use crate::support::smtp::{SmtpServer, Tls};
use crate::support::{Clinic, On, Program, TestApp};

/// Children for whom one guardian reads.
const CHILDREN: usize = 3;
const KILLS: usize = 12;
const BREAKS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn either_of_two_nodes_is_killed() {
    let (app, key, clinic) = ready().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let mut server = Some(start(&app, place.path(), &mail, true));
    let mut worker = Some(start(&app, place.path(), &mail, false));
    let path = sent(&key, server.as_ref(), &clinic).await;
    let random = SeededRandom::new(23);
    for _ in 0..KILLS {
        let mut chance = [0; 2];
        random.fill(&mut chance);
        pause(chance[0]).await;
        let serves = chance[1] % 2 == 0;
        let node = if serves { &mut server } else { &mut worker };
        node.take().expect("it runs").kill();
        // Nobody waits half a minute for the lease of the killed one; the other one loses its own in the middle of its work.
        let now = app.state.env.now();
        let db = app.state.db.across().by_locks();
        let ended = db.write(move |tx| {
            let over = "UPDATE job SET due_at = $1, leased_at = NULL, worker = NULL WHERE worker IS NOT NULL AND due_at <= $2";
            tx.exec(over, &[&now, &now.plus(MINUTE)])
        });
        ended.await.map_err(|error: db::Error| error).unwrap();
        *node = Some(start(&app, place.path(), &mail, serves));
    }
    let server = server.expect("it runs");
    ends(&key.at(&server.url()), &path).await;
    server.stop();
    worker.expect("it runs").stop();
    program::audit_holds(&app, place.path());
    everybody_has_one(&app).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_drops_every_connection() {
    let (app, key, clinic) = ready().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let server = start(&app, place.path(), &mail, true);
    let worker = start(&app, place.path(), &mail, false);
    let path = sent(&key, Some(&server), &clinic).await;
    let random = SeededRandom::new(24);
    for _ in 0..BREAKS {
        let mut chance = [0; 1];
        random.fill(&mut chance);
        pause(chance[0]).await;
        // As a restart of the database does to whoever is connected, in this test's own database only.
        app.write(|tx, _| {
            let all = "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            Ok(tx.one::<(i64,)>(all, &[])?)
        })
        .await;
    }
    ends(&key.at(&server.url()), &path).await;
    server.stop();
    worker.stop();
    program::audit_holds(&app, place.path());
    everybody_has_one(&app).await;
    app.close().await;
}

/// A clinic with many patients, and a guardian of several children among them.
async fn ready() -> (TestApp, Program, Clinic) {
    let app = TestApp::start(On::Postgres).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    crowd(&app, clinic.id).await;
    let mut children = Vec::new();
    for n in 0..CHILDREN {
        let new = app.new_patient(&clinic).named(&format!("Kim{n}"), "Lee");
        children.push(
            new.born("2020-01-01")
                .email(None)
                .mobile(None)
                .create()
                .await,
        );
    }
    let ann = app
        .new_guardian(&clinic, children[0], ("Ann", "Lee"), "ann@home.example")
        .await;
    let of = clinic.id;
    app.write(move |tx, env| {
        for child in &children[1..] {
            let link = NewLink::new(ann.portal_user, *child, Relationship::Guardian);
            patients::link_portal_user(tx, &Editor::system(of), env, &link)?;
        }
        Ok(())
    })
    .await;
    let key = app
        .program(&clinic.owner, "messages:read messages:write")
        .await;
    (app, key, clinic)
}

/// A node: one that serves pages as well, or one that only works.
fn start(app: &TestApp, folder: &Path, mail: &SmtpServer, serves: bool) -> Running {
    let command = mailing(app, folder, mail);
    tokio::task::block_in_place(|| match serves {
        true => Running::serve(command),
        false => Running::work(command),
    })
}

async fn sent(key: &Program, server: Option<&Running>, clinic: &Clinic) -> String {
    let program = key.at(&server.expect("it runs").url());
    accepted(&program, &clinic.nurses.to_string(), PATIENTS + CHILDREN).await
}

/// From before the first stretch to well into one.
async fn pause(chance: u8) {
    tokio::time::sleep(Duration::from_millis(u64::from(chance) % 60)).await;
}

async fn ends(program: &Program, path: &str) {
    super::until(
        async || program.get(path).await.is(200).json()["state"] == "done",
        "the group send comes to its end",
    )
    .await;
}

/// A conversation for each patient, a notice for each person, no more and no fewer.
async fn everybody_has_one(app: &TestApp) {
    let (conversations, told, left) = app
        .write(|tx, _| {
            let conversations: Vec<(Uuid,)> = tx.all("SELECT patient_id FROM conversation", &[])?;
            let told: Vec<(Uuid,)> = tx.all("SELECT portal_user_id FROM delivery", &[])?;
            let left: (i64,) = tx.one(
                "SELECT count(*) AS n FROM group_send_recipient WHERE state <> 'sent'",
                &[],
            )?;
            Ok((conversations, told, left.0))
        })
        .await;
    let patients: HashSet<_> = conversations.iter().collect();
    let people: HashSet<_> = told.iter().collect();
    let all = PATIENTS + CHILDREN;
    assert_eq!((conversations.len(), patients.len(), left), (all, all, 0));
    assert_eq!((told.len(), people.len()), (PATIENTS + 1, PATIENTS + 1));
}
