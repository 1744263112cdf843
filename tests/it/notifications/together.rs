//! Notices of one clinic that go together: what becomes of one is nothing to the others.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use carepost::app;
use carepost::app::jobs::Worker;
use carepost::features::notifications;
use carepost::features::patients::Channel;
use carepost::platform::ids::{ClinicId, DeliveryId};
use carepost::platform::mail::{Letter, Mail, RecordingMail};
use carepost::platform::outcome::Outcome;
use carepost::platform::state::{Held, State};
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::bundles::Never;
use super::queue::{claim, until};
use super::{Told, never, not_now};
use crate::support::{TestApp, both_engines};

/// How notices were queued.
#[derive(Debug, Clone, Copy)]
enum Queued {
    /// Each with a job of its own, as of messages that people wrote.
    OneByOne,
    /// Several with one job, as of a group send.
    Together,
}

impl TestApp {
    /// A message to each of `count` patients, who want email.
    async fn many_told(&self, count: usize, queued: Queued) -> Vec<Told> {
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
        if let (Queued::Together, Some(first)) = (queued, all.first()) {
            self.in_one_job(first.clinic.id).await;
        }
        all
    }

    /// What is queued for a clinic goes as the notices of a group send do.
    async fn in_one_job(&self, clinic: ClinicId) {
        let env = self.state.env.clone();
        self.write(move |tx, _| {
            tx.exec("DELETE FROM job WHERE kind = 'deliver_notification'", &[])?;
            let all: Vec<(DeliveryId,)> = tx.all("SELECT id FROM delivery ORDER BY id", &[])?;
            let all: Vec<DeliveryId> = all.into_iter().map(|(id,)| id).collect();
            Ok(notifications::go_together(tx, &env, clinic, &all)?)
        })
        .await;
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

async fn each_comes_to_its_own_end(app: TestApp, queued: Queued) {
    let all = app.many_told(7, queued).await;
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

both_engines!(
    m50_each_of_many_comes_to_its_own_end,
    async |app: TestApp| each_comes_to_its_own_end(app, Queued::OneByOne).await
);

both_engines!(
    m50_each_of_one_job_comes_to_its_own_end,
    async |app: TestApp| each_comes_to_its_own_end(app, Queued::Together).await
);

async fn held_up(app: TestApp, queued: Queued) {
    let all = app.many_told(3, queued).await;
    let claimed = claim(&app).await;
    let jobs = claimed.len();
    assert_eq!(
        jobs,
        match queued {
            Queued::OneByOne => 3,
            Queued::Together => 1,
        }
    );
    app.clock.advance(10 * 60_000);
    app.run_jobs().await;
    assert_eq!(app.mail.take().len(), 3);
    let late = notifications::deliver(&app.state, claimed).await;
    let lost =
        |(_, error): &(_, anyhow::Error)| error.downcast_ref() == Some(&jobs::Error::LeaseLost);
    assert_eq!(late.iter().filter(|failed| lost(failed)).count(), jobs);
    assert!(app.mail.take().is_empty());
    for told in &all {
        assert_eq!(app.states(told).await, [("email", "sent", String::new())]);
    }
}

both_engines!(
    a_worker_that_was_held_up_sends_none_of_many,
    async |app: TestApp| held_up(app, Queued::OneByOne).await
);

both_engines!(
    a_worker_that_was_held_up_sends_none_of_one_job,
    async |app: TestApp| held_up(app, Queued::Together).await
);

async fn ended_in_the_middle(app: TestApp, queued: Queued) {
    app.many_told(3, queued).await;
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

both_engines!(
    m50_a_worker_that_ends_among_many_sends_the_same_again,
    async |app: TestApp| ended_in_the_middle(app, Queued::OneByOne).await
);

both_engines!(
    m50_a_worker_that_ends_within_one_job_sends_the_same_again,
    async |app: TestApp| ended_in_the_middle(app, Queued::Together).await
);

async fn two_workers(app: TestApp, queued: Queued) {
    let all = app.many_told(60, queued).await;
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
}

both_engines!(two_workers_tell_each_of_many_once, async |app: TestApp| {
    two_workers(app, Queued::OneByOne).await
});

both_engines!(
    two_workers_tell_each_of_their_jobs_once,
    async |app: TestApp| two_workers(app, Queued::Together).await
);

/// A mail server that keeps its first letter waiting for ever.
struct FirstWaits {
    taken: Arc<RecordingMail>,
    first: AtomicBool,
}

impl Mail for FirstWaits {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let waits = self.first.swap(false, Ordering::SeqCst);
            let taken = self.taken.send(letter).await;
            match waits {
                true => std::future::pending().await,
                false => taken,
            }
        })
    }
}

both_engines!(
    what_was_taken_is_on_record_while_another_of_its_job_waits,
    async |app: TestApp| {
        let all = app.many_told(11, Queued::Together).await;
        let killed = State::from(Held {
            mail: Arc::new(FirstWaits {
                taken: Arc::clone(&app.mail),
                first: AtomicBool::new(true),
            }),
            ..Held::clone(&app.state)
        });
        let cut = tokio::time::timeout(Duration::from_secs(5), app::jobs::drain(&killed)).await;
        assert!(cut.is_err(), "it hangs in the middle");
        let letters = app.mail.take();
        assert_eq!(letters.len(), 11);
        let mut waiting = 0;
        for told in &all {
            let states = app.states(told).await;
            waiting += usize::from(states == [("email", "queued", String::new())]);
        }
        assert_eq!(waiting, 1, "ten are on record");
        app.clock.advance(10 * 60_000);
        app.run_jobs().await;
        let again = app.mail.take();
        assert_eq!(again.len(), 1, "only what was not on record goes again");
        assert_eq!(again[0].message_id, letters[0].message_id);
        assert_eq!(app.run_jobs().await, 0);
        let left = "SELECT count(*) FROM job WHERE kind = 'deliver_notification'";
        assert_eq!(app.count(left).await, 0);
    }
);

both_engines!(
    what_can_not_go_with_its_job_goes_by_itself,
    async |app: TestApp| {
        let app = (app.beside(|config| config.messages.bundle_seconds = 60)).await;
        let all = app.many_told(9, Queued::Together).await;
        // Something has just gone to two of them: what follows waits for the end of the window.
        let late = [all[1].patient.id, all[8].patient.id];
        let now = app.state.env.now();
        app.change(move |tx| {
            tx.exec(
                "INSERT INTO notice_window (clinic_id, portal_user_id, patient_id, channel, opened_at, opened_by)
                 SELECT d.clinic_id, d.portal_user_id, c.patient_id, 'email', $2, c.id
                 FROM delivery d JOIN conversation c ON c.id = d.conversation_id WHERE c.patient_id = ANY($1)",
                &[&late.as_slice(), &now],
            )
        })
        .await;
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 7);
        for (number, told) in all.iter().enumerate() {
            let expected = match number {
                1 | 8 => ("email", "queued", "bundling".to_owned()),
                _ => ("email", "sent", String::new()),
            };
            assert_eq!(app.states(told).await, [expected], "{number}");
        }
        app.clock.advance(60_000);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 2);
        for told in &all {
            assert_eq!(app.states(told).await, [("email", "sent", String::new())]);
        }
    }
);
