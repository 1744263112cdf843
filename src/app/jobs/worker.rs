//! The loop that claims jobs and does them, a few at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{BATCH_SLOTS, batches, claim, recurring, run};
use crate::platform::reserve::LONG_PAUSE;
use crate::platform::state::State;

/// Without a wake-up, the queue is looked at this often: other nodes queue jobs too.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Jobs under way may take this long to end when the worker stops; what is cut off is claimed again later.
const GRACE: Duration = Duration::from_secs(30);

/// Does the jobs of the queue until it is stopped.
#[derive(Debug)]
pub struct Worker {
    state: State,
    name: String,
    slots: Arc<Semaphore>,
}

impl Worker {
    /// A worker over `state`.
    pub fn new(state: State) -> Worker {
        let id: uuid::Uuid = state.env.id();
        Worker {
            name: format!("{}-{}", std::process::id(), id.simple()),
            slots: Arc::new(Semaphore::new(state.env.config.worker.at_once)),
            state,
        }
    }

    /// Works until `stop` is cancelled; then lets the jobs under way end. Where the configuration leaves the work to other
    /// processes, it only waits.
    pub async fn run(self, stop: CancellationToken) {
        if self.state.env.config.worker.at_once == 0 {
            return stop.cancelled().await;
        }
        let mut notices = self.state.db.on_commit();
        if let Err(error) = recurring::begin(&self.state).await {
            tracing::error!(%error, "the regular jobs could not be queued");
        }
        let mut under_way = JoinSet::new();
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            let more = self.take(&mut under_way).await;
            while under_way.try_join_next().is_some() {}
            tokio::select! {
                () = stop.cancelled() => break,
                _ = look.tick() => {}
                () = queued(&mut notices), if !more => {}
                _ = under_way.join_next(), if more => {}
            }
        }
        let ended = async { while under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("jobs under way were cut off; they are done again later");
        }
    }

    /// Claims as many jobs as there are free slots and begins them. Whether there may be more: every slot was filled.
    async fn take(&self, under_way: &mut JoinSet<()>) -> bool {
        let free = self.slots.available_permits();
        if free == 0 {
            return true;
        }
        // A notification whose outcome can't be recorded would go out again and again.
        if !self.state.reserve.is_whole(LONG_PAUSE).await {
            return false;
        }
        let claimed = match claim(&self.state, &self.name, free).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "no jobs could be claimed");
                return false;
            }
        };
        let more = claimed.len() >= free;
        for batch in batches(claimed) {
            let slots = u32::try_from(batch.len().min(BATCH_SLOTS)).unwrap_or(u32::MAX);
            let Ok(slots) = Arc::clone(&self.slots).try_acquire_many_owned(slots) else {
                break;
            };
            let state = self.state.clone();
            under_way.spawn(async move {
                let _slots: OwnedSemaphorePermit = slots;
                run(&state, batch).await;
            });
        }
        more
    }
}

/// Returns when a transaction has queued a job.
async fn queued(notices: &mut Receiver<db::Notice>) {
    loop {
        match notices.recv().await {
            Ok(notice) if notice.topic == jobs::TOPIC => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The database is closing; the worker is about to be stopped.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
