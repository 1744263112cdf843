//! Notices: what a transaction tells the processes that use the database once it is committed.

use tokio::sync::broadcast;

/// A word to every process that uses the database, delivered only after the transaction that said it is committed. To the
/// process that said it, it comes at once and surely; on PostgreSQL to the others within milliseconds, unless
/// [`Notice::MISSED`] says that something has been missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about, such as `jobs`.
    pub topic: String,
    /// Ids at most; never patient data.
    pub payload: String,
}

impl Notice {
    /// The topic of the notice that says that others may have said what was not heard: the connection was cut, or there
    /// was too much of it. Whoever keeps something by what notices say looks anew.
    pub const MISSED: &str = "missed";

    pub(crate) fn missed() -> Notice {
        Notice {
            topic: Notice::MISSED.to_owned(),
            payload: String::new(),
        }
    }
}

/// How many notices a slow listener may lag behind before it loses the oldest.
pub(crate) const KEPT: usize = 4096;

pub(crate) struct Notices(broadcast::Sender<Notice>);

impl Notices {
    pub(crate) fn new() -> Self {
        Notices(broadcast::Sender::new(KEPT))
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }

    pub(crate) fn deliver(&self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            // An error only says that nobody listens.
            let _ = self.0.send(notice);
        }
    }
}
