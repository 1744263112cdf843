//! What a transaction keeps, undoes, refuses and says.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::{Error, Notice};
use tokio::time::timeout;

use crate::on_every_engine;

const SCHEMA: &str = "CREATE TABLE a (id bigint PRIMARY KEY)";
const INSERT: &str = "INSERT INTO a (id) VALUES ($1)";
const COUNT: &str = "SELECT count(*) FROM a";

#[derive(Debug, PartialEq)]
enum Refusal {
    Rule,
    Database(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Database(error)
    }
}

fn notice(payload: &str) -> Notice {
    Notice {
        topic: "test".to_owned(),
        payload: payload.to_owned(),
    }
}

on_every_engine! {
    async fn an_error_of_the_closure_undoes_everything(on: &On) {
        on.schema(SCHEMA).await;
        let refused = on.db
            .write(|tx| {
                tx.exec(INSERT, &[&1i64])?;
                Err::<(), _>(Refusal::Rule)
            })
            .await;
        assert_eq!(refused, Err(Refusal::Rule));
        assert_eq!(on.number(COUNT).await, 0);
    }

    async fn a_swallowed_error_commits_nothing(on: &On) {
        on.schema(SCHEMA).await;
        let swallowed = on.db
            .write(|tx| {
                tx.exec(INSERT, &[&1i64])?;
                let first = tx.exec(INSERT, &[&1i64]);
                assert!(matches!(first, Err(Error::Unique { .. })));
                assert_eq!(tx.exec(INSERT, &[&2i64]), Err(Error::Aborted));
                assert_eq!(tx.one::<(i64,)>(COUNT, &[]), Err(Error::Aborted));
                Ok::<_, Refusal>(())
            })
            .await;
        assert!(matches!(swallowed, Err(Refusal::Database(Error::Unique { .. }))), "{swallowed:?}");
        assert_eq!(on.number(COUNT).await, 0);
    }

    async fn a_missing_row_is_no_failure(on: &On) {
        on.schema(SCHEMA).await;
        let done = on.db
            .write(|tx| {
                let missing = tx.one::<(i64,)>("SELECT id FROM a WHERE id = 9", &[]);
                assert_eq!(missing, Err(Error::NotFound));
                tx.exec(INSERT, &[&1i64])
            })
            .await;
        assert_eq!(done, Ok(1));
        assert_eq!(on.number(COUNT).await, 1);
    }

    async fn a_part_fails_alone(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                tx.exec(INSERT, &[&1i64])?;
                let outer = tx.part(|tx| {
                    tx.exec(INSERT, &[&2i64])?;
                    let inner = tx.part(|tx| {
                        tx.exec(INSERT, &[&3i64])?;
                        Err::<(), _>(Refusal::Rule)
                    });
                    assert_eq!(inner, Err(Refusal::Rule));
                    tx.exec(INSERT, &[&4i64])
                });
                assert_eq!(outer, Ok(1));
                let failed = tx.part(|tx| {
                    tx.exec(INSERT, &[&5i64])?;
                    let _ = tx.exec(INSERT, &[&1i64]);
                    Ok::<_, Error>(())
                });
                assert!(matches!(failed, Err(Error::Unique { .. })), "{failed:?}");
                tx.exec(INSERT, &[&6i64])?;
                Ok::<_, Refusal>(())
            })
            .await
            .unwrap();
        let ids = on.db.read(|tx| tx.all::<(i64,)>("SELECT id FROM a ORDER BY id", &[])).await.unwrap();
        assert_eq!(ids, [(1,), (2,), (4,), (6,)]);
    }

    async fn a_read_cannot_write(on: &On) {
        on.schema(SCHEMA).await;
        for sql in ["INSERT INTO a (id) VALUES (1)", "DELETE FROM a", "CREATE TABLE b (id bigint)"] {
            let error = on.db.read(move |tx| tx.exec(sql, &[])).await.unwrap_err();
            assert!(matches!(&error, Error::Engine(text) if text.contains("a read may not write")), "{error}");
        }
        let sneaky = "INSERT INTO a (id) VALUES (1) RETURNING id";
        assert!(on.db.read(move |tx| tx.all::<(i64,)>(sneaky, &[])).await.is_err());
        assert_eq!(on.number(COUNT).await, 0);
    }

    async fn a_read_sees_one_state(on: &On) {
        on.schema(SCHEMA).await;
        let (reading, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let read = {
            let (db, reading, written) = (on.db.clone(), reading.clone(), written.clone());
            tokio::spawn(async move {
                db.read(move |tx| {
                    let before: (i64,) = tx.one(COUNT, &[])?;
                    reading.store(true, Ordering::Release);
                    while !written.load(Ordering::Acquire) {
                        std::thread::yield_now();
                    }
                    Ok::<_, Error>((before, tx.one::<(i64,)>(COUNT, &[])?))
                })
                .await
            })
        };
        while !reading.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        on.exec("INSERT INTO a (id) VALUES (1)").await.unwrap();
        written.store(true, Ordering::Release);
        assert_eq!(read.await.unwrap(), Ok(((0,), (0,))));
        assert_eq!(on.number(COUNT).await, 1);
    }

    async fn notices_follow_the_commit_and_only_it(on: &On) {
        on.schema(SCHEMA).await;
        let mut heard = on.db.on_commit();
        let failed = on.db
            .write(|tx| {
                tx.notify(notice("undone"));
                Err::<(), _>(Refusal::Rule)
            })
            .await;
        assert_eq!(failed, Err(Refusal::Rule));
        on.db
            .write(|tx| {
                tx.exec(INSERT, &[&1i64])?;
                tx.notify(notice("first"));
                let part = tx.part(|tx| {
                    tx.notify(notice("undone"));
                    Err::<(), _>(Refusal::Rule)
                });
                assert_eq!(part, Err(Refusal::Rule));
                tx.notify(notice("second"));
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        assert_eq!(heard.recv().await, Ok(notice("first")));
        assert_eq!(heard.recv().await, Ok(notice("second")));
        assert!(timeout(Duration::from_millis(20), heard.recv()).await.is_err());
    }

    async fn a_panic_is_answered_and_the_next_closure_runs(on: &On) {
        on.schema(SCHEMA).await;
        for _ in 0..20 {
            let panicked = on.db
                .write(|tx| {
                    tx.exec(INSERT, &[&1i64])?;
                    tx.part(|_| -> Result<(), Error> { panic!("on purpose") })
                })
                .await;
            assert!(matches!(panicked, Err(Error::Engine(text)) if text.contains("panicked")));
            let read = on.db.read(|_| -> Result<(), Error> { panic!("on purpose") }).await;
            assert!(read.is_err());
        }
        assert_eq!(on.number(COUNT).await, 0);
        assert_eq!(on.exec("INSERT INTO a (id) VALUES (1)").await, Ok(1));
    }

    async fn a_nested_transaction_is_refused(on: &On) {
        on.schema(SCHEMA).await;
        let db = on.db.clone();
        let nested = on.db
            .write(move |_| {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let write = runtime.block_on(db.write(|tx| tx.exec(INSERT, &[&1i64])));
                let read = runtime.block_on(db.read(|tx| tx.one::<(i64,)>(COUNT, &[])));
                Ok::<_, Error>((write, read))
            })
            .await;
        assert_eq!(nested, Ok((Err(Error::Nested), Err(Error::Nested))));
    }

    async fn after_close_everything_is_refused(on: &On) {
        on.schema(SCHEMA).await;
        on.db.close().await;
        assert_eq!(on.exec("INSERT INTO a (id) VALUES (1)").await, Err(Error::Closed));
        let read = on.db.read(|tx| tx.one::<(i64,)>(COUNT, &[])).await;
        assert_eq!(read, Err(Error::Closed));
    }
}
