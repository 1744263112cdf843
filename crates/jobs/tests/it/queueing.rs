//! A job is queued with the transaction that wants it, or not at all.

use db::Error;
use jobs::{NewJob, TOPIC, enqueue, next_due};

use crate::{LEASE, NOW, id, job, on_every_engine, payloads};

on_every_engine! {
    async fn a_job_is_rolled_back_with_its_transaction(on: &On) {
        on.queue(vec![]).await;
        let mut heard = on.db.on_commit();
        let undone = on.db
            .write(|tx| {
                assert!(enqueue(tx, &job(1))?);
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert_eq!(undone, Err(Error::NotFound));
        assert_eq!(on.counts().await, (0, 0, 0));
        assert!(heard.try_recv().is_err());
    }

    async fn a_queued_job_wakes_the_workers(on: &On) {
        on.queue(vec![]).await;
        let mut heard = on.db.on_commit();
        on.queue(vec![job(1)]).await;
        let notice = heard.recv().await.unwrap();
        assert_eq!((notice.topic.as_str(), notice.payload.as_str()), (TOPIC, "test"));
    }

    async fn a_unique_key_is_queued_once(on: &On) {
        let keyed = |number: u128, key: &str| NewJob { unique_key: Some(key.into()), ..job(number) };
        let other_kind = NewJob { kind: "other", ..keyed(5, "a") };
        on.queue(vec![
            keyed(1, "a"), keyed(2, "a"), keyed(3, "b"), keyed(4, "a").of_clinic(id(9)), other_kind, job(6), job(7),
        ])
        .await;
        assert_eq!(on.counts().await, (6, 0, 0));
        let claimed = on.claim(NOW, 100).await;
        assert!(!payloads(&claimed).contains(&"2"));
        let again = on.db.write(move |tx| enqueue(tx, &job(8).once("a"))).await;
        assert_eq!(again, Ok(false));
        on.db
            .write(move |tx| {
                let first = claimed.iter().find(|claimed| claimed.id == id(1)).unwrap();
                jobs::done(tx, first)
            })
            .await
            .unwrap();
        let again = on.db.write(move |tx| enqueue(tx, &job(8).once("a"))).await;
        assert_eq!(again, Ok(true));
    }

    async fn a_job_waits_for_its_time(on: &On) {
        on.queue(vec![NewJob { run_at: NOW + 1, ..job(1) }, NewJob { run_at: NOW + 5, ..job(2) }]).await;
        let due = || on.db.read(next_due);
        assert_eq!(due().await, Ok(Some(NOW + 1)));
        assert!(on.claim(NOW, 10).await.is_empty());
        assert_eq!(payloads(&on.claim(NOW + 1, 10).await), ["1"]);
        assert_eq!(due().await, Ok(Some(NOW + 5)));
        assert_eq!(payloads(&on.claim(NOW + 5, 10).await), ["2"]);
        assert_eq!(due().await, Ok(Some(NOW + 1 + LEASE)));
    }

    async fn an_empty_queue_has_nothing_due(on: &On) {
        on.queue(vec![]).await;
        assert_eq!(on.db.read(next_due).await, Ok(None));
        assert!(on.claim(NOW, 10).await.is_empty());
    }
}
