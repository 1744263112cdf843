//! The doctor names what is wrong and what to do, and changes nothing.

use std::path::Path;
use std::process::Command;

use crate::support::program::{self, output, text};
use crate::support::{On, TestApp};

fn doctor(folder: &Path, data: &Path) -> Command {
    let mut command = program::carepost(folder);
    command
        .env("CAREPOST_DATA_FOLDER", data)
        .env("CAREPOST_SERVER_LISTEN", "127.0.0.1:0")
        .arg("doctor");
    command
}

/// The line about a part, and the exit code.
fn line(command: &mut Command, part: &str) -> (String, Option<i32>) {
    let done = output(command);
    let printed = text(&done.stdout);
    let found = printed
        .lines()
        .find(|line| line.split_whitespace().nth(1) == Some(part));
    let found =
        found.unwrap_or_else(|| panic!("nothing about {part}: {printed}{}", text(&done.stderr)));
    (found.to_owned(), done.status.code())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finds_what_is_wrong_and_says_what_to_do() {
    let app = TestApp::start(On::Sqlite).await;
    let clinic = app.clinic().await;
    let place = tempfile::tempdir().unwrap();
    let note = place.path().join("one.ndjson");
    std::fs::write(
        &note,
        "{\"resourceType\":\"Patient\",\"id\":\"1\",\"birthDate\":\"1980-01-02\",\"name\":[{\"family\":\"Ashdown\"}]}\n\
         {\"resourceType\":\"DocumentReference\",\"id\":\"d\",\"subject\":{\"reference\":\"Patient/1\"},\"date\":\"2025-01-02\",\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"SGk=\"}}]}\n",
    )
    .unwrap();
    let data = app.data_folder().to_owned();
    let (busy, code) = line(&mut doctor(place.path(), &data), "database");
    assert!(
        busy.starts_with("note") && busy.contains("in use by a running Carepost"),
        "{busy}"
    );
    assert_eq!(code, Some(0));
    app.state.db.close().await;

    let import = output(
        program::carepost(place.path())
            .env("CAREPOST_DATA_FOLDER", &data)
            .arg("import")
            .arg(&note),
    );
    assert!(import.status.success(), "{}", text(&import.stderr));
    let well = doctor(place.path(), &data).output().unwrap();
    assert_eq!(well.status.code(), Some(0), "{}", text(&well.stdout));
    for part in [
        "ok    database",
        "ok    files",
        "ok    queue",
        "ok    data",
        "note  email",
        "note  scanner",
    ] {
        assert!(
            text(&well.stdout).contains(part),
            "{part}: {}",
            text(&well.stdout)
        );
    }
    assert!(text(&well.stdout).contains("1 files, all there"));

    let wrong_key = format!("{}b2", "6f".repeat(31));
    let (locked_out, code) = line(
        doctor(place.path(), &data).env("CAREPOST_DATA_ROOT_KEY", wrong_key),
        "database",
    );
    assert!(
        locked_out.starts_with("BAD") && locked_out.contains("the root key does not open it"),
        "{locked_out}"
    );
    assert_eq!(code, Some(1));

    let (dead, code) = line(
        doctor(place.path(), &data)
            .env("CAREPOST_SMTP_HOST", "127.0.0.1")
            .env("CAREPOST_SMTP_PORT", "9")
            .env("CAREPOST_SMTP_SECURITY", "none")
            .env("CAREPOST_SMTP_FROM_ADDRESS", "messages@clinic.example.org"),
        "email",
    );
    assert!(
        dead.starts_with("BAD") && dead.contains("check host, port"),
        "{dead}"
    );
    assert_eq!(code, Some(1));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (port, code) = line(
        doctor(place.path(), &data).env("CAREPOST_SERVER_LISTEN", &address),
        "server",
    );
    assert!(
        port.starts_with("BAD") && port.contains("another program has"),
        "{port}"
    );
    assert_eq!(code, Some(1));

    for shard in std::fs::read_dir(data.join("files")).unwrap() {
        std::fs::remove_dir_all(shard.unwrap().path()).unwrap();
    }
    let (lost, code) = line(&mut doctor(place.path(), &data), "files");
    assert!(
        lost.starts_with("BAD") && lost.contains("1 of 1 files are missing"),
        "{lost}"
    );
    assert_eq!(code, Some(1));
    drop(clinic);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_warns_of_a_role_that_passes_row_level_security_by() {
    let database = tokio::task::block_in_place(testpg::fresh_database);
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let told = |url: String| {
        let done = output(doctor(place.path(), &data).env("CAREPOST_DATA_POSTGRES_URL", url));
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stdout));
        text(&done.stdout)
    };
    let warned = told(database.admin_url());
    assert!(
        warned.contains("note  role") && warned.contains("neither SUPERUSER nor BYPASSRLS"),
        "{warned}"
    );
    let well = told(database.url());
    assert!(
        well.contains("postgres, empty") && !well.contains(" role "),
        "{well}"
    );
}

/// Imports under another key than the data's, and says what became of it.
async fn with_a_wrong_key(engine: On) -> String {
    let app = TestApp::start(engine).await;
    app.clinic().await;
    app.state.db.close().await;
    let place = tempfile::tempdir().unwrap();
    let mut import = program::carepost(place.path());
    import
        .env("CAREPOST_DATA_FOLDER", app.data_folder())
        .env("CAREPOST_DATA_ROOT_KEY", format!("{}b2", "6f".repeat(31)))
        .env(
            "CAREPOST_DATA_POSTGRES_URL",
            &app.state.env.config.data.postgres_url,
        )
        .args(["import", "patients.csv"]);
    let done = output(&mut import);
    assert_eq!(done.status.code(), Some(1));
    text(&done.stderr)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_refused_before_anything_is_done() {
    let words = with_a_wrong_key(On::Sqlite).await;
    assert!(
        words.contains("the key does not open the database file"),
        "{words}"
    );
    let words = with_a_wrong_key(On::Postgres).await;
    assert!(
        words.contains("the root key is not the one that the data was made with"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_makes_nothing_where_nothing_is() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let (database, code) = line(&mut doctor(place.path(), &data), "database");
    assert!(database.contains("made at the first start"), "{database}");
    assert_eq!(code, Some(0));
    assert!(!data.exists());
    let (key, code) = line(
        doctor(place.path(), &data).env("CAREPOST_DATA_ROOT_KEY", "short"),
        "root",
    );
    assert!(key.starts_with("BAD"), "{key}");
    assert_eq!(code, Some(1));
}
