//! Files that people send: in, checked, and out again.

mod api;
mod clamav;
mod downloads;
mod ending;
mod forms;
mod killed;
mod uploads;

use std::path::{Path, PathBuf};

use carepost::platform::ids::ApiKeyId;
use carepost::platform::keys::Purpose;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::support::{Answer, Browser, Member, TestApp};

/// Begins an upload and returns its id.
pub async fn begin(browser: &Browser, file_name: &str, size: usize) -> String {
    let answer = try_begin(browser, file_name, size).await;
    answer.is(201);
    assert_eq!(answer.json()["offset"], 0);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

async fn try_begin(browser: &Browser, file_name: &str, size: usize) -> Answer {
    let body = serde_json::json!({ "file_name": file_name, "size": size });
    let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
        http.post(url("/staff/uploads"))
            .header("accept", "application/json")
            .json(&body)
    };
    browser.send(send).await
}

/// Sends a piece, and asks on as the page does where the check of the whole takes longer than it waits.
pub async fn piece(browser: &Browser, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
        http.patch(url(&format!("/staff/uploads/{id}")))
            .header("accept", "application/json")
            .header("upload-offset", offset)
            .body(bytes.to_vec())
    };
    let mut answer = browser.send(send).await;
    for _ in 0..600 {
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        if told["state"] != "checking" || told["code"] == "file_waits_for_scanner" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        answer = progress(browser, id).await;
    }
    answer
}

async fn progress(browser: &Browser, id: &str) -> Answer {
    let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
        http.get(url(&format!("/staff/uploads/{id}")))
            .header("accept", "application/json")
    };
    browser.send(send).await
}

/// Sends a whole file and returns the last answer.
pub async fn send_file(browser: &Browser, file_name: &str, content: &[u8]) -> Answer {
    let id = begin(browser, file_name, content.len()).await;
    piece(browser, &id, 0, content).await
}

/// An API key that acts for `member`.
async fn api_key(app: &TestApp, member: &Member, scopes: &'static str) -> String {
    let (env, member) = (app.state.env.clone(), member.clone());
    let insert = move |tx: &mut db::Tx<'_>| {
        let secret = env.token();
        let hash = env.keys.hash_token(Purpose::ApiKeys, secret.as_bytes());
        tx.exec(
            "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at) VALUES ($1, $2, 'test', $3, $4, $5, $6)",
            &[&member.clinic, &env.id::<ApiKeyId>(), &hash, &member.id, &scopes, &env.now()],
        )?;
        Ok::<_, db::Error>(secret)
    };
    app.state.db.write(insert).await.expect("a key")
}

/// Every action in the audit, in order.
async fn audited(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = app
        .state
        .db
        .read(|tx| tx.all::<(String,)>("SELECT action FROM audit_event ORDER BY lane, seq", &[]))
        .await
        .expect("the audit");
    rows.into_iter().map(|(action,)| action).collect()
}

/// Sends the head of a piece that begins at `offset` and has `size` bytes, and only `part` of it; the rest may follow.
async fn begin_piece(
    base_url: &str,
    browser: &Browser,
    id: &str,
    (offset, size): (usize, usize),
    part: &[u8],
) -> TcpStream {
    let address = base_url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "PATCH /staff/uploads/{id} HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\nupload-offset: {offset}\r\ncontent-length: {size}\r\n\r\n",
        browser.cookies()
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    socket.write_all(part).await.expect("sent");
    socket
}

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                every_file(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
