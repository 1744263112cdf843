//! No clinic keeps another waiting.

use db::{Error, Uuid};
use jobs::{Claimed, Lane, NewJob, enqueue};

use crate::{NOW, id, job, on_every_engine};

fn of(claimed: &[Claimed], clinic: Uuid) -> usize {
    claimed.iter().filter(|job| job.clinic_id == clinic).count()
}

on_every_engine! {
    async fn a_clinic_with_a_long_queue_leaves_room_for_another(on: &On) {
        on.queue(vec![]).await;
        for chunk in 0..20u128 {
            on.db
                .write(move |tx| {
                    for number in 0..500 {
                        let long = NewJob { run_at: NOW - 1_000, ..job(chunk * 500 + number) };
                        enqueue(tx, &long.of_clinic(id(1)))?;
                    }
                    Ok::<_, Error>(())
                })
                .await
                .unwrap();
        }
        on.queue(vec![job(20_000).of_clinic(id(2)), job(20_001)]).await;
        let claimed = on.claim(NOW, 10).await;
        assert_eq!(claimed.len(), 10);
        assert_eq!((of(&claimed, id(2)), of(&claimed, Uuid::nil())), (1, 1));
    }

    async fn shares_are_even_and_nothing_is_left_over(on: &On) {
        on.queue((0..90).map(|n| job(n).of_clinic(id(n % 3))).collect()).await;
        let claimed = on.claim(NOW, 30).await;
        assert_eq!([0, 1, 2].map(|clinic| of(&claimed, id(clinic))), [10, 10, 10]);
        assert_eq!(on.claim(NOW, 1_000).await.len(), 60);
    }

    async fn every_clinic_has_its_turn_when_there_are_more_than_fit(on: &On) {
        on.queue((0..200).map(|n| job(n).of_clinic(id(n % 20))).collect()).await;
        let mut first_turns = Vec::new();
        for moment in 0..10 {
            first_turns.extend(on.claim(NOW + moment * 7, 2).await.iter().map(|job| job.clinic_id));
        }
        first_turns.sort();
        first_turns.dedup();
        assert!(first_turns.len() >= 8, "{} clinics of 20 in 20 places", first_turns.len());
    }

    async fn earlier_jobs_of_a_clinic_go_first(on: &On) {
        let at = |number: u128, run_at: i64| NewJob { run_at, ..job(number).of_clinic(id(1)) };
        on.queue(vec![at(1, NOW), at(2, NOW - 2), at(3, NOW - 1)]).await;
        let order: Vec<_> = [on.claim(NOW, 1).await, on.claim(NOW, 1).await, on.claim(NOW, 1).await]
            .concat()
            .into_iter()
            .map(|job| job.payload)
            .collect();
        assert_eq!(order, ["2", "3", "1"]);
    }

    async fn what_somebody_waits_for_goes_before_what_went_to_many(on: &On) {
        let many = |number: u128| NewJob { run_at: NOW - 1_000, ..job(number).of_clinic(id(1)) }.in_lane(Lane::Bulk);
        on.queue(vec![many(1), many(2), many(3), job(4).of_clinic(id(1))]).await;
        assert_eq!(on.claim(NOW, 2).await.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["4", "1"]);
        assert_eq!(on.claim(NOW, 9).await.len(), 2);
    }

    async fn what_went_to_many_waits_while_more_of_it_is_queued(on: &On) {
        let many = |number: u128| job(number).of_clinic(id(1)).in_lane(Lane::Bulk);
        let elsewhere = job(5).of_clinic(id(2)).in_lane(Lane::Bulk);
        on.queue(vec![many(1), job(2).of_clinic(id(1)).in_lane(Lane::Source).leased_for(5_000)]).await;
        let source = on.claim(NOW, 9).await;
        assert_eq!(source.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["2"]);
        on.queue(vec![job(3).of_clinic(id(1)), elsewhere]).await;
        let mut others: Vec<_> = on.claim(NOW + 1, 9).await.into_iter().map(|job| job.payload).collect();
        others.sort();
        assert_eq!(others, ["3", "5"], "those of others, and what somebody waits for, do not wait");
        let ended = source[0].clone();
        on.db.write(move |tx| jobs::done(tx, &ended)).await.unwrap();
        let after = on.claim(NOW + 2, 9).await;
        assert_eq!(after.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["1"]);
    }

    async fn a_source_that_ended_without_a_word_keeps_nobody_waiting(on: &On) {
        on.queue(vec![job(1).of_clinic(id(1)).in_lane(Lane::Source).leased_for(5_000)]).await;
        assert_eq!(on.claim(NOW, 9).await.len(), 1);
        on.queue(vec![job(2).of_clinic(id(1)).in_lane(Lane::Bulk)]).await;
        assert!(on.claim(NOW + 4_999, 9).await.is_empty());
        let again = on.claim(NOW + 5_000, 1).await;
        assert_eq!(again.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["1"], "it is taken up again first");
    }

    async fn a_job_can_have_a_lease_of_its_own(on: &On) {
        on.queue(vec![job(1).leased_for(5_000), job(2)]).await;
        assert_eq!(on.claim(NOW, 9).await.len(), 2);
        let again = on.claim(NOW + 5_000, 9).await;
        assert_eq!(again.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["1"]);
    }
}
