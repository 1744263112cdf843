//! Whoever is refused before all is sent gets the answer, and not a broken connection.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{TestApp, both_engines};

/// More than the sockets of both ends hold, in bytes.
const LARGE: usize = 24 * 1024 * 1024;

/// More than anybody waits for, in bytes.
const ENDLESS: usize = 256 * 1024 * 1024;

/// Sends the head and `size` bytes, and reads nothing before they are gone; then all of the answer.
async fn send(app: &TestApp, head: &str, size: usize) -> std::io::Result<String> {
    let address = app.base_url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).await?;
    let head = format!("{head}\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let piece = vec![b'a'; 64 * 1024];
    for _ in 0..size / piece.len() {
        socket.write_all(&piece).await?;
    }
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await?;
    Ok(answer)
}

both_engines!(who_is_refused_midway_reads_why, async |app: TestApp| {
    let form = "content-type: application/x-www-form-urlencoded";
    for (to, status) in [
        ("/api/v1/attachments", "401 Unauthorized"),
        ("/nothing-here", "404 Not Found"),
        ("/sign-in", "413 Payload Too Large"),
    ] {
        let head = format!("POST {to} HTTP/1.1\r\n{form}\r\ncontent-length: {LARGE}");
        let answer = send(&app, &head, LARGE).await.expect("an answer");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{to}: {answer}"
        );
    }
});

both_engines!(nobody_is_listened_to_for_ever, async |app: TestApp| {
    let head = format!("POST /nothing-here HTTP/1.1\r\ncontent-length: {ENDLESS}");
    assert!(
        send(&app, &head, ENDLESS).await.is_err(),
        "all of it was taken"
    );
});

both_engines!(who_asks_first_sends_nothing, async |app: TestApp| {
    let head = "POST /nothing-here HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1000";
    let answer = send(&app, head, 0).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
});
