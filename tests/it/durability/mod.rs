//! What survives: the real program killed, its disk full, its worker gone.

mod full_disk;
mod kill_filing;
mod kill_group;
mod kill_group_nodes;
mod kill_send;
mod nodes;
mod paces;
mod worker;

use std::path::Path;
use std::process::Command;

use crate::support::smtp::SmtpServer;
use crate::support::{TestApp, program};

/// The program over the data of `app`, which hands its mail to `server`.
fn mailing(app: &TestApp, folder: &Path, server: &SmtpServer) -> Command {
    let mut command = program::over(app, folder);
    command
        .env("CAREPOST_SMTP_HOST", "127.0.0.1")
        .env("CAREPOST_SMTP_PORT", server.address.port().to_string())
        .env("CAREPOST_SMTP_SECURITY", "none")
        .env("CAREPOST_SMTP_FROM_ADDRESS", "messages@clinic.example.org");
    command
}

/// The Message-ID of a letter as it arrived.
fn message_id(data: &str) -> String {
    let line = data
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("message-id:"));
    let (_, id) = line
        .and_then(|line| line.split_once(':'))
        .expect("a Message-ID");
    id.trim().trim_matches(['<', '>']).to_owned()
}

/// Waits until `what` holds; fails when that takes far longer than it ever should.
pub(crate) async fn until(what: impl AsyncFn() -> bool, words: &str) {
    for _ in 0..9_000 {
        if what().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("never: {words}");
}
