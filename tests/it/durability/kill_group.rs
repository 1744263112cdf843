//! The program is killed twenty times while it sends to a thousand patients: each has exactly one conversation and is told
//! of it once (M47).

use std::collections::HashSet;
use std::time::Duration;

use carepost::platform::random::{Random as _, SeededRandom};
use carepost::platform::time::MINUTE;
use serde_json::json;
use uuid::Uuid;

use super::mailing;
use crate::support::program::{self, Running};
use crate::support::smtp::{SmtpServer, Tls};
use crate::support::{On, Program, TestApp};

pub(super) const PATIENTS: usize = 1_000;
const KILLS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    killed_while_sending_to_many(On::Sqlite, 21).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    killed_while_sending_to_many(On::Postgres, 22).await;
}

async fn killed_while_sending_to_many(engine: On, seed: u64) {
    let mut app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    crowd(&app, clinic.id).await;
    let key = app
        .program(&clinic.owner, "messages:read messages:write")
        .await;
    app.close().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let start = |app: &TestApp| {
        tokio::task::block_in_place(|| Running::serve(mailing(app, place.path(), &mail)))
    };
    let random = SeededRandom::new(seed);
    let mut running = start(&app);
    let path = accepted(
        &key.at(&running.url()),
        &clinic.nurses.to_string(),
        PATIENTS,
    )
    .await;
    for _ in 0..KILLS {
        let mut chance = [0; 1];
        random.fill(&mut chance);
        // From before the first stretch to well into one; what a stretch has written is not yet all of them.
        tokio::time::sleep(Duration::from_millis(u64::from(chance[0]) % 60)).await;
        running.kill();
        app = app.opened_again().await;
        // The half minute after which the lease of a killed worker ends is not waited for.
        app.write(|tx, env| {
            let over = "UPDATE job SET due_at = $1, leased_at = NULL, worker = NULL WHERE worker IS NOT NULL AND due_at <= $2";
            let within = env.now().plus(MINUTE);
            Ok(tx.exec(over, &[&env.now(), &within])?)
        })
        .await;
        app.close().await;
        running = start(&app);
    }
    let program = key.at(&running.url());
    super::until(
        async || program.get(&path).await.is(200).json()["state"] == "done",
        "the group send comes to its end",
    )
    .await;
    let progress = program.get(&path).await.is(200).json()["progress"].clone();
    assert_eq!(progress["sent"], json!(PATIENTS));
    running.stop();
    program::audit_holds(&app, place.path());
    everybody_has_one(&app.opened_again().await).await;
}

/// A thousand patients, by statements: each with an address of their own.
pub(super) async fn crowd(app: &TestApp, clinic: carepost::platform::ids::ClinicId) {
    app.write(move |tx, env| {
        for n in 0..PATIENTS {
            let (patient, person): (Uuid, Uuid) = (env.id(), env.id());
            let (name, email, now) = (format!("P{n}"), format!("p{n}@home.example"), env.now());
            tx.push(
                "INSERT INTO patient (clinic_id, id, version, given_name, family_name, birth_date, sex, status, email, preferred_channel, language, portal_access, created_at, updated_at)
                 VALUES ($1, $2, 1, $3, 'Lee', '1988-03-14', 'unknown', 'active', $4, 'email', 'en', TRUE, $5, $5)",
                &[&clinic, &patient, &name, &email, &now],
            )?;
            tx.push(
                "INSERT INTO portal_user (clinic_id, id, self_patient_id, given_name, family_name, preferred_channel, language, created_at)
                 VALUES ($1, $2, $3, '', '', 'email', 'en', $4)",
                &[&clinic, &person, &patient, &now],
            )?;
            tx.push(
                "INSERT INTO portal_link (clinic_id, id, portal_user_id, patient_id, relationship, state, starts_at, created_at)
                 VALUES ($1, $2, $3, $4, 'self', 'invited', $5, $5)",
                &[&clinic, &env.id::<Uuid>(), &person, &patient, &now],
            )?;
        }
        Ok(())
    })
    .await;
}

/// Writes and confirms a group send to everybody; its path.
pub(super) async fn accepted(program: &Program, workgroup: &str, patients: usize) -> String {
    let begun = program
        .post("/api/v1/group-sends", None, &json!({}))
        .await
        .is(201)
        .json();
    let path = format!(
        "/api/v1/group-sends/{}",
        begun["id"].as_str().expect("an id")
    );
    let body = json!({
        "version": 1, "subject": "Closed", "body_html": "<p>Dear {{patient_given_name}}</p>",
        "from_workgroup_id": workgroup, "audience": { "everyone": "active" },
    });
    program.put(&path, &body).await.is(200);
    let count = json!({ "count": patients });
    program
        .post(&format!("{path}/send"), None, &count)
        .await
        .is(202);
    path
}

/// A conversation, a message and a notice for each patient, no more and no fewer.
async fn everybody_has_one(app: &TestApp) {
    let rows = app.write(|tx, _| {
        let conversations: Vec<(Uuid,)> = tx.all("SELECT patient_id FROM conversation", &[])?;
        let told: Vec<(Uuid,)> = tx.all("SELECT portal_user_id FROM delivery", &[])?;
        let bodies: Vec<(String,)> = tx.all("SELECT body_html FROM message", &[])?;
        let waiting: (i64,) = tx.one(
            "SELECT count(*) AS n FROM group_send_recipient WHERE state <> 'sent'",
            &[],
        )?;
        Ok((conversations, told, bodies, waiting.0))
    });
    let (conversations, told, bodies, waiting) = rows.await;
    let patients: HashSet<_> = conversations.iter().collect();
    let people: HashSet<_> = told.iter().collect();
    let words: HashSet<_> = bodies.iter().collect();
    assert_eq!((conversations.len(), patients.len()), (PATIENTS, PATIENTS));
    assert_eq!((told.len(), people.len()), (PATIENTS, PATIENTS));
    assert_eq!(
        (bodies.len(), words.len(), waiting),
        (PATIENTS, PATIENTS, 0)
    );
    app.close().await;
}
