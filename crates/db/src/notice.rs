//! Notices: what a transaction tells the rest of the process once it is committed.

use tokio::sync::broadcast;

/// A word to the rest of this process, delivered only after the transaction that said it is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about, such as `jobs`.
    pub topic: String,
    /// Ids at most; never patient data.
    pub payload: String,
}

/// How many notices a slow listener may lag behind before it loses the oldest.
const KEPT: usize = 4096;

pub(crate) struct Notices(broadcast::Sender<Notice>);

impl Notices {
    pub(crate) fn new() -> Self {
        Notices(broadcast::Sender::new(KEPT))
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }

    pub(crate) fn deliver(&self, notices: Vec<Notice>) {
        for notice in notices {
            // An error only says that nobody listens.
            let _ = self.0.send(notice);
        }
    }
}
