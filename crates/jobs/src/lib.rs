//! A durable queue in the application's own database.
//!
//! A job is queued in the transaction that makes it necessary, so both are kept or neither. A worker claims jobs for a
//! limited time, does them, and records the outcome in one transaction with [`done`], [`failed`] or [`reschedule`]; each
//! of these fails with [`Error::LeaseLost`] when the lease has ended meanwhile, and so undoes what was recorded with it.
//! Every job is done at least once; it is done twice only when a worker is held up for longer than its lease.
//!
//! Jobs are claimed clinic by clinic in turn, so that fifty thousand jobs of one clinic keep no other one waiting, and of
//! a clinic's jobs those of the bulk [`Lane`] last, so that what is sent to many keeps nobody waiting either. A job
//! that has failed too often, or has ended its worker too often, is set aside and no longer claimed.
//!
//! Nothing here asks what time it is: every call is told.

mod backoff;
mod claim;
mod enqueue;
mod error;
mod finish;
mod schedule;
mod watch;

pub use backoff::Backoff;
pub use claim::{Claimed, Claims, Lease, claim};
pub use enqueue::{Lane, NewJob, enqueue, is_queued, wake};
pub use error::Error;
pub use finish::{Failed, done, done_all, extend, extend_all, failed, reschedule};
pub use schedule::next_turn;
pub use watch::{Counts, SetAside, counts, discard, discard_all, next_due, revive, set_aside};

/// The topic of the notice that says that a job was queued; its payload is the job's kind.
pub const TOPIC: &str = "jobs";

/// The migration that makes the queue's table, as number `number` of the application's list.
pub const fn migration(number: u32) -> db::Migration {
    db::Migration {
        number,
        name: "job",
        sql: include_str!("job.sql"),
        sqlite: None,
        pg: None,
    }
}

/// The migration that gives each job its lane and, where it has one, its own lease.
pub const fn lanes_migration(number: u32) -> db::Migration {
    db::Migration {
        number,
        name: "job_lanes",
        sql: include_str!("lanes.sql"),
        sqlite: None,
        pg: None,
    }
}
