//! What becomes of a job after a worker had it.

use jobs::{Backoff, Failed, NewJob, discard, failed, revive, set_aside};

use crate::{LEASE, NOW, id, job, on_every_engine, payloads};

const BACKOFF: Backoff = Backoff {
    first_ms: 1_000,
    longest_ms: 4_000,
};

on_every_engine! {
    async fn a_failed_job_comes_back_later_each_time_and_is_set_aside_in_the_end(on: &On) {
        on.queue(vec![NewJob { most_attempts: 4, ..job(256) }.once("key")]).await;
        let mut now = NOW;
        for wait in [1_000, 2_000, 4_000] {
            let claimed = on.claim(now, 1).await.remove(0);
            let outcome = on.db.write(move |tx| failed(tx, &claimed, now, "refused", &BACKOFF)).await;
            assert_eq!(outcome, Ok(Failed::Again(now + wait)));
            assert!(on.claim(now + wait - 1, 1).await.is_empty());
            now += wait;
        }
        let last = on.claim(now, 1).await.remove(0);
        assert!(last.is_last_attempt());
        let outcome = on.db.write(move |tx| failed(tx, &last, now, "refused", &BACKOFF)).await;
        assert_eq!(outcome, Ok(Failed::SetAside));
        assert!(on.claim(now + 1_000_000, 1).await.is_empty());
        assert_eq!(on.counts().await, (0, 0, 1));
        let aside = on.db.read(|tx| set_aside(tx, 10)).await.unwrap().remove(0);
        assert_eq!((aside.id, aside.set_aside_at), (id(256), now));
        assert_eq!(aside.last_failure.as_deref(), Some("refused"));
        let freed = on.db.write(|tx| jobs::enqueue(tx, &job(512).once("key"))).await;
        assert_eq!(freed, Ok(true), "a job set aside gives up its key");
    }

    async fn a_job_that_ends_its_workers_is_set_aside_and_the_rest_goes_on(on: &On) {
        let poison = NewJob { most_attempts: 3, ..job(1) };
        let sound = NewJob { run_at: NOW + 3 * LEASE, ..job(2) };
        on.queue(vec![poison, sound]).await;
        let mut now = NOW;
        for _ in 0..3 {
            assert_eq!(payloads(&on.claim(now, 1).await), ["1"]);
            now += LEASE;
        }
        let claims = on.claims(now, 2).await;
        assert_eq!((payloads(&claims.jobs), payloads(&claims.set_aside)), (vec!["2"], vec!["1"]));
        assert_eq!(on.counts().await, (0, 1, 1));
        let aside = on.db.read(|tx| set_aside(tx, 10)).await.unwrap();
        assert_eq!(aside[0].last_failure.as_deref(), Some("worker_ended"));
    }

    async fn a_job_set_aside_can_be_revived_or_discarded(on: &On) {
        on.queue(vec![NewJob { most_attempts: 1, ..job(1) }, NewJob { most_attempts: 1, ..job(2) }]).await;
        for claimed in on.claim(NOW, 2).await {
            on.db.write(move |tx| failed(tx, &claimed, NOW, "refused", &BACKOFF)).await.unwrap();
        }
        for aside in on.db.read(|tx| set_aside(tx, 10)).await.unwrap() {
            if aside.id == id(1) {
                assert_eq!(on.db.write(move |tx| revive(tx, &aside, NOW)).await, Ok(true));
            } else {
                let twice = aside.clone();
                assert_eq!(on.db.write(move |tx| discard(tx, &aside)).await, Ok(true));
                assert_eq!(on.db.write(move |tx| discard(tx, &twice)).await, Ok(false));
            }
        }
        let again = on.claim(NOW, 2).await;
        assert_eq!((payloads(&again), again[0].attempts), (vec!["1"], 1));
    }

    async fn a_rescheduled_job_starts_afresh(on: &On) {
        on.queue(vec![NewJob { most_attempts: 2, ..job(1) }]).await;
        for turn in 0..5 {
            let now = NOW + turn * 3_600_000;
            let claimed = on.claim(now, 1).await.remove(0);
            assert_eq!(claimed.attempts, 1);
            let next = jobs::next_turn(now, 3_600_000);
            on.db.write(move |tx| jobs::reschedule(tx, &claimed, next)).await.unwrap();
        }
        assert_eq!(on.counts().await, (1, 0, 0));
    }

    async fn a_finished_job_leaves_nothing(on: &On) {
        on.queue(vec![job(1)]).await;
        let claimed = on.claim(NOW, 1).await.remove(0);
        on.db.write(move |tx| jobs::done(tx, &claimed)).await.unwrap();
        assert_eq!(on.number("SELECT count(*) FROM job").await, 0);
    }
}
