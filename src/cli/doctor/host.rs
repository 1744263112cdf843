//! The host: configuration, key, folder, disk, port.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use super::finding::Finding;
use crate::app;
use crate::platform::config::Config;
use crate::platform::keys::RootKey;

/// Less room than this is not enough to go on for long, in KiB.
const LITTLE_ROOM: u64 = 1024 * 1024;

/// The configuration, beyond what reading it has checked.
pub(super) fn configuration(config: &Config) -> Finding {
    const PART: &str = "config";
    if config.https() {
        Finding::ok(PART, format!("links lead to {}", config.server.public_url))
    } else {
        Finding::note(
            PART,
            format!(
                "links lead to {}, which only this machine can follow; set server.public_url to the https address that patients use",
                config.server.public_url
            ),
        )
    }
}

/// The root key.
pub(super) fn key(config: &Config) -> Finding {
    const PART: &str = "root key";
    if let Err(error) = app::keys(config) {
        return Finding::bad(
            PART,
            format!(
                "{error}; set data.root_key_file or CAREPOST_DATA_ROOT_KEY (64 hexadecimal digits)"
            ),
        );
    }
    if !config.data.root_key.is_empty() {
        return Finding::ok(PART, "from the environment");
    }
    let path = &config.data.root_key_file;
    if RootKey::is_readable_by_others(path) {
        return Finding::bad(
            PART,
            format!(
                "{} can be read by others; run chmod 600 on it",
                path.display()
            ),
        );
    }
    let inside = path
        .canonicalize()
        .ok()
        .zip(config.data.folder.canonicalize().ok());
    if inside.is_some_and(|(key, data)| key.starts_with(data)) {
        return Finding::note(
            PART,
            format!(
                "{} lies in the data folder, so whoever has the data has the key; move it elsewhere",
                path.display()
            ),
        );
    }
    Finding::ok(PART, path.display().to_string())
}

/// The data folder and the room on its disk.
pub(super) fn folder(config: &Config) -> Finding {
    const PART: &str = "data";
    let folder = &config.data.folder;
    if !folder.is_dir() {
        return Finding::note(
            PART,
            format!(
                "{} does not exist yet; it is made at the first start",
                folder.display()
            ),
        );
    }
    let probe = folder.join(".doctor");
    if let Err(error) = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe))
    {
        return Finding::bad(
            PART,
            format!(
                "{} can't be written: {error}; give the user that runs Carepost the right to",
                folder.display()
            ),
        );
    }
    match room(folder) {
        Some(kib) if kib < LITTLE_ROOM => Finding::bad(
            PART,
            format!(
                "{} has {} MiB left; make room",
                folder.display(),
                kib / 1024
            ),
        ),
        Some(kib) => Finding::ok(
            PART,
            format!("{}, {} GiB left", folder.display(), kib / 1024 / 1024),
        ),
        None => Finding::note(
            PART,
            format!(
                "{} can be written; how much room there is could not be found out",
                folder.display()
            ),
        ),
    }
}

/// KiB left where a folder lies, as `df` says it.
fn room(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// Whether the port is free, or Carepost itself has it.
pub(super) async fn port(config: &Config) -> Finding {
    const PART: &str = "server";
    let listen = &config.server.listen;
    if TcpListener::bind(listen).is_ok() {
        return Finding::ok(PART, format!("not running; {listen} is free"));
    }
    let address = listen
        .replace("0.0.0.0", "127.0.0.1")
        .replace("[::]", "[::1]");
    let client = reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(5))
        .build();
    let answer = match client {
        Ok(client) => client.get(format!("http://{address}/health")).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) if answer.status().is_success() => {
            Finding::ok(PART, format!("running on {listen}, and well"))
        }
        Ok(answer) => Finding::bad(
            PART,
            format!(
                "something answers on {listen} with status {}; see http://{address}/health",
                answer.status().as_u16()
            ),
        ),
        Err(_) => Finding::bad(
            PART,
            format!("another program has {listen}; stop it, or set server.listen"),
        ),
    }
}
