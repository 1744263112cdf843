//! Many callers at once: nothing is lost, nothing is doubled, and too much is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::{Db, Error, Options};

use crate::on_every_engine;
use crate::support::On;

on_every_engine! {
    async fn transactions_happen_as_if_one_after_the_other(on: &On) {
        on.schema("CREATE TABLE tally (id bigint PRIMARY KEY, n bigint NOT NULL); INSERT INTO tally (id, n) VALUES (1, 0)")
            .await;
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let db = on.db.clone();
                tokio::spawn(async move {
                    for _ in 0..20 {
                        db.write(|tx| {
                            let (n,): (i64,) = tx.one("SELECT n FROM tally WHERE id = 1", &[])?;
                            tx.exec("UPDATE tally SET n = $1 WHERE id = 1", &[&(n + 1)])
                        })
                        .await
                        .unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(on.number("SELECT n FROM tally").await, 120);
        assert_eq!(on.db.stats().writes, 121 + 1, "the migration took two transactions");
    }

    async fn writes_by_locks_are_not_run_again_for_what_others_wrote(on: &On) {
        on.schema(
            "CREATE TABLE tally (id bigint PRIMARY KEY, n bigint NOT NULL);
             INSERT INTO tally (id, n) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)",
        )
        .await;
        let db = on.db.by_locks();
        let before = on.db.stats().retries;
        let tasks: Vec<_> = (1..=6i64)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move {
                    for _ in 0..20 {
                        db.write(move |tx| {
                            // What everybody else writes is read, and the own row is locked.
                            let _: (i64,) = tx.one("SELECT sum(n)::bigint AS n FROM tally", &[])?;
                            tx.exec("UPDATE tally SET n = n + 1 WHERE id = $1", &[&id])
                        })
                        .await
                        .unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(on.number("SELECT sum(n)::bigint FROM tally").await, 120);
        assert_eq!(on.db.stats().retries, before);
    }

    async fn too_many_writes_are_refused_and_the_rest_is_done(on: &On) {
        on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
        let small = small(on).await;
        let held = hold(&small, true);
        wait_until(|| held.running.load(Ordering::Acquire)).await;
        let mut waiting = Vec::new();
        for id in 0..4i64 {
            let db = small.clone();
            waiting.push(tokio::spawn(async move {
                db.write(move |tx| tx.exec("INSERT INTO a (id) VALUES ($1)", &[&id])).await
            }));
            wait_until(|| small.stats().write_queue == id as u64 + 1).await;
        }
        let refused = small.write(|tx| tx.exec("INSERT INTO a (id) VALUES (99)", &[])).await;
        assert_eq!(refused, Err(Error::Overloaded));
        assert_eq!(small.stats().refused, 1);
        held.release().await;
        for task in waiting {
            assert_eq!(task.await.unwrap(), Ok(1));
        }
        small.close().await;
    }

    async fn too_many_reads_are_refused(on: &On) {
        on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
        let small = small(on).await;
        let held = hold(&small, false);
        wait_until(|| held.running.load(Ordering::Acquire)).await;
        let mut waiting = Vec::new();
        for queued in 1..=4 {
            let db = small.clone();
            waiting.push(tokio::spawn(async move {
                db.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM a", &[])).await
            }));
            wait_until(|| small.stats().read_queue == queued).await;
        }
        let refused = small.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM a", &[])).await;
        assert_eq!(refused, Err(Error::Overloaded));
        held.release().await;
        for task in waiting {
            assert_eq!(task.await.unwrap(), Ok((0,)));
        }
        small.close().await;
    }

    async fn what_was_accepted_is_done_before_the_database_closes(on: &On) {
        on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
        let small = small(on).await;
        let held = hold(&small, true);
        wait_until(|| held.running.load(Ordering::Acquire)).await;
        let db = small.clone();
        let accepted =
            tokio::spawn(async move { db.write(|tx| tx.exec("INSERT INTO a (id) VALUES (1)", &[])).await });
        wait_until(|| small.stats().write_queue == 1).await;
        let closing = { let small = small.clone(); tokio::spawn(async move { small.close().await }) };
        held.release().await;
        closing.await.unwrap();
        assert_eq!(accepted.await.unwrap(), Ok(1));
    }

    async fn a_caller_that_gave_up_before_its_turn_changes_nothing(on: &On) {
        on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
        let small = small(on).await;
        let held = hold(&small, true);
        wait_until(|| held.running.load(Ordering::Acquire)).await;
        let db = small.clone();
        let given_up =
            tokio::spawn(async move { db.write(|tx| tx.exec("INSERT INTO a (id) VALUES (1)", &[])).await });
        wait_until(|| small.stats().write_queue == 1).await;
        given_up.abort();
        assert!(given_up.await.is_err());
        held.release().await;
        let count = small.write(|tx| tx.one::<(i64,)>("SELECT count(*) FROM a", &[])).await;
        assert_eq!(count, Ok((0,)));
        small.close().await;
    }

    async fn a_read_that_asks_nothing_leaves_the_next_one_nothing_old(on: &On) {
        on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
        let small = small(on).await;
        let count = || {
            let db = small.clone();
            tokio::spawn(async move { db.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM a", &[])).await })
        };
        let queued = async |reads: u64| wait_until(|| small.stats().read_queue == reads).await;
        // One that asks, and behind it one that does not: its transaction begins without a word to the database.
        let first = hold(&small, false);
        wait_until(|| first.running.load(Ordering::Acquire)).await;
        let before = count();
        queued(1).await;
        let silent = hold(&small, false);
        queued(2).await;
        first.release().await;
        assert_eq!(before.await.unwrap(), Ok((0,)));
        wait_until(|| silent.running.load(Ordering::Acquire)).await;
        assert_eq!(small.write(|tx| tx.exec("INSERT INTO a (id) VALUES (1)", &[])).await, Ok(1));
        let after = count();
        queued(1).await;
        silent.release().await;
        assert_eq!(after.await.unwrap(), Ok((1,)));
        small.close().await;
    }
}

/// The same database with one thread for each purpose and room for four closures.
async fn small(on: &On) -> Db {
    on.db.close().await;
    let options = match on.options.clone() {
        Options::Sqlite { path, key, .. } => Options::Sqlite {
            path,
            key,
            readers: 1,
            queue: 4,
        },
        Options::Postgres { url, .. } => Options::Postgres {
            url,
            writers: 1,
            readers: 1,
            queue: 4,
        },
        other => other,
    };
    Db::open(options).await.unwrap()
}

/// A closure that keeps its thread busy until it is released.
struct Held {
    running: Arc<AtomicBool>,
    released: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Result<(), Error>>,
}

fn hold(db: &Db, writing: bool) -> Held {
    let running = Arc::new(AtomicBool::new(false));
    let released = Arc::new(AtomicBool::new(false));
    let (db, run, release) = (db.clone(), running.clone(), released.clone());
    let work = move |_: &mut db::Tx<'_>| {
        run.store(true, Ordering::Release);
        while !release.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    };
    let task = tokio::spawn(async move {
        if writing {
            db.write(work).await
        } else {
            db.read(work).await
        }
    });
    Held {
        running,
        released,
        task,
    }
}

impl Held {
    async fn release(self) {
        self.released.store(true, Ordering::Release);
        self.task.await.unwrap().unwrap();
    }
}

async fn wait_until(condition: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("waited in vain");
}
