//! What a transaction says reaches the other processes that use the same PostgreSQL database.

use std::time::Duration;

use db::{Db, Error, Notice};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use crate::support::{Kind, On, Place};

/// Longer than it ever takes.
const LONG: Duration = Duration::from_secs(30);

fn notice(payload: &str) -> Notice {
    Notice {
        topic: "a".to_owned(),
        payload: payload.to_owned(),
    }
}

async fn say(db: &Db, notices: Vec<Notice>) {
    let said = db.write(move |tx| {
        for notice in &notices {
            tx.notify(notice.clone());
        }
        Ok::<_, Error>(())
    });
    said.await.unwrap();
}

async fn heard(receiver: &mut Receiver<Notice>) -> Notice {
    timeout(LONG, receiver.recv()).await.unwrap().unwrap()
}

/// Two processes' worth of handles over one database, once each hears the other.
async fn two() -> (On, Db) {
    let on = On::new(Kind::Postgres).await;
    let other = Db::open(on.options.clone()).await.unwrap();
    for (one, two) in [(&on.db, &other), (&other, &on.db)] {
        let hears = two.on_commit();
        while hears.is_empty() {
            say(one, vec![notice("hello")]).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    (on, other)
}

/// Waits until `receiver` hears `last`, and gives what came before.
async fn until(receiver: &mut Receiver<Notice>, last: &Notice) -> Vec<Notice> {
    let mut before = Vec::new();
    loop {
        match heard(receiver).await {
            notice if notice == *last => return before,
            notice if notice == self::notice("hello") => {}
            notice => before.push(notice),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_hears_the_other_once_and_itself_once() {
    let (on, other) = two().await;
    let (mut here, mut there) = (on.db.on_commit(), other.on_commit());
    let failed = on.db.write(|tx| {
        tx.notify(notice("undone"));
        Err::<(), _>(Error::NotFound)
    });
    assert_eq!(failed.await, Err(Error::NotFound));
    let many: Vec<Notice> = (0..1_000).map(|n| notice(&n.to_string())).collect();
    say(&on.db, many.clone()).await;
    say(&on.db, vec![notice("end")]).await;
    assert_eq!(until(&mut there, &notice("end")).await, many);
    assert_eq!(until(&mut here, &notice("end")).await, many);
    say(&other, vec![notice("answer")]).await;
    assert_eq!(until(&mut here, &notice("answer")).await, []);
    assert_eq!(until(&mut there, &notice("answer")).await, []);
    other.close().await;
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_to_be_told_is_missed() {
    let (on, other) = two().await;
    let mut there = other.on_commit();
    say(&on.db, vec![notice(&"x".repeat(10_000)), notice("end")]).await;
    let before = until(&mut there, &notice("end")).await;
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].topic, Notice::MISSED);
    other.close().await;
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_cut_both_know_that_they_may_have_missed_something() {
    let (on, other) = two().await;
    let Place::Server(database) = &on.place else {
        panic!("a server");
    };
    let (mut here, mut there) = (on.db.on_commit(), other.on_commit());
    database.cut_connections();
    for receiver in [&mut here, &mut there] {
        while heard(receiver).await.topic != Notice::MISSED {}
    }
    // Both talk again; the one that was back first may have spoken before the other listened.
    let mut there = other.on_commit();
    while there.is_empty() {
        say(&on.db, vec![notice("again")]).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until(&mut there, &notice("again")).await;
    other.close().await;
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_word_of_one_who_leaves_is_heard() {
    let (on, other) = two().await;
    let mut there = other.on_commit();
    say(&on.db, vec![notice("farewell")]).await;
    on.db.close().await;
    until(&mut there, &notice("farewell")).await;
    other.close().await;
}
