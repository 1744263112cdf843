//! The queue under strain: many clinics, several workers, clocks that jump.

use std::time::Duration;

use carepost::app::jobs::Worker;
use carepost::features::notifications;
use jobs::{Claimed, Lease};
use tokio_util::sync::CancellationToken;

use super::not_now;
use crate::support::{TestApp, both_engines};

pub(super) async fn claim(app: &TestApp) -> Vec<Claimed> {
    let now = app.state.env.now().0;
    let lease = move |tx: &mut db::Tx<'_>| {
        let lease = Lease {
            now,
            worker: "slow",
            limit: 10,
            lease_ms: 60_000,
        };
        jobs::claim(tx, &lease)
    };
    app.state.db.write(lease).await.expect("jobs").jobs
}

pub(super) async fn until(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

both_engines!(
    one_clinic_with_fifty_thousand_keeps_no_other_waiting,
    async |app: TestApp| {
        let busy = app.other_clinic().await.id;
        let env = app.state.env.clone();
        for _ in 0..50 {
            let env = env.clone();
            app.change(move |tx| {
                for _ in 0..1_000 {
                    let job = jobs::NewJob::new(
                        env.id(),
                        notifications::DELIVER,
                        env.id::<uuid::Uuid>().to_string(),
                        env.now().0 - 1,
                    );
                    jobs::enqueue(tx, &job.of_clinic(busy.uuid()))?;
                }
                Ok(1)
            })
            .await;
        }
        app.told().await;
        let claimed = claim(&app).await;
        let mine = claimed.iter().filter(|job| job.clinic_id != busy.uuid());
        assert_eq!(mine.count(), 1, "it is in the very next claim");
        app.change(|tx| tx.exec("DELETE FROM job", &[])).await;
    }
);

both_engines!(two_workers_tell_nobody_twice, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let stop = CancellationToken::new();
    let workers: Vec<_> = (0..2)
        .map(|_| tokio::spawn(Worker::new(app.state.clone()).run(stop.clone())))
        .collect();
    for n in 0..40 {
        app.write_to(
            &clinic,
            &patient,
            &format!("Note {n}"),
            "<p>Hello.</p>",
            true,
        )
        .await;
    }
    until("forty texts", || app.texts.texts().len() >= 40).await;
    stop.cancel();
    for worker in workers {
        worker.await.expect("a worker ends");
    }
    assert_eq!(app.run_jobs().await, 0);
    let texts = app.texts.take();
    let keys: std::collections::HashSet<_> = texts.iter().map(|t| t.key.clone()).collect();
    assert_eq!((texts.len(), keys.len()), (40, 40));
});

both_engines!(
    a_worker_that_was_held_up_changes_nothing,
    async |app: TestApp| {
        let told = app.told().await;
        let claimed = claim(&app).await;
        app.clock.advance(10 * 60_000);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1);
        let late = notifications::deliver(&app.state, claimed).await;
        assert_eq!(late.len(), 1, "its lease has ended");
        assert_eq!(late[0].1.downcast_ref(), Some(&jobs::Error::LeaseLost));
        assert!(app.mail.take().is_empty());
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
    }
);

both_engines!(
    a_delivery_that_ends_every_worker_is_given_up,
    async |app: TestApp| {
        let told = app.told().await;
        for _ in 0..10 {
            assert_eq!(claim(&app).await.len(), 1);
            app.clock.advance(60_000);
        }
        let before = app.states(&told).await;
        app.run_jobs().await;
        let after = app.states(&told).await;
        assert_eq!((before[0].1, after[0].1), ("queued", "failed"));
        assert_eq!(after[0].2, "internal");
        app.change(|tx| tx.exec("DELETE FROM job WHERE set_aside_at IS NOT NULL", &[]))
            .await;
    }
);

both_engines!(
    a_worker_that_ends_in_the_middle_sends_the_same_link_again,
    async |app: TestApp| {
        app.told().await;
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        let claimed = {
            app.clock.advance(60_000);
            claim(&app).await
        };
        // The provider has it; the worker ends before it can say so.
        drop(claimed);
        app.clock.advance(10 * 60_000);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0].text, letters[1].text);
        assert_eq!(letters[0].message_id, letters[1].message_id);
    }
);

both_engines!(
    clocks_that_jump_send_nothing_twice_and_give_nothing_up,
    async |app: TestApp| {
        const DAY: i64 = 24 * 3_600_000;
        let told = app.told().await;
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        for jump in [-3_600_000, 3_600_000, DAY, -DAY, DAY + 60_000] {
            app.clock.advance(jump);
            app.run_jobs().await;
        }
        assert_eq!(app.mail.take().len(), 2, "one that failed, one that went");
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        app.clock.advance(-40 * DAY);
        assert_eq!(app.run_jobs().await, 0);
        app.clock.advance(80 * DAY);
        assert_eq!(app.run_jobs().await, 0);
        assert!(app.mail.take().is_empty());
    }
);
