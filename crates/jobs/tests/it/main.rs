//! The queue through its front door, on every engine, with the time set by each test.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[expect(dead_code, reason = "the tests of db use more of it")]
#[path = "../../../db/tests/it/support.rs"]
mod support;

mod claims;
mod outcomes;
mod queueing;
mod turns;

use db::{Error, Uuid};
use jobs::{Claimed, Claims, Counts, Lease, NewJob, claim, counts, enqueue};
use support::On;

/// When the tests play, in milliseconds since 1970.
const NOW: i64 = 1_800_000_000_000;

/// How long the leases of the tests are.
const LEASE: i64 = 60_000;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn job(number: u128) -> NewJob {
    NewJob::new(id(number), "test", number.to_string(), NOW)
}

impl On {
    async fn queue(&self, jobs: Vec<NewJob>) {
        self.db
            .migrate(&[jobs::migration(1), jobs::lanes_migration(2)])
            .await
            .unwrap();
        let queued = self
            .db
            .write(move |tx| {
                for job in &jobs {
                    enqueue(tx, job)?;
                }
                Ok::<_, Error>(())
            })
            .await;
        queued.unwrap();
    }

    async fn claim(&self, now: i64, limit: usize) -> Vec<Claimed> {
        self.claims(now, limit).await.jobs
    }

    async fn claims(&self, now: i64, limit: usize) -> Claims {
        let lease = Lease {
            now,
            worker: "worker",
            limit,
            lease_ms: LEASE,
        };
        self.db.write(move |tx| claim(tx, &lease)).await.unwrap()
    }

    async fn counts(&self) -> (i64, i64, i64) {
        let Counts {
            waiting,
            leased,
            set_aside,
        } = self.db.read(counts).await.unwrap();
        (waiting, leased, set_aside)
    }
}

fn payloads(jobs: &[Claimed]) -> Vec<&str> {
    jobs.iter().map(|job| job.payload.as_str()).collect()
}
