//! `carepost import` as a program: what it prints, and how it ends.

use std::path::Path;
use std::process::Output;

use carepost::app;
use carepost::features::staff::{self, NewClinic};
use carepost::platform::config::Config;
use carepost::platform::web::Error;

use super::fixtures::{file, lines, patient};
use crate::support::program::{self, output, root_key, text};

fn carepost(folder: &Path, arguments: &[&str]) -> Output {
    output(program::carepost(folder).args(arguments))
}

/// An installation with one clinic.
async fn installation() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.data.folder = folder.path().join("data");
    config.data.root_key = root_key();
    let env = app::env(config).unwrap();
    let db = app::open_database(&env).await.unwrap();
    let made = db.write(move |tx| {
        let new = NewClinic {
            name: "Riverside".to_owned(),
            language: "en".to_owned(),
            time_zone: "America/Toronto".to_owned(),
            phone: String::new(),
            owner_email: "owner@example.org".to_owned(),
            owner_name: "Nadia Okafor".to_owned(),
            password_hash: "none".to_owned(),
        };
        staff::create_clinic(tx, &env, &new)
    });
    made.await.map_err(|e: Error| format!("{e:?}")).unwrap();
    db.close().await;
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_reports_each_entry_and_fails_when_one_was_refused() {
    let folder = installation().await;
    let half = file(&lines(&[
        patient("1", "Canaryfamily", "Canarygiven", "1980-01-02"),
        patient("2", "Canaryfamily", "Canarygiven", "02/01/1980"),
    ]));
    let path = half.path().display().to_string();
    let name = half
        .path()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();

    let dry = carepost(folder.path(), &["import", &path, "--dry-run"]);
    assert_eq!(dry.status.code(), Some(1), "{}", text(&dry.stderr));
    assert!(text(&dry.stdout).contains("dry run: nothing was changed"));

    let first = carepost(folder.path(), &["import", &path]);
    let report = text(&first.stdout);
    assert_eq!(first.status.code(), Some(1));
    assert!(
        report.contains(&format!("{name}:1\tPatient/1\tcreated\n")),
        "{report}"
    );
    assert!(
        report.contains(&format!(
            "{name}:2\tPatient/2\trefused\tbirthDate is not a date"
        )),
        "{report}"
    );
    assert!(
        report.contains("2 entries: 1 created, 0 updated, 0 unchanged, 0 left out, 1 refused"),
        "{report}"
    );
    assert!(text(&first.stderr).contains("1 refused"));
    for output in [&first.stdout, &first.stderr, &dry.stdout, &dry.stderr] {
        assert!(
            !text(output).contains("Canary"),
            "a report names no patient"
        );
    }

    let right = file(&lines(&[patient(
        "1",
        "Canaryfamily",
        "Canarygiven",
        "1980-01-02",
    )]));
    let again = carepost(
        folder.path(),
        &["import", &right.path().display().to_string(), "--quiet"],
    );
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(
        text(&again.stdout),
        "1 entries: 0 created, 0 updated, 1 unchanged, 0 left out, 0 refused\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_what_to_do_where_it_cannot_begin() {
    let folder = installation().await;
    let none = carepost(folder.path(), &["import", "nothing-here.ndjson"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(
        text(&none.stderr).contains("nothing-here.ndjson can't be read"),
        "{}",
        text(&none.stderr)
    );

    let empty = tempfile::tempdir().unwrap();
    let clinicless = carepost(empty.path(), &["import", "x.csv"]);
    assert_eq!(clinicless.status.code(), Some(1));
    assert!(
        text(&clinicless.stderr).contains("there is no clinic yet"),
        "{}",
        text(&clinicless.stderr)
    );
}
