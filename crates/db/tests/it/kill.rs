//! `kill -9` in the middle of writing loses nothing that was acknowledged, and leaves nothing half done.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use db::{Db, Error, Key, Options};

use crate::on_every_engine;
use crate::support::{KEY, On};

/// Tells a process of this test that it is to write until it is killed, and where.
const PLACE: &str = "DB_TEST_CHILD_PLACE";

/// What such a process is to do: `write`, or `open` and say how that went.
const TASK: &str = "DB_TEST_CHILD_TASK";

/// Acknowledged writes before each kill.
const ROUNDS: [usize; 3] = [50, 333, 1_000];

on_every_engine! {
    async fn nothing_acknowledged_is_lost(on: &On) {
        on.schema("CREATE TABLE one (id bigint PRIMARY KEY); CREATE TABLE two (id bigint PRIMARY KEY)").await;
        on.db.close().await;
        let mut acknowledged = HashSet::new();
        for (round, wanted) in ROUNDS.into_iter().enumerate() {
            let mut child = child("write", &on.options, round);
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let ids = |line: std::io::Result<String>| line.ok()?.strip_prefix("ack ")?.parse::<i64>().ok();
            acknowledged.extend(lines.by_ref().filter_map(ids).take(wanted));
            child.kill().unwrap();
            // What is still in the pipe was acknowledged, too.
            acknowledged.extend(lines.filter_map(ids));
            child.wait().unwrap();
            let db = Db::open(on.options.clone()).await.unwrap();
            let pairs = "SELECT one.id FROM one JOIN two ON two.id = one.id";
            let whole: HashSet<i64> =
                db.read(move |tx| tx.all::<(i64,)>(pairs, &[])).await.unwrap().into_iter().map(|(id,)| id).collect();
            let lost: Vec<_> = acknowledged.difference(&whole).collect();
            assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
            let all = "SELECT (SELECT count(*) FROM one) + (SELECT count(*) FROM two) AS n";
            let (rows,) = db.read(move |tx| tx.one::<(i64,)>(all, &[])).await.unwrap();
            assert_eq!(rows as usize, 2 * whole.len(), "no half of a transaction is there");
            db.close().await;
        }
        assert!(acknowledged.len() >= ROUNDS.iter().sum());
    }
}

/// A second process can't open the file, and can as soon as the first one has closed it.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_refused() {
    let on = On::new(crate::support::Kind::Sqlite).await;
    on.schema("CREATE TABLE a (id bigint)").await;
    let opened = |options: &Options| {
        let child = child("open", options, 0);
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    };
    assert!(opened(&on.options).contains("opened: Err(Locked)"));
    assert_eq!(on.exec("INSERT INTO a (id) VALUES (1)").await, Ok(1));
    on.db.close().await;
    assert!(opened(&on.options).contains("opened: Ok(())"));
}

/// Starts this test program again as a child that does `task`.
fn child(task: &str, options: &Options, round: usize) -> Child {
    let place = match options {
        Options::Sqlite { path, key, .. } => {
            format!(
                "{}:{}",
                if key.is_some() { "sqlite" } else { "plain" },
                path.display()
            )
        }
        Options::Postgres { url, .. } => format!("postgres:{url}"),
        other => panic!("{other:?}"),
    };
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "kill::child_process",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(TASK, format!("{task}:{round}"))
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Does nothing by itself: what the children of the other tests run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_process() {
    let (Ok(task), Ok(place)) = (std::env::var(TASK), std::env::var(PLACE)) else {
        return;
    };
    let options = match place.split_once(':').unwrap() {
        ("sqlite", path) => Options::sqlite(path, Some(Key::new(KEY))),
        ("plain", path) => Options::sqlite(path, None),
        (_, url) => Options::postgres(url),
    };
    match task.split_once(':').unwrap() {
        ("write", round) => write_until_killed(options, round.parse().unwrap()).await,
        _ => println!("\nopened: {:?}", Db::open(options).await.map(drop)),
    }
}

async fn write_until_killed(options: Options, round: i64) {
    let db = Db::open(options).await.unwrap();
    let writers = (0..16).map(|writer| {
        let db = db.clone();
        tokio::spawn(async move {
            for n in 0.. {
                let id = round * 100_000_000 + writer * 1_000_000 + n;
                let written = db
                    .write(move |tx| {
                        tx.exec("INSERT INTO one (id) VALUES ($1)", &[&id])?;
                        tx.exec("INSERT INTO two (id) VALUES ($1)", &[&id])
                    })
                    .await;
                assert_eq!(written, Ok::<_, Error>(1));
                writeln!(std::io::stdout().lock(), "\nack {id}").unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}
