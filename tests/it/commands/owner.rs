//! `carepost owner` and `carepost audit verify`.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program in `folder`, with its data and key below it.
fn carepost(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_carepost"))
        .args(arguments)
        .current_dir(folder)
        .env("CAREPOST_DATA_FOLDER", folder.join("data"))
        .env("CAREPOST_DATA_ROOT_KEY_FILE", folder.join("carepost.key"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    child
        .stdin
        .take()
        .expect("an input")
        .write_all(input.as_bytes())
        .expect("the input is read");
    child.wait_with_output().expect("an end")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const CREATE: &[&str] = &[
    "owner",
    "create",
    "--clinic",
    "Riverside",
    "--email",
    "nadia@riverside.example",
    "--name",
    "Nadia Okafor",
];

#[test]
fn a_clinic_begins_on_a_fresh_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = carepost(folder.path(), CREATE, "blue heron at dusk\n");
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(
        text(&made.stderr).contains("Copy it now"),
        "{}",
        text(&made.stderr)
    );
    assert!(text(&made.stdout).contains("nadia@riverside.example"));
    assert!(folder.path().join("carepost.key").exists());
    let list = carepost(folder.path(), &["owner", "list"], "");
    assert!(
        text(&list.stdout).contains("Nadia Okafor <nadia@riverside.example>"),
        "{}",
        text(&list.stdout)
    );
    // The same address a second time is refused in words, and nothing is made.
    let again = carepost(folder.path(), CREATE, "blue heron at dusk\n");
    assert_eq!(again.status.code(), Some(1));
    assert!(
        text(&again.stderr).contains("signs in with this address already"),
        "{}",
        text(&again.stderr)
    );
    assert_eq!(
        text(&carepost(folder.path(), &["owner", "list"], "").stdout)
            .lines()
            .count(),
        1
    );
    let reset = [
        "owner",
        "reset-password",
        "--email",
        "nadia@riverside.example",
        "--second-factor",
    ];
    assert!(
        carepost(folder.path(), &reset, "quiet river at noon\n")
            .status
            .success()
    );
    let unknown = [
        "owner",
        "reset-password",
        "--email",
        "nobody@riverside.example",
    ];
    assert_eq!(
        carepost(folder.path(), &unknown, "quiet river at noon\n")
            .status
            .code(),
        Some(1)
    );
    let verified = carepost(folder.path(), &["audit", "verify"], "");
    assert!(
        verified.status.success() && text(&verified.stdout).contains("hold"),
        "{}",
        text(&verified.stdout)
    );
}

#[test]
fn what_is_wrong_is_said_before_anything_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let weak = carepost(folder.path(), CREATE, "short\n");
    assert_eq!(weak.status.code(), Some(1));
    assert!(
        text(&weak.stderr).contains("at least 12"),
        "{}",
        text(&weak.stderr)
    );
    assert!(!folder.path().join("data").exists());
    // Without a terminal nothing can be asked for: what is missing is named.
    let missing = carepost(
        folder.path(),
        &["owner", "create", "--clinic", "Riverside"],
        "",
    );
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("--name is missing"));
    // A password among the arguments is not taken.
    let mut arguments = CREATE.to_vec();
    arguments.extend(["--password", "blue heron at dusk"]);
    assert_eq!(
        carepost(folder.path(), &arguments, "").status.code(),
        Some(2)
    );
    let mut arguments = CREATE.to_vec();
    arguments.extend(["--time-zone", "Mars/Olympus"]);
    let zone = carepost(folder.path(), &arguments, "blue heron at dusk\n");
    assert!(
        text(&zone.stderr).contains("time zone"),
        "{}",
        text(&zone.stderr)
    );
}

#[test]
fn a_lost_key_is_not_replaced_by_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(
        carepost(folder.path(), CREATE, "blue heron at dusk\n")
            .status
            .success()
    );
    std::fs::remove_file(folder.path().join("carepost.key")).expect("the key is lost");
    let refused = carepost(folder.path(), CREATE, "blue heron at dusk\n");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("bring the key back"),
        "{}",
        text(&refused.stderr)
    );
    assert!(!folder.path().join("carepost.key").exists());
}

#[test]
fn a_changed_audit_is_named_with_exit_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(
        carepost(folder.path(), CREATE, "blue heron at dusk\n")
            .status
            .success()
    );
    tamper(folder.path());
    let verified = carepost(folder.path(), &["audit", "verify"], "");
    assert_eq!(verified.status.code(), Some(1));
    assert!(
        text(&verified.stdout).contains("entry 2: the entry was changed"),
        "{}",
        text(&verified.stdout)
    );
}

/// Somebody with the root key and the file changes an entry.
fn tamper(folder: &Path) {
    use carepost::platform::keys::{Keys, Purpose, RootKey};
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let root = RootKey::from_file(&folder.join("carepost.key")).expect("the key");
        let key = db::Key::new(*Keys::new(root).site(Purpose::Database).expose());
        let path = carepost::app::sqlite_path(&folder.join("data"));
        let db = db::Db::open(db::Options::sqlite(path, Some(key)))
            .await
            .expect("the database");
        db.write(|tx| tx.exec("UPDATE audit_event SET detail = 'x' WHERE seq = 2", &[]))
            .await
            .map_err(|e: db::Error| e)
            .expect("a change");
        db.close().await;
    });
}
