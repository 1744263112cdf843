//! SQLite's group commit: one COMMIT for many closures, each of which still fails alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::{Error, Notice};
use tokio::task::JoinHandle;

use crate::support::{Kind, On};

const SCHEMA: &str = "CREATE TABLE a (id bigint PRIMARY KEY, body bytea)";
const INSERT: &str = "INSERT INTO a (id, body) VALUES ($1, $2)";

type Answer = JoinHandle<Result<u64, Error>>;

/// Holds the writer until `count` closures wait, so that they are committed as one group.
async fn as_one_group<F>(on: &On, count: usize, write: impl Fn(i64) -> F) -> Vec<Answer>
where
    F: Fn(&mut db::Tx<'_>) -> Result<u64, Error> + Send + 'static,
{
    let all = (0..count).map(|number| (on.db.clone(), write(number as i64)));
    queued_together(on, all.collect()).await
}

/// Holds the writer until all of these wait.
async fn queued_together<F>(on: &On, all: Vec<(db::Db, F)>) -> Vec<Answer>
where
    F: Fn(&mut db::Tx<'_>) -> Result<u64, Error> + Send + 'static,
{
    let released = Arc::new(AtomicBool::new(false));
    let held = Arc::new(AtomicBool::new(false));
    let (db, release, hold) = (on.db.clone(), released.clone(), held.clone());
    let holding = tokio::spawn(async move {
        db.write(move |_| {
            hold.store(true, Ordering::Release);
            while !release.load(Ordering::Acquire) {
                std::thread::sleep(Duration::from_millis(1));
            }
            // So long that this group takes nothing more.
            std::thread::sleep(Duration::from_millis(10));
            Ok::<_, Error>(())
        })
        .await
    });
    while !held.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
    let mut answers = Vec::new();
    for (number, (db, work)) in all.into_iter().enumerate() {
        answers.push(tokio::spawn(async move { db.write(work).await }));
        while on.db.stats().write_queue <= number as u64 {
            tokio::task::yield_now().await;
        }
    }
    released.store(true, Ordering::Release);
    holding.await.unwrap().unwrap();
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_closures_share_a_commit() {
    let on = On::new(Kind::Sqlite).await;
    on.schema(SCHEMA).await;
    let before = on.db.stats();
    let answers = as_one_group(&on, 64, |id| {
        move |tx| tx.exec(INSERT, &[&id, &None::<Vec<u8>>])
    })
    .await;
    for answer in answers {
        assert_eq!(answer.await.unwrap(), Ok(1));
    }
    let after = on.db.stats();
    let (commits, writes) = (after.commits - before.commits, after.writes - before.writes);
    // On a slow machine the five milliseconds of a group may end before all have run.
    assert!(
        writes == 65 && commits < 33,
        "{commits} commits for {writes} writes"
    );
    assert!(after.largest_group > 2);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_answer_waits_for_the_work_of_a_queue_in_its_group() {
    let on = On::new(Kind::Sqlite).await;
    on.schema(SCHEMA).await;
    let answered = Arc::new(AtomicBool::new(false));
    let in_time = Arc::new(AtomicBool::new(false));
    let (seen, found) = (answered.clone(), in_time.clone());
    type Work = Box<dyn Fn(&mut db::Tx<'_>) -> Result<u64, Error> + Send>;
    let short: Work = Box::new(|tx| tx.exec(INSERT, &[&1_i64, &None::<Vec<u8>>]));
    // It is queued behind the other one, and goes on until that one is answered, or for five seconds.
    let long: Work = Box::new(move |_| {
        for _ in 0..1_000 {
            if seen.load(Ordering::Acquire) {
                found.store(true, Ordering::Release);
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(0)
    });
    let all = vec![(on.db.clone(), short), (on.db.by_locks(), long)];
    let mut answers = queued_together(&on, all).await.into_iter();
    let (short, long) = (answers.next().unwrap(), answers.next().unwrap());
    assert_eq!(short.await.unwrap(), Ok(1));
    answered.store(true, Ordering::Release);
    assert_eq!(long.await.unwrap(), Ok(0));
    assert!(in_time.load(Ordering::Acquire), "one waited for the other");
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closure_that_fails_takes_no_other_along() {
    let on = On::new(Kind::Sqlite).await;
    on.schema(SCHEMA).await;
    let mut heard = on.db.on_commit();
    let answers = as_one_group(&on, 30, |id| {
        move |tx| {
            tx.exec(INSERT, &[&id, &None::<Vec<u8>>])?;
            tx.notify(Notice {
                topic: "id".to_owned(),
                payload: id.to_string(),
            });
            match id % 3 {
                0 => Ok(1),
                1 => Err(Error::NotFound),
                _ => panic!("on purpose"),
            }
        }
    })
    .await;
    for (id, answer) in answers.into_iter().enumerate() {
        let answer = answer.await.unwrap();
        match id % 3 {
            0 => assert_eq!(answer, Ok(1)),
            1 => assert_eq!(answer, Err(Error::NotFound)),
            _ => assert!(matches!(answer, Err(Error::Engine(_)))),
        }
    }
    assert_eq!(on.number("SELECT count(*) FROM a").await, 10);
    assert_eq!(
        on.number("SELECT count(*) FROM a WHERE id % 3 <> 0").await,
        0
    );
    assert_eq!(on.db.stats().rollbacks, 20);
    for id in (0..30).step_by(3) {
        assert_eq!(heard.recv().await.unwrap().payload, id.to_string());
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_a_full_disk_ends_is_run_again_one_by_one() {
    let on = On::new(Kind::Sqlite).await;
    on.schema(SCHEMA).await;
    let limit = "PRAGMA max_page_count = 60";
    on.db
        .write(|tx| tx.one::<(i64,)>(limit, &[]))
        .await
        .unwrap();
    let answers = as_one_group(&on, 9, |id| {
        let size = if id == 4 { 1_000_000 } else { 10 };
        move |tx| tx.exec(INSERT, &[&id, &vec![1u8; size]])
    })
    .await;
    for (id, answer) in answers.into_iter().enumerate() {
        let expected = if id == 4 { Err(Error::Disk) } else { Ok(1) };
        assert_eq!(answer.await.unwrap(), expected);
    }
    assert_eq!(on.number("SELECT count(*) FROM a").await, 8);
    on.db
        .write(|tx| tx.one::<(i64,)>("PRAGMA max_page_count = 100000", &[]))
        .await
        .unwrap();
    let large = on
        .db
        .write(|tx| tx.exec(INSERT, &[&4i64, &vec![1u8; 1_000_000]]))
        .await;
    assert_eq!(large, Ok(1), "with room again, it goes on");
    on.db.close().await;
}
