//! Senders go on while the program is killed again and again: what it acknowledged is there, and there once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carepost::platform::random::{Random as _, SeededRandom};
use carepost::platform::time::MINUTE;
use serde_json::json;

use super::{mailing, message_id};
use crate::support::program::{self, Running};
use crate::support::smtp::{SmtpServer, Tls};
use crate::support::{On, TestApp};

/// Programs that send at a time.
const SENDERS: usize = 6;

/// How often the program is killed.
const KILLS: usize = 4;

/// Where the senders find the program, and what they have been told.
struct Crowd {
    url: Mutex<String>,
    key: String,
    patient: String,
    stop: AtomicBool,
    acknowledged: Mutex<HashMap<String, String>>,
    repeated: AtomicUsize,
}

impl Crowd {
    /// Sends one message until it is acknowledged, always with the same key, which is its subject too.
    async fn send(&self, http: &reqwest::Client, key: String) {
        let body = json!({ "patient_id": self.patient, "subject": key, "body_html": format!("<p>{key}</p>") });
        loop {
            let url = self.url.lock().unwrap().clone() + "/api/v1/conversations";
            let request = http.post(url).bearer_auth(&self.key);
            let request = request.header("idempotency-key", &key).json(&body);
            match answer(request).await {
                Some((201, told)) => {
                    let id = told["id"].as_str().expect("an id").to_owned();
                    self.acknowledged.lock().unwrap().insert(key, id);
                    return;
                }
                Some((status, told)) if status < 500 => panic!("{status}: {told}"),
                // Killed, being killed, or not up yet.
                _ => {
                    self.repeated.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(15)).await;
                }
            }
        }
    }

    fn count(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }
}

