//! SQLite's files: what is in them, who may open them, and their copies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::{Db, Error, Key, Options};

use crate::support::{KEY, Kind, On, Place};

const CANARY: &str = "canary-in-a-patient-name";

fn folder(on: &On) -> &Path {
    match &on.place {
        Place::Folder(folder) => folder.path(),
        Place::Server(_) => panic!("only for files"),
    }
}

/// The database's files and what is in them, without the index that SQLite rebuilds at will.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let kept = entries.filter(|path| !path.to_str().unwrap().ends_with("-shm"));
    kept.map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

fn holds_canary(folder: &Path) -> bool {
    let canary = CANARY.as_bytes();
    files(folder)
        .values()
        .any(|bytes| bytes.windows(canary.len()).any(|window| window == canary))
}

async fn with_canary(kind: Kind) -> On {
    let on = On::new(kind).await;
    on.schema("CREATE TABLE a (name text)").await;
    on.db
        .write(|tx| tx.exec("INSERT INTO a (name) VALUES ($1)", &[&CANARY]))
        .await
        .unwrap();
    on
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_read_in_encrypted_files() {
    let on = with_canary(Kind::Sqlite).await;
    assert!(!holds_canary(folder(&on)), "in the log");
    on.db.close().await;
    assert!(!holds_canary(folder(&on)), "in the file");
    let plain = with_canary(Kind::SqlitePlain).await;
    assert!(
        holds_canary(folder(&plain)),
        "without a key it can be found"
    );
    plain.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused_and_changes_nothing() {
    let on = with_canary(Kind::Sqlite).await;
    // The files as a killed process leaves them, with a log that is not yet in the main file.
    let left = tempfile::tempdir().unwrap();
    for (path, bytes) in files(folder(&on)) {
        std::fs::write(left.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    on.db.close().await;
    for folder in [folder(&on), left.path()] {
        let path = folder.join("test.sqlite");
        let before = files(folder);
        for key in [Some(Key::new([8; 32])), None] {
            let refused = Db::open(Options::sqlite(&path, key)).await.err();
            assert_eq!(refused, Some(Error::WrongKey));
            assert!(files(folder) == before, "the files are as they were");
        }
        let right = Db::open(Options::sqlite(&path, Some(Key::new(KEY))))
            .await
            .unwrap();
        let (name,) = right
            .read(|tx| tx.one::<(String,)>("SELECT name FROM a", &[]))
            .await
            .unwrap();
        assert_eq!(name, CANARY);
        right.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.sqlite");
    std::fs::write(
        &path,
        "a letter to the clinic, by mistake in the wrong place\n".repeat(200),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    for key in [Some(Key::new(KEY)), None] {
        assert_eq!(
            Db::open(Options::sqlite(&path, key)).await.err(),
            Some(Error::WrongKey)
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_opened_once_by_whatever_name() {
    let on = with_canary(Kind::Sqlite).await;
    let Options::Sqlite { path, key, .. } = on.options.clone() else {
        panic!("a file")
    };
    let link = folder(&on).join("link.sqlite");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for path in [path, link] {
        assert_eq!(
            Db::open(Options::sqlite(path, key.clone())).await.err(),
            Some(Error::Locked)
        );
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let on = with_canary(Kind::Sqlite).await;
    for path in files(folder(&on)).into_keys() {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert!(
            mode == 0o600 || path.extension().is_some_and(|e| e == "lock"),
            "{path:?} {mode:o}"
        );
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_consistent_state_under_the_same_key() {
    let on = with_canary(Kind::Sqlite).await;
    on.db
        .write(|tx| {
            tx.exec("CREATE TABLE one (id integer)", &[])?;
            tx.exec("CREATE TABLE two (id integer)", &[])
        })
        .await
        .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let writing = {
        let (db, stop) = (on.db.clone(), stop.clone());
        tokio::spawn(async move {
            while !stop.load(Ordering::Acquire) {
                let pair = db.write(|tx| {
                    tx.exec("INSERT INTO one (id) VALUES (1)", &[])?;
                    tx.exec("INSERT INTO two (id) VALUES (1)", &[])
                });
                pair.await.unwrap();
            }
        })
    };
    for number in 0..5 {
        let copy = folder(&on).join(format!("copy{number}"));
        on.db.backup_to(&copy).await.unwrap();
        let wrong = Db::open(Options::sqlite(&copy, Some(Key::new([8; 32]))))
            .await
            .err();
        assert_eq!(wrong, Some(Error::WrongKey));
        let opened = Db::open(Options::sqlite(&copy, Some(Key::new(KEY))))
            .await
            .unwrap();
        let counts =
            "SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two), (SELECT name FROM a)";
        let read = opened
            .read(move |tx| tx.one::<(i64, i64, String)>(counts, &[]))
            .await
            .unwrap();
        assert_eq!((read.0, read.2.as_str()), (read.1, CANARY));
        opened.close().await;
    }
    stop.store(true, Ordering::Release);
    writing.await.unwrap();
    assert!(!holds_canary(folder(&on)));
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_overwrites_nothing() {
    let on = with_canary(Kind::Sqlite).await;
    let taken = folder(&on).join("taken");
    std::fs::write(&taken, "something else").unwrap();
    assert!(on.db.backup_to(&taken).await.is_err());
    assert_eq!(std::fs::read(&taken).unwrap(), b"something else");
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_moves_to_the_file_while_the_database_is_open() {
    let on = On::new(Kind::Sqlite).await;
    on.schema("CREATE TABLE a (body bytea)").await;
    for _ in 0..200 {
        let body = vec![1u8; 100_000];
        let insert =
            move |tx: &mut db::Tx<'_>| tx.exec("INSERT INTO a (body) VALUES ($1)", &[&body]);
        on.db.write(insert).await.unwrap();
    }
    let size = |name: &str| folder(&on).join(name).metadata().unwrap().len();
    assert!(size("test.sqlite") > 10_000_000, "{}", size("test.sqlite"));
    assert!(
        size("test.sqlite-wal") < 10_000_000,
        "{}",
        size("test.sqlite-wal")
    );
    on.db.close().await;
}

#[test]
fn a_key_is_never_shown() {
    let options = Options::sqlite("/a", Some(Key::new([0xab; 32])));
    let shown = format!(
        "{options:?} {:?} {:?}",
        Key::new([0xab; 32]),
        Options::postgres("postgres://u:word@h/d")
    );
    assert_eq!(shown, "Sqlite(/a) Key(..) Postgres(..)");
}
