//! Who gets a job, and for how long.

use std::collections::HashSet;

use jobs::{Error, NewJob, done};

use crate::{LEASE, NOW, id, job, on_every_engine, payloads};

on_every_engine! {
    async fn a_claimed_job_is_whole(on: &On) {
        on.queue(vec![job(7).of_clinic(id(1)), job(8)]).await;
        let mut claimed = on.claim(NOW, 10).await;
        claimed.sort_by_key(|job| job.id);
        assert_eq!(claimed[0].clinic(), Some(id(1)));
        assert_eq!(claimed[1].clinic(), None);
        assert_eq!((claimed[0].kind.as_str(), claimed[0].payload.as_str()), ("test", "7"));
        assert_eq!((claimed[0].attempts, claimed[0].is_last_attempt()), (1, false));
        assert_eq!(on.counts().await, (0, 2, 0));
    }

    async fn two_workers_never_have_the_same_job(on: &On) {
        on.queue((0..60).map(|n| job(n).of_clinic(id(n % 3))).collect()).await;
        let claims = (0..12).map(|_| async {
            let mut mine = Vec::new();
            while let claimed @ [_, ..] = on.claim(NOW, 4).await.as_slice() {
                mine.extend(claimed.iter().map(|job| job.id));
            }
            mine
        });
        let all: Vec<_> = join(claims.collect()).await.into_iter().flatten().collect();
        let different: HashSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (60, 60));
    }

    async fn a_lease_that_ends_gives_the_job_to_another(on: &On) {
        on.queue(vec![job(1)]).await;
        let first = on.claim(NOW, 1).await.remove(0);
        assert!(on.claim(NOW + LEASE - 1, 1).await.is_empty());
        let second = on.claim(NOW + LEASE, 1).await.remove(0);
        assert_eq!((second.id, second.attempts), (first.id, 2));
        assert!(second.generation > first.generation);
    }

    async fn a_worker_paused_past_its_lease_changes_nothing(on: &On) {
        on.queue(vec![job(1)]).await;
        let paused = on.claim(NOW, 1).await.remove(0);
        let current = on.claim(NOW + LEASE, 1).await.remove(0);
        for outcome in 0..4 {
            let late = paused.clone();
            let refused = on.db
                .write(move |tx| {
                    jobs::enqueue(tx, &job(99))?;
                    match outcome {
                        0 => done(tx, &late),
                        1 => jobs::failed(tx, &late, NOW, "late", &jobs::Backoff::default()).map(drop),
                        2 => jobs::reschedule(tx, &late, NOW),
                        _ => jobs::extend(tx, &late, NOW, LEASE),
                    }
                })
                .await;
            assert_eq!(refused, Err(Error::LeaseLost));
        }
        assert_eq!(on.counts().await, (0, 1, 0), "what was recorded with it is undone");
        on.db.write(move |tx| done(tx, &current)).await.unwrap();
        let late = on.db.write(move |tx| done(tx, &paused)).await;
        assert_eq!(late, Err(Error::LeaseLost));
        assert_eq!(on.counts().await, (0, 0, 0));
    }

    async fn a_lease_can_be_extended(on: &On) {
        on.queue(vec![job(1)]).await;
        let held = on.claim(NOW, 1).await.remove(0);
        let longer = held.clone();
        on.db.write(move |tx| jobs::extend(tx, &longer, NOW + LEASE - 1, LEASE)).await.unwrap();
        assert!(on.claim(NOW + LEASE, 1).await.is_empty());
        on.db.write(move |tx| done(tx, &held)).await.unwrap();
    }

    async fn a_clock_set_back_keeps_no_job_away(on: &On) {
        const DAY: i64 = 86_400_000;
        on.queue(vec![NewJob { run_at: NOW - DAY, ..job(1) }]).await;
        let ahead = on.claim(NOW + DAY, 1).await.remove(0);
        let back = on.claim(NOW, 1).await;
        assert_eq!(payloads(&back), ["1"]);
        let late = on.db.write(move |tx| done(tx, &ahead)).await;
        assert_eq!(late, Err(Error::LeaseLost));
    }

    async fn clocks_that_differ_a_little_take_no_job_away(on: &On) {
        on.queue(vec![job(1)]).await;
        on.claim(NOW + LEASE - 1, 1).await.remove(0);
        assert!(on.claim(NOW, 1).await.is_empty());
    }

    async fn a_clock_set_forward_doubles_nothing_that_was_recorded(on: &On) {
        on.queue(vec![job(1)]).await;
        let before = on.claim(NOW, 1).await.remove(0);
        let after = on.claim(NOW + 10 * LEASE, 1).await.remove(0);
        on.db.write(move |tx| done(tx, &after)).await.unwrap();
        let late = on.db.write(move |tx| done(tx, &before)).await;
        assert_eq!(late, Err(Error::LeaseLost));
    }
}

/// Runs futures at once and waits for all.
async fn join<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|f| (Box::pin(f), None)).collect();
    std::future::poll_fn(|context| {
        let mut pending = false;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => pending = true,
                }
            }
        }
        if pending {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    waiting
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}