/// Status and body; nothing where the answer did not come whole.
async fn answer(request: reqwest::RequestBuilder) -> Option<(u16, serde_json::Value)> {
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.json().await.ok()?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    killed_while_sending(On::Sqlite, 11, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    killed_while_sending(On::Postgres, 12, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_with_bundles() {
    killed_while_sending(On::Sqlite, 13, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_with_bundles() {
    killed_while_sending(On::Postgres, 14, 1).await;
}

async fn killed_while_sending(engine: On, seed: u64, bundle_seconds: i64) {
    let app = TestApp::start(engine).await;
    let app = app
        .beside(|config| config.messages.bundle_seconds = bundle_seconds)
        .await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).mobile(None).create().await;
    let key = app
        .program(&clinic.nurse, "messages:read messages:write")
        .await;
    app.close().await;
    let (place, mail) = (
        tempfile::tempdir().unwrap(),
        SmtpServer::start(Tls::None).await,
    );
    let crowd = Arc::new(Crowd {
        url: Mutex::default(),
        key: key.secret().to_owned(),
        patient: patient.to_string(),
        stop: AtomicBool::new(false),
        acknowledged: Mutex::default(),
        repeated: AtomicUsize::new(0),
    });
    let start =
        || tokio::task::block_in_place(|| Running::serve(mailing(&app, place.path(), &mail)));

    let mut running = start();
    *crowd.url.lock().unwrap() = running.url();
    let senders: Vec<_> = (0..SENDERS)
        .map(|n| tokio::spawn(go_on(Arc::clone(&crowd), n)))
        .collect();
    let random = SeededRandom::new(seed);
    for _ in 0..KILLS {
        let (before, mut chance) = (crowd.count(), [0; 2]);
        random.fill(&mut chance);
        // At a random point of the next acknowledged sends, and a random moment after it.
        let (sends, pause) = (1 + usize::from(chance[0]) % 40, u64::from(chance[1]) % 30);
        super::until(
            async || crowd.count() >= before + sends,
            "the senders go on",
        )
        .await;
        tokio::time::sleep(Duration::from_millis(pause)).await;
        running.kill();
        running = start();
        *crowd.url.lock().unwrap() = running.url();
    }
    let before = crowd.count();
    super::until(async || crowd.count() >= before + 10, "the senders go on").await;
    crowd.stop.store(true, Ordering::Relaxed);
    for sender in senders {
        sender
            .await
            .expect("every message is acknowledged in the end");
    }
    assert!(
        crowd.repeated.load(Ordering::Relaxed) > 0,
        "nobody noticed the kills"
    );

    let acknowledged = crowd.acknowledged.lock().unwrap().clone();
    everything_is_listed_once(&key.at(&running.url()), &acknowledged).await;
    running.stop();
    program::audit_holds(&app, place.path());
    let (app, wanted) = (app.opened_again().await, acknowledged.len());
    match bundle_seconds {
        0 => everybody_is_told_once(&app, &mail, wanted).await,
        _ => everything_went_in_bundles(&app, &mail, wanted).await,
    }
}

/// One sender: messages one after the other, until it is told to stop.
async fn go_on(crowd: Arc<Crowd>, sender: usize) {
    let http = reqwest::Client::new();
    for n in 0.. {
        if crowd.stop.load(Ordering::Relaxed) {
            return;
        }
        crowd.send(&http, format!("s{sender}-{n}")).await;
    }
}

/// Through the API: the whole list, and each conversation by itself.
async fn everything_is_listed_once(
    program: &crate::support::Program,
    acknowledged: &HashMap<String, String>,
) {
    let mut found = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/conversations?folder=all&limit=200{cursor}");
        let page = program.get(&path).await.is(200).json();
        for item in page["items"].as_array().expect("items") {
            let (subject, id) = (
                item["subject"].as_str().unwrap(),
                item["id"].as_str().unwrap(),
            );
            let twice = found.insert(subject.to_owned(), id.to_owned());
            assert_eq!(twice, None, "{subject} is there twice");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for (key, id) in acknowledged {
        assert_eq!(found.get(key), Some(id), "{key} was acknowledged");
    }
    assert_eq!(
        found.len(),
        acknowledged.len(),
        "nothing is there that nobody was told of"
    );
    for (key, id) in acknowledged {
        let read = program
            .get(&format!("/api/v1/conversations/{id}"))
            .await
            .is(200)
            .json();
        let messages = read["messages"].as_array().expect("messages");
        assert_eq!((messages.len(), &read["subject"]), (1, &json!(key)));
        assert!(
            messages[0]["body_html"]
                .as_str()
                .unwrap()
                .contains(key.as_str())
        );
    }
}

/// One delivery for each conversation, at least one letter for each delivery, and always the same Message-ID.
async fn everybody_is_told_once(app: &TestApp, mail: &SmtpServer, wanted: usize) {
    let rows = app.state.db.read(|tx| {
        tx.all::<(uuid::Uuid, uuid::Uuid)>("SELECT conversation_id, id FROM delivery", &[])
    });
    let rows = rows.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
    let told: HashSet<_> = rows.iter().map(|(conversation, _)| conversation).collect();
    assert_eq!(
        (rows.len(), told.len()),
        (wanted, wanted),
        "one notification each"
    );
    // What a killed worker had taken is taken again when its lease has ended.
    app.clock.advance(6 * MINUTE);
    app.run_jobs().await;
    let mut letters: HashMap<String, usize> = HashMap::new();
    for id in mail
        .received()
        .iter()
        .map(|letter| message_id(&letter.data))
    {
        *letters.entry(id).or_default() += 1;
    }
    for letter in app.mail.take() {
        *letters.entry(letter.message_id).or_default() += 1;
    }
    for (_, delivery) in &rows {
        let of = |id: &&String| id.starts_with(&delivery.to_string());
        assert_eq!(letters.keys().filter(of).count(), 1, "{delivery}");
    }
    assert_eq!(letters.len(), wanted);
    app.close().await;
}

/// One delivery for each conversation, each of them sent, with fewer letters than messages.
async fn everything_went_in_bundles(app: &TestApp, mail: &SmtpServer, wanted: usize) {
    for _ in 0..20 {
        app.clock.advance(6 * MINUTE);
        app.run_jobs().await;
    }
    let rows = app.state.db.read(|tx| {
        let of_each = "SELECT message_id, state, coalesce(failure_code, '') FROM delivery";
        tx.all::<(uuid::Uuid, String, String)>(of_each, &[])
    });
    let rows = rows.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
    let messages: HashSet<_> = rows.iter().map(|(message, ..)| message).collect();
    assert_eq!((rows.len(), messages.len()), (wanted, wanted));
    let left: Vec<_> = rows
        .iter()
        .filter(|(_, state, _)| state != "sent")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let letters = mail.received().len() + app.mail.take().len();
    assert!(
        letters >= 2 && letters < wanted / 2,
        "{letters} letters of {wanted} messages"
    );
    app.close().await;
}
