//! Notices of one clinic that go together: what becomes of one is nothing to the others.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use carepost::app;
use carepost::app::jobs::Worker;
use carepost::features::notifications;
use carepost::features::patients::Channel;
use carepost::platform::outcome::Outcome;
use carepost::platform::state::{Held, State};
use tokio_util::sync::CancellationToken;

use super::bundles::Never;
use super::queue::{claim, until};
use super::{Told, never, not_now};
use crate::support::{TestApp, both_engines};

impl TestApp {
    /// A message to each of `count` patients, who want email.
    async fn many_told(&self, count: usize) -> Vec<Told> {
        let clinic = self.clinic().await;
        let mut all = Vec::new();
        for number in 0..count {
            let patient = (self.patient_named(&clinic, &format!("Sam{number}"), "Lee")).await;
            self.prefers(&patient, Channel::Email).await;
            let sent =
                (self.write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)).await;
            all.push(Told {
                clinic: clinic.clone(),
                patient,
                sent,
            });
        }
        all
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let found = (self.state.db).read(move |tx| tx.one::<(i64,)>(sql, &[]));
        found
            .await
            .map_err(|error: db::Error| error)
            .expect("a count")
            .0
    }
}

both_engines!(
    m50_each_of_many_comes_to_its_own_end,
    async |app: TestApp| {
        let all = app.many_told(7).await;
        let (opened, moved) = (all[2].sent.message, all[3].patient.id);
        app.change(move |tx| {
            tx.exec(
                "UPDATE message_recipient SET opened_at = sent_at FROM message WHERE message.id = message_id AND message_id = $1",
                &[&opened],
            )
        })
        .await;
        app.change(move |tx| {
            tx.exec(
                "UPDATE patient SET email = NULL, mobile = NULL WHERE id = $1",
                &[&moved],
            )
        })
        .await;
        let taken = || Outcome::Sent {
            provider_id: Some("250 taken".to_owned()),
        };
        for outcome in [taken(), taken(), not_now(), never("smtp-550"), taken()] {
            app.mail.answer_next(outcome);
        }
        app.run_jobs().await;
        let ids: HashSet<_> = app.mail.take().into_iter().map(|l| l.message_id).collect();
        assert_eq!(ids.len(), 5);
        let sent = ("email", "sent", String::new());
        let email = |state, code: &str| ("email", state, code.to_owned());
        for (number, expected) in [
            vec![sent.clone()],
            vec![sent.clone()],
            vec![email("cancelled", "opened")],
            vec![email("failed", "no_address")],
            vec![email("queued", "connection")],
            vec![email("failed", "smtp-550"), ("text", "sent", String::new())],
            vec![sent],
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(app.states(&all[number]).await, expected, "{number}");
        }
        assert_eq!(
            app.texts.take().len(),
            1,
            "the other way, where there is one"
        );
        let on_record =
            "SELECT count(DISTINCT patient_id) FROM audit_event WHERE action = 'notification.send'";
        assert_eq!(app.count(on_record).await, 4);

        app.clock.advance(60_000);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1, "only what had to wait goes again");
        assert_eq!(
            app.states(&all[4]).await,
            [("email", "sent", String::new())]
        );
    }
);

both_engines!(
    a_worker_that_was_held_up_sends_none_of_many,
    async |app: TestApp| {
        let all = app.many_told(3).await;
        let claimed = claim(&app).await;
        assert_eq!(claimed.len(), 3);
        app.clock.advance(10 * 60_000);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 3);
        let late = notifications::deliver(&app.state, claimed).await;
        let lost =
            |(_, error): &(_, anyhow::Error)| error.downcast_ref() == Some(&jobs::Error::LeaseLost);
        assert_eq!(late.iter().filter(|failed| lost(failed)).count(), 3);
        assert!(app.mail.take().is_empty());
        for told in &all {
            assert_eq!(app.states(told).await, [("email", "sent", String::new())]);
        }
    }
);

both_engines!(
    m50_a_worker_that_ends_among_many_sends_the_same_again,
    async |app: TestApp| {
        app.many_told(3).await;
        let killed = State::from(Held {
            mail: Arc::new(Never(Arc::clone(&app.mail))),
            ..Held::clone(&app.state)
        });
        let cut = tokio::time::timeout(Duration::from_secs(3), app::jobs::drain(&killed)).await;
        assert!(cut.is_err(), "it hangs in the middle");
        let keys = |letters: Vec<carepost::platform::mail::Letter>| {
            letters
                .into_iter()
                .map(|l| (l.message_id, l.text))
                .collect::<HashSet<_>>()
        };
        let first = keys(app.mail.take());
        assert_eq!(first.len(), 3);
        assert_eq!(app.run_jobs().await, 0, "their leases still hold");
        app.clock.advance(10 * 60_000);
        app.run_jobs().await;
        assert_eq!(
            keys(app.mail.take()),
            first,
            "the same letters with the same links"
        );
    }
);

both_engines!(two_workers_tell_each_of_many_once, async |app: TestApp| {
    let all = app.many_told(60).await;
    let stop = CancellationToken::new();
    let workers: Vec<_> = (0..2)
        .map(|_| tokio::spawn(Worker::new(app.state.clone()).run(stop.clone())))
        .collect();
    until("sixty letters", || app.mail.letters().len() >= 60).await;
    stop.cancel();
    for worker in workers {
        worker.await.expect("a worker ends");
    }
    assert_eq!(app.run_jobs().await, 0);
    let letters = app.mail.take();
    let ids: HashSet<_> = letters.iter().map(|l| l.message_id.clone()).collect();
    assert_eq!((letters.len(), ids.len()), (60, 60));
    for told in &all {
        assert_eq!(app.states(told).await, [("email", "sent", String::new())]);
    }
    let left = "SELECT count(*) FROM delivery WHERE in_hand_by IS NOT NULL";
    assert_eq!(app.count(left).await, 0);
});
